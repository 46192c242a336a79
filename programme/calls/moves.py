"""The steps of a call, and how its other events read."""

from django.utils.translation import gettext_lazy as _

from programme.core.forms import ReasonForm
from programme.core.moves import Move, name_events, register

from .choices import CallStatus
from .models import Call
from .permissions import can_run_call
from .services import conclude_call, publish_call, reopen_call

register(
    Move(
        model=Call,
        verb="publish",
        label=_("Publish the call"),
        sources=frozenset({CallStatus.DRAFT}),
        target=CallStatus.PUBLISHED,
        can=can_run_call,
        service=publish_call,
        noun="call",
        warning=_("Questions and criteria can then only be changed as a new version."),
    ),
    Move(
        model=Call,
        verb="conclude",
        label=_("Conclude the call"),
        sources=frozenset({CallStatus.PUBLISHED}),
        target=CallStatus.CONCLUDED,
        can=can_run_call,
        service=conclude_call,
        noun="call",
    ),
    Move(
        model=Call,
        verb="reopen",
        label=_("Take back the conclusion"),
        sources=frozenset({CallStatus.CONCLUDED}),
        target=CallStatus.PUBLISHED,
        can=can_run_call,
        service=reopen_call,
        noun="call",
        form=ReasonForm,
    ),
)

name_events(
    {
        "calls.draft": _("Call prepared"),
        "calls.extend_deadline": _("Deadline extended"),
        "calls.revise_questions": _("Questions revised"),
        "calls.revise_criteria": _("Criteria revised"),
        "calls.correct": _("Facts corrected"),
    }
)

"""The steps of a call, and how its other events read."""

from django.utils.translation import gettext_lazy as _

from programme.core.forms import ReasonForm
from programme.core.moves import Act, Move, name_events, register, register_acts

from .choices import CallStatus
from .forms import ExtendDeadlineForm, ExtendStageForm, ReviseCriteriaForm, ReviseQuestionsForm
from .models import Call
from .permissions import can_run_call
from .services import (
    conclude_call,
    extend_deadline,
    extend_stage,
    publish_call,
    reopen_call,
    revise_criteria,
    revise_questions,
)

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


def is_published(call: Call) -> bool:
    return call.status == CallStatus.PUBLISHED


register_acts(
    Act(
        model=Call,
        verb="extend_deadline",
        label=_("Extend the deadline"),
        can=can_run_call,
        when=is_published,
        service=extend_deadline,
        noun="call",
        form=ExtendDeadlineForm,
    ),
    Act(
        model=Call,
        verb="extend_stage",
        label=_("Extend a later stage"),
        can=can_run_call,
        when=is_published,
        service=extend_stage,
        noun="call",
        form=ExtendStageForm,
    ),
    Act(
        model=Call,
        verb="revise_questions",
        label=_("Revise the questions"),
        can=can_run_call,
        when=is_published,
        service=revise_questions,
        noun="call",
        form=ReviseQuestionsForm,
        warning=_("Applications submitted before keep the questions that they answered."),
    ),
    Act(
        model=Call,
        verb="revise_criteria",
        label=_("Revise the criteria"),
        can=can_run_call,
        when=is_published,
        service=revise_criteria,
        noun="call",
        form=ReviseCriteriaForm,
        warning=_("Versions submitted before are judged by the criteria that they named."),
    ),
)

name_events(
    {
        "calls.publish": _("Call published"),
        "calls.conclude": _("Call concluded"),
        "calls.reopen": _("Conclusion of the call taken back"),
        "calls.draft": _("Call prepared"),
        "calls.extend_deadline": _("Deadline extended"),
        "calls.revise_questions": _("Questions revised"),
        "calls.revise_criteria": _("Criteria revised"),
        "calls.correct": _("Facts corrected"),
    }
)

"""The steps of a selection."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.core.moves import Act, Move, name_events, register, register_acts

from . import permissions, services
from .choices import AppealStatus
from .forms import AnswerForm, PlacesForm
from .models import Appeal, Ranking
from .queries import is_published, publication_statement


def _open(call: Any) -> bool:
    return call.applications.filter(status=ApplicationStatus.EVALUATED).exists() and not is_published(call)


register(
    Move(
        model=Application,
        app="selection",
        verb="select",
        label=_("Selected"),
        sources=frozenset({ApplicationStatus.EVALUATED}),
        target=ApplicationStatus.SELECTED,
        can=permissions.can_move_with_publication,
        service=services.select_application,
        noun="application",
    ),
    Move(
        model=Application,
        app="selection",
        verb="reject",
        label=_("Not selected"),
        sources=frozenset({ApplicationStatus.EVALUATED}),
        target=ApplicationStatus.NOT_SELECTED,
        can=permissions.can_move_with_publication,
        service=services.reject_application,
        noun="application",
    ),
    Move(
        model=Appeal,
        verb="uphold_appeal",
        label=_("Uphold the appeal"),
        sources=frozenset({AppealStatus.FILED}),
        target=AppealStatus.UPHELD,
        can=permissions.can_answer_appeal,
        service=services.uphold_appeal,
        noun="appeal",
        form=AnswerForm,
        warning=_("The published result does not change by itself; say in the answer what follows."),
    ),
    Move(
        model=Appeal,
        verb="dismiss_appeal",
        label=_("Dismiss the appeal"),
        sources=frozenset({AppealStatus.FILED}),
        target=AppealStatus.DISMISSED,
        can=permissions.can_answer_appeal,
        service=services.dismiss_appeal,
        noun="appeal",
        form=AnswerForm,
    ),
)

register_acts(
    Act(
        model=Ranking,
        verb="publish_results",
        label=_("Publish the results"),
        can=permissions.can_publish_results,
        service=services.publish_results,
        noun="call",
        when=_open,
        statement=publication_statement,
        warning=_("Published results cannot be taken back. Every company gets its letter by e-mail."),
    ),
    Act(
        model=Ranking,
        verb="stage_top",
        label=_("Decide by the ranking"),
        can=permissions.can_stage_decision,
        service=services.stage_top,
        noun="call",
        when=_open,
        form=PlacesForm,
        warning=_("Decisions made before are replaced. Nothing is published yet."),
    ),
)

name_events(
    {
        "selection.select": _("Selected by the ministry"),
        "selection.reject": _("Not selected by the ministry"),
        "selection.uphold_appeal": _("Appeal upheld"),
        "selection.dismiss_appeal": _("Appeal dismissed"),
        "selection.stage_decision": _("Decision prepared"),
        "selection.publish_results": _("Results published"),
        "selection.file_appeal": _("Appeal filed"),
    }
)

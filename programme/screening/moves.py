"""The steps of screening on an application."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.core.forms import ReasonForm
from programme.core.moves import Act, Move, get_move, name_events, register, register_acts

from . import permissions, services
from .forms import FailForm
from .models import Screening
from .queries import lacking

S = ApplicationStatus

register(
    Move(
        model=Application,
        app="screening",
        verb="pass_screening",
        label=_("Pass screening"),
        sources=frozenset({S.RECOMMENDED}),
        target=S.SCREENED_IN,
        can=permissions.can_screen,
        service=services.pass_screening,
        noun="application",
        lacks=lacking,
        bulk="screening.change_screening",
    ),
    Move(
        model=Application,
        app="screening",
        verb="fail_screening",
        label=_("Do not pass screening"),
        sources=frozenset({S.RECOMMENDED}),
        target=S.SCREENED_OUT,
        can=permissions.can_screen,
        service=services.fail_screening,
        noun="application",
        form=FailForm,
        warning=_("The company is told, and its application ends here unless this is taken back."),
    ),
    Move(
        model=Application,
        app="screening",
        verb="take_back_screening",
        label=_("Take back the screening decision"),
        sources=frozenset({S.SCREENED_IN, S.SCREENED_OUT}),
        target=S.RECOMMENDED,
        can=permissions.can_screen,
        service=services.take_back_screening,
        noun="application",
        form=ReasonForm,
        warning=_("The company is told."),
    ),
)


def of_screening(verb: str) -> Act:
    """The application's step, offered on its screening's page too."""
    move = get_move(Application, verb)
    lacks = move.lacks

    def service(*, screening: Screening, by: Any, **arguments: Any) -> Application:
        return move.run(screening.application, by, **arguments)

    return Act(
        model=Screening,
        verb=verb,
        label=move.label,
        can=lambda user, screening: move.can(user, screening.application),
        when=lambda screening: (
            screening.application.status in move.sources
            and screening.application.version_id == screening.version_id
        ),
        service=service,
        noun="screening",
        form=move.form,
        warning=move.warning,
        lacks=(lambda screening: lacks(screening.application)) if lacks else None,
        bulk=move.bulk,
    )


register_acts(*map(of_screening, ["pass_screening", "fail_screening", "take_back_screening"]))

name_events(
    {
        "screening.decide": _("Screening decided, with its checks"),
        "screening.pass_screening": _("Screening passed"),
        "screening.fail_screening": _("Screening not passed"),
        "screening.take_back_screening": _("Screening decision taken back"),
    }
)

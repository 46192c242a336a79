"""Deciding, before anything is published."""

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.models import Call
from programme.core.choices import Audience
from programme.core.clock import db_now
from programme.core.errors import Conflict, Incomplete, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock

from ..choices import Outcome
from ..models import Decision
from ..permissions import can_stage_decision
from ..queries import is_published, ranking


def stage_decision(*, application: Application, outcome: str, by: User | None, reason: str = "") -> Decision:
    """Decide on one evaluated application; it may be changed until the call's results are published.

    The company reads the reason in its letter. Raises NotAllowed, WrongState, Incomplete.
    """
    require(by is None or can_stage_decision(by, application.call), _("You may not decide on applications."))
    if outcome not in Outcome.values:
        raise Incomplete(_("Choose an outcome."), {"outcome": _("Choose an outcome.")})
    with transaction.atomic():
        return _stage(lock(application), outcome, by, reason)


def stage_top(*, call: Call, places: int, by: User | None) -> list[Decision]:
    """Decide a whole call by its ranking: the first `places` are selected, all others not.

    What was decided before is replaced. Raises Conflict when a tie that no rule breaks lies on the
    line: someone must decide those one by one.
    """
    require(by is None or can_stage_decision(by, call), _("You may not decide on applications."))
    with transaction.atomic():
        applications = Application.objects.filter(call=call, status=ApplicationStatus.EVALUATED)
        held = {one.pk: one for one in applications.select_for_update(no_key=True).order_by("pk")}
        rows = [row for row in ranking(call) if row.application.pk in held]
        if not rows:
            raise WrongState(_("The call has no evaluated application."))
        if not 0 <= places <= len(rows):
            message = _("Enter a number from 0 to %(number)d.") % {"number": len(rows)}
            raise Incomplete(message, {"places": message})
        if 0 < places < len(rows) and rows[places - 1].rank == rows[places].rank:
            raise Conflict(_("The line runs through a tie: decide these one by one."), code="tie")
        return [
            # No reason is written: the letter has the scores and what the evaluators say.
            _stage(held[row.application.pk], Outcome.SELECT if place < places else Outcome.REJECT, by, "")
            for place, row in enumerate(rows)
        ]


def _stage(application: Application, outcome: str, by: User | None, reason: str) -> Decision:
    """Write the decision on a locked application."""
    if application.status != ApplicationStatus.EVALUATED or is_published(application.call):
        raise WrongState(
            _("Only an evaluated application is decided on, before publication. Present status: %(status)s.")
            % {"status": application.get_status_display()}
        )
    decision, _created = Decision.objects.update_or_create(
        application=application,
        defaults={
            "outcome": outcome,
            "reason": reason.strip(),
            "staged_by": by.pk if by else None,
            "staged_at": db_now(),
        },
    )
    record_event(
        application,
        "selection.stage_decision",
        by=by,
        data={"outcome": str(outcome)},
        audience=Audience.STAFF,
    )
    return decision

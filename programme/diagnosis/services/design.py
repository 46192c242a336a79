"""The design: goals, improvements, indicators, costs, completion."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.companies.queries import people_of
from programme.core.clock import db_now
from programme.core.errors import Incomplete, WrongState
from programme.core.moves import require
from programme.core.transitions import lock, transition

from .. import permissions
from ..models import Design, Diagnosis
from ..queries import design_gaps
from .mails import tell
from .rows import Row, check_revision, replace_rows


def save_design(
    *,
    application: Application,
    by: User | None,
    goal_capability_level: int | None,
    goal_system_level: str,
    summary: str,
    improvements: Sequence[Row],
    indicators: Sequence[Row],
    costs: Sequence[Row],
    revision: int | None = None,
) -> Design:
    """Save the design as it stands; each list of rows replaces the one saved before.

    A row of `improvements` has title, text, year and technologies; of `indicators` category, name,
    formula, unit, direction, baseline, target, period; of `costs` year, item, source, amount_krw.
    Raises NotAllowed, WrongState, Incomplete (a row), Conflict (saved meanwhile).
    """
    require(by is None or permissions.can_design(by, application), _("This is not your case."))
    with transaction.atomic():
        locked = lock(application)
        if locked.status != ApplicationStatus.DIAGNOSED:
            raise WrongState(_("The design is not open."))
        design = Design.objects.get(application=locked)
        check_revision(design.revision, revision)
        design.goal_capability_level = goal_capability_level
        design.goal_system_level = goal_system_level
        design.summary = summary
        design.revision += 1
        design.save()
        replace_rows(design, "improvements", improvements, many=["technologies"])
        replace_rows(design, "indicators", indicators)
        replace_rows(design, "costs", costs)
    return design


def complete_design(*, application: Application, by: User | None) -> Application:
    """Finish the design: it is ready for evaluation. The company is told.

    Raises NotAllowed, WrongState, Incomplete (naming each gap, and each year above the cap).
    """
    with transition(application, "complete_design", by=by) as locked:
        design = Design.objects.get(application=locked)
        if gaps := design_gaps(design, Diagnosis.objects.get(application=locked)):
            raise Incomplete(_("The design is not complete."), gaps)
        design.completed_at = db_now()
        design.save(update_fields=["completed_at"])
        tell(locked, people_of(locked.company), "designed")
    return locked


def reopen_design(*, application: Application, by: User | None, reason: str) -> Application:
    """Open a design again before evaluation closes. The designer is told.

    Raises NotAllowed, WrongState.
    """
    with transition(application, "reopen_design", by=by, data={"reason": reason}) as locked:
        design = Design.objects.get(application=locked)
        design.completed_at = None
        design.save(update_fields=["completed_at"])
        tell(locked, [design.designer], "reopened", reason=reason)
    return locked

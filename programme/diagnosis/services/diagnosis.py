"""The diagnosis: visit, levels, findings, completion."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.companies.queries import people_of
from programme.core.clock import db_now, seoul_day
from programme.core.errors import Incomplete, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock, transition

from .. import permissions
from ..models import Design, Diagnosis
from ..queries import diagnosis_gaps
from .mails import tell
from .rows import Row, check_revision, replace_rows


def record_visit(*, application: Application, by: User | None, visited_on: date) -> Application:
    """Note the day (in Seoul) on which the consultant visited the factory.

    Raises NotAllowed, WrongState, Incomplete (a day to come).
    """
    with transaction.atomic():
        locked, diagnosis = _open(application, by)
        if visited_on > seoul_day(db_now()):
            said = _("The day of the visit lies in the future.")
            raise Incomplete(said, {"visited_on": said})
        diagnosis.visited_on = visited_on
        diagnosis.save(update_fields=["visited_on"])
        record_event(locked, "diagnosis.record_visit", by=by, data={"visited_on": visited_on.isoformat()})
    return locked


def save_diagnosis(
    *,
    application: Application,
    by: User | None,
    capability_level: int | None,
    system_level: str,
    summary: str,
    findings: Sequence[Row],
    revision: int | None = None,
) -> Diagnosis:
    """Save the diagnosis as it stands; `findings` (area, text, severity) replace those saved before.

    `revision` is the one the page showed. Raises NotAllowed, WrongState, Incomplete (a row), Conflict
    (saved meanwhile).
    """
    with transaction.atomic():
        _locked, diagnosis = _open(application, by)
        check_revision(diagnosis.revision, revision)
        diagnosis.capability_level = capability_level
        diagnosis.system_level = system_level
        diagnosis.summary = summary
        diagnosis.revision += 1
        diagnosis.save()
        replace_rows(diagnosis, "findings", findings)
    return diagnosis


def complete_diagnosis(*, application: Application, by: User | None) -> Application:
    """Finish the diagnosis and open the design, with the consultant as designer. The company is told.

    Raises NotAllowed, WrongState, Incomplete (naming each gap).
    """
    with transition(application, "complete_diagnosis", by=by) as locked:
        diagnosis = _assigned(locked)
        if gaps := diagnosis_gaps(diagnosis):
            raise Incomplete(_("The diagnosis is not complete."), gaps)
        diagnosis.completed_at = db_now()
        diagnosis.save(update_fields=["completed_at"])
        Design.objects.get_or_create(application=locked, defaults={"designer": diagnosis.consultant})
        tell(locked, people_of(locked.company), "diagnosed")
    return locked


def reopen_diagnosis(*, application: Application, by: User | None, reason: str) -> Application:
    """Open a diagnosis again to correct it; what was designed stays. The consultant is told.

    Raises NotAllowed, WrongState.
    """
    with transition(application, "reopen_diagnosis", by=by, data={"reason": reason}) as locked:
        diagnosis = _assigned(locked)
        diagnosis.completed_at = None
        diagnosis.save(update_fields=["completed_at"])
        tell(locked, [diagnosis.consultant], "reopened", reason=reason)
    return locked


def _assigned(application: Application) -> Diagnosis:
    diagnosis = Diagnosis.objects.filter(application=application).first()
    if diagnosis is None:
        raise WrongState(_("No consultant is assigned yet."))
    return diagnosis


def _open(application: Application, by: User | None) -> tuple[Application, Diagnosis]:
    """The locked application and its diagnosis, when `by` may write and it is open."""
    require(by is None or permissions.can_diagnose(by, application), _("This is not your case."))
    locked = lock(application)
    if locked.status != ApplicationStatus.SCREENED_IN:
        raise WrongState(_("The diagnosis is not open."))
    return locked, _assigned(locked)

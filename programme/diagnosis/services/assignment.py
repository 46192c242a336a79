"""Giving a case to the people who diagnose and design."""

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.choices import Role
from programme.accounts.models import RoleGrant, User
from programme.accounts.services import grant_role, revoke_role
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.companies.queries import people_of
from programme.core.errors import Conflict, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock

from .. import permissions
from ..models import Design, Diagnosis
from ..queries import consultants
from .mails import tell


def assign_consultant(*, application: Application, by: User | None, consultant: User) -> Application:
    """Give a screened case to a consultant, or to another one. The consultant and the company are told.

    The consultant gets the role of the case, with which its submitted version may be read; the one
    before loses it. Raises NotAllowed, WrongState, Conflict (no consultant, or one of the company's).
    """
    require(by is None or permissions.can_assign(by, application), _("You may not assign consultants."))
    _check_person(application, consultant, "consultant")
    with transaction.atomic():
        locked = lock(application)
        if locked.status != ApplicationStatus.SCREENED_IN:
            raise WrongState(_("A consultant is assigned after screening and before the diagnosis is done."))
        diagnosis = Diagnosis.objects.filter(application=locked).first() or Diagnosis(application=locked)
        before, diagnosis.consultant = diagnosis.consultant, consultant
        diagnosis.save()
        grant_role(user=consultant, role=Role.CONSULTANT, scope=locked.case, by=by)
        _end_role(locked, before, by)
        record_event(locked, "diagnosis.assign_consultant", by=by, data={"consultant": str(consultant.pk)})
        tell(locked, [consultant], "assigned")
        tell(locked, people_of(locked.company), "consultant", consultant=consultant.name)
    return locked


def assign_designer(*, application: Application, by: User | None, designer: User) -> Application:
    """Give the design of a diagnosed case to someone else than its consultant.

    Raises NotAllowed, WrongState, Conflict.
    """
    require(by is None or permissions.can_assign(by, application), _("You may not assign designers."))
    _check_person(application, designer, "designer")
    with transaction.atomic():
        locked = lock(application)
        if locked.status != ApplicationStatus.DIAGNOSED:
            raise WrongState(_("A designer is assigned while the design is open."))
        design = Design.objects.get(application=locked)
        before, design.designer = design.designer, designer
        design.save(update_fields=["designer"])
        grant_role(user=designer, role=Role.CONSULTANT, scope=locked.case, by=by)
        _end_role(locked, before, by)
        record_event(locked, "diagnosis.assign_designer", by=by, data={"designer": str(designer.pk)})
        tell(locked, [designer], "assigned")
    return locked


def _check_person(application: Application, person: User, field: str) -> None:
    if not consultants().filter(pk=person.pk).exists():
        said = _("This person is not a consultant.")
        raise Conflict(said, {field: said})
    if people_of(application.company).filter(pk=person.pk).exists():
        said = _("This person belongs to the company.")
        raise Conflict(said, {field: said})


def _end_role(application: Application, person: User | None, by: User | None) -> None:
    """Take the case's role from someone who no longer works on it."""
    if person is None:
        return
    still = (
        Diagnosis.objects.filter(application=application, consultant=person).exists()
        or Design.objects.filter(application=application, designer=person).exists()
    )
    if not still:
        for grant in RoleGrant.objects.filter(
            user=person, role=Role.CONSULTANT, scope=application.case, revoked_at=None
        ):
            revoke_role(grant=grant, by=by)

"""Starting an application and saving its draft."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.calls.models import Call
from programme.companies.models import Company, Site
from programme.companies.permissions import speaks_for
from programme.core.clock import db_now
from programme.core.errors import Conflict, Incomplete, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock
from programme.regions.models import TechnoPark

from ..choices import ApplicationStatus
from ..models import Application
from ..permissions import can_edit
from ..queries import wrong_amounts


def require_open(call: Call) -> None:
    """Raise WrongState (code "closed") unless the call takes applications at this instant.

    Judged on the database's clock: 23:59:59 in Seoul on the last day is in time, 00:00:00 is not.
    """
    if not call.takes_applications(db_now()):
        raise WrongState(_("This call does not take applications now."), code="closed")


def start_application(*, call: Call, company: Company, by: User, on_behalf: bool = False) -> Application:
    """Open a draft for a company in a call; one per company and call.

    `on_behalf` is for staff entering an application that came by paper. Raises NotAllowed,
    WrongState (code "closed"), Conflict (code "duplicate").
    """
    if on_behalf:
        require(by.has_perm("applications.add_application"), _("Only staff enter applications for others."))
    else:
        require(speaks_for(by, company), _("You do not speak for this company."))
    require_open(call)
    if company.is_demo != call.programme.is_demo:
        raise WrongState(_("Demonstration companies apply in demonstration calls only."), code="demo")
    try:
        with transaction.atomic():
            application = Application.objects.create(
                call=call,
                company=company,
                contact=None if on_behalf else by,
                size=company.size,
                entered_by_staff=on_behalf,
            )
            record_event(application, "applications.start", by=by)
    except IntegrityError as twice:
        problem = _("Your company already has an application in this call.")
        raise Conflict(problem, {"call": problem}, code="duplicate") from twice
    return application


@contextmanager
def open_draft(application: Application, by: User) -> Iterator[Application]:
    """The draft, locked, for a change by someone who may work on it, while the call is open."""
    require(can_edit(by, application), _("You may not work on this application."))
    with transaction.atomic():
        locked = lock(application)
        if locked.status != ApplicationStatus.DRAFT:
            raise WrongState(_("This application is submitted. Take the submission back to change it."))
        require_open(locked.call)
        yield locked


def save_draft(
    *,
    application: Application,
    by: User,
    revision: int,
    site: Site | None,
    technopark: TechnoPark | None,
    size: str,
    main_product: str,
    total_krw: int | None,
    requested_krw: int | None,
    answers: Mapping[str, Any],
) -> Application:
    """Save the form; a draft may be incomplete. Amounts are whole won, answers JSON by question key.

    `revision` is the one the form was opened with: when a colleague has saved meanwhile, Conflict
    (code "stale") is raised and nothing is overwritten. What is left out may follow later, but an
    amount above the call's cap or the project's total is refused (Incomplete on `requested_krw`).
    """
    with open_draft(application, by) as draft:
        if draft.draft_revision != revision:
            raise Conflict(
                _("Someone else has saved this application meanwhile. Compare before you save again."),
                code="stale",
            )
        if site is not None and site.company_id != draft.company_id:
            raise Incomplete(
                _("The site is not one of this company's."), {"site": _("Choose one of your sites.")}
            )
        wrong = wrong_amounts(draft.call, total_krw, requested_krw)
        if wrong:
            raise Incomplete(_("An amount is not right."), wrong, code="amounts")
        draft.site, draft.technopark = site, technopark
        draft.size, draft.main_product = size, main_product
        draft.total_krw, draft.requested_krw = total_krw, requested_krw
        draft.answers = dict(answers)
        draft.draft_revision += 1
        draft.saved_at = db_now()
        draft.save()
    return draft

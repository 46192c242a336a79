"""Who may do what with an application."""

from typing import Any

from programme.companies.permissions import represents, speaks_for, speaks_for_partner

from .models import Application, PartnerPart


def enters_for_company(user: Any, application: Application) -> bool:
    """Staff act for a company whose application came by paper, and only for that one."""
    return application.entered_by_staff and user.has_perm("applications.add_application")


def can_edit(user: Any, application: Application) -> bool:
    """Every one of the company's people may work on the draft."""
    return speaks_for(user, application.company) or enters_for_company(user, application)


def can_submit(user: Any, application: Application) -> bool:
    """Only the representative binds the company."""
    return represents(user, application.company) or enters_for_company(user, application)


def can_withdraw(user: Any, application: Application) -> bool:
    """Whoever may submit."""
    return can_submit(user, application)


def can_confirm_part(user: Any, part: PartnerPart) -> bool:
    """A partner organisation's own people."""
    return speaks_for_partner(user, part.organisation)

"""Who may do what to lighthouse factories."""

from programme.accounts.choices import Role
from programme.accounts.models import User

from .models import LighthouseFactory


def can_decline_selection(user: User, factory: LighthouseFactory) -> bool:
    """The company's representative; the ministry for a company that told it on paper."""
    return user.holds(Role.COMPANY_OWNER, scope=factory.company.uid) or user.has_perm(
        "factories.change_lighthousefactory"
    )


def can_terminate_factory(user: User, factory: LighthouseFactory) -> bool:
    """The ministry ends an agreement early."""
    return user.has_perm("factories.change_lighthousefactory")

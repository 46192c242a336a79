"""Who may do what to the registers."""

from programme.accounts.models import User

from .models import TechnoPark


def can_appoint_officers(user: User, technopark: TechnoPark) -> bool:
    """The ministry keeps the list of each techno-park's officers."""
    return user.has_perm("regions.change_technopark")

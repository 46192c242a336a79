"""Who may do what to people and their roles."""

from .models import User


def can_manage_people(user: User) -> bool:
    """Whether `user` may give and end roles without a scope (consultants, evaluators)."""
    return user.has_perm("accounts.change_rolegrant")

"""Who may do what to people and their roles."""

from .models import RoleGrant, User


def can_manage_people(user: User) -> bool:
    """Whether `user` may give and end roles without a scope (consultants, evaluators)."""
    return user.has_perm("accounts.change_rolegrant")


def can_end_role(user: User, grant: RoleGrant) -> bool:
    """Whether staff may end this role: an appointed one, or any other that its owner left standing."""
    return can_manage_people(user)


def can_change_person(user: User, person: User) -> bool:
    """Whether staff may end a person's sessions and close or reopen the account."""
    return user.has_perm("accounts.change_user") and (user.is_superuser or not person.is_superuser)


def can_have_tokens(user: User) -> bool:
    """Whether `user` may use the API by token: not whoever needs a second factor, which no token has."""
    return not user.needs_second_factor

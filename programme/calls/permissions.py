"""Who may do what to programmes and calls."""

from programme.accounts.models import User

from .models import Call


def can_run_call(user: User, call: Call) -> bool:
    """Publish, change and conclude a call: the ministry."""
    return user.has_perm("calls.change_call")

"""What waits for whom: each app's own list, by name."""

from programme.accounts.models import User
from programme.applications.queries import waiting_for as applications_waiting
from programme.core.queue import WaitingItem


def work_queue(user: User) -> list[WaitingItem]:
    """Everything that waits for `user`, the most urgent first; without a date last."""
    items = [*applications_waiting(user)]
    return sorted(items, key=lambda item: (item.due is None, item.due or item.since))


def staff_queue(user: User) -> list[WaitingItem]:
    """The back office's first page: the same list, for staff."""
    return work_queue(user)

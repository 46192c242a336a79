"""Who may act on mails."""

from programme.accounts.models import User

from .models import Message


def can_send_again(user: User, message: Message) -> bool:
    """Staff who look after mails."""
    return user.has_perm("notifications.change_message")

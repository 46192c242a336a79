"""What the outbox holds about people."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from programme.accounts.models import User
from programme.core.clock import db_now
from programme.privacy.registry import Retention, export_section, keep, on_erasure

from .models import Message
from .services import forget_contents

CONTENTS_FOR = timedelta(days=30)


def destroy_contents() -> int:
    """Forget the contents of mails older than CONTENTS_FOR; how many there were."""
    return forget_contents(before=db_now() - CONTENTS_FOR)


def read_messages(user: User) -> list[dict[str, Any]]:
    """A person's mails for their own copy: when, what kind, to which address."""
    rows = Message.objects.filter(recipient=user).order_by("id")
    return [{"queued_at": row.queued_at.isoformat(), "kind": row.template, "to": row.to} for row in rows]


def erase_messages(user: User) -> None:
    """Remove an erased person's mails."""
    Message.objects.filter(recipient=user).delete()


keep(
    Retention(
        kind="messages",
        what=_("Content of e-mails sent to you"),
        why=_("To send them, and to send them again when they did not arrive"),
        period=_("30 days; sign-in codes only until they are delivered"),
        law=_("Personal Information Protection Act, article 21"),
        destroy=destroy_contents,
    )
)
export_section("messages", read_messages)
on_erasure(erase_messages)

"""Writing to people."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from programme.accounts.models import User
from programme.core.clock import db_now
from programme.core.jobs import defer

from .choices import MessageStatus
from .models import Message


def send_message(
    *, to: Iterable[User], template: str, context: Mapping[str, Any], case: uuid.UUID | None = None
) -> list[Message]:
    """Put one mail per person into the outbox, inside the caller's transaction.

    `template` is "<app>/mail/<name>": templates/<app>/mail/<name>.txt, whose first line is the subject.
    `context` holds JSON-able values. A rolled-back change sends nothing.
    """
    messages = Message.objects.bulk_create(
        Message(recipient=user, template=template, context=dict(context), case=case) for user in to
    )
    for message in messages:
        defer("notifications.deliver", message_id=message.pk)
    return messages


def deliver_message(message_id: int) -> None:
    """Send one queued mail: at least once, with the same Message-ID on every try.

    The row stays locked while the server answers, so that two workers never send it twice at once.
    A failing mail server raises and the queue tries again.
    """
    with transaction.atomic():
        message = (
            Message.objects.select_for_update().select_related("recipient").filter(pk=message_id).first()
        )
        if message is None or message.status != MessageStatus.QUEUED:
            return
        subject, body = render_message(message)
        host = urlparse(settings.SITE_URL).hostname
        EmailMessage(
            subject=subject,
            body=body,
            to=[message.recipient.email],
            headers={"Message-ID": f"<{message.uid}@{host}>"},
        ).send()
        message.status, message.sent_at = MessageStatus.SENT, db_now()
        message.attempts += 1
        message.save(update_fields=["status", "sent_at", "attempts"])


def render_message(message: Message) -> tuple[str, str]:
    """Subject and body of a message in its recipient's language."""
    with translation.override(message.recipient.language):
        text = render_to_string(
            f"{message.template}.txt",
            {**message.context, "recipient": message.recipient, "site_url": settings.SITE_URL},
        )
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"

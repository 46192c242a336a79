"""Writing to people."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.clock import db_now
from programme.core.errors import WrongState
from programme.core.events import record_event
from programme.core.jobs import defer
from programme.core.moves import require

from .choices import MessageStatus
from .models import Message
from .permissions import can_send_again

MAX_ATTEMPTS = 9  # with the waits of tasks.deliver the last is about three hours after the first
MAIL_FAULTS = (SMTPException, OSError)  # the mail server's faults; ours are raised


def send_message(
    *, to: Iterable[User], template: str, context: Mapping[str, Any], case: uuid.UUID | None = None
) -> list[Message]:
    """Put one mail per person into the outbox, inside the caller's transaction.

    `template` is "<app>/mail/<name>": templates/<app>/mail/<name>.txt, whose first line is the subject.
    `context` holds JSON-able values. A rolled-back change sends nothing. Closed and erased accounts
    get no mail.
    """
    return _queue(
        Message(recipient=user, template=template, context=dict(context), case=case)
        for user in to
        if user.is_active
    )


def send_to_address(
    *,
    address: str,
    template: str,
    context: Mapping[str, Any],
    language: str,
    person: User | None = None,
    secret: bool = False,
    expires_at: datetime | None = None,
    case: uuid.UUID | None = None,
) -> Message:
    """Put a mail to an address into the outbox: to prove it, or to someone without an account.

    `secret` empties the context once delivered; after `expires_at` it is no longer sent.
    """
    (message,) = _queue(
        [
            Message(
                recipient=person,
                address=address,
                template=template,
                context=dict(context),
                language=language,
                secret=secret,
                expires_at=expires_at,
                case=case,
            )
        ]
    )
    return message


def _queue(messages: Iterable[Message]) -> list[Message]:
    with transaction.atomic(savepoint=False):
        made = Message.objects.bulk_create(messages, batch_size=1000)
        for message in made:
            defer("notifications.deliver", message_id=message.pk)
    return made


def deliver_message(message_id: int) -> None:
    """Send one queued mail: at least once, with the same Message-ID on every try.

    The row stays locked while the server answers, so that two workers never send it twice at once.
    A fault of the mail server leaves it queued, counts the attempt and raises, so that the queue
    tries again; the last attempt gives up.
    """
    fault: Exception | None = None
    with transaction.atomic():
        message = Message.objects.select_for_update(of=("self",)).filter(pk=message_id).first()
        if message is None or message.status != MessageStatus.QUEUED:
            return
        message.attempts += 1
        if message.expires_at and message.expires_at < db_now():
            message.status, message.fault = MessageStatus.FAILED, "expired"
        else:
            try:
                compose(message).send()
            except MAIL_FAULTS as error:
                fault, message.fault = error, type(error).__name__
                if message.attempts >= MAX_ATTEMPTS:
                    message.status = MessageStatus.FAILED
            else:
                message.status, message.sent_at, message.fault = MessageStatus.SENT, db_now(), ""
        if message.secret and message.status != MessageStatus.QUEUED:
            message.context = {}
        message.save(update_fields=["status", "sent_at", "attempts", "fault", "context"])
    if fault is not None and message.status == MessageStatus.QUEUED:
        raise fault


def send_again(*, message: Message, by: User | None) -> Message:
    """Queue a mail once more: it was given up, or the person says that it never came.

    Raises NotAllowed, WrongState when its content is already forgotten or it is still waiting.
    """
    if by is not None:
        require(can_send_again(by, message), _("You may not send this message again."))
    with transaction.atomic():
        message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
        if message.status == MessageStatus.QUEUED:
            raise WrongState(_("This message is still waiting to be sent."))
        if message.secret or not message.context:
            raise WrongState(_("The content of this message is no longer kept."))
        message.status, message.attempts = MessageStatus.QUEUED, 0
        message.save(update_fields=["status", "attempts"])
        defer("notifications.deliver", message_id=message.pk)
        record_event(message, "notifications.send_again", by=by, audience=Audience.STAFF, case=message.case)
    return message


def compose(message: Message) -> EmailMessage:
    """The mail as it leaves; its Message-ID is the same on every try."""
    subject, body = render_message(message)
    host = urlparse(settings.SITE_URL).hostname
    return EmailMessage(
        subject=subject,
        body=body,
        to=[message.to],
        headers={"Message-ID": f"<{message.uid}@{host}>", "Auto-Submitted": "auto-generated"},
    )


def render_message(message: Message) -> tuple[str, str]:
    """Subject and body of a message in its recipient's language."""
    language = message.language or (message.recipient.language if message.recipient else "ko")
    with translation.override(language):
        text = render_to_string(
            f"{message.template}.txt",
            {**message.context, "recipient": message.recipient, "site_url": settings.SITE_URL},
        )
    subject, _separator, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def forget_contents(*, before: datetime) -> int:
    """Empty the contexts of messages queued before `before` that no longer wait; how many."""
    old = (
        Message.objects.filter(queued_at__lt=before).exclude(status=MessageStatus.QUEUED).exclude(context={})
    )
    return old.update(context={})

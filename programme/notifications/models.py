"""The outbox: what the portal owes people by mail."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .choices import MessageStatus


class Message(models.Model):
    """One mail to one person, written in the transaction of what it reports.

    It knows the recipient, a template's name and plain values, never a stage's objects. `address` is
    filled when the mail goes elsewhere than to the person's own address, or to nobody we know; then
    `language` says how to write. `context` is emptied by the retention job, and at once after
    delivery when the message is `secret` (codes and links that let someone in).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="messages",
        verbose_name=_("recipient"),
        null=True,
        blank=True,
    )
    address = models.EmailField(_("other address"), blank=True)
    language = models.CharField(max_length=2, blank=True)
    secret = models.BooleanField(default=False)
    expires_at = models.DateTimeField(_("useless after"), null=True, blank=True)
    template = models.CharField(_("template"), max_length=64)
    context = models.JSONField(default=dict, blank=True)
    case = models.UUIDField(null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=MessageStatus, default=MessageStatus.QUEUED)
    queued_at = models.DateTimeField(_("queued at"), db_default=Now())
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    fault = models.CharField(_("last fault"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | ~Q(address=""), name="notifications_message_to_someone"
            )
        ]
        indexes = [
            models.Index(fields=["queued_at"], condition=Q(status="queued"), name="notifications_waiting")
        ]

    def __str__(self) -> str:
        return gettext("Mail to %(to)s") % {"to": self.to}

    @property
    def to(self) -> str:
        """The address it goes to."""
        return self.address or (self.recipient.email if self.recipient else "")

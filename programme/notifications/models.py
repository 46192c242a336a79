"""The outbox: what the portal owes people by mail."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .choices import MessageStatus


class Message(models.Model):
    """One mail to one person, written in the transaction of what it reports.

    It knows the recipient, a template's name and plain values, never a stage's objects. `context`
    is emptied by the retention job after delivery.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="messages",
        verbose_name=_("recipient"),
    )
    template = models.CharField(_("template"), max_length=64)
    context = models.JSONField(default=dict, blank=True)
    case = models.UUIDField(null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=MessageStatus, default=MessageStatus.QUEUED)
    queued_at = models.DateTimeField(_("queued at"), db_default=Now())
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.template} → {self.recipient_id}"

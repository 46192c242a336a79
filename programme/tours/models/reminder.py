"""What a booking was written about by the clock, each once."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ..choices import ReminderKind
from .booking import Booking


class Reminder(models.Model):
    """One mail that the clock sent; the constraint is what makes it one."""

    booking = models.ForeignKey(
        Booking, on_delete=models.CASCADE, related_name="reminders", verbose_name=_("booking")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ReminderKind)
    sent_at = models.DateTimeField(_("sent at"), db_default=Now())

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "kind"], name="tours_reminded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.kind}"

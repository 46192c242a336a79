"""The address of a person's own calendar."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


def new_token() -> str:
    """256 bits: whoever knows the address reads the calendar, so nobody may guess it."""
    return secrets.token_urlsafe(32)


class CalendarFeed(models.Model):
    """A secret address at which a calendar reads one person's bookings; deleting it revokes it."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="tour_calendar",
        verbose_name=_("person"),
    )
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        # Not the token: this text reaches logs.
        return f"{self.pk}"

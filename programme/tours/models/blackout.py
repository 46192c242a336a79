"""Days on which a factory takes no visitors."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programme.core.models import PublicIdModel

from ..triggers import BLACKOUT_BEGINS
from .terms import TourProgramme


class Blackout(PublicIdModel):
    """From `first_day` to `last_day` (days in Seoul, both included) no session is planned.

    Held by two triggers that take the programme's row first: one on sessions, one on blackouts.
    """

    tour_programme = models.ForeignKey(
        TourProgramme, on_delete=models.CASCADE, related_name="blackouts", verbose_name=_("tour programme")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("days without tours")
        verbose_name_plural = _("days without tours")
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="tours_blackout_days",
                violation_error_message=_("The last day lies before the first."),
            )
        ]
        triggers = [BLACKOUT_BEGINS]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"

    @property
    def case(self) -> uuid.UUID:
        return self.tour_programme.case

"""The ways that tours take through a factory."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.core.models import PublicIdModel

from .terms import TourProgramme


class Route(PublicIdModel):
    """A named way through the factory: one session at a time (tours_route_once_at_a_time)."""

    tour_programme = models.ForeignKey(
        TourProgramme, on_delete=models.CASCADE, related_name="routes", verbose_name=_("tour programme")
    )
    name_ko = models.CharField(_("name (Korean)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tour_programme", "name_ko"],
                name="tours_one_route_of_a_name",
                violation_error_message=_("There is a route of this name already."),
            ),
            models.CheckConstraint(
                condition=~Q(name_ko=""),
                name="tours_route_has_a_name",
                violation_error_message=_("Enter the name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_ko

    @property
    def case(self) -> uuid.UUID:
        return self.tour_programme.case

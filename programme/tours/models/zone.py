"""Where a tour leads, and what holds there."""

import uuid
from collections.abc import Iterable

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.core.models import PublicIdModel

from ..choices import YOUNGEST, SchoolKind
from .terms import TourProgramme


class Zone(PublicIdModel):
    """A part of the factory with its own rules; visitors read them before they book."""

    tour_programme = models.ForeignKey(
        TourProgramme, on_delete=models.CASCADE, related_name="zones", verbose_name=_("tour programme")
    )
    name_ko = models.CharField(_("name (Korean)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100, blank=True)
    photos = models.BooleanField(_("photos are allowed"), default=False)
    nda = models.BooleanField(_("a confidentiality agreement is signed"), default=False)
    min_age = models.PositiveSmallIntegerField(
        _("minimum age"), null=True, blank=True, validators=[MaxValueValidator(30)]
    )
    gear_ko = models.CharField(_("protective gear (Korean)"), max_length=200, blank=True)
    gear_en = models.CharField(_("protective gear (English)"), max_length=200, blank=True)

    position = models.PositiveSmallIntegerField(_("place in the tour"), default=0, editable=False)

    left_out = ""  # the kinds of schools that do not see it, where a page says so (queries.with_left_out)

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tour_programme", "name_ko"],
                name="tours_one_zone_of_a_name",
                violation_error_message=_("There is a zone of this name already."),
            ),
            models.CheckConstraint(
                condition=~Q(name_ko=""),
                name="tours_zone_has_a_name",
                violation_error_message=_("Enter the name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_ko

    def left_out_for(self, schools: Iterable[SchoolKind]) -> list[SchoolKind]:
        """Those of the kinds of schools that this zone is not shown to: someone may be too young."""
        return [kind for kind in schools if YOUNGEST[kind] < (self.min_age or 0)]

    @property
    def case(self) -> uuid.UUID:
        return self.tour_programme.case

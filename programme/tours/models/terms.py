"""What a factory shows, and on which terms."""

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.factories.models import LighthouseFactory

from ..choices import Language, VisitorKind

if TYPE_CHECKING:
    pass


def everyone() -> list[str]:
    """Every kind of visitors."""
    return list(VisitorKind.values)


class TourProgramme(models.Model):
    """What a factory shows and on which terms. Whether it is open is the factory's own status.

    Hours count back from a session's start; amounts are whole won.
    """

    factory = models.OneToOneField(
        LighthouseFactory,
        on_delete=models.PROTECT,
        related_name="tour_programme",
        verbose_name=_("lighthouse factory"),
    )
    summary_ko = models.TextField(_("what visitors see (Korean)"), max_length=2000)
    summary_en = models.TextField(_("what visitors see (English)"), max_length=2000, blank=True)
    meeting_point_ko = models.CharField(_("meeting point (Korean)"), max_length=200)
    meeting_point_en = models.CharField(_("meeting point (English)"), max_length=200, blank=True)
    rules_ko = models.TextField(_("rules for visitors (Korean)"), max_length=2000, blank=True)
    rules_en = models.TextField(_("rules for visitors (English)"), max_length=2000, blank=True)
    languages = ArrayField(models.CharField(max_length=2, choices=Language), verbose_name=_("languages"))
    duration_minutes = models.PositiveSmallIntegerField(
        _("duration (minutes)"), default=90, validators=[MinValueValidator(15), MaxValueValidator(480)]
    )
    per_person_limit = models.PositiveSmallIntegerField(
        _("seats per individual booking at most"), default=4, validators=[MinValueValidator(1)]
    )
    group_min = models.PositiveSmallIntegerField(
        _("group: people at least"), default=5, validators=[MinValueValidator(1)]
    )
    group_max = models.PositiveSmallIntegerField(
        _("group: people at most"), default=30, validators=[MinValueValidator(1)]
    )
    window_days = models.PositiveSmallIntegerField(_("booking opens (days before)"), default=60)
    lead_time_hours = models.PositiveSmallIntegerField(_("booking closes (hours before)"), default=24)
    cancellation_deadline_hours = models.PositiveSmallIntegerField(
        _("cancelling is possible until (hours before)"), default=24
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("an offer from the waiting list holds (hours)"), default=24, validators=[MinValueValidator(1)]
    )
    approval_needed = models.BooleanField(_("the host approves each booking"), default=False)
    final_number_days = models.PositiveSmallIntegerField(
        _("groups confirm their final number (days before, 0: not asked)"),
        default=0,
        validators=[MaxValueValidator(60)],
    )
    repeat_days = models.PositiveSmallIntegerField(
        _("one visit per person within (days, 0: no limit)"), default=0, validators=[MaxValueValidator(365)]
    )
    line_by_hand = models.BooleanField(
        _("the host chooses who of the waiting list is offered free seats"), default=False
    )
    least_visitors = models.PositiveSmallIntegerField(
        _("a session needs so many visitors (0: any number)"), default=0
    )
    decide_hours = models.PositiveSmallIntegerField(
        _("with fewer, you decide whether it is held (hours before)"),
        default=48,
        validators=[MinValueValidator(1)],
    )
    bus_spaces = models.PositiveSmallIntegerField(_("coaches that can park (0: none)"), default=0)
    step_free = models.BooleanField(_("the whole tour is free of steps"), default=False)
    access_ko = models.CharField(_("access for disabled visitors (Korean)"), max_length=300, blank=True)
    access_en = models.CharField(_("access for disabled visitors (English)"), max_length=300, blank=True)
    admits = ArrayField(
        models.CharField(max_length=10, choices=VisitorKind), default=everyone, verbose_name=_("open to")
    )
    fee_krw = models.BigIntegerField(_("fee per person (won)"), default=0)
    min_age = models.PositiveSmallIntegerField(_("minimum age"), null=True, blank=True)

    class Meta:
        verbose_name = _("tour programme")
        verbose_name_plural = _("tour programmes")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(group_min__gte=1) & Q(group_max__gte=F("group_min")), name="tours_group_size"
            ),
            models.CheckConstraint(
                condition=Q(per_person_limit__gte=1, duration_minutes__gte=1, offer_hours__gte=1),
                name="tours_programme_limits",
            ),
            models.CheckConstraint(condition=Q(fee_krw__gte=0), name="tours_fee"),
            models.CheckConstraint(condition=Q(decide_hours__gte=1), name="tours_decide_hours"),
            models.CheckConstraint(condition=Q(languages__len__gte=1), name="tours_has_language"),
            models.CheckConstraint(condition=Q(admits__len__gte=1), name="tours_admits_someone"),
        ]

    def __str__(self) -> str:
        return str(self.factory)

    def get_absolute_url(self) -> str:
        return reverse("tours:host", args=[self.factory.slug])

    @property
    def case(self) -> uuid.UUID:
        return self.factory.case

    @property
    def admits_display(self) -> str:
        return ", ".join(str(VisitorKind(kind).label) for kind in self.admits)

    @property
    def languages_display(self) -> str:
        return ", ".join(str(Language(code).label) for code in self.languages)

"""What a factory shows, and on which terms."""

import re
import uuid
from math import ceil
from urllib.parse import quote

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.core.display import name_in_language
from programme.factories.models import LighthouseFactory

from ..choices import YOUNGEST, Language, SchoolKind, VisitorKind


def everyone() -> list[str]:
    """Every kind of visitors."""
    return list(VisitorKind.values)


def all_schools() -> list[str]:
    """Every kind of school."""
    return list(SchoolKind.values)


PUPILS = [MaxValueValidator(100)]
# Searches for what follows (Kakao Map, "URL scheme"); visitors know it, and it needs no key.
MAP = "https://map.kakao.com/link/search/"
# As it is dialled: digits, with what sets them apart; an extension may follow.
TELEPHONE = RegexValidator(
    r"^\+?[0-9][0-9 ()-]{5,}[0-9](?:[ ,~#]+[0-9]+)?$",
    _("Enter a telephone number, for example 055-000-0000."),
)


class TourProgramme(models.Model):
    """What a factory shows and on which terms. Whether it is open is the factory's own status.

    Hours count back from a session's start; amounts are whole won. `<kind of school>_per_adult` are so
    many pupils to one accompanying adult: the defaults are this portal's, no law's (each office of
    education sets its own for school trips), and the factory changes them.
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
    address_ko = models.CharField(_("address of the factory (Korean)"), max_length=200, default="")
    address_en = models.CharField(_("address of the factory (English)"), max_length=200, blank=True)
    contact_ko = models.CharField(
        _("who answers visitors (Korean)"),
        max_length=60,
        blank=True,
        help_text=_("A department or a person. Visitors see it with the telephone and e-mail."),
    )
    contact_en = models.CharField(_("who answers visitors (English)"), max_length=60, blank=True)
    contact_phone = models.CharField(
        _("telephone for visitors"), max_length=20, default="", validators=[TELEPHONE]
    )
    contact_email = models.EmailField(_("e-mail for visitors"), blank=True)
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
    school_kinds = ArrayField(
        models.CharField(max_length=10, choices=SchoolKind),
        default=all_schools,
        verbose_name=_("of schools and youth groups, open to"),
    )
    elementary_per_adult = models.PositiveSmallIntegerField(
        _("elementary pupils per accompanying adult (0: no adult needed)"), default=10, validators=PUPILS
    )
    middle_per_adult = models.PositiveSmallIntegerField(
        _("middle school pupils per accompanying adult (0: no adult needed)"), default=15, validators=PUPILS
    )
    high_per_adult = models.PositiveSmallIntegerField(
        _("high school pupils per accompanying adult (0: no adult needed)"), default=20, validators=PUPILS
    )
    vocational_per_adult = models.PositiveSmallIntegerField(
        _("vocational high school pupils per accompanying adult (0: no adult needed)"),
        default=20,
        validators=PUPILS,
    )
    college_per_adult = models.PositiveSmallIntegerField(
        _("students per accompanying adult (0: no adult needed)"), default=0, validators=PUPILS
    )
    youth_per_adult = models.PositiveSmallIntegerField(
        _("young people of other groups per accompanying adult (0: no adult needed)"),
        default=10,
        validators=PUPILS,
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
            models.CheckConstraint(condition=Q(school_kinds__len__gte=1), name="tours_admits_some_school"),
        ]

    def __str__(self) -> str:
        return str(self.factory)

    def get_absolute_url(self) -> str:
        return reverse("tours:host", args=[self.factory.slug])

    @property
    def case(self) -> uuid.UUID:
        return self.factory.case

    @property
    def map_url(self) -> str:
        """Where a map shows the address; what stands in brackets is no part of it. "" without one."""
        place = self.address_ko.split("(")[0].strip()
        return MAP + quote(place) if place else ""

    @property
    def contact_dialled(self) -> str:
        """The telephone as a phone dials it: its digits, up to an extension."""
        number = re.split(r"[,~#]", self.contact_phone)[0]
        return re.sub(r"[^0-9+]", "", number)

    @property
    def contact_display(self) -> str:
        """Whom to ask and how, in one line; "" where nobody is named."""
        name = name_in_language(self, "contact")
        return " · ".join(filter(None, (name, self.contact_phone, self.contact_email)))

    @property
    def admits_display(self) -> str:
        return ", ".join(str(VisitorKind(kind).label) for kind in self.admits)

    @property
    def schools(self) -> list[SchoolKind]:
        """The kinds of schools that can come: admitted, and nobody among them below the minimum age."""
        if VisitorKind.SCHOOL not in self.admits:
            return []
        return [
            kind for kind in SchoolKind if kind in self.school_kinds and YOUNGEST[kind] >= (self.min_age or 0)
        ]

    @property
    def schools_display(self) -> str:
        return ", ".join(str(kind.label) for kind in self.schools)

    @property
    def ratios_display(self) -> str:
        """The pupils to one accompanying adult by kind of school; only the kinds that need one."""
        asked = [(kind.label, self.pupils_per_adult(kind)) for kind in self.schools]
        one = gettext("%(school)s %(pupils)s pupils")
        return ", ".join(one % {"school": label, "pupils": pupils} for label, pupils in asked if pupils)

    def clean(self) -> None:
        """Whoever takes schools takes one that the minimum age lets in."""
        super().clean()
        if VisitorKind.SCHOOL in (self.admits or []) and self.school_kinds and not self.schools:
            text = _(
                "With this minimum age none of these schools can come. Choose others, or leave schools out."
            )
            raise ValidationError({"school_kinds": text})

    def pupils_per_adult(self, school_kind: str) -> int:
        """How many pupils one accompanying adult looks after; 0 asks for none."""
        pupils: int = getattr(self, f"{school_kind}_per_adult")
        return pupils

    def adults_needed(self, school_kind: str, seats: int) -> int:
        """How many of a school's `seats` have to be accompanying adults."""
        pupils = self.pupils_per_adult(school_kind)
        return ceil(seats / (pupils + 1)) if pupils else 0

    @property
    def languages_display(self) -> str:
        return ", ".join(str(Language(code).label) for code in self.languages)

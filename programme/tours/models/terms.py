"""What a factory shows, and on which terms."""

import re
import uuid
from math import ceil
from typing import Any
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


def _known(*numbers: object) -> bool:
    """Whether these are numbers; a form that was not filled in leaves None."""
    return all(isinstance(number, int) for number in numbers)


PUPILS = [MaxValueValidator(100)]
# Searches for what follows (Kakao Map, "URL scheme"); visitors know it, and it needs no key.
MAP = "https://map.kakao.com/link/search/"
# As it is dialled: digits, with what sets them apart; an extension may follow.
TELEPHONE = RegexValidator(
    r"^\+?[0-9][0-9 ()-]{5,}[0-9](?:[ ,~#]+[0-9]+)?$",
    _("Enter a telephone number, for example 055-000-0000."),
)

# What no factory means when it enters more: people in a group, hours before a session.
MOST_PEOPLE = 500
MOST_HOURS = 720


def _from(least: int, most: int) -> list[MinValueValidator | MaxValueValidator]:
    """Validators of a number between two limits, both included."""
    return [MinValueValidator(least), MaxValueValidator(most)]


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
        _("duration"), default=90, validators=_from(15, 480), help_text=_("15 to 480 minutes.")
    )
    per_person_limit = models.PositiveSmallIntegerField(
        _("seats per individual booking at most"),
        default=4,
        validators=_from(1, 50),
        help_text=_("1 to 50 people. More come as a group."),
    )
    group_min = models.PositiveSmallIntegerField(
        _("group: people at least"), default=5, validators=_from(1, MOST_PEOPLE)
    )
    group_max = models.PositiveSmallIntegerField(
        _("group: people at most"),
        default=30,
        validators=_from(1, MOST_PEOPLE),
        help_text=_("A larger class can come in two parallel groups."),
    )
    window_days = models.PositiveSmallIntegerField(
        _("booking opens"),
        default=60,
        validators=_from(1, 365),
        help_text=_("Days before the session, 1 to 365."),
    )
    lead_time_hours = models.PositiveSmallIntegerField(
        _("booking closes"),
        default=24,
        validators=_from(0, MOST_HOURS),
        help_text=_("Hours before the session, at most 720 (30 days). 0: open until the start."),
    )
    cancellation_deadline_hours = models.PositiveSmallIntegerField(
        _("visitors cancel and change until"),
        default=24,
        validators=_from(0, MOST_HOURS),
        help_text=_("Hours before the session, at most 720 (30 days). 0: until the start."),
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("an offer of seats holds for"),
        default=24,
        validators=_from(1, 168),
        help_text=_("1 to 168 hours (7 days). Then the next in line is asked."),
    )
    approval_needed = models.BooleanField(_("the host approves each booking"), default=False)
    final_number_days = models.PositiveSmallIntegerField(
        _("groups confirm their final number"),
        default=0,
        validators=_from(0, 60),
        help_text=_(
            "Days before the session, 0 to 60. 0: not asked. Seats of a group that does not confirm go on."
        ),
    )
    repeat_days = models.PositiveSmallIntegerField(
        _("one visit per person within"),
        default=0,
        validators=_from(0, 365),
        help_text=_(
            "Days, 0 to 365. 0: no limit. For individual visitors only: who books for a group brings "
            "other people each time."
        ),
    )
    line_by_hand = models.BooleanField(
        _("the host chooses who of the waiting list is offered free seats"), default=False
    )
    least_visitors = models.PositiveSmallIntegerField(
        _("visitors that a session needs"),
        default=0,
        validators=_from(0, MOST_PEOPLE),
        help_text=_("0: any number."),
    )
    decide_hours = models.PositiveSmallIntegerField(
        _("with fewer, you decide whether it is held"),
        default=48,
        validators=_from(1, MOST_HOURS),
        help_text=_("Hours before the session, 1 to 720 (30 days)."),
    )
    bus_spaces = models.PositiveSmallIntegerField(
        _("coaches that can park"), default=0, validators=_from(0, 50), help_text=_("0: none.")
    )
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
        _("elementary pupils per accompanying adult"), default=10, validators=PUPILS
    )
    middle_per_adult = models.PositiveSmallIntegerField(
        _("middle school pupils per accompanying adult"), default=15, validators=PUPILS
    )
    high_per_adult = models.PositiveSmallIntegerField(
        _("high school pupils per accompanying adult"), default=20, validators=PUPILS
    )
    vocational_per_adult = models.PositiveSmallIntegerField(
        _("vocational high school pupils per accompanying adult"),
        default=20,
        validators=PUPILS,
    )
    college_per_adult = models.PositiveSmallIntegerField(
        _("students per accompanying adult"), default=0, validators=PUPILS
    )
    youth_per_adult = models.PositiveSmallIntegerField(
        _("young people of other groups per accompanying adult"),
        default=10,
        validators=PUPILS,
    )
    fee_krw = models.BigIntegerField(
        _("fee per person"),
        default=0,
        validators=_from(0, 1_000_000),
        help_text=_("Won, at most 1,000,000. 0: free of charge."),
    )
    min_age = models.PositiveSmallIntegerField(
        _("minimum age"),
        null=True,
        blank=True,
        validators=_from(1, 30),
        help_text=_("Full years, 1 to 30. Left empty: everyone may come."),
    )

    class Meta:
        verbose_name = _("tour programme")
        verbose_name_plural = _("tour programmes")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(group_min__gte=1) & Q(group_max__gte=F("group_min")),
                name="tours_group_size",
                violation_error_message=_("The largest group must not be smaller than the smallest."),
            ),
            models.CheckConstraint(
                condition=Q(per_person_limit__gte=1, duration_minutes__gte=1, offer_hours__gte=1),
                name="tours_programme_limits",
                violation_error_message=_("Seats, duration and the time of an offer are at least 1."),
            ),
            models.CheckConstraint(
                condition=Q(fee_krw__gte=0),
                name="tours_fee",
                violation_error_message=_("The fee must not be below 0."),
            ),
            models.CheckConstraint(
                condition=Q(decide_hours__gte=1),
                name="tours_decide_hours",
                violation_error_message=_("The time to decide is at least one hour before the session."),
            ),
            models.CheckConstraint(
                condition=Q(languages__len__gte=1),
                name="tours_has_language",
                violation_error_message=_("Choose at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(admits__len__gte=1),
                name="tours_admits_someone",
                violation_error_message=_("Choose at least one kind of visitors."),
            ),
            models.CheckConstraint(
                condition=Q(school_kinds__len__gte=1),
                name="tours_admits_some_school",
                violation_error_message=_("Choose at least one kind of school."),
            ),
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
        """Terms that contradict each other, each said at the field to change."""
        super().clean()
        wrong = self._wrong_times()
        if VisitorKind.SCHOOL in (self.admits or []) and self.school_kinds and not self.schools:
            wrong["school_kinds"] = _(
                "With this minimum age none of these schools can come. Choose others, or leave schools out."
            )
        if _known(self.group_min, self.group_max) and self.group_max < self.group_min:
            wrong["group_max"] = _("The largest group must not be smaller than the smallest.")
        if wrong:
            raise ValidationError(wrong)

    def _wrong_times(self) -> dict[str, Any]:
        """What lies before booking opens, so that nobody could ever book, cancel or confirm."""
        if not _known(self.window_days):
            return {}
        opens, wrong = self.window_days * 24, {}
        at_most = _("Booking opens %(days)s days before the session. Enter fewer than %(hours)s hours.") % {
            "days": self.window_days,
            "hours": opens,
        }
        for name in ("lead_time_hours", "cancellation_deadline_hours"):
            if _known(getattr(self, name)) and opens <= getattr(self, name) <= MOST_HOURS:
                wrong[name] = at_most
        if _known(self.final_number_days) and self.final_number_days >= self.window_days:
            text = _("Booking opens %(days)s days before the session. Enter fewer days.")
            wrong["final_number_days"] = text % {"days": self.window_days}
        return wrong

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

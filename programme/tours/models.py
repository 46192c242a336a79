"""A factory's tours: its programme of tours, sessions, bookings, the waiting list and guides' duties."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.accounts.choices import COMPANY_ROLES
from programme.core.choices import PublicStatus
from programme.core.display import datetime_text
from programme.core.models import PublicIdModel
from programme.core.triggers import status_moves
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory

from .choices import (
    BOOKING_PAIRS,
    LIVE,
    PUBLIC_BOOKING_STATUS,
    SESSION_PAIRS,
    BookingStatus,
    Language,
    SessionStatus,
    VisitorKind,
)
from .triggers import COUNTERS_KEPT, DUTY_FOLLOWS, SEATS_MOVE, SESSION_LEADS, WAITING_MOVE

if TYPE_CHECKING:
    from programme.accounts.models import User

# The host's phone may record people this long before the start.
CHECK_IN_OPENS = timedelta(hours=3)


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
            models.CheckConstraint(condition=Q(languages__len__gte=1), name="tours_has_language"),
        ]

    def __str__(self) -> str:
        return str(self.factory)

    def get_absolute_url(self) -> str:
        return reverse("tours:host", args=[self.factory.slug])

    @property
    def case(self) -> uuid.UUID:
        return self.factory.case

    @property
    def languages_display(self) -> str:
        return ", ".join(str(Language(code).label) for code in self.languages)


class SessionQuerySet(models.QuerySet["Session"]):
    def real(self) -> "SessionQuerySet":
        """Sessions of real programmes: what counts, exports and API defaults use."""
        return self.filter(tour_programme__factory__call__programme__is_demo=False)

    def shown(self) -> "SessionQuerySet":
        """What public pages list: demonstration ones only while DEMO is on."""
        listed = self.filter(tour_programme__factory__status=FactoryStatus.TOURING)
        return listed if settings.DEMO else listed.real()

    def upcoming(self) -> "SessionQuerySet":
        """Planned and not yet begun, on the database's clock."""
        return self.filter(status=SessionStatus.PLANNED, starts_at__gt=Now()).order_by("starts_at", "id")

    def with_factory(self) -> "SessionQuerySet":
        return self.select_related(
            "tour_programme__factory__company",
            "tour_programme__factory__region",
            "tour_programme__factory__call__programme",
        )

    def visible_to(self, user: "User") -> "SessionQuerySet":
        """The sessions a person hosts; all for staff."""
        if user.has_perm("tours.view_session"):
            return self
        return self.filter(tour_programme__factory__company__uid__in=user.scopes(*COMPANY_ROLES))


class Session(PublicIdModel):
    """One tour at one time.

    `taken` are the seats offered or confirmed, `offered` those of open offers among them, `waiting`
    the entries in line: moved by triggers (tours.triggers), judged by the CHECKs, never written here.
    """

    tour_programme = models.ForeignKey(
        TourProgramme, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("tour programme")
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.KOREAN)
    capacity = models.PositiveIntegerField(_("seats"), validators=[MinValueValidator(1)])
    taken = models.PositiveIntegerField(_("taken"), db_default=0, editable=False)
    offered = models.PositiveIntegerField(_("offered"), db_default=0, editable=False)
    waiting = models.PositiveIntegerField(_("waiting"), db_default=0, editable=False)
    status = models.CharField(_("status"), max_length=9, choices=SessionStatus, default=SessionStatus.PLANNED)
    cancel_reason = models.CharField(_("reason for calling off"), max_length=500, blank=True, editable=False)

    objects = SessionQuerySet.as_manager()
    PAIRS = SESSION_PAIRS

    class Meta:
        verbose_name = _("tour session")
        verbose_name_plural = _("tour sessions")
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["status", "starts_at"], name="tours_session_upcoming"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(taken__lte=F("capacity")), name="tours_session_seats"
            ),
            models.CheckConstraint(
                condition=Q(offered__gte=0) & Q(offered__lte=F("taken")) & Q(waiting__gte=0),
                name="tours_session_counters",
            ),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="tours_session_period"),
        ]
        triggers = [status_moves("tours_session_status", SESSION_PAIRS), COUNTERS_KEPT, SESSION_LEADS]

    def __str__(self) -> str:
        return f"{self.tour_programme} {datetime_text(self.starts_at, get_language() or 'ko')}"

    def get_absolute_url(self) -> str:
        return reverse("tours:session", args=[self.public_id])

    def get_host_url(self) -> str:
        """The host's page of this session."""
        return reverse("tours:host_session", args=[self.public_id])

    @property
    def factory(self) -> LighthouseFactory:
        return self.tour_programme.factory

    @property
    def case(self) -> uuid.UUID:
        return self.factory.case

    @property
    def seats_left(self) -> int:
        return self.capacity - self.taken

    @property
    def booking_opens_at(self) -> datetime:
        return self.starts_at - timedelta(days=self.tour_programme.window_days)

    @property
    def booking_closes_at(self) -> datetime:
        return self.starts_at - timedelta(hours=self.tour_programme.lead_time_hours)

    @property
    def cancellation_closes_at(self) -> datetime:
        return self.starts_at - timedelta(hours=self.tour_programme.cancellation_deadline_hours)


class Party(models.Model):
    """Who comes together: a number of heads, never their names (children appear in no other way)."""

    kind = models.CharField(
        _("who comes"), max_length=10, choices=VisitorKind, default=VisitorKind.INDIVIDUAL
    )
    seats = models.PositiveIntegerField(_("people"), validators=[MinValueValidator(1)])
    group_name = models.CharField(_("school or organisation"), max_length=100, blank=True)
    note = models.CharField(_("note to the host"), max_length=300, blank=True)

    class Meta:
        abstract = True


class BookingQuerySet(models.QuerySet["Booking"]):
    def live(self) -> "BookingQuerySet":
        return self.filter(status__in=LIVE)

    def confirmed(self) -> "BookingQuerySet":
        return self.filter(status=BookingStatus.CONFIRMED)

    def expired_offers(self) -> "BookingQuerySet":
        """Offers whose time has passed on the database's clock but which still hold seats."""
        return self.filter(status=BookingStatus.OFFERED, offer_expires_at__lte=Now())

    def of_person(self, user: "User") -> "BookingQuerySet":
        return self.filter(person=user)

    def visible_to(self, user: "User") -> "BookingQuerySet":
        """One's own bookings, those of the factories one hosts, all for staff."""
        if user.has_perm("tours.view_booking"):
            return self
        return self.filter(
            Q(person=user) | Q(session__tour_programme__factory__company__uid__in=user.scopes(*COMPANY_ROLES))
        )


class Booking(Party, PublicIdModel):
    """Seats held in a session: offered from the waiting list, or confirmed.

    `person` is the account that booked; a booking by telephone has the caller's name and number
    instead, entered by `entered_by`.
    """

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("session")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tour_bookings",
        verbose_name=_("person"),
    )
    guest_name = models.CharField(_("caller's name"), max_length=60, blank=True)
    guest_phone = models.CharField(_("caller's telephone"), max_length=20, blank=True)
    entered_by = models.UUIDField(null=True, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=9, choices=BookingStatus)
    offer_expires_at = models.DateTimeField(_("offer holds until"), null=True, blank=True)
    booked_at = models.DateTimeField(_("booked at"), db_default=Now())
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    checked_in_at = models.DateTimeField(_("checked in at"), null=True, blank=True)
    checked_in_by = models.UUIDField(null=True, blank=True, editable=False)

    objects = BookingQuerySet.as_manager()
    PAIRS = BOOKING_PAIRS

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["offer_expires_at"],
                condition=Q(status=BookingStatus.OFFERED),
                name="tours_open_offers",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(status__in=LIVE), name="tours_one_live_booking"
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="tours_booking_seats"),
            models.CheckConstraint(
                condition=~Q(status=BookingStatus.OFFERED) | Q(offer_expires_at__isnull=False),
                name="tours_offer_expires",
            ),
            models.CheckConstraint(
                condition=Q(person=None) | Q(guest_name="", guest_phone=""), name="tours_person_or_caller"
            ),
            models.CheckConstraint(
                condition=Q(checked_in_at=None) | Q(status=BookingStatus.CONFIRMED),
                name="tours_only_confirmed_come",
            ),
        ]
        triggers = [status_moves("tours_booking_status", BOOKING_PAIRS), SEATS_MOVE]

    def __str__(self) -> str:
        # No name: this text reaches logs and page titles.
        return f"{self.session} ({self.seats})"

    def get_absolute_url(self) -> str:
        return reverse("tours:booking", args=[self.public_id])

    @property
    def case(self) -> uuid.UUID:
        return self.session.factory.case

    @property
    def public_status(self) -> PublicStatus:
        return PUBLIC_BOOKING_STATUS[BookingStatus(self.status)]

    @property
    def has_certificate(self) -> bool:
        """Whether the visit is proved: checked in, and confirmed as held by the host."""
        return self.checked_in_at is not None and self.session.status == SessionStatus.HELD


class WaitingQuerySet(models.QuerySet["WaitingEntry"]):
    def waiting(self) -> "WaitingQuerySet":
        """Who is in line, the next to be asked first."""
        return self.filter(ended_at=None).order_by("joined_at", "id")


class WaitingEntry(Party, PublicIdModel):
    """A place in the line for a session's seats, oldest first.

    It ends when the person leaves or is offered seats; from then on `booking` tells the rest.
    """

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="queue", verbose_name=_("session")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="tour_waiting",
        verbose_name=_("person"),
    )
    joined_at = models.DateTimeField(_("joined at"), db_default=Now())
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    booking = models.OneToOneField(
        Booking, on_delete=models.PROTECT, null=True, blank=True, related_name="waiting_entry"
    )

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiting list entry")
        verbose_name_plural = _("waiting list entries")
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(ended_at=None),
                name="tours_one_live_entry",
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="tours_waiting_seats"),
            models.CheckConstraint(
                condition=Q(booking=None) | Q(ended_at__isnull=False), name="tours_offered_waits_no_more"
            ),
        ]
        triggers = [WAITING_MOVE]

    def __str__(self) -> str:
        return f"{self.session} ({self.seats})"


class Duty(models.Model):
    """A guide's duty in one session. `period` and `live` follow the session, by trigger."""

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="duties", verbose_name=_("session")
    )
    guide = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="tour_duties",
        verbose_name=_("guide"),
    )
    period = DateTimeRangeField(null=True, editable=False)
    live = models.BooleanField(db_default=True, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("guide's duty")
        verbose_name_plural = _("guides' duties")
        ordering = ["id"]
        constraints = [
            ExclusionConstraint(
                name="tours_guide_once_at_a_time",
                expressions=[("guide", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(live=True),
            )
        ]
        triggers = [DUTY_FOLLOWS]

    def __str__(self) -> str:
        return str(self.session)

"""A tour at a time, and who guides it."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
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

from ..choices import HOST_SESSION_STATUS, SESSION_PAIRS, Language, SessionStatus, VisitorKind
from ..triggers import COUNTERS_KEPT, DUTY_FOLLOWS, NOT_IN_BLACKOUT, SESSION_LEADS

if TYPE_CHECKING:
    from programme.accounts.models import User

from .route import Route
from .terms import TourProgramme

# The host's phone may record people this long before the start.
CHECK_IN_OPENS = timedelta(hours=3)


class TstzRange(Func):
    """The time between two instants, for a constraint."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


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
        """With what a line of a list shows of the factory."""
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

    `taken` are the seats requested, offered or confirmed, `offered` those of open offers among them,
    `waiting` the entries in line, `taken_<kind>` the taken seats by who comes: moved by triggers
    (tours.triggers), judged by the CHECKs, never written here. A kind of visitors may be given a
    share, `<kind>_seats` at most until `shares_end_at`; None has no limit of its own.
    """

    tour_programme = models.ForeignKey(
        TourProgramme, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("tour programme")
    )
    route = models.ForeignKey(
        Route,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("route"),
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.KOREAN)
    capacity = models.PositiveIntegerField(_("seats"), validators=[MinValueValidator(1)])
    taken = models.PositiveIntegerField(_("taken"), db_default=0, editable=False)
    offered = models.PositiveIntegerField(_("offered"), db_default=0, editable=False)
    waiting = models.PositiveIntegerField(_("waiting"), db_default=0, editable=False)
    individual_seats = models.PositiveIntegerField(
        _("at most for individual visitors"), null=True, blank=True
    )
    school_seats = models.PositiveIntegerField(_("at most for schools"), null=True, blank=True)
    industry_seats = models.PositiveIntegerField(
        _("at most for companies and organisations"), null=True, blank=True
    )
    shares_end_at = models.DateTimeField(_("unused shares are open to all from"), null=True, blank=True)
    taken_individual = models.PositiveIntegerField(db_default=0, editable=False)
    taken_school = models.PositiveIntegerField(db_default=0, editable=False)
    taken_industry = models.PositiveIntegerField(db_default=0, editable=False)
    status = models.CharField(_("status"), max_length=9, choices=SessionStatus, default=SessionStatus.PLANNED)
    held_anyway_at = models.DateTimeField(
        _("held with few visitors: decided at"), null=True, blank=True, editable=False
    )
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
            models.CheckConstraint(
                condition=Q(taken=F("taken_individual") + F("taken_school") + F("taken_industry")),
                name="tours_session_kinds",
            ),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="tours_session_period"),
            ExclusionConstraint(
                name="tours_route_once_at_a_time",
                expressions=[
                    ("route", RangeOperators.EQUAL),
                    (TstzRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(route__isnull=False) & ~Q(status=SessionStatus.CANCELLED),
            ),
        ]
        triggers = [
            status_moves("tours_session_status", SESSION_PAIRS),
            COUNTERS_KEPT,
            SESSION_LEADS,
            NOT_IN_BLACKOUT,
        ]

    def __str__(self) -> str:
        return f"{self.tour_programme} {datetime_text(self.starts_at, get_language() or 'ko', weekday=True)}"

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
    def host_status(self) -> PublicStatus:
        return HOST_SESSION_STATUS[SessionStatus(self.status)]

    @property
    def seats_left(self) -> int:
        return self.capacity - self.taken

    def share_of(self, kind: str) -> int | None:
        """Seats that visitors of this kind may take at most while shares hold; None is no limit."""
        share: int | None = getattr(self, f"{kind}_seats")
        return share

    @property
    def has_shares(self) -> bool:
        """Whether any kind of visitors is limited to a share."""
        return any(self.share_of(kind) is not None for kind in VisitorKind)

    def seats_left_for(self, kind: str, now: datetime) -> int:
        """Seats left to visitors of this kind at `now`: of the session, and of their share of it."""
        share = self.share_of(kind)
        if share is None or (self.shares_end_at is not None and now >= self.shares_end_at):
            return self.seats_left
        return max(0, min(self.seats_left, share - getattr(self, f"taken_{kind}")))

    def seats_by_kind(self, now: datetime) -> list[tuple[str, int]]:
        """The seats left to each kind of visitors that can come, while shares hold; else nothing."""
        if not self.has_shares or (self.shares_end_at is not None and now >= self.shares_end_at):
            return []
        return [(kind, self.seats_left_for(kind, now)) for kind in self.tour_programme.admits]

    @property
    def booking_opens_at(self) -> datetime:
        return self.starts_at - timedelta(days=self.tour_programme.window_days)

    @property
    def booking_closes_at(self) -> datetime:
        return self.starts_at - timedelta(hours=self.tour_programme.lead_time_hours)

    @property
    def cancellation_closes_at(self) -> datetime:
        return self.starts_at - timedelta(hours=self.tour_programme.cancellation_deadline_hours)


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

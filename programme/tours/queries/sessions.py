"""Sessions to find, to move to, to look after; the zones they lead through."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, JSONObject, Least, Now

from programme.core.clock import day_end, day_start
from programme.factories.models import LighthouseFactory

from ..choices import SchoolKind, SessionStatus
from ..models import Booking, Session, TourProgramme, Zone
from ..models.session import SessionQuerySet


def next_sessions(
    limit: int, *, factory: LighthouseFactory | None = None, shown: bool = True
) -> QuerySet[Session]:
    """The next sessions that can be visited, real ones first, then the soonest; only those unless `shown`."""
    sessions = Session.objects.shown() if shown else Session.objects.real()
    sessions = sessions.upcoming().with_factory()
    sessions = sessions.order_by("tour_programme__factory__call__programme__is_demo", "starts_at", "pk")
    if factory is not None:
        sessions = sessions.filter(tour_programme__factory=factory)
    return sessions[:limit]


def sessions_between(programme: TourProgramme, first: date, last: date) -> SessionQuerySet:
    """A factory's planned sessions to come on the days from `first` to `last` (in Seoul)."""
    days = {"starts_at__gte": day_start(first), "starts_at__lt": day_end(last)}
    return Session.objects.upcoming().filter(tour_programme=programme, **days)


def sessions_to_move_to(booking: Booking) -> QuerySet[Session]:
    """The factory's other sessions that have seats for this booking, as far as can be seen now.

    Only those that can still be changed or cancelled themselves.
    """
    terms = booking.session.tour_programme
    closes = max(terms.lead_time_hours, terms.cancellation_deadline_hours)
    holding = Booking.objects.live().filter(
        session=OuterRef("pk"), person=booking.person, person__isnull=False
    )
    return (
        Session.objects.upcoming()
        .with_factory()
        .filter(
            ~Exists(holding),
            tour_programme=terms,
            starts_at__gt=Now() + timedelta(hours=closes),
            starts_at__lte=Now() + timedelta(days=terms.window_days),
            waiting=0,
            taken__lte=F("capacity") - booking.seats,
        )
        .exclude(pk=booking.session_id)
    )


def parallel_sessions(session: Session) -> SessionQuerySet:
    """The factory's other planned sessions that begin at the same time, the one with most seats first."""
    beside = Session.objects.upcoming().filter(
        tour_programme=session.tour_programme_id, starts_at=session.starts_at
    )
    return beside.exclude(pk=session.pk).order_by(F("taken") - F("capacity"), "pk").select_related("route")


def sessions_overlapping(sessions: Iterable[Session]) -> QuerySet[Session]:
    """Those of the sessions during which another one of the factory begins or lasts, kept apart by no route.

    Parallel groups, which begin together, are meant to.
    """
    beside = Session.objects.filter(
        tour_programme=OuterRef("tour_programme"),
        status=SessionStatus.PLANNED,
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    ).exclude(starts_at=OuterRef("starts_at"))
    own = Session.objects.filter(pk__in=[session.pk for session in sessions])
    loose = Q(route=None) & Exists(beside) | Exists(beside.filter(route=None))
    return own.filter(loose).order_by("starts_at", "pk")


def has_parallel() -> Exists:
    """Whether a session has another one beside it (parallel_sessions), in the statement that reads it."""
    beside = Session.objects.upcoming().filter(
        tour_programme=OuterRef("tour_programme"), starts_at=OuterRef("starts_at")
    )
    return Exists(beside.exclude(pk=OuterRef("pk")))


def group_number() -> Coalesce:
    """Which of the sessions beside each other one is, from 1, in the statement that reads it."""
    beside = Session.objects.filter(
        tour_programme=OuterRef("tour_programme"),
        starts_at=OuterRef("starts_at"),
        status=SessionStatus.PLANNED,
        pk__lte=OuterRef("pk"),
    )
    counted = beside.order_by().values("starts_at").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 1)


def groups_beside(session: Session) -> list[Session]:
    """The sessions that begin at the same time, this one among them, each with its `group_number`."""
    groups = sorted([session, *parallel_sessions(session)], key=lambda one: one.pk)
    for number, group in enumerate(groups, start=1):
        group.group_number = number  # type: ignore[attr-defined]
    return groups


def sessions_to_look_after() -> list[int]:
    """Ids of sessions whose line must be asked: seats are held that should go on, or shares just ended."""
    stale = Booking.objects.stale().values("session_id")
    opened = Q(waiting__gt=0, taken__lt=F("capacity"), shares_end_at__lte=Now(), status=SessionStatus.PLANNED)
    sessions = Session.objects.filter(Q(pk__in=stale) | opened).filter(starts_at__gt=Now())
    return list(sessions.order_by("pk").values_list("pk", flat=True))


def sessions_below() -> SessionQuerySet:
    """Sessions for which the host's time to decide has come: fewer booked than the programme asks for.

    One that is full can have no more visitors: there is nothing to decide.
    """
    hours = ExpressionWrapper(
        F("tour_programme__decide_hours") * Value(timedelta(hours=1)), output_field=DurationField()
    )
    few = Session.objects.upcoming().filter(
        taken__lt=Least(F("tour_programme__least_visitors"), F("capacity")), held_anyway_at=None
    )
    return few.filter(starts_at__lte=Now() + hours)


ZONE_FIELDS = ("name_ko", "name_en", "photos", "nda", "min_age", "gear_ko", "gear_en")


def zones_along(path: str) -> ArraySubquery:
    """The zones of a programme, read in the same statement as what leads to it; see zones_read."""
    zones = Zone.objects.filter(tour_programme=OuterRef(path)).order_by("position", "pk")
    return ArraySubquery(zones.values(rules=JSONObject(**{name: name for name in ZONE_FIELDS})))


def zones_read(rows: Iterable[dict[str, Any]], schools: Iterable[SchoolKind] = ()) -> list[Zone]:
    """What zones_along read, as zones to show (see with_left_out)."""
    return with_left_out([Zone(**row) for row in rows], list(schools))


def with_left_out(zones: Iterable[Zone], schools: list[SchoolKind]) -> list[Zone]:
    """The zones, each with `left_out`: the names of those of `schools` that do not see it."""
    zones = list(zones)
    for zone in zones:
        zone.left_out = ", ".join(str(kind.label) for kind in zone.left_out_for(schools))
    return zones

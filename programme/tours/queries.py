"""Reads about tours that more than one place needs."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, DateTimeField, Exists, F, Func, OuterRef, Q, QuerySet

from programme.accounts.models import User
from programme.core.clock import db_now, seoul_day
from programme.factories.models import LighthouseFactory

from .choices import BookingStatus, SessionStatus, WaitingStatus
from .models import Booking, Session, WaitingEntry


class ClockTimestamp(Func):
    """The database's present instant, as core.clock.db_now, inside another query."""

    function = "clock_timestamp"
    output_field = DateTimeField()


def session_as_seen(session: Session, person: User | None) -> Session:
    """The session with all that decides about a booking, in one statement and without any lock.

    Adds `now` (the database's clock), `mine` (the person already holds seats), `in_line` (is on the
    waiting list) and `stale` (expired offers still hold seats).
    """
    bookings = Booking.objects.filter(session=OuterRef("pk"))
    entries = WaitingEntry.objects.filter(session=OuterRef("pk"), status=WaitingStatus.WAITING)
    return (
        Session.objects.with_factory()
        .annotate(
            now=ClockTimestamp(),
            mine=Exists(bookings.live().filter(person=person, person__isnull=False)),
            in_line=Exists(entries.filter(person=person)),
            stale=Exists(bookings.expired_offers()),
        )
        .get(pk=session.pk)
    )


def next_sessions(
    limit: int, *, factory: LighthouseFactory | None = None, shown: bool = True
) -> QuerySet[Session]:
    """The next sessions that can be visited, soonest first; real ones only unless `shown`."""
    sessions = Session.objects.shown() if shown else Session.objects.real()
    sessions = sessions.upcoming().with_factory()
    if factory is not None:
        sessions = sessions.filter(tour_programme__factory=factory)
    return sessions[:limit]


@dataclass(frozen=True)
class ToursProgress:
    """A factory's duty to open its doors: `required` tours until `due_on` (the last day)."""

    required: int
    held: int
    planned: int  # sessions still to come
    starts_on: date | None
    due_on: date | None
    expected: int  # tours that an even pace would have held by today

    @property
    def missing(self) -> int:
        return max(0, self.required - self.held)

    @property
    def behind(self) -> bool:
        return self.held < self.expected


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def tours_progress(factory: LighthouseFactory, today: date | None = None) -> ToursProgress:
    """How many of the call's required tours were held, counted from completion.

    A tour counts when its session is `held`: at least one check-in and the host's confirmation.
    """
    now = db_now()
    today = today or seoul_day(now)
    required = factory.call.tours_required
    counts = Session.objects.filter(tour_programme__factory=factory).aggregate(
        held=Count("pk", filter=Q(status=SessionStatus.HELD)),
        planned=Count("pk", filter=Q(status=SessionStatus.PLANNED, starts_at__gt=now)),
    )
    start = factory.completed_on
    due = months_after(start, factory.call.tours_within_months) if start else None
    expected = 0
    if start and due and due > start:
        share = min(max((today - start) / (due - start), 0), 1)
        expected = int(required * share)
    return ToursProgress(
        required=required,
        held=counts["held"],
        planned=counts["planned"],
        starts_on=start,
        due_on=due,
        expected=expected,
    )


def place_in_line(entry: WaitingEntry) -> int:
    """1 for the next to be asked."""
    ahead = WaitingEntry.objects.filter(
        Q(joined_at__lt=entry.joined_at) | Q(joined_at=entry.joined_at, pk__lt=entry.pk),
        session=entry.session_id,
        status=WaitingStatus.WAITING,
    )
    return ahead.count() + 1


def sessions_with_stale_offers() -> list[int]:
    """Ids of sessions in which expired offers still hold seats."""
    stale = Booking.objects.expired_offers().values_list("session_id", flat=True)
    return list(stale.order_by("session_id").distinct())


def sessions_to_confirm(user: User, now: datetime) -> QuerySet[Session]:
    """Sessions that are over, had visitors, and wait for the host's confirmation."""
    came = Booking.objects.filter(
        session=OuterRef("pk"), status=BookingStatus.CONFIRMED, checked_in_at__isnull=False
    )
    return (
        Session.objects.visible_to(user)
        .with_factory()
        .filter(Exists(came), status=SessionStatus.PLANNED, ends_at__lte=now)
        .order_by(F("ends_at"))
    )

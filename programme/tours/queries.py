"""Reads about tours that more than one place needs."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Avg,
    Case,
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject, Now
from django.db.models.lookups import GreaterThan
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.accounts.choices import COMPANY_ROLES, Role
from programme.accounts.models import User
from programme.core.clock import day_end, day_start, db_now, seoul_day
from programme.core.queue import OfficeList, WaitingItem, WorkStage
from programme.factories.choices import FactoryStatus
from programme.factories.models import FactoryQuerySet, LighthouseFactory

from .choices import BookingStatus, SessionStatus
from .models import Booking, Session, SurveyAnswer, TourProgramme, WaitingEntry, Zone
from .models.session import SessionQuerySet

NO_SHOWS = 2
NO_SHOWS_WITHIN = timedelta(days=180)
BARRED_FOR = timedelta(days=90)


# From a booking to all that its line in a work queue says.
PATH_TO_DEMO = (
    "session__tour_programme__factory__company",
    "session__tour_programme__factory__call__programme",
)


class ClockTimestamp(Func):
    """The database's present instant, as core.clock.db_now, inside another query."""

    function = "clock_timestamp"
    output_field = DateTimeField()


def session_as_seen(session: Session, person: User | None) -> Session:
    """The session with all that decides about a booking, in one statement and without any lock."""
    return sessions_as_seen(person).get(pk=session.pk)


def sessions_as_seen(person: User | None) -> QuerySet[Session]:
    """Sessions as a person who might book sees them.

    Adds `now` (the database's clock), `mine` (the person already holds seats), `in_line` (is on the
    waiting list), `stale` (seats are held that should go on), `barred_until` (the person did not come
    too often) and `visits_near` (the person's other visits to this factory within its `repeat_days`).
    """
    bookings = Booking.objects.filter(session=OuterRef("pk"))
    entries = WaitingEntry.objects.filter(session=OuterRef("pk"), ended_at=None)
    span = ExpressionWrapper(
        OuterRef("tour_programme__repeat_days") * Value(timedelta(days=1)), output_field=DurationField()
    )
    near = (
        Booking.objects.live()
        .filter(person=person, person__isnull=False, session__tour_programme=OuterRef("tour_programme"))
        .exclude(session=OuterRef("pk"))
        .filter(
            session__starts_at__gt=OuterRef("starts_at") - span,
            session__starts_at__lt=OuterRef("starts_at") + span,
        )
    )
    return Session.objects.with_factory().annotate(
        barred_until=barred_until(person),
        visits_near=Exists(near),
        now=ClockTimestamp(),
        mine=Exists(bookings.live().filter(person=person, person__isnull=False)),
        in_line=Exists(entries.filter(person=person)),
        stale=Exists(bookings.stale()),
    )


def barred_until(person: User | None) -> Case:
    """Until when `person` may not book, as an expression; NULL when they may.

    Whoever booked and did not come NO_SHOWS times within NO_SHOWS_WITHIN loses the right to book for
    BARRED_FOR after the last time. A rule of this portal, said on every booking page.
    """
    missed = Booking.objects.filter(
        person=person, person__isnull=False, missed_at__gt=ClockTimestamp() - Value(NO_SHOWS_WITHIN)
    )
    counted = missed.order_by().values("person").annotate(times=Count("pk"), last=Max("missed_at"))
    last = Subquery(counted.filter(times__gte=NO_SHOWS).values("last")[:1])
    until = ExpressionWrapper(last + Value(BARRED_FOR), output_field=DateTimeField())
    return Case(When(GreaterThan(until, ClockTimestamp()), then=until), output_field=DateTimeField())


ZONE_FIELDS = ("name_ko", "name_en", "photos", "nda", "min_age", "gear_ko", "gear_en")


def zones_along(path: str) -> ArraySubquery:
    """The zones of a programme, read in the same statement as what leads to it; see zones_read."""
    zones = Zone.objects.filter(tour_programme=OuterRef(path)).order_by("pk")
    return ArraySubquery(zones.values(rules=JSONObject(**{name: name for name in ZONE_FIELDS})))


def zones_read(rows: Iterable[dict[str, Any]]) -> list[Zone]:
    """What zones_along read, as zones to show."""
    return [Zone(**row) for row in rows]


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
        """Tours that are still to be held."""
        return max(0, self.required - self.held)

    @property
    def behind(self) -> bool:
        """Whether fewer were held than the days gone by ask for.

        An even pace spreads the required tours over the days from completion to the due day:
        expected = required × days gone by ÷ all days, rounded down. Fewer held than that is behind.
        """
        return self.held < self.expected


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def tours_progress(factory: LighthouseFactory, today: date | None = None) -> ToursProgress | None:
    """How many of the call's required tours were held, counted from completion.

    A tour counts when its session is `held`: at least one check-in and the host's confirmation.
    None for a factory known from publications alone: no source says how many tours it held.
    """
    if factory.only_published:
        return None
    now = db_now()
    counts = Session.objects.filter(tour_programme__factory=factory).aggregate(**_tour_counts(now))
    return _progress(factory, counts, today or seoul_day(now))


def tours_progress_of(
    factories: Iterable[LighthouseFactory], now: datetime
) -> list[tuple[LighthouseFactory, ToursProgress]]:
    """As `tours_progress` for each factory that steps are taken of here; one statement for any number.

    The factories come with their call.
    """
    followed = [factory for factory in factories if not factory.only_published]
    rows = (
        Session.objects.filter(tour_programme__factory__in=followed)
        .order_by()
        .values("tour_programme__factory")
        .annotate(**_tour_counts(now))
    )
    found: dict[int, Any] = {row["tour_programme__factory"]: row for row in rows}
    none, today = {"held": 0, "planned": 0}, seoul_day(now)
    return [(one, _progress(one, found.get(one.pk, none), today)) for one in followed]


def _tour_counts(now: datetime) -> dict[str, Count]:
    return {
        "held": Count("pk", filter=Q(status=SessionStatus.HELD)),
        "planned": Count("pk", filter=Q(status=SessionStatus.PLANNED, starts_at__gt=now)),
    }


def _progress(factory: LighthouseFactory, counts: Mapping[str, int], today: date) -> ToursProgress:
    required = factory.call.tours_required
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


def sessions_to_move_to(booking: Booking) -> QuerySet[Session]:
    """The factory's other sessions that have seats for this booking, as far as can be seen now."""
    terms = booking.session.tour_programme
    holding = Booking.objects.live().filter(
        session=OuterRef("pk"), person=booking.person, person__isnull=False
    )
    return (
        Session.objects.upcoming()
        .with_factory()
        .filter(
            ~Exists(holding),
            tour_programme=terms,
            starts_at__gt=Now() + timedelta(hours=terms.lead_time_hours),
            starts_at__lte=Now() + timedelta(days=terms.window_days),
            waiting=0,
            taken__lte=F("capacity") - booking.seats,
        )
        .exclude(pk=booking.session_id)
    )


def requests_to_answer(user: User) -> QuerySet[Booking]:
    """Bookings that wait for the approval of the host, `user`."""
    requests = Booking.objects.filter(
        status=BookingStatus.REQUESTED, session__in=sessions_run_by(user), session__starts_at__gt=Now()
    )
    return requests.select_related(*PATH_TO_DEMO)


def sessions_between(programme: TourProgramme, first: date, last: date) -> SessionQuerySet:
    """A factory's planned sessions to come on the days from `first` to `last` (in Seoul)."""
    days = {"starts_at__gte": day_start(first), "starts_at__lt": day_end(last)}
    return Session.objects.upcoming().filter(tour_programme=programme, **days)


def callers_to_ask(user: User) -> QuerySet[Booking]:
    """Seats held for people who booked by telephone, whom the host, `user`, has to call."""
    offers = Booking.objects.filter(
        status=BookingStatus.OFFERED,
        person=None,
        offer_expires_at__gt=Now(),
        session__in=sessions_run_by(user),
    )
    return offers.select_related(*PATH_TO_DEMO)


def stopped_parties(session: Session) -> QuerySet[Booking]:
    """Who held seats in a session when it was called off, and the seats offered instead."""
    if session.status != SessionStatus.CANCELLED:
        return Booking.objects.none()
    ended = session.bookings.filter(status=BookingStatus.CANCELLED)
    last = ended.aggregate(at=Max("cancelled_at"))["at"]
    return (
        ended.filter(cancelled_at=last)
        .select_related("person", "moved_to__session")
        .order_by("booked_at", "pk")
    )


def sessions_below() -> SessionQuerySet:
    """Sessions for which the host's time to decide has come: fewer booked than the programme asks for."""
    hours = ExpressionWrapper(
        F("tour_programme__decide_hours") * Value(timedelta(hours=1)), output_field=DurationField()
    )
    few = Session.objects.upcoming().filter(
        taken__lt=F("tour_programme__least_visitors"), held_anyway_at=None
    )
    return few.filter(starts_at__lte=Now() + hours)


def sessions_to_decide(user: User) -> SessionQuerySet:
    """Those of the host, `user`."""
    return sessions_below().with_factory().filter(tour_programme__factory__in=hosted_by(user))


def factories_behind(
    factories: QuerySet[LighthouseFactory], now: datetime
) -> list[tuple[LighthouseFactory, ToursProgress]]:
    """Those of the factories that are behind the even pace of their tours."""
    owing = factories.filter(status__in=(FactoryStatus.COMPLETED, FactoryStatus.TOURING))
    owing = owing.select_related("company", "technopark", "call__programme").order_by("pk")
    return [(one, progress) for one, progress in tours_progress_of(owing, now) if progress.behind]


def first_held_on(factory: LighthouseFactory) -> date | None:
    """The day of a factory's first tour that was held; None before."""
    held = Session.objects.filter(tour_programme__factory=factory, status=SessionStatus.HELD)
    starts_at = held.order_by("starts_at").values_list("starts_at", flat=True).first()
    return seoul_day(starts_at) if starts_at else None


@dataclass(frozen=True, kw_only=True)
class Seats:
    """Sessions and their seats, in numbers of people; `came` is None where nobody could have come yet."""

    sessions: int
    capacity: int
    taken: int
    came: int | None = None

    @property
    def percent(self) -> int | None:
        """Taken of the capacity, in whole per cent, rounded down; None without seats."""
        return self.taken * 100 // self.capacity if self.capacity else None


def seats_filled(factories: Iterable[LighthouseFactory], now: datetime) -> tuple[Seats, Seats]:
    """The seats of the factories' held tours, and of those planned after `now`."""
    sessions = Session.objects.filter(tour_programme__factory__in=factories).order_by()
    sums: dict[str, Any] = {
        "sessions": Count("pk"),
        "capacity": Coalesce(Sum("capacity"), 0),
        "taken": Coalesce(Sum("taken"), 0),
    }
    held = sessions.filter(status=SessionStatus.HELD)
    came = Booking.objects.filter(session__in=held, checked_in_at__isnull=False)
    planned = sessions.filter(status=SessionStatus.PLANNED, starts_at__gt=now)
    return (
        Seats(**held.aggregate(**sums), came=came.aggregate(sum=Coalesce(Sum("seats"), 0))["sum"]),
        Seats(**planned.aggregate(**sums)),
    )


def hosted_by(user: User) -> FactoryQuerySet:
    """The factories whose tours a person may run: their company's; all for staff who look after tours."""
    factories = LighthouseFactory.objects.select_related("company", "call__programme", "tour_programme")
    if user.has_perm("tours.change_session"):
        return factories
    return factories.filter(company__uid__in=user.scopes(*COMPANY_ROLES))


def sessions_run_by(user: User) -> SessionQuerySet:
    """The sessions of those factories."""
    return Session.objects.with_factory().filter(tour_programme__factory__in=hosted_by(user))


def guides_of(factory: LighthouseFactory) -> QuerySet[User]:
    """The company's own people, who may guide."""
    return User.objects.filter(
        is_active=True,
        grants__scope=factory.company.uid,
        grants__role__in=COMPANY_ROLES,
        grants__revoked_at=None,
    ).distinct()


def place_in_line(entry: WaitingEntry) -> int:
    """1 for the next to be asked."""
    ahead = WaitingEntry.objects.filter(
        Q(joined_at__lt=entry.joined_at) | Q(joined_at=entry.joined_at, pk__lt=entry.pk),
        session=entry.session_id,
        ended_at=None,
    )
    return ahead.count() + 1


def sessions_to_look_after() -> list[int]:
    """Ids of sessions whose line must be asked: seats are held that should go on, or shares just ended."""
    stale = Booking.objects.stale().values("session_id")
    opened = Q(waiting__gt=0, taken__lt=F("capacity"), shares_end_at__lte=Now(), status=SessionStatus.PLANNED)
    sessions = Session.objects.filter(Q(pk__in=stale) | opened).filter(starts_at__gt=Now())
    return list(sessions.order_by("pk").values_list("pk", flat=True))


def sessions_to_confirm(user: User, now: datetime) -> QuerySet[Session]:
    """Sessions that are over, had visitors, and wait for the confirmation of the host, `user`."""
    came = Booking.objects.filter(
        session=OuterRef("pk"), status=BookingStatus.CONFIRMED, checked_in_at__isnull=False
    )
    return (
        sessions_run_by(user)
        .filter(Exists(came), status=SessionStatus.PLANNED, ends_at__lte=now)
        .order_by(F("ends_at"))
    )


def lines_to_ask(user: User) -> QuerySet[Session]:
    """Sessions with free seats and people in line, where the host, `user`, chooses who is asked."""
    return (
        sessions_run_by(user)
        .upcoming()
        .filter(tour_programme__line_by_hand=True, waiting__gt=0, taken__lt=F("capacity"))
    )


def own_certified(user: User) -> QuerySet[Booking]:
    """A person's visits that are proved: checked in, and confirmed as held by the host."""
    came = Booking.objects.of_person(user).filter(
        checked_in_at__isnull=False, session__status=SessionStatus.HELD
    )
    return came.select_related("person", *PATH_TO_DEMO)


# Fewer answers could tell who gave them.
ANSWERS_AT_LEAST = 5


@dataclass(frozen=True, kw_only=True)
class Survey:
    """Means of visitors' marks, from 1 to 5."""

    answers: int
    overall: float
    guidance: float
    learned: float


def survey_of(factory: LighthouseFactory) -> Survey | None:
    """What visitors of a factory think; None below ANSWERS_AT_LEAST answers. One statement."""
    found = SurveyAnswer.objects.filter(tour_programme__factory=factory).aggregate(
        answers=Count("pk"), overall=Avg("overall"), guidance=Avg("guidance"), learned=Avg("learned")
    )
    return Survey(**found) if found["answers"] >= ANSWERS_AT_LEAST else None


def waiting_for(user: User) -> list[WaitingItem]:
    """Offers to accept; for hosts and staff, factories to open and tours to confirm."""
    offers = Booking.objects.of_person(user).filter(status=BookingStatus.OFFERED)
    items = [
        WaitingItem(
            stage=WorkStage.TOURS,
            title=_("Accept or decline your seats: %(session)s") % {"session": offer.session},
            url=offer.get_absolute_url(),
            since=offer.booked_at,
            due=offer.offer_expires_at,
            is_demo=offer.session.factory.is_demo,
            personal=True,
        )
        for offer in offers.select_related(
            "session__tour_programme__factory__company",
            "session__tour_programme__factory__call__programme",
        )
    ]
    items += [
        WaitingItem(
            stage=WorkStage.TOURS,
            title=_("Open the factory for tours: %(factory)s") % {"factory": factory},
            url=reverse("tours:host", args=[factory.slug]),
            since=day_start(factory.completed_on) if factory.completed_on else None,
            is_demo=factory.is_demo,
            listed=OfficeList("factories.lighthousefactory", _("Factories to open for tours")),
            pk=factory.pk,
        )
        for factory in hosted_by(user).followed().filter(status=FactoryStatus.COMPLETED)
    ]
    items += [
        WaitingItem(
            stage=WorkStage.TOURS,
            title=_("Confirm that the tour was held: %(session)s") % {"session": session},
            url=reverse("tours:host_session", args=[session.public_id]),
            since=session.ends_at,
            is_demo=session.factory.is_demo,
            listed=OfficeList("tours.session", _("Tours to confirm")),
            pk=session.pk,
        )
        for session in sessions_to_confirm(user, db_now())
    ]
    items += [
        WaitingItem(
            stage=WorkStage.TOURS,
            title=_("Answer a booking request: %(session)s") % {"session": request.session},
            url=request.session.get_host_url(),
            since=request.booked_at,
            due=request.session.booking_closes_at,
            is_demo=request.session.factory.is_demo,
            listed=OfficeList("tours.booking", _("Booking requests to answer")),
            pk=request.pk,
        )
        for request in requests_to_answer(user)
    ]
    items += [
        WaitingItem(
            stage=WorkStage.TOURS,
            title=_("Confirm how many of you come: %(session)s") % {"session": booking.session},
            url=booking.get_absolute_url(),
            due=booking.number_due_at,
            is_demo=booking.session.factory.is_demo,
            personal=True,
        )
        for booking in Booking.objects.of_person(user)
        .confirmed()
        .filter(number_due_at__gt=Now(), number_confirmed_at=None)
        .select_related(*PATH_TO_DEMO)
    ]
    items += [
        WaitingItem(
            stage=WorkStage.TOURS,
            title=_("Offer free seats to the waiting list: %(session)s") % {"session": session},
            url=session.get_host_url(),
            due=session.starts_at,
            is_demo=session.factory.is_demo,
            listed=OfficeList("tours.session", _("Waiting lists to ask")),
            pk=session.pk,
        )
        for session in lines_to_ask(user)
    ]
    items += [
        WaitingItem(
            stage=WorkStage.TOURS,
            title=_("Call about other seats after a stop: %(session)s") % {"session": offer.session},
            url=offer.session.get_host_url(),
            since=offer.booked_at,
            due=offer.offer_expires_at,
            is_demo=offer.session.factory.is_demo,
            listed=OfficeList("tours.booking", _("Callers to ask")),
            pk=offer.pk,
        )
        for offer in callers_to_ask(user)
    ]
    items += [
        WaitingItem(
            stage=WorkStage.TOURS,
            title=_("Decide whether the tour is held: %(session)s") % {"session": session},
            url=session.get_host_url(),
            due=session.starts_at,
            is_demo=session.factory.is_demo,
            listed=OfficeList("tours.session", _("Tours with few visitors")),
            pk=session.pk,
        )
        for session in sessions_to_decide(user)
    ]
    return items + pace_items(user)


def pace_items(user: User) -> list[WaitingItem]:
    """Factories behind with their tours: for their people, their techno-park's officers, and staff."""
    hosted = hosted_by(user)
    # A factory not yet open waits in the queue for being opened.
    watched = LighthouseFactory.objects.filter(
        Q(pk__in=hosted.values("pk")) | Q(technopark__uid__in=user.scopes(Role.OFFICER)),
        status=FactoryStatus.TOURING,
    )
    behind = factories_behind(watched, db_now())
    runs_all = user.has_perm("tours.change_session")
    own = user.scopes(*COMPANY_ROLES)
    return [
        WaitingItem(
            stage=WorkStage.TOURS,
            title=_("Behind with the tours: %(factory)s, %(held)s of %(expected)s held")
            % {"factory": factory, "held": progress.held, "expected": progress.expected},
            url=reverse("tours:host", args=[factory.slug])
            if runs_all or factory.company.uid in own
            else factory.get_absolute_url(),
            due=day_end(progress.due_on) if progress.due_on else None,
            is_demo=factory.is_demo,
            listed=OfficeList("factories.lighthousefactory", _("Factories behind with their tours")),
            pk=factory.pk,
        )
        for factory, progress in behind
    ]

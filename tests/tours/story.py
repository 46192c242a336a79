"""A tour's life as a state machine: what visitors, hosts and the clock do, and what must hold after it.

Run short by tests/tours/test_property.py and long by tests/proof/test_property.py. A step picks among what
the last look showed; the look is three plain statements, so that thousands of steps take seconds.
"""

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from unittest.mock import patch

from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from programme.accounts.models import User
from programme.core.errors import ServiceError
from programme.tours import services
from programme.tours.choices import GROUP_KINDS
from programme.tours.models import PASSED_OVER_AT_MOST, Booking, Session, TourProgramme, WaitingEntry
from programme.tours.queries import parallel_sessions
from tests.records import UserFactory, company_person

from .conftest import A_CLASS, open_factory, session_of

ANY = st.integers(0, 11)  # which of those there are
PEOPLE = 6
SEATS = st.integers(1, 4)
CAPACITY = st.integers(1, 6)
KINDS = st.sampled_from([{"kind": "individual"}, {**A_CLASS, "adults": 1}])
SHARE = st.one_of(st.none(), st.integers(0, 3))
AT_ONCE = 3  # so many sessions are planned or under way at a time


class SessionSeen(NamedTuple):
    pk: int
    capacity: int
    taken: int
    offered: int
    waiting: int
    taken_individual: int
    taken_school: int
    taken_industry: int
    individual_seats: int | None
    school_seats: int | None
    status: str
    begun: bool
    day: bool  # so near that the host checks people in

    @property
    def free(self) -> int:
        return self.capacity - self.taken

    def free_for(self, kind: str) -> int:
        share = {"individual": self.individual_seats, "school": self.school_seats}[kind]
        if share is None:
            return self.free
        return max(0, min(self.free, share - getattr(self, f"taken_{kind}")))


class BookingSeen(NamedTuple):
    pk: int
    session: int
    person: Any
    seats: int
    kind: str
    status: str
    stale: bool
    came: bool
    number_open: bool


class EntrySeen(NamedTuple):
    pk: int
    session: int
    person: Any
    seats: int
    kind: str
    takes: str
    passed_over: int
    booking: int | None

    def fits(self, free: int, group_min: int) -> bool:
        least = group_min if self.kind in GROUP_KINDS else 1
        return self.seats <= free or (self.takes == "any" and free >= least)


SESSIONS = """
    SELECT id, capacity, taken, offered, waiting, taken_individual, taken_school, taken_industry,
           individual_seats, school_seats, status, starts_at <= clock_timestamp(),
           starts_at <= clock_timestamp() + interval '3 hours'
      FROM tours_session WHERE tour_programme_id = %s ORDER BY id"""
LIVE = """
    SELECT b.id, b.session_id, b.person_id, b.seats, b.kind, b.status,
           CASE b.status WHEN 'offered' THEN b.offer_expires_at <= clock_timestamp()
                WHEN 'confirmed' THEN b.number_due_at <= clock_timestamp()
                 AND b.number_confirmed_at IS NULL AND b.checked_in_at IS NULL ELSE false END,
           b.checked_in_at IS NOT NULL, b.number_due_at IS NOT NULL AND b.number_confirmed_at IS NULL
      FROM tours_booking b JOIN tours_session s ON s.id = b.session_id
     WHERE s.tour_programme_id = %s AND b.status IN ('requested', 'offered', 'confirmed') ORDER BY b.id"""
LINE = """
    SELECT q.id, q.session_id, q.person_id, q.seats, q.kind, q.takes, q.passed_over, q.booking_id
      FROM tours_waitingentry q JOIN tours_session s ON s.id = q.session_id
     WHERE s.tour_programme_id = %s AND (q.ended_at IS NULL OR q.booking_id IS NOT NULL) ORDER BY q.id"""


@dataclass
class Look:
    """Everything as it stands after a step."""

    sessions: list[SessionSeen] = field(default_factory=list)
    live: list[BookingSeen] = field(default_factory=list)
    line: list[EntrySeen] = field(default_factory=list)

    @classmethod
    def at(cls, programme: TourProgramme) -> "Look":
        with connection.cursor() as cursor:
            cursor.execute(SESSIONS, [programme.pk])
            sessions = [SessionSeen(*row) for row in cursor.fetchall()]
            cursor.execute(LIVE, [programme.pk])
            live = [BookingSeen(*row) for row in cursor.fetchall()]
            cursor.execute(LINE, [programme.pk])
            return cls(sessions, live, [EntrySeen(*row) for row in cursor.fetchall()])

    @property
    def planned(self) -> list[SessionSeen]:
        return [one for one in self.sessions if one.status == "planned"]

    @property
    def waiting(self) -> list[EntrySeen]:
        return [one for one in self.line if one.booking is None]

    def of(self, *statuses: str) -> list[BookingSeen]:
        return [one for one in self.live if one.status in statuses]


class World:
    """What every story begins with, made once: a full session with a line, and an empty one beside it.

    Each story is rolled back to it.
    """

    def __init__(self, **terms: Any) -> None:
        self.programme = open_factory(
            group_min=2, final_number_days=1, lead_time_hours=0, cancellation_deadline_hours=0, **terms
        )
        full = session_of(self.programme, capacity=4)
        session_of(self.programme, capacity=4, beside=full)
        self.people: list[User] = [UserFactory() for _ in range(PEOPLE)]
        for person, seats in zip(self.people, (2, 1, 1), strict=False):
            services.book_seats(session=full, by=person, seats=seats)
        for person, seats in zip(self.people[3:], (3, 2), strict=False):
            services.join_waiting_list(session=full, by=person, seats=seats)
        self.host = company_person(self.programme.factory.company)


def some(what: Any) -> Any:
    """A step that only makes sense where the last look showed some of these."""
    return precondition(lambda self: bool(what(self.seen)))


class Tour(RuleBasedStateMachine):
    """Sessions of a factory, six people, and everything that can befall them."""

    world: World  # given by `play`

    def __init__(self) -> None:
        super().__init__()
        self.start = transaction.savepoint()
        self.programme = self.world.programme
        self.seen = Look.at(self.programme)
        self.before: Look | None = None  # how it stood before a step that was refused
        self.shares = False

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.start)

    @initialize(by_hand=st.sampled_from([False, False, False, True]))
    def the_factory_chooses(self, by_hand: bool) -> None:
        self.programme.line_by_hand = by_hand
        self.programme.save(update_fields=["line_by_hand"])

    # --- How a step is taken -------------------------------------------------------------------

    def attempt(self, call: Any, **arguments: Any) -> ServiceError | None:
        """A refusal must change nothing (unless what was held beyond its time was released on the way)."""
        stale = any(one.stale for one in self.seen.live)
        try:
            call(**arguments)
        except ServiceError as error:
            self.before = None if stale else self.seen
            return error
        return None

    def session(self, found: list[SessionSeen], which: int) -> Session:
        session = Session.objects.get(pk=found[which % len(found)].pk)
        session.tour_programme = self.programme
        return session

    def booking(self, found: list[BookingSeen], which: int) -> Booking:
        booking = Booking.objects.select_related("session", "person").get(pk=found[which % len(found)].pk)
        booking.session.tour_programme = self.programme
        return booking

    def entry(self, which: int) -> WaitingEntry:
        found = self.seen.waiting
        entry = WaitingEntry.objects.select_related("session", "person").get(pk=found[which % len(found)].pk)
        entry.session.tour_programme = self.programme
        return entry

    def set(self, booking: BookingSeen, column: str) -> None:
        """Let this booking's deadline pass: the deadlines move, not the clock."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE tours_booking SET {column} = clock_timestamp() - interval '1 second' WHERE id = %s",
                [booking.pk],
            )

    # --- Visitors ------------------------------------------------------------------------------

    @some(lambda seen: seen.planned)
    @rule(where=ANY, who=ANY, seats=SEATS, kind=KINDS)
    def book(self, where: int, who: int, seats: int, kind: dict) -> None:
        session = self.session(self.seen.planned, where)
        by = self.world.people[who % PEOPLE]
        refused = self.attempt(services.book_seats, session=session, by=by, seats=seats, **kind)
        if refused and refused.code in ("full", "queue_first"):  # as the page proposes it
            self.before = None
            self.attempt(services.join_waiting_list, session=session, by=by, seats=seats, **kind)

    @some(lambda seen: seen.planned)
    @rule(where=ANY, who=ANY, seats=SEATS, kind=KINDS, takes=st.sampled_from(["all", "any"]))
    def wait(self, where: int, who: int, seats: int, kind: dict, takes: str) -> None:
        session = self.session(self.seen.planned, where)
        by = self.world.people[who % PEOPLE]
        self.attempt(services.join_waiting_list, session=session, by=by, seats=seats, takes=takes, **kind)

    @some(lambda seen: seen.waiting)
    @rule(which=ANY)
    def leave(self, which: int) -> None:
        entry = self.entry(which)
        self.attempt(services.leave_waiting_list, entry=entry, by=entry.person)

    @some(lambda seen: seen.of("offered"))
    @rule(which=ANY)
    def accept(self, which: int) -> None:
        offer = self.booking(self.seen.of("offered"), which)
        self.attempt(services.accept_offer, booking=offer, by=offer.person)

    @some(lambda seen: len(seen.planned) > 1)
    @rule(where=ANY, who=ANY, seats=SEATS, beside_seats=SEATS)
    def split_a_class(self, where: int, who: int, seats: int, beside_seats: int) -> None:
        """Two groups at once in two sessions: both or neither."""
        self.attempt(
            services.book_class,
            session=self.session(self.seen.planned, where),
            beside=self.session(self.seen.planned, where + 1),
            by=self.world.people[who % PEOPLE],
            seats=seats,
            adults=1,
            beside_seats=beside_seats,
            beside_adults=1,
            group_name="한빛중학교",
            school_kind="middle",
        )

    @some(lambda seen: seen.live)
    @rule(which=ANY, whole=st.booleans())
    def cancel(self, which: int, whole: bool) -> None:
        booking = self.booking(self.seen.live, which)
        self.attempt(services.cancel_booking, booking=booking, by=booking.person, whole=whole)

    @some(lambda seen: seen.of("confirmed", "requested"))
    @rule(which=ANY, seats=SEATS)
    def reduce(self, which: int, seats: int) -> None:
        booking = self.booking(self.seen.of("confirmed", "requested"), which)
        self.attempt(services.reduce_booking, booking=booking, seats=seats, by=booking.person)

    @some(lambda seen: seen.of("confirmed") and len(seen.planned) > 1)
    @rule(which=ANY, where=ANY, whole=st.booleans())
    def move(self, which: int, where: int, whole: bool) -> None:
        booking = self.booking(self.seen.of("confirmed"), which)
        others = [one for one in self.seen.planned if one.pk != booking.session_id]
        if others:
            to = self.session(others, where)
            self.attempt(services.move_booking, booking=booking, to=to, by=booking.person, whole=whole)

    @some(lambda seen: [one for one in seen.live if one.number_open])
    @rule(which=ANY, seats=SEATS)
    def confirm_number(self, which: int, seats: int) -> None:
        booking = self.booking([one for one in self.seen.live if one.number_open], which)
        self.attempt(services.confirm_number, booking=booking, seats=seats, by=booking.person)

    # --- The host ------------------------------------------------------------------------------

    @some(lambda seen: seen.planned)
    @rule(where=ANY, seats=SEATS, kind=KINDS, number=st.integers(0, 99))
    def a_caller_books(self, where: int, seats: int, kind: dict, number: int) -> None:
        session = self.session(self.seen.planned, where)
        caller = {"guest_name": "김전화", "guest_phone": f"02-000-00{number:02}"}
        self.attempt(services.enter_booking, session=session, by=None, seats=seats, **caller, **kind)

    @some(lambda seen: seen.of("requested"))
    @rule(which=ANY, yes=st.booleans())
    def the_host_answers(self, which: int, yes: bool) -> None:
        booking = self.booking(self.seen.of("requested"), which)
        if yes:
            self.attempt(services.approve_booking, booking=booking, by=None)
        else:
            self.attempt(services.decline_booking, booking=booking, by=None, reason="자리가 없습니다.")

    @some(lambda seen: seen.waiting)
    @rule(which=ANY)
    def the_host_offers(self, which: int) -> None:
        self.attempt(services.offer_seats, entry=self.entry(which), by=self.world.host)

    @some(lambda seen: seen.planned)
    @rule(where=ANY, capacity=CAPACITY)
    def resize(self, where: int, capacity: int) -> None:
        session = self.session(self.seen.planned, where)
        self.attempt(services.change_capacity, session=session, capacity=capacity, by=None)

    @some(lambda seen: seen.planned)
    @rule(where=ANY, individual=SHARE, school=SHARE)
    def split(self, where: int, individual: int | None, school: int | None) -> None:
        shares = {"individual_seats": individual, "school_seats": school, "industry_seats": None}
        session = self.session(self.seen.planned, where)
        self.attempt(services.set_shares, session=session, by=None, shares_end_at=None, **shares)
        self.shares = True

    @some(lambda seen: len(seen.planned) > 1)
    @rule(where=ANY, offers_others=st.booleans(), both=st.booleans(), apart=st.booleans())
    def the_line_stops(self, where: int, offers_others: bool, both: bool, apart: bool) -> None:
        session, reason = self.session(self.seen.planned, where), "설비 점검"
        if offers_others:
            beside = parallel_sessions(session) if both else []
            stopped = {"programme": self.programme, "sessions": [session, *beside], "apart": apart}
            self.attempt(services.stop_line, by=None, reason=reason, **stopped)
        else:
            self.attempt(services.cancel_session, session=session, by=None, reason=reason)

    @some(lambda seen: len(seen.planned) < AT_ONCE)
    @rule(capacity=CAPACITY)
    def plan(self, capacity: int) -> None:
        session_of(self.programme, capacity=capacity, hours=72 + 24 * len(self.seen.sessions))

    # --- The day of the visit ------------------------------------------------------------------

    @some(lambda seen: [one for one in seen.of("confirmed") if not one.came])
    @rule(which=ANY, attended=st.none() | SEATS)
    def check_in(self, which: int, attended: int | None) -> None:
        booking = self.booking([one for one in self.seen.of("confirmed") if not one.came], which)
        self.attempt(services.check_in, booking=booking, by=self.world.host, attended=attended)

    @some(lambda seen: [one for one in seen.live if one.came])
    @rule(which=ANY)
    def take_back(self, which: int) -> None:
        booking = self.booking([one for one in self.seen.live if one.came], which)
        self.attempt(
            services.take_back_check_in, booking=booking, by=self.world.host, reason="잘못 눌렀습니다."
        )

    @some(lambda seen: [one for one in seen.planned if one.day])
    @rule(where=ANY, seats=SEATS)
    def walk_in(self, where: int, seats: int) -> None:
        session = self.session([one for one in self.seen.planned if one.day], where)
        self.attempt(services.add_walk_in, session=session, seats=seats, by=self.world.host)

    @some(lambda seen: [one for one in seen.planned if one.begun])
    @rule(where=ANY)
    def it_was_held(self, where: int) -> None:
        session = self.session([one for one in self.seen.planned if one.begun], where)
        self.attempt(services.confirm_held, session=session, by=None)

    # --- The clock -----------------------------------------------------------------------------

    @some(lambda seen: seen.of("offered"))
    @rule(which=ANY)
    def an_offer_runs_out(self, which: int) -> None:
        found = self.seen.of("offered")
        self.set(found[which % len(found)], "offer_expires_at")

    @some(lambda seen: [one for one in seen.live if one.number_open])
    @rule(which=ANY)
    def a_number_is_overdue(self, which: int) -> None:
        found = [one for one in self.seen.live if one.number_open]
        self.set(found[which % len(found)], "number_due_at")

    @some(lambda seen: [one for one in seen.planned if not one.begun])
    @rule(where=ANY, minutes=st.sampled_from([120, 20, -10]))
    def the_day_comes(self, where: int, minutes: int) -> None:
        """Never later than it was; what was to come before the start moves with it."""
        coming = [one for one in self.seen.planned if not one.begun]
        session = coming[where % len(coming)].pk
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE tours_session SET"
                " starts_at = least(starts_at, clock_timestamp() + make_interval(mins => %s)),"
                " ends_at = least(ends_at, clock_timestamp() + make_interval(mins => %s + 90)) WHERE id = %s",
                [minutes, minutes, session],
            )
            cursor.execute(
                "UPDATE tours_booking b SET offer_expires_at = least(offer_expires_at, s.starts_at)"
                "  FROM tours_session s WHERE s.id = b.session_id AND s.id = %s AND b.status = 'offered'",
                [session],
            )

    @some(lambda seen: [one for one in seen.live if one.stale])
    @rule()
    def the_worker_runs(self) -> None:
        services.look_after_lines()

    # --- What must hold ------------------------------------------------------------------------

    @invariant()
    def it_holds(self) -> None:
        self.seen = Look.at(self.programme)
        if self.before is not None:
            before, self.before = self.before, None
            assert before == self.seen, "a refusal changed something"
        check(self.seen, self.programme, shares=self.shares)


def check(seen: Look, programme: TourProgramme, *, shares: bool = False) -> None:
    """What must hold at every moment; `shares`: seats were kept for kinds of visitors."""
    for session in seen.sessions:
        live = [one for one in seen.live if one.session == session.pk]
        line = [one for one in seen.line if one.session == session.pk]
        seats_add_up(session, live, [one for one in line if one.booking is None])
        one_live_booking_each(live)
        if session.status == "planned" and not session.begun and not programme.line_by_hand:
            no_seat_is_lost_on_the_line(session, line, programme.group_min)
        the_line_is_asked_in_order(line, shares=shares)


def no_seat_is_lost_on_the_line(session: SessionSeen, line: list[EntrySeen], group_min: int) -> None:
    """Nobody in line could take free seats, but those behind a party for which seats gather."""
    for entry in line:
        if entry.booking is not None:
            continue
        assert not entry.fits(session.free_for(entry.kind), group_min)
        if entry.passed_over == PASSED_OVER_AT_MOST and not entry.fits(session.free, group_min):
            break


def the_line_is_asked_in_order(line: list[EntrySeen], *, shares: bool) -> None:
    """Who was asked before an older party that still waits or was asked later, passed it over."""
    for number, older in enumerate(line):
        overtook = [
            one
            for one in line[number + 1 :]
            if one.booking and (older.booking is None or one.booking < older.booking)
        ]
        assert older.passed_over <= PASSED_OVER_AT_MOST
        if shares:  # seats kept for others do not pass a party over
            assert older.passed_over <= len(overtook)
        else:
            assert older.passed_over == len(overtook)


def seats_add_up(session: SessionSeen, live: list[BookingSeen], waiting: list[EntrySeen]) -> None:
    """Never more than there are, and the counters are the sums of the rows."""
    assert session.taken == sum(one.seats for one in live) <= session.capacity
    assert session.offered == sum(one.seats for one in live if one.status == "offered")
    assert session.waiting == len(waiting)
    for kind in ("individual", "school", "industry"):
        assert getattr(session, f"taken_{kind}") == sum(one.seats for one in live if one.kind == kind)


def one_live_booking_each(live: list[BookingSeen]) -> None:
    holders = [one.person for one in live if one.person is not None]  # a caller has no account
    assert len(holders) == len(set(holders))


def play(*, examples: int, steps: int, seats_only: bool = False, shrink: bool = True, **terms: Any) -> None:
    """So many stories of so many steps at a factory with these terms; the first that breaks a rule is told.

    With `seats_only` nobody is written to and no event is recorded: half the time, and no seat depends on
    it. With `shrink` the story told is as short as it can be.
    """
    Tour.world = World(**terms)
    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
    with ExitStack() as left_out:
        for name in ("programme.tours.services.mails.send_message", "programme.core.events.Event"):
            if seats_only:
                left_out.enter_context(patch(name))
        run_state_machine_as_test(
            Tour,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                phases=phases,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                database=None,
            ),
        )

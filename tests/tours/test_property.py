"""Whatever visitors, hosts and the clock do: no seat too many, none lost, the line in order."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from programme.core.clock import db_now
from programme.core.errors import ServiceError
from programme.tours.choices import BookingStatus
from programme.tours.models import Booking, WaitingEntry
from programme.tours.services import (
    accept_offer,
    book_class,
    book_seats,
    cancel_booking,
    change_capacity,
    confirm_number,
    join_waiting_list,
    leave_waiting_list,
    look_after_lines,
    move_booking,
    reduce_booking,
)
from tests.records import UserFactory

from .conftest import A_CLASS, open_factory, session_of

PEOPLE = st.integers(0, 5)
SEATS = st.integers(1, 4)
SESSION = st.integers(0, 1)
KINDS = st.sampled_from([{"kind": "individual"}, {**A_CLASS, "adults": 1}])


class Tour(RuleBasedStateMachine):
    """Two sessions of a factory, six people, and everything that can befall them."""

    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.programme = open_factory(group_min=1, final_number_days=1)
        first = session_of(self.programme, capacity=4)
        self.sessions = [first, session_of(self.programme, capacity=3, beside=first)]
        self.people = [UserFactory() for _ in range(6)]

    def teardown(self):
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def attempt(self, call, **arguments):
        """A refusal must change nothing that was taken."""
        before = self.counters()
        stale = Booking.objects.stale().exists()
        try:
            call(**arguments)
        except ServiceError:
            if not stale:  # else what was held beyond its time was released on the way
                assert self.counters() == before

    def counters(self):
        found = []
        for session in self.sessions:
            session.refresh_from_db()
            found.append((session.capacity, session.taken, session.offered, session.waiting))
        return found

    def pick(self, queryset, place):
        found = list(queryset.order_by("id"))
        return found[place % len(found)] if found else None

    @rule(where=SESSION, who=PEOPLE, seats=SEATS, kind=KINDS)
    def book(self, where, who, seats, kind):
        self.attempt(book_seats, session=self.sessions[where], by=self.people[who], seats=seats, **kind)

    @rule(where=SESSION, who=PEOPLE, seats=SEATS, beside_seats=SEATS)
    def split(self, where, who, seats, beside_seats):
        """A class in both sessions at once: both or neither, whatever befell them."""
        before = Booking.objects.filter(split__isnull=False).count()
        self.attempt(
            book_class,
            session=self.sessions[where],
            beside=self.sessions[1 - where],
            by=self.people[who],
            seats=seats,
            adults=1,
            beside_seats=beside_seats,
            beside_adults=1,
            group_name="한빛중학교",
            school_kind="middle",
        )
        assert Booking.objects.filter(split__isnull=False).count() - before in (0, 2)

    @rule(where=SESSION, who=PEOPLE, seats=SEATS, kind=KINDS, takes=st.sampled_from(["all", "any"]))
    def join(self, where, who, seats, kind, takes):
        self.attempt(
            join_waiting_list,
            session=self.sessions[where],
            by=self.people[who],
            seats=seats,
            takes=takes,
            **kind,
        )

    @rule(place=PEOPLE, whole=st.booleans())
    def cancel(self, place, whole):
        booking = self.pick(Booking.objects.live(), place)
        if booking:
            self.attempt(cancel_booking, booking=booking, by=booking.person, whole=whole)

    @rule(place=PEOPLE, seats=SEATS)
    def reduce(self, place, seats):
        booking = self.pick(Booking.objects.live(), place)
        if booking:
            self.attempt(reduce_booking, booking=booking, seats=seats, by=booking.person)

    @rule(place=PEOPLE)
    def move(self, place):
        booking = self.pick(Booking.objects.confirmed(), place)
        if booking:
            other = next(one for one in self.sessions if one.pk != booking.session_id)
            self.attempt(move_booking, booking=booking, to=other, by=booking.person)

    @rule(place=PEOPLE, seats=SEATS)
    def confirm_number(self, place, seats):
        booking = self.pick(Booking.objects.confirmed().filter(number_due_at__isnull=False), place)
        if booking:
            self.attempt(confirm_number, booking=booking, seats=seats, by=booking.person)

    @rule(place=PEOPLE)
    def accept(self, place):
        offer = self.pick(Booking.objects.filter(status=BookingStatus.OFFERED), place)
        if offer:
            self.attempt(accept_offer, booking=offer, by=offer.person)

    @rule(place=PEOPLE)
    def leave(self, place):
        entry = self.pick(WaitingEntry.objects.waiting(), place)
        if entry:
            self.attempt(leave_waiting_list, entry=entry, by=entry.person)

    @rule(place=PEOPLE)
    def an_offer_runs_out(self, place):
        offer = self.pick(Booking.objects.filter(status=BookingStatus.OFFERED), place)
        if offer:
            Booking.objects.filter(pk=offer.pk).update(offer_expires_at=db_now() - timedelta(seconds=1))

    @rule(place=PEOPLE)
    def a_number_is_overdue(self, place):
        group = self.pick(Booking.objects.confirmed().filter(number_due_at__isnull=False), place)
        if group:
            Booking.objects.filter(pk=group.pk).update(number_due_at=db_now() - timedelta(seconds=1))

    @rule()
    def worker_runs(self):
        look_after_lines()

    @rule(where=SESSION, capacity=st.integers(1, 6))
    def resize(self, where, capacity):
        self.attempt(change_capacity, session=self.sessions[where], capacity=capacity, by=None)

    @invariant()
    def seats_add_up(self):
        for session, (capacity, taken, offered, waiting) in zip(self.sessions, self.counters(), strict=True):
            live = list(session.bookings.live())
            assert taken == sum(one.seats for one in live) <= capacity
            assert offered == sum(one.seats for one in live if one.status == BookingStatus.OFFERED)
            assert waiting == session.queue.waiting().count()
            assert session.taken_school == sum(one.seats for one in live if one.kind == "school")

    @invariant()
    def one_live_booking_each(self):
        for session in self.sessions:
            holders = [one.person_id for one in session.bookings.live()]
            assert len(holders) == len(set(holders))

    @invariant()
    def no_seat_is_lost_on_the_line(self):
        """Nobody in line could take free seats, but those behind a party for which seats gather."""
        for session in self.sessions:
            session.refresh_from_db()
            free = session.seats_left
            for entry in session.queue.waiting():
                assert entry.seats > free
                assert entry.takes == "all" or free == 0
                if entry.passed_over == 3:
                    break

    @invariant()
    def the_line_is_asked_in_order(self):
        """Who was asked before an older party that still waits or was asked later, passed it over."""
        for session in self.sessions:
            line = list(session.queue.exclude(booking=None, ended_at__isnull=False).order_by("id"))
            for number, older in enumerate(line):
                overtook = [
                    one
                    for one in line[number + 1 :]
                    if one.booking_id and (older.booking_id is None or one.booking_id < older.booking_id)
                ]
                assert len(overtook) == older.passed_over <= 3


@pytest.mark.django_db
def test_seats_and_line_hold_through_any_story():
    run_state_machine_as_test(
        Tour,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )

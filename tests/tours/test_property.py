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
from programme.tours.models import Booking
from programme.tours.services import (
    accept_offer,
    book_seats,
    cancel_booking,
    change_capacity,
    expire_offers,
    join_waiting_list,
    leave_waiting_list,
)
from tests.records import UserFactory

from .conftest import open_factory, session_of

PEOPLE = st.integers(0, 5)
SEATS = st.integers(1, 4)


class Tour(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.session = session_of(open_factory(), capacity=4)
        self.people = [UserFactory() for _ in range(6)]

    def teardown(self):
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def attempt(self, call, **arguments):
        """A refusal must change nothing that was taken."""
        before = self.counters()
        stale = self.session.bookings.expired_offers().exists()
        try:
            call(**arguments)
        except ServiceError:
            if not stale:  # else the expired offers were released on the way
                assert self.counters() == before

    def counters(self):
        self.session.refresh_from_db()
        return self.session.capacity, self.session.taken, self.session.offered, self.session.waiting

    def pick(self, queryset, place):
        found = list(queryset.order_by("id"))
        return found[place % len(found)] if found else None

    @rule(who=PEOPLE, seats=SEATS)
    def book(self, who, seats):
        self.attempt(book_seats, session=self.session, by=self.people[who], seats=seats)

    @rule(who=PEOPLE, seats=SEATS, takes=st.sampled_from(["all", "any"]))
    def join(self, who, seats, takes):
        self.attempt(join_waiting_list, session=self.session, by=self.people[who], seats=seats, takes=takes)

    @rule(place=PEOPLE)
    def cancel(self, place):
        booking = self.pick(self.session.bookings.live(), place)
        if booking:
            self.attempt(cancel_booking, booking=booking, by=booking.person)

    @rule(place=PEOPLE)
    def accept(self, place):
        offer = self.pick(self.session.bookings.filter(status=BookingStatus.OFFERED), place)
        if offer:
            self.attempt(accept_offer, booking=offer, by=offer.person)

    @rule(place=PEOPLE)
    def leave(self, place):
        entry = self.pick(self.session.queue.waiting(), place)
        if entry:
            self.attempt(leave_waiting_list, entry=entry, by=entry.person)

    @rule(place=PEOPLE)
    def time_passes(self, place):
        offer = self.pick(self.session.bookings.filter(status=BookingStatus.OFFERED), place)
        if offer:
            Booking.objects.filter(pk=offer.pk).update(offer_expires_at=db_now() - timedelta(seconds=1))

    @rule()
    def worker_runs(self):
        expire_offers()

    @rule(capacity=st.integers(1, 6))
    def resize(self, capacity):
        self.attempt(change_capacity, session=self.session, capacity=capacity, by=None)

    @invariant()
    def seats_add_up(self):
        capacity, taken, offered, waiting = self.counters()
        live = list(self.session.bookings.live())
        assert taken == sum(one.seats for one in live) <= capacity
        assert offered == sum(one.seats for one in live if one.status == BookingStatus.OFFERED)
        assert waiting == self.session.queue.waiting().count()

    @invariant()
    def one_live_booking_each(self):
        holders = [one.person_id for one in self.session.bookings.live()]
        assert len(holders) == len(set(holders))

    @invariant()
    def no_seat_is_lost_on_the_line(self):
        """Nobody in line could take free seats, but those behind a party for which seats gather."""
        self.session.refresh_from_db()
        free = self.session.seats_left
        for entry in self.session.queue.waiting():
            assert entry.seats > free
            assert entry.takes == "all" or free == 0
            if entry.passed_over == 3:
                break

    @invariant()
    def the_line_is_asked_in_order(self):
        """Who was asked before an older party that still waits or was asked later, passed it over."""
        line = list(self.session.queue.exclude(booking=None, ended_at__isnull=False).order_by("id"))
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
            max_examples=25,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )

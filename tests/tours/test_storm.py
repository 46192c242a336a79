"""The short form of tests/proof/test_storm.py: twenty at once on few seats, straight at the services."""

import random
from itertools import cycle

import pytest

from programme.core.errors import ServiceError
from programme.tours.choices import BookingStatus
from programme.tours.models import Booking
from programme.tours.services import accept_offer, book_seats, cancel_booking, join_waiting_list
from tests.records import UserFactory

from .conftest import A_CLASS, open_factory, session_of
from .story import Look, check

pytestmark = pytest.mark.usefixtures("own_database")

CLIENTS, SEATS, ROUNDS = 20, 8, 3


def party():
    if random.random() < 0.2:
        return {**A_CLASS, "seats": random.randint(2, 5)}
    return {"seats": random.randint(1, 2)}


def one_round(people, run_together):
    programme = open_factory(group_min=2)
    session, asked = session_of(programme, capacity=SEATS), [party() for _ in people]
    results = run_together(
        *[
            lambda who=who, what=what: book_seats(session=session, by=who, **what)
            for who, what in zip(people, asked, strict=True)
        ]
    )
    no_faults(results)
    booked = [one for one in results if isinstance(one, Booking)]
    refused = [n for n, one in enumerate(results) if not isinstance(one, Booking)]
    left = SEATS - sum(one.seats for one in booked)
    assert left >= 0
    assert all(asked[n]["seats"] > left for n in refused)
    check(Look.at(programme), programme)

    waiting = refused[: CLIENTS // 2]
    results = run_together(
        *[lambda b=b: cancel_booking(booking=b, by=b.person) for b in booked[::2]],
        *[lambda n=n: join_waiting_list(session=session, by=people[n], **asked[n]) for n in waiting],
    )
    no_faults(results)
    check(Look.at(programme), programme)

    offers = session.bookings.filter(status=BookingStatus.OFFERED).select_related("person")
    results = run_together(
        *[
            lambda b=b, answer=answer: answer(booking=b, by=b.person)
            for b, answer in zip(offers, cycle([accept_offer, cancel_booking]), strict=False)
        ]
    )
    no_faults(results)
    check(Look.at(programme), programme)


def no_faults(results):
    """A refusal is a refusal; anything else (a deadlock) is a fault."""
    assert not [one for one in results if isinstance(one, Exception) and not isinstance(one, ServiceError)], (
        results
    )


def test_a_storm_sells_every_seat_once(run_together):
    people = [UserFactory() for _ in range(CLIENTS)]
    for _round in range(ROUNDS):
        one_round(people, run_together)

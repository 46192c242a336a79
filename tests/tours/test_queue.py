"""The waiting list: oldest first, an offer holds its seats, what expires goes to the next."""

from datetime import timedelta

import pytest

from programme.core.clock import db_now
from programme.core.errors import Conflict, NotAllowed, WrongState
from programme.notifications.models import Message
from programme.tours.choices import BookingStatus
from programme.tours.models import Booking, WaitingEntry
from programme.tours.queries import place_in_line
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

from .conftest import session_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(programme):
    """A session of two seats, both taken by one person."""
    session = session_of(programme, capacity=2)
    session.booking = book_seats(session=session, by=UserFactory(), seats=2)
    return session


def wait(session, seats=1):
    return join_waiting_list(session=session, by=UserFactory(), seats=seats)


def offers(session):
    return list(session.bookings.filter(status=BookingStatus.OFFERED).order_by("id"))


def let_expire(booking):
    Booking.objects.filter(pk=booking.pk).update(offer_expires_at=db_now() - timedelta(seconds=1))


def test_oldest_first_and_nobody_jumps_the_line(full):
    first, second, third = wait(full), wait(full), wait(full)
    assert [place_in_line(one) for one in (first, second, third)] == [1, 2, 3]
    cancel_booking(booking=full.booking, by=full.booking.person)
    assert [one.person for one in offers(full)] == [first.person, second.person]
    full.refresh_from_db()
    assert (full.taken, full.offered, full.waiting) == (2, 2, 1)
    assert Message.objects.filter(template="tours/mail/offered").count() == 2
    with pytest.raises(Conflict) as refused:
        book_seats(session=full, by=UserFactory(), seats=1)
    assert refused.value.code == "queue_first"


def test_seats_gather_for_a_large_party(full):
    large, small = wait(full, 2), wait(full)
    change_capacity(session=full, capacity=3, by=None)
    assert offers(full) == []
    leave_waiting_list(entry=large, by=large.person)
    assert [one.person for one in offers(full)] == [small.person]


def test_with_seats_free_one_books_instead_of_waiting(session, visitor):
    with pytest.raises(WrongState) as refused:
        join_waiting_list(session=session, by=visitor, seats=2)
    assert refused.value.code == "seats_left"


def test_one_place_in_line_per_person(full, visitor):
    join_waiting_list(session=full, by=visitor, seats=1)
    with pytest.raises(Conflict) as refused:
        join_waiting_list(session=full, by=visitor, seats=2)
    assert refused.value.code == "already_waiting"
    with pytest.raises(Conflict):
        join_waiting_list(session=full, by=full.booking.person, seats=1)


def test_accepting_turns_the_offer_into_a_booking(full):
    entry = wait(full, 2)
    cancel_booking(booking=full.booking, by=full.booking.person)
    (offer,) = offers(full)
    with pytest.raises(NotAllowed):
        accept_offer(booking=offer, by=UserFactory())
    accept_offer(booking=offer, by=entry.person)
    full.refresh_from_db()
    entry.refresh_from_db()
    assert (full.taken, full.offered, full.waiting, entry.booking) == (2, 0, 0, offer)


def test_declining_asks_the_next(full):
    first, second = wait(full, 2), wait(full, 2)
    cancel_booking(booking=full.booking, by=full.booking.person)
    (offer,) = offers(full)
    cancel_booking(booking=offer, by=first.person)
    assert [one.person for one in offers(full)] == [second.person]


def test_an_expired_offer_cannot_be_accepted_and_the_job_asks_the_next(full):
    first, second = wait(full, 2), wait(full, 2)
    cancel_booking(booking=full.booking, by=full.booking.person)
    (offer,) = offers(full)
    let_expire(offer)
    with pytest.raises(WrongState) as refused:
        accept_offer(booking=offer, by=first.person)
    assert refused.value.code == "offer_expired"
    assert expire_offers() == 1
    assert expire_offers() == 0
    assert [one.person for one in offers(full)] == [second.person]


def test_without_a_worker_the_next_booking_takes_the_expired_seats(full, visitor):
    wait(full, 2)
    cancel_booking(booking=full.booking, by=full.booking.person)
    let_expire(offers(full)[0])
    booking = book_seats(session=full, by=visitor, seats=2)
    full.refresh_from_db()
    assert (booking.status, full.taken, full.offered) == (BookingStatus.CONFIRMED, 2, 0)


def test_without_a_worker_the_line_still_comes_first(full, visitor):
    wait(full, 2)
    second = wait(full, 2)
    cancel_booking(booking=full.booking, by=full.booking.person)
    let_expire(offers(full)[0])
    with pytest.raises(Conflict):
        book_seats(session=full, by=visitor, seats=1)
    assert [one.person for one in offers(full)] == [second.person]  # although refused


def test_an_offer_ends_at_the_start_at_the_latest(programme):
    session = session_of(programme, capacity=1, hours=25)
    booking = book_seats(session=session, by=UserFactory(), seats=1)
    wait(session)
    cancel_booking(booking=booking, by=booking.person)
    assert offers(session)[0].offer_expires_at <= session.starts_at


def test_only_the_person_leaves_and_only_once(full):
    entry = wait(full)
    with pytest.raises(NotAllowed):
        leave_waiting_list(entry=entry, by=UserFactory())
    leave_waiting_list(entry=entry, by=entry.person)
    with pytest.raises(WrongState):
        leave_waiting_list(entry=entry, by=entry.person)
    assert not WaitingEntry.objects.waiting().exists()
    full.refresh_from_db()
    assert full.waiting == 0

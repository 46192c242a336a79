"""The waiting list: oldest first, an offer holds its seats, what expires goes to the next."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from programme.core.clock import db_now
from programme.core.errors import Conflict, NotAllowed, WrongState
from programme.notifications.models import Message
from programme.tours.choices import BookingStatus
from programme.tours.models import Booking, WaitingEntry
from programme.tours.services import (
    accept_offer,
    book_seats,
    cancel_booking,
    change_capacity,
    expire_offer,
    join_waiting_list,
    leave_waiting_list,
    look_after_lines,
    offer_seats,
)
from tests.records import UserFactory

from .conftest import A_CLASS, session_of

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
    assert [(one.pk, one.place) for one in full.queue.waiting().with_place()] == [
        (first.pk, 1),
        (second.pk, 2),
        (third.pk, 3),
    ]
    cancel_booking(booking=full.booking, by=full.booking.person)
    assert [one.person for one in offers(full)] == [first.person, second.person]
    full.refresh_from_db()
    assert (full.taken, full.offered, full.waiting) == (2, 2, 1)
    assert Message.objects.filter(template="tours/mail/offered").count() == 2
    with pytest.raises(Conflict) as refused:
        book_seats(session=full, by=UserFactory(), seats=1)
    assert refused.value.code == "queue_first"


@pytest.fixture
def packed(programme):
    """A session of eight seats, each taken by a person of its own."""
    session = session_of(programme, capacity=8)
    for _ in range(8):
        book_seats(session=session, by=UserFactory(), seats=1)
    return session


def give_back(session, seats=1):
    for booking in session.bookings.confirmed().order_by("id")[:seats]:
        cancel_booking(booking=booking, by=booking.person)


def asked(session):
    return [(one.person, one.seats) for one in offers(session)]


def test_seats_gather_for_a_large_party_once_it_was_passed_over_three_times(packed):
    large, *small = wait(packed, 2), wait(packed), wait(packed), wait(packed), wait(packed)
    give_back(packed, 3)
    assert asked(packed) == [(one.person, 1) for one in small[:3]]
    large.refresh_from_db()
    assert large.passed_over == 3
    give_back(packed)
    assert len(offers(packed)) == 3
    give_back(packed)
    assert asked(packed)[3:] == [(large.person, 2)]


def test_when_a_large_party_leaves_its_gathered_seats_go_on(packed):
    large, small = wait(packed, 3), wait(packed)
    WaitingEntry.objects.filter(pk=large.pk).update(passed_over=3)
    give_back(packed)
    assert asked(packed) == []
    leave_waiting_list(entry=large, by=large.person)
    assert asked(packed) == [(small.person, 1)]


def test_a_party_content_with_fewer_seats_is_offered_what_there_is(packed):
    visitor = UserFactory()
    join_waiting_list(session=packed, by=visitor, seats=3, takes="any")
    give_back(packed)
    assert asked(packed) == [(visitor, 1)]
    assert Message.objects.get(template="tours/mail/offered").context["asked"] == 3


def test_a_group_is_offered_no_fewer_than_the_smallest_group(packed):
    teacher = UserFactory()
    WaitingEntry.objects.create(session=packed, person=teacher, seats=8, takes="any", **A_CLASS)
    change_capacity(session=packed, capacity=12, by=None)
    assert asked(packed) == []
    give_back(packed)
    assert asked(packed) == [(teacher, 5)]


@pytest.fixture
def by_hand(packed, host):
    """The same session where the host chooses: two free seats, a party of three first in line."""
    programme = packed.tour_programme
    programme.line_by_hand = True
    programme.save()
    packed.line = [wait(packed, seats) for seats in (3, 1, 1, 1, 1)]
    give_back(packed, 5)
    return packed


def test_the_host_chooses_and_nobody_else(by_hand, host):
    assert offers(by_hand) == []
    with pytest.raises(NotAllowed):
        offer_seats(entry=by_hand.line[1], by=UserFactory())
    assert offer_seats(entry=by_hand.line[1], by=host).seats == 1
    with pytest.raises(WrongState):
        offer_seats(entry=by_hand.line[1], by=host)


def test_the_host_passes_nobody_over_a_fourth_time(by_hand, host):
    for entry in by_hand.line[1:4]:
        offer_seats(entry=entry, by=host)
    with pytest.raises(Conflict) as refused:
        offer_seats(entry=by_hand.line[4], by=host)
    assert refused.value.code == "must_gather"
    with pytest.raises(Conflict) as refused:
        offer_seats(entry=by_hand.line[0], by=host)  # two seats are left
    assert refused.value.code == "full"
    give_back(by_hand)
    assert offer_seats(entry=by_hand.line[0], by=host).seats == 3


def test_where_the_line_is_asked_by_itself_the_host_does_not_choose(full, host):
    entry = wait(full, 2)
    with pytest.raises(WrongState):
        offer_seats(entry=entry, by=host)


def test_control_the_database_lets_nobody_be_passed_over_more_often(full):
    entry = wait(full)
    with pytest.raises(IntegrityError), transaction.atomic():
        WaitingEntry.objects.filter(pk=entry.pk).update(passed_over=4)


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
    assert look_after_lines() == 1
    assert look_after_lines() == 0
    assert [one.person for one in offers(full)] == [second.person]


def test_an_offer_does_not_expire_before_its_time(full):
    wait(full, 2)
    cancel_booking(booking=full.booking, by=full.booking.person)
    with pytest.raises(WrongState):
        expire_offer(booking=offers(full)[0])


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

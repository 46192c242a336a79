"""Factories open for tours, and visitors come."""

from datetime import datetime, timedelta

from programme.accounts.demo import ensure_demo_account
from programme.accounts.models import User
from programme.calls.models import Call
from programme.core.clock import SEOUL, db_now
from programme.factories.models import LighthouseFactory
from programme.tours.models import Booking, Session
from programme.tours.services import (
    accept_offer,
    assign_guide,
    book_seats,
    cancel_booking,
    check_in,
    confirm_held,
    create_session,
    enter_booking,
    join_waiting_list,
)

from . import clock
from .hosting import open_doors, stand_still
from .selecting import factories_of, owner_of

# Days after the call opened.
OPENED = 1370
HELD = (1385, 1413, 1441, 1476, 1511)


def visitors(count: int) -> list[User]:
    return [ensure_demo_account(key="teacher", number=number) for number in range(1, count + 1)]


def host_tours(call: Call) -> None:
    """Two factories open and hold tours; one more is booked until it is full, and is held today."""
    with clock.on(call, OPENED):
        first, second = open_doors(factories_of(call)[:2])
    for factory, held in ((first, HELD), (second, HELD[::2])):
        for day in held:
            hold_tour(call, factory, day)
    for factory, days in ((first, (7, 14, 21, 28)), (second, (9, 23))):
        for coming in days:
            create_session(
                programme=factory.tour_programme,
                starts_at=morning(coming),
                capacity=30,
                language="en" if coming == 21 else "ko",
                by=owner_of(factory),
            )
    owner = owner_of(first)
    stand_still(first.tour_programme, owner)
    today = create_session(programme=first.tour_programme, starts_at=in_two_hours(), capacity=6, by=owner)
    assign_guide(session=today, guide=owner, by=owner)
    fill(today, owner)


def hold_tour(call: Call, factory: LighthouseFactory, day: int) -> None:
    """A tour of the past: booked by a few, guided, held."""
    owner = owner_of(factory)
    with clock.on(call, day, hour=9):
        session = create_session(
            programme=factory.tour_programme,
            starts_at=db_now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2),
            capacity=30,
            by=owner,
        )
        assign_guide(session=session, guide=owner, by=owner)
        booking = enter_booking(
            session=session, by=owner, seats=4, guest_name="전화 방문객", guest_phone="02-000-0000"
        )
        check_in(booking=booking, by=owner)
    with clock.on(call, day, hour=13):
        confirm_held(session=session, by=owner)


def in_two_hours() -> datetime:
    """Two hours from now, put off to the next full ten minutes."""
    soon = db_now() + timedelta(hours=2, minutes=10)
    return soon.replace(minute=soon.minute // 10 * 10, second=0, microsecond=0)


def morning(days: int) -> datetime:
    """Ten o'clock in Seoul, so many days from now."""
    return (db_now().astimezone(SEOUL) + timedelta(days=days)).replace(
        hour=10, minute=0, second=0, microsecond=0
    )


def fill(session: Session, owner: User) -> None:
    """Book up to full, cancel one, let the line move up, and check the visitors in."""
    _teacher, first, second, third = visitors(4)
    bookings = [book_seats(session=session, by=person, seats=2) for person in (first, second)]
    enter_booking(session=session, by=owner, seats=2, guest_name="전화 방문객", guest_phone="02-000-0000")
    join_waiting_list(session=session, by=third, seats=2)
    cancel_booking(booking=bookings[0], by=first)
    accept_offer(booking=Booking.objects.get(session=session, person=third), by=third)
    for booking in Booking.objects.confirmed().filter(session=session):
        check_in(booking=booking, by=owner)


def offer_seats_to_the_teacher(call: Call) -> None:
    """Another session is full; who cancels leaves seats that the teacher finds offered."""
    teacher, first, second, _third = visitors(4)
    factory = factories_of(call)[0]
    session = create_session(
        programme=factory.tour_programme,
        starts_at=morning(10),
        capacity=4,
        by=owner_of(factory),
    )
    bookings = [book_seats(session=session, by=person, seats=2) for person in (first, second)]
    join_waiting_list(session=session, by=teacher, seats=2)
    cancel_booking(booking=bookings[0], by=first)

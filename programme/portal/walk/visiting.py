"""Visitors of the open factories: one tour judged by its visitors, one full, one shared out, one stopped."""

from datetime import timedelta
from typing import Any

from programme.accounts.models import User
from programme.calls.models import Call
from programme.core.clock import db_now
from programme.factories.models import LighthouseFactory
from programme.tours.choices import SchoolKind, SeatsWanted, VisitorKind
from programme.tours.models import Booking, Session
from programme.tours.services import (
    answer_survey,
    assign_guide,
    book_seats,
    check_in,
    confirm_held,
    create_session,
    issue_certificate,
    join_waiting_list,
    set_shares,
    stop_line,
)

from . import clock
from .selecting import factories_of, owner_of
from .touring import morning, visitors

JUDGED = 1530  # days after the call opened
# Who came to that tour, by the number of the account, and what each thought: overall, guidance, learned. The
# demonstration's teacher finds the survey open.
CAME = {1: None, 8: (4, 5, 4), 9: (5, 4, 5), 10: (4, 4, 4), 11: (5, 5, 5), 12: (3, 4, 4)}
CERTIFIED = (1, 8, 9)


def receive(call: Call) -> None:
    """What the two open factories see of their visitors beside the tours that were simply held."""
    first, second = factories_of(call)[:2]
    people = dict(enumerate(visitors(15), 1))
    be_judged(call, first, people)
    share_out(first, people)
    fill_with_a_line(first, people)
    stop(second, people)


def a_class(name: str, kind: SchoolKind, seats: int) -> dict[str, Any]:
    """A school's party with one accompanying adult."""
    return {
        "kind": VisitorKind.SCHOOL,
        "group_name": name,
        "school_kind": kind,
        "seats": seats,
        "adults": 1,
    }


def be_judged(call: Call, factory: LighthouseFactory, people: dict[int, User]) -> None:
    """A class and some single visitors came; five answered the survey, some took their certificate."""
    owner = owner_of(factory)
    with clock.on(call, JUDGED, hour=9):
        starts_at = db_now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
        session = create_session(programme=factory.tour_programme, starts_at=starts_at, capacity=30, by=owner)
        assign_guide(session=session, guide=owner, by=owner)
        school = a_class("시연고등학교", SchoolKind.HIGH, 16)
        for number in CAME:
            party = school if number == 1 else {"seats": 1 + number % 2}
            booking = book_seats(session=session, by=people[number], **party)
            check_in(booking=booking, by=owner)
    with clock.on(call, JUDGED, hour=13):
        confirm_held(session=session, by=owner)
        for number, marks in CAME.items():
            person = people[number]
            booking = Booking.objects.get(session=session, person=person)
            if marks:
                overall, guidance, learned = marks
                answer_survey(booking=booking, by=person, overall=overall, guidance=guidance, learned=learned)
            if number in CERTIFIED:
                issue_certificate(booking=booking, by=person, shows_group=number == 1)


def share_out(factory: LighthouseFactory, people: dict[int, User]) -> None:
    """Seats kept for schools and companies until three days before; a class and a company have booked."""
    session = coming(factory, days=30, capacity=40)
    session = set_shares(
        session=session,
        individual_seats=10,
        school_seats=20,
        industry_seats=10,
        shares_end_at=session.starts_at - timedelta(days=3),
        by=owner_of(factory),
    )
    book_seats(session=session, by=people[1], **a_class("시연고등학교", SchoolKind.HIGH, 18))
    book_seats(
        session=session,
        by=people[13],
        kind=VisitorKind.INDUSTRY,
        group_name="시연부품협동조합",
        seats=6,
    )


def fill_with_a_line(factory: LighthouseFactory, people: dict[int, User]) -> None:
    """Every seat is taken, and a class and single visitors wait, who take what comes free or all."""
    session = coming(factory, days=12, capacity=20)
    book_seats(session=session, by=people[8], **a_class("시연과학고등학교", SchoolKind.HIGH, 18))
    book_seats(session=session, by=people[9], seats=2)
    school = a_class("시연상업고등학교", SchoolKind.VOCATIONAL, 12)
    join_waiting_list(session=session, by=people[10], takes=SeatsWanted.ALL, **school)
    for number, seats in ((11, 2), (12, 4), (1, 2)):
        join_waiting_list(session=session, by=people[number], seats=seats, takes=SeatsWanted.ANY)


def stop(factory: LighthouseFactory, people: dict[int, User]) -> None:
    """The line stops for a day: who had booked finds seats of another session offered."""
    session = coming(factory, days=5, capacity=30)
    book_seats(session=session, by=people[14], **a_class("시연중학교", SchoolKind.MIDDLE, 10))
    book_seats(session=session, by=people[15], seats=2)
    programme, owner = factory.tour_programme, owner_of(factory)
    stop_line(programme=programme, sessions=[session], by=owner, reason="설비 긴급 점검")


def coming(factory: LighthouseFactory, *, days: int, capacity: int) -> Session:
    """A session in the morning, so many days from now."""
    return create_session(
        programme=factory.tour_programme, starts_at=morning(days), capacity=capacity, by=owner_of(factory)
    )

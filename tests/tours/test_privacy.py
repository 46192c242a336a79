"""A person's data in tours: copied, kept for its time, erased; counts stay."""

from datetime import timedelta

import pytest

from programme.core.clock import db_now
from programme.privacy import registry
from programme.tours import privacy
from programme.tours.models import Booking, CalendarFeed, Session, WaitingEntry
from programme.tours.services import (
    book_seats,
    cancel_booking,
    check_in,
    confirm_held,
    enter_booking,
    issue_certificate,
    join_waiting_list,
    leave_waiting_list,
    open_calendar,
)
from tests.records import UserFactory

from .conftest import A_CLASS, session_of
from .test_pages import page
from .test_sessions import move_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(programme, host, visitor) -> Booking:
    session = session_of(programme, capacity=30)
    booking = book_seats(session=session, by=visitor, seats=20, **A_CLASS, note="휠체어 1대")
    move_to(session, -2)
    check_in(booking=Booking.objects.get(), by=host)
    confirm_held(session=Session.objects.get(), by=host)
    return Booking.objects.get(pk=booking.pk)


def ago(booking, **span):
    """The visit, moved so far back."""
    ends_at = db_now() - timedelta(**span)
    Session.objects.filter(pk=booking.session_id).update(
        starts_at=ends_at - timedelta(hours=1), ends_at=ends_at
    )


def test_a_person_s_copy_holds_their_bookings_and_places_and_no_one_else_s(programme, held, visitor):
    full = session_of(programme, capacity=1)
    book_seats(session=full, by=UserFactory(), seats=1)
    join_waiting_list(session=full, by=visitor, seats=1)
    issue_certificate(booking=held, by=visitor)
    sections = {name: read(visitor) for name, read in registry.export_sections().items()}
    (booking,) = sections["tour_bookings"]
    assert (booking["booking"], booking["people"], booking["group_name"]) == (
        held.public_id,
        20,
        "한빛중학교",
    )
    assert booking["certificate"] == held.certificate.public_id
    assert len(sections["tour_waiting"]) == 1
    stranger = UserFactory()
    assert privacy.read_bookings(stranger) == privacy.read_places_in_line(stranger) == []


def test_nobody_is_erased_from_seats_still_held(programme, visitor):
    booking = book_seats(session=session_of(programme), by=visitor, seats=1)
    assert privacy.seats_still_held(visitor) in registry.obstacles(visitor)
    cancel_booking(booking=booking, by=visitor)
    assert privacy.seats_still_held(visitor) is None
    assert registry.obstacles(visitor) == []


def test_an_erasure_leaves_counts(client, programme, held, visitor):
    certificate = issue_certificate(booking=held, by=visitor, shows_name=True, shows_group=True)
    full = session_of(programme, capacity=1)
    book_seats(session=full, by=UserFactory(), seats=1)
    join_waiting_list(session=full, by=visitor, seats=1)
    open_calendar(by=visitor)
    registry.erase_everywhere(visitor)
    held.refresh_from_db()
    assert (held.person, held.group_name, held.note, held.seats) == (None, "", "", 20)
    full.refresh_from_db()
    assert full.waiting == 0
    assert not WaitingEntry.objects.filter(person=visitor).exists()
    assert not CalendarFeed.objects.exists()
    held.session.refresh_from_db()
    assert held.session.taken == 20
    text = client.get(certificate.get_absolute_url()).content.decode()
    assert "20" in text
    assert "한빛중학교" not in text
    assert visitor.name not in text


@pytest.mark.parametrize(("days", "forgotten"), [(29, 0), (31, 1)])
def test_a_caller_is_forgotten_after_thirty_days(programme, host, days, forgotten):
    booking = enter_booking(
        session=session_of(programme), by=host, seats=3, guest_name="김선생", guest_phone="02-000-0000"
    )
    ago(booking, days=days)
    assert privacy.forget_callers() == forgotten
    assert privacy.forget_callers() == 0
    booking.refresh_from_db()
    assert booking.guest_name == ("" if forgotten else "김선생")
    assert booking.seats == 3


@pytest.mark.parametrize(("days", "forgotten"), [(1095, 0), (1097, 1)])
def test_who_visited_is_forgotten_after_three_years(held, visitor, days, forgotten):
    ago(held, days=days)
    assert privacy.forget_visitors() == forgotten
    assert privacy.forget_visitors() == 0
    held.refresh_from_db()
    assert held.person == (None if forgotten else visitor)
    assert held.seats == 20


def test_places_in_line_go_after_the_tour(programme, visitor):
    full = session_of(programme, capacity=1)
    booking = book_seats(session=full, by=UserFactory(), seats=1)
    entry = join_waiting_list(session=full, by=visitor, seats=1)
    leave_waiting_list(entry=entry, by=visitor)
    ago(booking, days=29)
    assert privacy.destroy_places_in_line() == 0
    ago(booking, days=31)
    assert privacy.destroy_places_in_line() == 1


def test_the_privacy_page_says_how_long(client):
    text = page_of(client)
    for words in ("견학", "30일", "3년"):
        assert words in text


def page_of(client) -> str:
    return client.get("/privacy/").content.decode()


def test_a_calendar_of_an_erased_person_is_gone(client, visitor):
    feed = open_calendar(by=visitor)
    registry.erase_everywhere(visitor)
    assert page(client, "person_feed", feed.token).status_code == 404

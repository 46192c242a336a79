"""Calendar files: the format to the letter, and whose bookings a feed shows."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from programme.core.clock import db_now
from programme.tours.ical import Entry, calendar, escaped, folded
from programme.tours.models import CalendarFeed
from programme.tours.services import book_seats, cancel_booking, cancel_session, open_calendar
from tests.records import RegionFactory, UserFactory

from .conftest import open_factory, session_of
from .test_pages import page, send

NOON = datetime(2027, 5, 3, 3, 0, tzinfo=UTC)


def unfolded(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")


def values(lines, name):
    return [line.partition(":")[2] for line in lines if line.startswith(f"{name}:")]


@pytest.mark.parametrize("text", ["가" * 200, "a" * 75, "a" * 76, "a" * 73 + "가", "🏭" * 40, ""])
def test_lines_are_folded_at_75_octets_and_come_back_whole(text):
    pieces = folded(text).split("\r\n")
    assert pieces.pop() == ""
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert "\r\n".join(pieces).replace("\r\n ", "") == text
    assert len(pieces) == 1 or len(text.encode()) > 75


def test_text_is_escaped_so_that_nothing_of_it_becomes_a_line():
    assert escaped("a,b;c\\d\r\ne\nf\rg") == "a\\,b\\;c\\\\d\\ne\\nf\\ng"
    entry = Entry(
        uid="1@x", stamp=NOON, starts_at=NOON, ends_at=NOON + timedelta(hours=1), summary="A\r\nEND:VEVENT"
    )
    lines = calendar("이름", [entry]).split("\r\n")
    assert lines.count("END:VEVENT") == 1
    assert "DTSTART:20270503T030000Z" in lines
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY"):
        assert len(values(lines, name)) == 1, name


@pytest.mark.django_db
def test_a_factory_s_and_a_region_s_feed_strike_out_what_is_called_off(client, programme, host, visitor):
    region = RegionFactory(key="here")
    programme.factory.region = region
    programme.factory.save()
    first, second = session_of(programme), session_of(programme, hours=100)
    session_of(open_factory())
    book_seats(session=first, by=visitor, seats=2)
    for name, key in (("factory_feed", programme.factory.slug), ("region_feed", region.key)):
        lines = unfolded(page(client, name, key))
        assert len(values(lines, "UID")) == 2
        assert set(values(lines, "STATUS")) == {"CONFIRMED"}
        assert "person" not in "".join(lines).lower()
    before = values(unfolded(page(client, "factory_feed", programme.factory.slug)), "UID")
    cancel_session(session=second, by=host, reason="정전")
    lines = unfolded(page(client, "factory_feed", programme.factory.slug))
    assert values(lines, "UID") == before
    assert values(lines, "SEQUENCE") == ["0", "1"]
    assert values(lines, "STATUS") == ["CONFIRMED", "CANCELLED"]
    assert page(client, "factory_feed", "nosuch").status_code == 404
    assert page(client, "region_feed", "nosuch").status_code == 404


@pytest.mark.django_db
def test_a_person_s_feed_shows_their_own_bookings_until_it_is_revoked(client, programme, visitor):
    mine, gone = session_of(programme), session_of(programme, hours=100)
    booking = book_seats(session=mine, by=visitor, seats=2)
    cancelled = book_seats(session=gone, by=visitor, seats=1)
    cancel_booking(booking=cancelled, by=visitor)
    others = book_seats(session=mine, by=UserFactory(), seats=1)
    client.force_login(visitor)
    assert send(client, "calendar").status_code == 302
    feed = CalendarFeed.objects.get()
    address = reverse("tours:person_feed", args=[feed.token])
    assert address in page(client, "calendar").content.decode()
    client.logout()
    answer = client.get(address)
    lines = unfolded(answer)
    assert answer["Cache-Control"] == "private, no-store"
    assert values(lines, "STATUS") == ["CONFIRMED", "CANCELLED"]
    text = "".join(lines)
    assert booking.public_id in text
    assert others.public_id not in text
    assert visitor.email not in text
    client.force_login(visitor)
    send(client, "calendar")  # a new one: the old one shows nothing
    assert client.get(address).status_code == 404
    renewed = reverse("tours:person_feed", args=[CalendarFeed.objects.get().token])
    assert client.get(renewed).status_code == 200
    send(client, "close_calendar")
    assert client.get(renewed).status_code == 404
    assert not CalendarFeed.objects.exists()


@pytest.mark.django_db
def test_a_closed_account_s_feed_shows_nothing(client, visitor):
    feed = open_calendar(by=visitor)
    visitor.is_active = False
    visitor.save()
    assert page(client, "person_feed", feed.token).status_code == 404


@pytest.mark.django_db
def test_one_s_own_booking_as_a_file(client, session, visitor):
    booking = book_seats(session=session, by=visitor, seats=2)
    client.force_login(visitor)
    address = reverse("tours:booking_file", args=[booking.public_id])
    assert address in page(client, "booking", booking.public_id).content.decode()
    lines = unfolded(client.get(address))
    assert values(lines, "UID")[0].startswith(f"booking-{booking.public_id}@")
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_a_feed_asks_as_often_for_many_as_for_one(client, programme, visitor, django_assert_num_queries):
    book_seats(session=session_of(programme), by=visitor, seats=1)
    feed = open_calendar(by=visitor)
    assert feed.made_at is None or feed.made_at <= db_now()
    for hours in range(4):
        book_seats(session=session_of(programme, hours=200 + hours), by=visitor, seats=1)
    page(client, "person_feed", feed.token)
    with django_assert_num_queries(5):
        page(client, "person_feed", feed.token)

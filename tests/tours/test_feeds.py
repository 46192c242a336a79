"""Calendar files: the format to the letter, and whose bookings a feed shows."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from programme.core.clock import db_now
from programme.notifications.models import Message
from programme.notifications.services import render_message
from programme.tours.ical import Entry, calendar
from programme.tours.models import CalendarFeed
from programme.tours.services import book_seats, cancel_booking, cancel_session, open_calendar
from tests.records import RegionFactory, UserFactory

from .conftest import open_factory, session_of
from .test_pages import page, send

NOON = datetime(2027, 5, 3, 3, 0, tzinfo=UTC)


def events(answer):
    """The file's events, read back by the library: in order of their start."""
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    return Calendar.from_ical(answer.content).events


def values(found, name):
    return [str(one[name]) for one in found]


@pytest.mark.parametrize(
    "text",
    ["가" * 200, "a" * 75, "a" * 73 + "가", "🏭" * 40, "a,b;c\\d\ne", 'A\nEND:VEVENT\n"x":y'],
    ids=["Hangul", "full line", "cut character", "pairs", "escaped", "lines"],
)
def test_whatever_a_text_holds_comes_back_whole(text):
    entry = Entry(
        uid="1@x",
        stamp=NOON,
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=1),
        summary=text,
        url="https://x/tours/",
    )
    written = calendar("이름, 둘", [entry])
    file = Calendar.from_ical(written)
    (event,) = file.events
    assert event["SUMMARY"] == text
    assert (file["METHOD"], file["VERSION"]) == ("PUBLISH", "2.0")
    assert "\r\nNAME:이름\\, 둘\r\nX-WR-CALNAME:이름\\, 둘\r\n" in written.decode()
    assert (event.start, event.end) == (NOON, NOON + timedelta(hours=1))
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("1@x", 0, "CONFIRMED")
    assert b"\r\nDTSTART:20270503T030000Z\r\n" in written


@pytest.mark.django_db
def test_a_factory_s_and_a_region_s_feed_strike_out_what_is_called_off(client, programme, host, visitor):
    region = RegionFactory(key="here")
    programme.factory.region = region
    programme.factory.save()
    first, second = session_of(programme), session_of(programme, hours=100)
    session_of(open_factory())
    book_seats(session=first, by=visitor, seats=2)
    for name, key in (("factory_feed", programme.factory.slug), ("region_feed", region.key)):
        found = events(page(client, name, key))
        assert len(set(values(found, "UID"))) == 2
        assert set(values(found, "STATUS")) == {"CONFIRMED"}
        assert "person" not in str(found).lower()
    before = values(events(page(client, "factory_feed", programme.factory.slug)), "UID")
    cancel_session(session=second, by=host, reason="정전")
    found = events(page(client, "factory_feed", programme.factory.slug))
    assert values(found, "UID") == before
    assert values(found, "SEQUENCE") == ["0", "1"]
    assert values(found, "STATUS") == ["CONFIRMED", "CANCELLED"]
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
    found = events(answer)
    assert answer["Cache-Control"] == "private, no-store"
    assert values(found, "STATUS") == ["CONFIRMED", "CANCELLED"]
    text = str(found)
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
    found = events(client.get(address))
    assert values(found, "UID")[0].startswith(f"booking-{booking.public_id}@")
    assert values(found, "LOCATION") == ["정문 안내소, 경상남도 창원시 성산구 창원대로 1 (성산동)"]
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


@pytest.mark.django_db
def test_a_calendar_that_has_a_feed_already_is_told_only_what_is_new(client, programme, host):
    session = session_of(programme)
    address = reverse("tours:factory_feed", args=[programme.factory.slug])
    first = client.get(address)
    etag = {"If-None-Match": first["ETag"]}
    again = client.get(address, headers=etag)
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])
    cancel_session(session=session, by=host, reason="정전")
    changed = client.get(address, headers=etag)
    assert changed["ETag"] != first["ETag"]
    assert values(events(changed), "STATUS") == ["CANCELLED"]


@pytest.mark.django_db
def test_feeds_are_offered_where_one_looks_for_tours(client, programme, session, visitor):
    region = RegionFactory(key="here")
    feed = reverse("tours:factory_feed", args=[programme.factory.slug])
    assert feed in page(client, "session", session.public_id).content.decode()
    assert feed in client.get(programme.factory.get_absolute_url()).content.decode()
    here = reverse("tours:region_feed", args=[region.key])
    assert here in page(client, "find", region=region.key).content.decode()
    assert here not in page(client, "find").content.decode()
    client.force_login(visitor)
    assert reverse("tours:calendar") in page(client, "mine").content.decode()


@pytest.mark.django_db
def test_the_mail_of_a_booking_leads_to_its_calendar_file(session, visitor):
    booking = book_seats(session=session, by=visitor, seats=2)
    _subject, body = render_message(Message.objects.get())
    assert reverse("tours:booking_file", args=[booking.public_id]) in body

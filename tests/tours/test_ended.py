"""How a booking ended, as whoever made it reads it; what is asked for is not said to be booked."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from programme.notifications.models import Message
from programme.notifications.services import render_message
from programme.tours.choices import BookingEnd
from programme.tours.models import Booking, Session
from programme.tours.queries import endings, sessions_to_move_to
from programme.tours.services import (
    book_seats,
    cancel_booking,
    cancel_session,
    decline_booking,
    join_waiting_list,
    move_booking,
)
from tests.records import UserFactory

from .conftest import open_factory, session_of
from .test_pages import page, send
from .test_sessions import move_to

pytestmark = pytest.mark.django_db


def how(booking) -> BookingEnd:
    return endings([Booking.objects.select_related("session").get(pk=booking.pk)])[booking.pk].how


@pytest.fixture
def asking(programme):
    """The factory approves each booking."""
    programme.approval_needed = True
    programme.save()
    return programme


def test_each_end_is_told_apart(programme, host, visitor):
    def booked(session=None):
        return book_seats(session=session or session_of(programme), by=visitor, seats=1)

    own, by_host, called_off, moved = booked(), booked(), booked(), booked()
    cancel_booking(booking=own, by=visitor)
    cancel_booking(booking=by_host, by=host, reason="설비 점검")
    cancel_session(session=called_off.session, by=host, reason="정전")
    move_booking(booking=moved, to=session_of(programme, hours=90), by=visitor)
    assert [how(one) for one in (own, by_host, called_off, moved)] == [
        BookingEnd.CANCELLED,
        BookingEnd.BY_HOST,
        BookingEnd.CALLED_OFF,
        BookingEnd.MOVED,
    ]
    assert endings([booked()]) == {}


def test_many_endings_cost_one_statement(programme, visitor, django_assert_num_queries):
    bookings = [book_seats(session=session_of(programme), by=visitor, seats=1) for _ in range(3)]
    for booking in bookings:
        cancel_booking(booking=booking, by=visitor)
    found = list(Booking.objects.select_related("session"))
    endings(found)  # the content type is kept afterwards
    with django_assert_num_queries(1):
        assert len(endings(found)) == 3


def test_a_request_is_called_one_and_a_refusal_gives_its_reason(client, asking, host, visitor):
    session = session_of(asking)
    client.force_login(visitor)
    form = client.get(session.get_absolute_url()).content.decode()
    assert "예약 신청" in form
    done = client.post(session.get_absolute_url(), {"kind": "individual", "seats": "1"}, follow=True)
    (message,) = [str(one) for one in done.context["messages"]]
    assert "신청" in message
    assert "완료" not in message
    booking = Booking.objects.get()
    client.force_login(host)
    answer = client.post(
        reverse("tours:decline_booking", args=[booking.public_id]), {"reason": "설비 점검"}, follow=True
    )
    assert "반려" in str(next(iter(answer.context["messages"])))
    client.force_login(visitor)
    text = client.get(booking.get_absolute_url()).content.decode()
    assert "반려" in text
    assert "설비 점검" in text


def test_without_approval_it_is_booked(client, session, visitor):
    """The control of the one above."""
    client.force_login(visitor)
    assert "예약 신청" not in client.get(session.get_absolute_url()).content.decode()
    done = client.post(session.get_absolute_url(), {"kind": "individual", "seats": "1"}, follow=True)
    assert "완료" in str(next(iter(done.context["messages"])))


def test_a_move_is_told_with_both_dates_and_links_the_new_booking(client, programme, visitor):
    old = book_seats(session=session_of(programme), by=visitor, seats=2)
    Message.objects.all().delete()
    to = session_of(programme, hours=200)
    new = move_booking(booking=old, to=to, by=visitor)
    (mail,) = Message.objects.all()
    assert mail.template == "tours/mail/moved"
    body = render_message(mail)[1]
    assert mail.context["was_ko"] in body
    assert mail.context["when_ko"] in body
    assert mail.context["was_ko"] != mail.context["when_ko"]
    client.force_login(visitor)
    text = client.get(old.get_absolute_url()).content.decode()
    assert new.get_absolute_url() in text
    assert "변경" in text


def test_my_tours_are_what_comes_then_what_was(client, programme, host, visitor):
    later = book_seats(session=session_of(programme, hours=90), by=visitor, seats=1)
    sooner = book_seats(session=session_of(programme, hours=40), by=visitor, seats=1)
    gone = book_seats(session=session_of(programme, hours=50), by=visitor, seats=1)
    decline = open_factory(approval_needed=True)
    refused = book_seats(session=session_of(decline, hours=60), by=visitor, seats=1)
    full = session_of(programme, hours=70, capacity=1)
    book_seats(session=full, by=UserFactory(), seats=1)
    entry = join_waiting_list(session=full, by=visitor, seats=1)
    cancel_booking(booking=gone, by=visitor)
    decline_booking(booking=refused, by=None, reason="점검")
    client.force_login(visitor)
    shown = page(client, "mine").context
    assert list(shown["coming"]) == [sooner, later]
    assert shown["ended"] == [refused, gone]
    assert [str(one.shown_as.name) for one in shown["ended"]] == ["반려", "취소됨"]
    assert list(shown["entries"]) == [entry]


def test_only_sessions_that_can_still_be_changed_are_offered(programme, visitor):
    programme.lead_time_hours, programme.cancellation_deadline_hours = 0, 24
    programme.save()
    booking = book_seats(session=session_of(programme), by=visitor, seats=1)
    soon, later = session_of(programme, hours=1), session_of(programme, hours=30)
    booking = Booking.objects.select_related("session__tour_programme").get(pk=booking.pk)
    assert list(sessions_to_move_to(booking)) == [later]
    programme.cancellation_deadline_hours = 0
    programme.save()
    booking = Booking.objects.select_related("session__tour_programme").get(pk=booking.pk)
    assert set(sessions_to_move_to(booking)) == {soon, later}


def test_a_refused_form_keeps_its_words(client, asking, visitor):
    session = session_of(asking)
    client.force_login(visitor)
    refused = send(client, "session", session.public_id, kind="individual", seats="99")
    assert refused.status_code == 422
    assert escape("예약 신청") in refused.content.decode()


def test_a_tour_that_is_over_is_not_said_to_be_booked(client, programme, visitor):
    booking = book_seats(session=session_of(programme), by=visitor, seats=1)
    client.force_login(visitor)
    address = booking.get_absolute_url()
    assert client.get(address).context["qr"]  # the control
    move_to(booking.session, -3)
    shown = client.get(address)
    assert shown.context["qr"] is None
    assert "예약 완료" not in shown.content.decode()
    assert page(client, "mine").context["ended"] == [booking]


def test_a_move_names_the_language_that_is_not_the_one_booked(client, programme, visitor):
    booking = book_seats(session=session_of(programme), by=visitor, seats=1)
    for language, hours in (("ko", 80), ("en", 90)):
        Session.objects.filter(pk=session_of(programme, hours=hours).pk).update(language=language)
    client.force_login(visitor)
    text = page(client, "move_booking", booking.public_id).content.decode()
    assert "한국어" in text
    assert text.count("예약한 언어와 다름") == 1


def test_an_offer_is_shown_before_it_is_accepted(client, programme, visitor):
    full = session_of(programme, capacity=2)
    first = book_seats(session=full, by=UserFactory(), seats=2)
    entry = join_waiting_list(session=full, by=visitor, seats=2)
    cancel_booking(booking=first, by=first.person)
    entry.refresh_from_db()
    client.force_login(visitor)
    text = page(client, "accept_offer", entry.booking.public_id).content.decode()
    for words in ("정문 안내소", "2명", "수락 기한"):
        assert words in text, words


def test_who_comes_alone_names_no_school(client, session, visitor):
    client.force_login(visitor)
    wanted = {"kind": "individual", "seats": "1", "group_name": "한빛중"}
    assert client.post(session.get_absolute_url(), wanted).status_code == 302
    assert Booking.objects.get().group_name == ""


def test_a_group_names_itself_and_no_field_says_both(client, session, visitor):
    client.force_login(visitor)
    assert page(client, "session", session.public_id).context["form"].fields["group_name"].needed_later
    refused = send(client, "session", session.public_id, kind="industry", seats="5")
    assert set(refused.context["form"].errors) == {"group_name"}

"""Who came and who did not: shown before the host's word, told afterwards, once."""

from datetime import timedelta

import pytest

from programme.core.clock import db_now
from programme.notifications.models import Message
from programme.notifications.services import render_message
from programme.tours.models import Booking, Session
from programme.tours.queries import attendance_of
from programme.tours.queries.seen import NO_SHOWS
from programme.tours.services import (
    book_class,
    book_seats,
    check_in,
    confirm_held,
    enter_booking,
    send_reminders,
    take_back_held,
)
from tests.records import UserFactory

from .conftest import A_CLASS, session_of
from .test_pages import page, send
from .test_sessions import move_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(programme, host, visitor) -> Session:
    """A tour that is over: a party of two came; the visitor's three and a caller's four did not."""
    session = session_of(programme, capacity=30)
    came = book_seats(session=session, by=UserFactory(), seats=2)
    book_seats(session=session, by=visitor, seats=3)
    enter_booking(session=session, by=host, seats=4, guest_name="김철수", guest_phone="010-1234-5678")
    move_to(session, -2)
    check_in(booking=Booking.objects.get(pk=came.pk), by=host)
    return Session.objects.get(pk=session.pk)


def told(person):
    return Message.objects.filter(template="tours/mail/remind_missed", recipient=person)


def let_time_pass(**fields):
    Booking.objects.filter(missed_at__isnull=False).update(**fields)


def missed_before(programme, person) -> Booking:
    """A visit of this person a month ago that was noted as missed."""
    booking = book_seats(session=session_of(programme), by=person, seats=1)
    move_to(booking.session, -24 * 30)
    Booking.objects.filter(pk=booking.pk).update(missed_at=db_now() - timedelta(days=30))
    return booking


def test_the_page_before_lists_who_came_and_what_follows_for_the_others(
    client, programme, host, visitor, over
):
    client.force_login(host)
    shown = page(client, "confirm_held", over.public_id)
    attendance = shown.context["attendance"]
    assert (len(attendance.came), attendance.visitors) == (1, 2)
    assert (len(attendance.missing), attendance.absent) == (2, 7)
    assert [one.barred_until for one in attendance.missing] == [None, None]
    text = shown.content.decode()
    assert str(visitor) in text
    assert "김철수" in text
    assert not Booking.objects.filter(missed_at__isnull=False).exists()  # it only looks
    done = client.post(shown.request["PATH_INFO"], follow=True)
    (message,) = [str(one) for one in done.context["messages"]]
    assert "2명" in message
    assert Booking.objects.filter(missed_at__isnull=False).count() == 2


def test_a_second_no_show_is_announced_with_its_end(programme, visitor, over):
    missed_before(programme, visitor)
    found = {one.booking.person: one.barred_until for one in attendance_of(over).missing}
    assert found[None] is None
    assert found[visitor] is not None
    assert NO_SHOWS == 2


def test_the_two_groups_of_a_class_are_one_visit(programme, host, visitor):
    """A class in two groups that does not come has missed once, not twice."""
    first = session_of(programme, capacity=30)
    beside = session_of(programme, capacity=30, beside=first)
    class_ = {**A_CLASS, "seats": 20, "beside_seats": 20, "beside_adults": 2}
    class_.pop("kind")
    book_class(session=first, beside=beside, by=visitor, **class_)
    for session in (first, beside):
        came = book_seats(session=session, by=UserFactory(), seats=1)
        move_to(session, -2)
        check_in(booking=Booking.objects.get(pk=came.pk), by=host)
        assert [one.barred_until for one in attendance_of(session).missing] == [None]
        confirm_held(session=session, by=host)
    assert Booking.objects.filter(person=visitor, missed_at__isnull=False).count() == 2
    assert book_seats(session=session_of(programme), by=visitor, seats=1)


def test_two_visits_missed_bar(programme, host, visitor, over):
    """The control of the one above."""
    missed_before(programme, visitor)
    confirm_held(session=over, by=host)
    client_refused = session_of(programme)
    with pytest.raises(Exception, match="예약") as refused:
        book_seats(session=client_refused, by=visitor, seats=1)
    assert refused.value.code == "barred"


def test_a_no_show_is_told_once_and_not_at_once(host, visitor, over):
    confirm_held(session=over, by=host)
    Message.objects.all().delete()
    send_reminders()
    assert not told(visitor).exists()  # the host may still take it back
    let_time_pass(missed_at=db_now() - timedelta(hours=2))
    assert [send_reminders(), send_reminders()] == [1, 0]
    subject, body = render_message(told(visitor).get())
    assert "참가하지 않은" in subject
    assert "공장" in body
    take_back_held(session=Session.objects.get(pk=over.pk), by=host, reason="착오")
    confirm_held(session=Session.objects.get(pk=over.pk), by=host)
    let_time_pass(missed_at=db_now() - timedelta(hours=2))
    assert send_reminders() == 0


def test_what_was_taken_back_in_time_is_not_told(host, visitor, over):
    confirm_held(session=over, by=host)
    take_back_held(session=Session.objects.get(pk=over.pk), by=host, reason="착오")
    send_reminders()
    assert not told(visitor).exists()


def test_a_no_show_s_page_does_not_contradict_itself(client, host, visitor, over):
    booking = Booking.objects.get(person=visitor)
    client.force_login(visitor)
    assert "불참" not in page(client, "booking", booking.public_id).content.decode()  # the control
    confirm_held(session=over, by=host)
    text = page(client, "booking", booking.public_id).content.decode()
    assert "예약 완료" not in text
    assert "불참" in text
    assert send(client, "cancel_booking", booking.public_id).status_code in (409, 422)

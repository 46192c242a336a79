"""Booking and cancelling: taken or refused at once, on the factory's terms."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from programme.core.clock import db_now
from programme.core.errors import Conflict, Incomplete, NotAllowed, WrongState
from programme.core.models import Event
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.notifications.models import Message
from programme.notifications.services import render_message
from programme.tours.choices import BookingStatus, VisitorKind
from programme.tours.models import Booking, Session
from programme.tours.services import book_seats, cancel_booking, enter_booking
from tests.records import TechnoParkFactory, UserFactory, company_person, officer_of, staff

from .conftest import A_CLASS, open_factory, session_of

pytestmark = pytest.mark.django_db


def code_of(refused) -> str:
    return refused.value.code


def test_a_booking_takes_its_seats_writes_one_event_and_one_mail(session, visitor):
    booking = book_seats(session=session, by=visitor, seats=2)
    session.refresh_from_db()
    assert (booking.status, session.taken, session.offered) == (BookingStatus.CONFIRMED, 2, 0)
    event = Event.objects.get(verb="tours.book_seats")
    assert event.case == session.factory.case
    assert event.data == {"session": session.public_id, "seats": 2}
    assert Message.objects.get().recipient == visitor


@pytest.mark.parametrize(
    ("language", "words"), [("ko", ["2명", "정문 안내소"]), ("en", ["2 people", "Meeting point"])]
)
def test_the_mail_is_in_the_reader_s_language(session, language, words):
    book_seats(session=session, by=UserFactory(language=language), seats=2)
    subject, body = render_message(Message.objects.get())
    assert subject
    assert all(word in body for word in words)


def test_a_full_session_refuses(session):
    book_seats(session=session, by=UserFactory(), seats=4)
    with pytest.raises(Conflict) as refused:
        book_seats(session=session, by=UserFactory(), seats=2)
    assert code_of(refused) == "full"
    assert "1" in str(refused.value.message)
    book_seats(session=session, by=UserFactory(), seats=1)
    with pytest.raises(Conflict):
        book_seats(session=session, by=UserFactory(), seats=1)


def test_one_live_booking_per_person_and_session(session, visitor):
    booking = book_seats(session=session, by=visitor, seats=1)
    with pytest.raises(Conflict) as refused:
        book_seats(session=session, by=visitor, seats=1)
    assert code_of(refused) == "already_booked"
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(session=session, person=visitor, seats=1, status=BookingStatus.CONFIRMED)
    cancel_booking(booking=booking, by=visitor)
    book_seats(session=session, by=visitor, seats=1)


@pytest.mark.parametrize(
    ("party", "seats", "fields"),
    [
        ({}, 0, {"seats"}),
        ({}, 5, {"seats"}),
        (A_CLASS, 4, {"seats"}),
        (A_CLASS, 31, {"seats"}),
        ({"kind": VisitorKind.INDUSTRY, "group_name": " "}, 10, {"group_name"}),
    ],
)
def test_a_party_keeps_to_the_factory_s_terms(programme, visitor, party, seats, fields):
    session = session_of(programme, capacity=40)
    with pytest.raises(Incomplete) as refused:
        book_seats(session=session, by=visitor, seats=seats, **party)
    assert set(refused.value.fields) == fields


def test_more_than_the_session_has_is_said_beside_the_seats(session, visitor):
    with pytest.raises(Incomplete) as refused:
        book_seats(session=session, by=visitor, seats=6, **A_CLASS)
    assert set(refused.value.fields) == {"seats"}


def test_booking_keeps_its_window(visitor):
    programme = open_factory(window_days=10, lead_time_hours=24)
    early, late, open_now = (
        session_of(programme, hours=241),
        session_of(programme, hours=23.9),
        session_of(programme, hours=24.1),
    )
    with pytest.raises(WrongState) as refused:
        book_seats(session=early, by=visitor, seats=1)
    assert code_of(refused) == "not_open_yet"
    with pytest.raises(WrongState) as refused:
        book_seats(session=late, by=visitor, seats=1)
    assert code_of(refused) == "closed"
    assert book_seats(session=open_now, by=visitor, seats=1)


def test_a_factory_not_open_takes_no_one(session, visitor):
    LighthouseFactory.objects.filter(pk=session.factory.pk).update(status=FactoryStatus.COMPLETED)
    with pytest.raises(WrongState):
        book_seats(session=session, by=visitor, seats=1)


def test_the_host_enters_a_caller_until_the_start(programme, host):
    session = session_of(programme, hours=1)
    booking = enter_booking(
        session=session, by=host, seats=2, guest_name="홍길동", guest_phone="010-0000-0000"
    )
    assert (booking.person, booking.entered_by) == (None, host.pk)
    assert not Message.objects.exists()
    assert "홍길동" not in str(list(Event.objects.values_list("data", flat=True)))
    with pytest.raises(Conflict):  # bound by the seats like everyone
        enter_booking(session=session, by=host, seats=4, guest_name="김", guest_phone="02-000-0001")


def test_a_caller_needs_a_name_and_a_number(session, host):
    with pytest.raises(Incomplete) as refused:
        enter_booking(session=session, by=host, seats=1, guest_name="", guest_phone=" ")
    assert set(refused.value.fields) == {"guest_name", "guest_phone"}


def test_a_caller_s_number_is_one_and_counts_once(session, host):
    with pytest.raises(Incomplete) as refused:
        enter_booking(session=session, by=host, seats=1, guest_name="김", guest_phone="abc")
    assert set(refused.value.fields) == {"guest_phone"}
    first = enter_booking(session=session, by=host, seats=1, guest_name="김", guest_phone="010-1234-5678")
    with pytest.raises(Conflict) as refused:
        enter_booking(session=session, by=host, seats=1, guest_name="김", guest_phone="010 1234 5678")
    assert refused.value.code == "already_booked"
    enter_booking(
        session=session, by=host, seats=1, guest_name="이", guest_phone="010-1234-5678"
    )  # a household
    cancel_booking(booking=first, by=host)  # no reason: the caller asked for it
    enter_booking(session=session, by=host, seats=1, guest_name="김", guest_phone="010-1234-5678")


def test_the_host_who_cancels_says_why_and_the_visitor_is_told(client, session, host, visitor):
    booking = book_seats(session=session, by=visitor, seats=1)
    with pytest.raises(Incomplete) as refused:
        cancel_booking(booking=booking, by=host)
    assert set(refused.value.fields) == {"reason"}
    address = reverse("tours:cancel_booking", args=[booking.public_id])
    client.force_login(visitor)
    assert 'name="reason"' not in client.get(address).content.decode()
    client.force_login(host)
    assert client.post(address).status_code == 422
    assert client.post(address, {"reason": "설비 점검"}).status_code == 302
    subject, body = render_message(Message.objects.get(template="tours/mail/cancelled"))
    assert "공장" in subject
    assert "설비 점검" in body
    assert f"?factory={session.factory.slug}" in body


def test_staff_enter_a_caller_and_others_may_not(session, visitor):
    caller = {"session": session, "seats": 1, "guest_name": "김", "guest_phone": "010-0000-0000"}
    assert enter_booking(by=staff("tours.change_session"), **caller)
    for other in (visitor, company_person(open_factory().factory.company)):
        with pytest.raises(NotAllowed):
            enter_booking(by=other, **caller)


def test_the_techno_park_of_the_factory_enters_a_caller_and_no_other_one(session):
    caller = {"session": session, "seats": 1, "guest_name": "김", "guest_phone": "010-0000-0000"}
    assert enter_booking(by=officer_of(session.factory.technopark), **caller)
    with pytest.raises(NotAllowed):
        enter_booking(by=officer_of(TechnoParkFactory()), **caller)


def test_cancelling_gives_the_seats_back_once(session, visitor):
    booking = book_seats(session=session, by=visitor, seats=3)
    cancel_booking(booking=booking, by=visitor)
    session.refresh_from_db()
    assert session.taken == 0
    with pytest.raises(WrongState):
        cancel_booking(booking=booking, by=visitor)
    session.refresh_from_db()
    assert session.taken == 0


def test_after_the_deadline_only_the_host_cancels(programme, host, visitor):
    session = session_of(programme, hours=48)
    booking = book_seats(session=session, by=visitor, seats=1)
    Session.objects.filter(pk=session.pk).update(
        starts_at=db_now() + timedelta(hours=23), ends_at=db_now() + timedelta(hours=25)
    )
    booking.refresh_from_db()
    with pytest.raises(WrongState) as refused:
        cancel_booking(booking=booking, by=visitor)
    assert code_of(refused) == "too_late"
    cancel_booking(booking=booking, by=host, reason="설비 점검")


def test_others_do_not_cancel(session, visitor):
    booking = book_seats(session=session, by=visitor, seats=1)
    for other in (UserFactory(), company_person(open_factory().factory.company)):
        with pytest.raises(NotAllowed):
            cancel_booking(booking=booking, by=other)


def test_the_database_holds_what_no_service_would_do(session, visitor):
    booking = book_seats(session=session, by=visitor, seats=2)
    other = session_of(session.tour_programme)
    for change in (
        {"session": other},
        {"seats": 0},
        {"seats": 6},
        {"status": BookingStatus.OFFERED},
        {"guest_name": "홍길동"},
    ):
        with pytest.raises(Exception, match=r"tours_|booking|Invalid"), transaction.atomic():
            Booking.objects.filter(pk=booking.pk).update(**change)
    Booking.objects.filter(pk=booking.pk).update(seats=5)
    session.refresh_from_db()
    assert session.taken == 5
    booking.delete()
    session.refresh_from_db()
    assert session.taken == 0

"""Hosting: opening, planning, guides, the day of the visit, and the tours that count."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.urls import reverse

from programme.core.clock import db_now
from programme.core.errors import Conflict, Incomplete, NotAllowed, WrongState
from programme.core.models import Event
from programme.factories.choices import FactoryStatus
from programme.notifications.models import Message
from programme.tours.choices import BookingStatus, SessionStatus
from programme.tours.models import Booking, Duty, Session
from programme.tours.queries import months_after, seats_filled, tours_progress
from programme.tours.services import (
    assign_guide,
    book_seats,
    cancel_session,
    change_capacity,
    check_in,
    close_tours,
    confirm_held,
    create_session,
    end_duty,
    enter_booking,
    join_waiting_list,
    open_tours,
    save_programme,
    take_back_check_in,
    take_back_held,
)
from tests.records import LighthouseFactoryFactory, UserFactory, company_person, staff

from .conftest import A_CLASS, open_factory, session_of

pytestmark = pytest.mark.django_db

TERMS = {
    "summary_ko": "라인 견학",
    "meeting_point_ko": "정문",
    "address_ko": "경상남도 창원시 성산구 창원대로 1",
    "contact_phone": "055-000-0000",
    "languages": ["ko"],
}


def move_to(session, hours):
    """Move the session's times, not the clock."""
    starts_at = db_now() + timedelta(hours=hours)
    Session.objects.filter(pk=session.pk).update(
        starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90)
    )
    session.refresh_from_db()
    return session


def held(programme, host):
    """A session that took place."""
    session = session_of(programme, hours=1)
    booking = enter_booking(session=session, by=host, seats=2, guest_name="김", guest_phone="010-0000-0000")
    check_in(booking=booking, by=host)
    return confirm_held(session=move_to(session, -3), by=host)


def test_a_completed_factory_opens_with_its_programme():
    factory = LighthouseFactoryFactory(status=FactoryStatus.COMPLETED)
    host = company_person(factory.company)
    with pytest.raises(Incomplete):
        open_tours(factory=factory, by=host)
    assert open_tours(factory=factory, by=host, **TERMS).status == FactoryStatus.TOURING
    with pytest.raises(WrongState):
        open_tours(factory=factory, by=host)
    assert close_tours(factory=factory, by=host, reason="설비 교체").status == FactoryStatus.COMPLETED


def test_a_factory_still_being_built_opens_nothing():
    factory = LighthouseFactoryFactory(status=FactoryStatus.BUILDING)
    with pytest.raises(WrongState):
        save_programme(factory=factory, by=None, **TERMS)
    with pytest.raises(WrongState):
        open_tours(factory=factory, by=None)


def test_others_neither_open_nor_write():
    factory = LighthouseFactoryFactory(status=FactoryStatus.COMPLETED)
    for other in (UserFactory(), company_person(open_factory().factory.company)):
        with pytest.raises(NotAllowed):
            open_tours(factory=factory, by=other, **TERMS)
    assert save_programme(factory=factory, by=staff("tours.change_session"), **TERMS)


def test_each_missing_term_is_named():
    factory = LighthouseFactoryFactory(status=FactoryStatus.COMPLETED)
    with pytest.raises(Incomplete) as refused:
        save_programme(factory=factory, by=None, languages=["ko"], group_min=9, group_max=3)
    assert {"summary_ko", "meeting_point_ko"} <= set(refused.value.fields)
    with pytest.raises(Incomplete):
        save_programme(factory=factory, by=None, **{**TERMS, "group_min": 9, "group_max": 3})


def test_doors_do_not_close_on_booked_visitors(session, host, visitor):
    book_seats(session=session, by=visitor, seats=1)
    with pytest.raises(WrongState):
        close_tours(factory=session.factory, by=host, reason="휴업")


def test_a_session_lasts_as_long_as_the_programme_says(programme, host):
    starts_at = db_now() + timedelta(days=3)
    session = create_session(programme=programme, starts_at=starts_at, capacity=20, language="en", by=host)
    assert session.ends_at - session.starts_at == timedelta(minutes=90)
    assert session.seats_left == 20


def test_a_wrong_session_is_refused_by_field(programme, host):
    programme.languages = ["ko"]
    with pytest.raises(Incomplete) as refused:
        create_session(
            programme=programme, starts_at=db_now() - timedelta(hours=1), capacity=0, language="en", by=host
        )
    assert set(refused.value.fields) == {"starts_at", "capacity", "language"}
    with pytest.raises(NotAllowed):
        create_session(programme=programme, starts_at=db_now(), capacity=1, by=UserFactory())


def test_seats_never_fall_below_those_taken(session, host, visitor):
    book_seats(session=session, by=visitor, seats=3)
    with pytest.raises(Incomplete):
        change_capacity(session=session, capacity=2, by=host)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(capacity=2)
    assert change_capacity(session=session, capacity=3, by=host).seats_left == 0


def test_calling_off_ends_everything_and_tells_everyone(programme, host, visitor):
    session = session_of(programme, capacity=2)
    booking = book_seats(session=session, by=visitor, seats=1)
    enter_booking(session=session, by=host, seats=1, guest_name="김", guest_phone="010-0000-0000")
    waiter = UserFactory()
    join_waiting_list(session=session, by=waiter, seats=1)
    Message.objects.all().delete()
    cancel_session(session=session, by=host, reason="라인 정지")
    session.refresh_from_db()
    booking.refresh_from_db()
    assert (session.status, session.taken, session.waiting) == (SessionStatus.CANCELLED, 0, 0)
    assert booking.status == BookingStatus.CANCELLED
    assert {one.recipient for one in Message.objects.all()} == {visitor, waiter}
    with pytest.raises(WrongState):
        book_seats(session=session, by=UserFactory(), seats=1)


def test_a_guide_is_in_one_place_at_a_time(session, host, programme):
    duty = assign_guide(session=session, guide=host, by=host)
    assert duty.period.lower == session.starts_at
    beside = session_of(programme, hours=72.5)
    with pytest.raises(Conflict) as refused:
        assign_guide(session=beside, guide=host, by=host)
    assert refused.value.code == "guide_busy"
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.create(session=beside, guide=host)
    after = session_of(programme, hours=74)
    assign_guide(session=after, guide=host, by=host)
    with pytest.raises(IntegrityError), transaction.atomic():
        move_to(after, 73)  # the duty goes with its session


def test_a_duty_ends_by_hand_or_with_its_session(session, host, programme):
    beside = session_of(programme, hours=72.5)
    duty = assign_guide(session=session, guide=host, by=host)
    end_duty(duty=duty, by=host)
    assign_guide(session=session, guide=host, by=host)
    cancel_session(session=session, by=host, reason="정지")
    assert assign_guide(session=beside, guide=host, by=host).live


def test_a_guide_is_one_of_the_company(session, host, visitor):
    with pytest.raises(Incomplete):
        assign_guide(session=session, guide=visitor, by=host)


def test_check_in_is_for_the_host_on_the_day(session, host, visitor):
    booking = book_seats(session=session, by=visitor, seats=1)
    with pytest.raises(WrongState):
        check_in(booking=booking, by=host)
    move_to(session, 1)
    booking.session.refresh_from_db()
    with pytest.raises(NotAllowed):
        check_in(booking=booking, by=visitor)
    first = check_in(booking=booking, by=host).checked_in_at
    assert check_in(booking=booking, by=staff("tours.change_session")).checked_in_at == first
    assert Event.objects.filter(verb="tours.check_in").count() == 1
    take_back_check_in(booking=booking, by=host, reason="잘못 누름")
    assert booking.checked_in_at is None


def test_a_tour_counts_with_a_visitor_and_the_host_s_word(programme, host):
    session = session_of(programme, hours=1)
    booking = enter_booking(session=session, by=host, seats=3, guest_name="김", guest_phone="010-0000-0000")
    check_in(booking=booking, by=host)
    with pytest.raises(WrongState):  # not begun
        confirm_held(session=session, by=host)
    move_to(session, -1)
    with pytest.raises(NotAllowed):
        confirm_held(session=session, by=UserFactory())
    confirm_held(session=session, by=host)
    assert Event.objects.get(verb="tours.confirm_held").data["visitors"] == 3
    booking.refresh_from_db()
    assert booking.has_certificate
    assert tours_progress(programme.factory).held == 1
    take_back_held(session=session, by=host, reason="다른 회차")
    assert tours_progress(programme.factory).held == 0


def test_parallel_groups_are_one_tour(programme, host):
    first = session_of(programme, hours=1)
    groups = [first, session_of(programme, beside=first), session_of(programme, hours=3)]
    assert tours_progress(programme.factory).planned == 2  # the control: another time is another tour
    for number, group in enumerate(groups):
        caller = {"guest_name": "김", "guest_phone": f"010-0000-000{number}"}
        booking = enter_booking(session=group, by=host, seats=1, **caller)
        Session.objects.filter(pk=group.pk).update(starts_at=group.starts_at - timedelta(hours=4))
        check_in(booking=Booking.objects.get(pk=booking.pk), by=host)
        confirm_held(session=group, by=host)
    assert tours_progress(programme.factory).held == 2


def test_fewer_may_come_than_were_booked(client, programme, host):
    session = session_of(programme, capacity=30, hours=1)
    party = enter_booking(
        session=session, by=host, seats=18, guest_name="김", guest_phone="02-123-4567", **A_CLASS
    )
    alone = enter_booking(session=session, by=host, seats=1, guest_name="이", guest_phone="02-123-4568")
    for wrong in (0, 19):
        with pytest.raises(Incomplete) as refused:
            check_in(booking=party, by=host, attended=wrong)
        assert set(refused.value.fields) == {"attended"}
    client.force_login(host)
    address = reverse("tours:check_in", args=[party.public_id])
    assert 'value="18"' in client.get(address).content.decode()
    assert client.post(address, {"attended": "19"}).status_code == 422
    assert client.post(address, {"attended": "15"}).status_code == 302
    check_in(booking=alone, by=host)
    party.refresh_from_db()
    assert (party.attended, party.came, alone.attended, alone.came) == (15, 15, None, 1)
    assert check_in(booking=party, by=host, attended=18).came == 15  # the first word holds
    page = client.get(session.get_host_url())
    assert page.context["visitors"] == 16
    assert "예약 18명 중 15명 참석" in page.content.decode()
    move_to(session, -1)
    confirm_held(session=session, by=host)
    assert Event.objects.get(verb="tours.confirm_held").data["visitors"] == 16
    assert seats_filled([programme.factory], db_now())[0].came == 16
    take_back_held(session=session, by=host, reason="다른 회차")
    take_back_check_in(booking=party, by=host, reason="잘못 누름")
    assert (party.attended, party.came) == (None, 0)


def test_no_more_come_than_were_booked(session, host):
    booking = enter_booking(session=session, by=host, seats=2, guest_name="김", guest_phone="02-123-4567")
    rows = Booking.objects.filter(pk=booking.pk)
    for wrong in (
        {"attended": 3, "checked_in_at": Now()},
        {"attended": 0, "checked_in_at": Now()},
        {"attended": 1},
    ):
        with pytest.raises(IntegrityError, match="tours_came_of"), transaction.atomic():
            rows.update(**wrong)
    rows.update(attended=1, checked_in_at=Now())  # the control


def test_who_was_noted_as_missing_is_not_checked_in_afterwards(programme, host, visitor):
    session = session_of(programme)
    missed = book_seats(session=session, by=visitor, seats=1)
    came = enter_booking(session=session, by=host, seats=3, guest_name="김", guest_phone="010-0000-0000")
    move_to(session, -1)
    missed, came = (Booking.objects.get(pk=one.pk) for one in (missed, came))
    check_in(booking=came, by=host)
    confirm_held(session=session, by=host)
    with pytest.raises(WrongState):
        check_in(booking=missed, by=host)
    assert check_in(booking=came, by=host).checked_in_at  # a second device changes nothing
    take_back_held(session=session, by=host, reason="다른 회차")
    assert check_in(booking=missed, by=host).checked_in_at


def test_without_a_visitor_it_does_not_count(session, host, visitor):
    book_seats(session=session, by=visitor, seats=1)
    with pytest.raises(WrongState):
        confirm_held(session=move_to(session, -1), by=host)


def test_sixteen_tours_in_two_years_from_completion(programme, host):
    held(programme, host)
    session_of(programme)
    progress = tours_progress(programme.factory, today=date(2027, 1, 15))
    assert (progress.required, progress.held, progress.planned) == (16, 1, 1)
    assert progress.due_on == date(2028, 1, 15)
    assert (progress.expected, progress.behind, progress.missing) == (8, True, 15)


def test_an_uncompleted_factory_owes_nothing_yet():
    progress = tours_progress(LighthouseFactoryFactory())
    assert (progress.due_on, progress.expected, progress.behind) == (None, 0, False)


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
    ],
)
def test_months_end_where_the_month_does(day, months, result):
    assert months_after(day, months) == result

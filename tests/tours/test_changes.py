"""Changing a booking: fewer people, another session, the final number, the host; shares, no-shows."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from programme.core.clock import db_now
from programme.core.errors import Conflict, Incomplete, NotAllowed, WrongState
from programme.core.models import Event
from programme.notifications.models import Message
from programme.tours.choices import BookingStatus, SessionStatus
from programme.tours.models import Booking, Session
from programme.tours.services import (
    add_walk_in,
    approve_booking,
    book_seats,
    check_in,
    confirm_held,
    confirm_number,
    decline_booking,
    join_waiting_list,
    look_after_lines,
    move_booking,
    reduce_booking,
    release_unconfirmed,
    set_shares,
    take_back_held,
)
from tests.records import UserFactory

from .conftest import A_CLASS, open_factory, session_of
from .test_sessions import move_to

pytestmark = pytest.mark.django_db


def counters(session):
    session.refresh_from_db()
    return session.taken, session.offered, session.waiting


def mails(template):
    return Message.objects.filter(template=f"tours/mail/{template}").count()


# --- Fewer people ---------------------------------------------------------------------------


def test_seats_given_back_go_to_the_next_in_line(session, visitor):
    booking = book_seats(session=session, by=visitor, seats=4)
    entry = join_waiting_list(session=session, by=UserFactory(), seats=3)
    reduce_booking(booking=booking, seats=2, by=visitor)
    entry.refresh_from_db()
    assert entry.booking.seats == 3
    assert counters(session) == (5, 3, 0)
    assert Event.objects.get(verb="tours.reduce_booking").data == {
        "session": session.public_id,
        "before": 4,
        "seats": 2,
    }


@pytest.mark.parametrize("seats", [0, 2, 3])
def test_only_fewer_than_before(session, visitor, seats):
    booking = book_seats(session=session, by=visitor, seats=2)
    with pytest.raises(Incomplete):
        reduce_booking(booking=booking, seats=seats, by=visitor)
    assert counters(session) == (2, 0, 0)


def test_a_group_stays_a_group(programme, visitor):
    session = session_of(programme, capacity=30)
    booking = book_seats(session=session, by=visitor, seats=20, **A_CLASS)
    with pytest.raises(Incomplete):
        reduce_booking(booking=booking, seats=4, by=visitor)


def test_not_another_s_booking_and_not_too_late(session, visitor, host):
    booking = book_seats(session=session, by=visitor, seats=2)
    with pytest.raises(NotAllowed):
        reduce_booking(booking=booking, seats=1, by=UserFactory())
    move_to(session, hours=12)
    booking.refresh_from_db()
    with pytest.raises(WrongState) as refused:
        reduce_booking(booking=booking, seats=1, by=visitor)
    assert refused.value.code == "too_late"
    assert reduce_booking(booking=booking, seats=1, by=host).seats == 1


# --- Another session --------------------------------------------------------------------------


@pytest.fixture
def later(programme):
    return session_of(programme, capacity=3, hours=100)


def test_moving_takes_the_new_seats_and_gives_the_old_back_in_one_step(session, later, visitor):
    booking = book_seats(session=session, by=visitor, seats=3)
    moved = move_booking(booking=booking, to=later, by=visitor)
    booking.refresh_from_db()
    assert (booking.status, moved.status) == (BookingStatus.CANCELLED, BookingStatus.CONFIRMED)
    assert (moved.moved_from, booking.moved_to) == (booking, moved)
    assert (counters(session)[0], counters(later)[0]) == (0, 3)


def test_a_refused_move_changes_nothing(session, later, visitor):
    booking = book_seats(session=session, by=visitor, seats=3)
    book_seats(session=later, by=UserFactory(), seats=1)
    with pytest.raises(Conflict) as refused:
        move_booking(booking=booking, to=later, by=visitor)
    assert refused.value.code == "full"
    booking.refresh_from_db()
    assert booking.status == BookingStatus.CONFIRMED
    assert (counters(session)[0], counters(later)[0]) == (3, 1)


def test_a_move_does_not_jump_the_new_session_s_line_and_asks_the_old_one_s(session, later, visitor):
    booking = book_seats(session=session, by=visitor, seats=3)
    waiting = join_waiting_list(session=session, by=UserFactory(), seats=3)
    book_seats(session=later, by=UserFactory(), seats=3)
    join_waiting_list(session=later, by=UserFactory(), seats=1)
    with pytest.raises(Conflict):
        move_booking(booking=booking, to=later, by=visitor)
    free = session_of(session.tour_programme, hours=120)
    move_booking(booking=booking, to=free, by=visitor)
    waiting.refresh_from_db()
    assert waiting.booking.seats == 3


def test_only_within_the_factory_and_to_another_session(session, visitor):
    booking = book_seats(session=session, by=visitor, seats=1)
    for to in (session, session_of(open_factory())):
        with pytest.raises(Incomplete):
            move_booking(booking=booking, to=to, by=visitor)


# --- The final number ---------------------------------------------------------------------------


@pytest.fixture
def class_visit(programme, visitor):
    programme.final_number_days = 1
    programme.save()
    session = session_of(programme, capacity=30)
    return book_seats(session=session, by=visitor, seats=20, **A_CLASS)


def test_a_group_is_asked_for_its_final_number(class_visit, visitor):
    assert class_visit.number_due_at == class_visit.session.starts_at - timedelta(days=1)
    confirm_number(booking=class_visit, seats=18, by=visitor)
    class_visit.refresh_from_db()
    assert (class_visit.seats, class_visit.number_is_open) == (18, False)
    assert counters(class_visit.session)[0] == 18
    with pytest.raises(WrongState):
        confirm_number(booking=class_visit, seats=17, by=visitor)


def test_more_than_booked_is_refused(class_visit, visitor):
    with pytest.raises(Incomplete) as refused:
        confirm_number(booking=class_visit, seats=21, by=visitor)
    assert "20명까지" in refused.value.fields["seats"]  # as many as booked are right


def test_a_final_number_is_confirmed_by_mail_and_asked_no_more(client, class_visit, visitor):
    client.force_login(visitor)
    address = reverse("tours:confirm_number", args=[class_visit.public_id])
    assert client.get(address).context["closed"] == ""
    assert client.post(address, {"seats": 18, "adults": 2}).status_code == 302
    mail = Message.objects.get(template="tours/mail/number_confirmed")
    assert (mail.context["seats"], mail.context["before"], mail.context["group_name"]) == (
        18,
        20,
        "한빛중학교",
    )
    closed = client.get(address)
    assert closed.context["closed"]
    assert 'name="seats"' not in closed.content.decode()
    assert "최종 인원 확정" in client.get(class_visit.get_absolute_url()).content.decode()


def test_who_was_checked_in_is_told_so_instead_of_being_asked(client, programme, visitor, host):
    booking = book_seats(session=session_of(programme), by=visitor, seats=2)
    move_to(booking.session, hours=2)
    check_in(booking=booking, by=host)
    client.force_login(visitor)
    for verb in ("cancel_booking", "move_booking", "reduce_booking"):
        page = client.get(reverse(f"tours:{verb}", args=[booking.public_id]))
        assert "입장 확인" in page.context["closed"], verb
    assert "참가 완료" not in client.get(booking.get_absolute_url()).content.decode()


def test_individuals_and_late_groups_are_not_asked(class_visit):
    session = class_visit.session
    assert book_seats(session=session, by=UserFactory(), seats=1).number_due_at is None
    move_to(session, hours=20)
    session.tour_programme.lead_time_hours = 0
    session.tour_programme.save()
    assert book_seats(session=session, by=UserFactory(), seats=5, **A_CLASS).number_due_at is None


def test_seats_of_a_group_that_does_not_confirm_go_on(class_visit):
    entry = join_waiting_list(
        session=class_visit.session, by=UserFactory(), seats=25, kind="industry", group_name="협회"
    )
    Booking.objects.filter(pk=class_visit.pk).update(number_due_at=db_now() - timedelta(seconds=1))
    assert look_after_lines() == 1
    class_visit.refresh_from_db()
    entry.refresh_from_db()
    assert (class_visit.status, entry.booking.seats) == (BookingStatus.CANCELLED, 25)
    assert mails("released") == 1


def test_a_group_is_not_let_go_before_its_deadline(class_visit, visitor):
    with pytest.raises(WrongState):
        release_unconfirmed(booking=class_visit)
    with pytest.raises(NotAllowed):
        release_unconfirmed(booking=class_visit, by=visitor)


def test_without_a_worker_the_next_booking_takes_them(class_visit):
    Booking.objects.filter(pk=class_visit.pk).update(number_due_at=db_now() - timedelta(seconds=1))
    book_seats(session=class_visit.session, by=UserFactory(), seats=30, **A_CLASS)
    assert counters(class_visit.session) == (30, 0, 0)


# --- Approval ---------------------------------------------------------------------------------------


@pytest.fixture
def asked(programme, visitor):
    programme.approval_needed = True
    programme.save()
    return book_seats(session=session_of(programme), by=visitor, seats=3)


def test_a_request_holds_its_seats_until_the_host_answers(asked, host, visitor):
    assert (asked.status, counters(asked.session)[0]) == (BookingStatus.REQUESTED, 3)
    assert (mails("requested"), mails("booked")) == (1, 0)
    with pytest.raises(NotAllowed):
        approve_booking(booking=asked, by=visitor)
    approve_booking(booking=asked, by=host)
    asked.refresh_from_db()
    assert (asked.status, counters(asked.session)[0], mails("booked")) == (BookingStatus.CONFIRMED, 3, 1)


def test_a_declined_request_gives_its_seats_to_the_line(asked, host):
    entry = join_waiting_list(session=asked.session, by=UserFactory(), seats=4)
    decline_booking(booking=asked, by=host, reason="정비 기간")
    entry.refresh_from_db()
    assert (entry.booking.seats, mails("declined")) == (4, 1)


# --- Shares of the seats -----------------------------------------------------------------------------


def share(session, **shares):
    terms = {"individual_seats": None, "school_seats": None, "industry_seats": None, "shares_end_at": None}
    return set_shares(session=session, by=None, **{**terms, **shares})


def test_a_kind_of_visitors_takes_no_more_than_its_share(session):
    share(session, individual_seats=2)
    book_seats(session=session, by=UserFactory(), seats=2)
    with pytest.raises(Conflict) as refused:
        book_seats(session=session, by=UserFactory(), seats=1)
    assert refused.value.code == "share_full"
    session.tour_programme.group_min = 3
    session.tour_programme.save()
    assert book_seats(session=session, by=UserFactory(), seats=3, **A_CLASS).seats == 3


def test_unused_shares_are_open_to_all_from_their_end(session):
    share(session, individual_seats=2, shares_end_at=session.starts_at - timedelta(hours=1))
    entry = join_waiting_list(session=session, by=UserFactory(), seats=3)
    assert counters(session) == (0, 0, 1)
    Session.objects.filter(pk=session.pk).update(shares_end_at=db_now() - timedelta(seconds=1))
    assert look_after_lines() == 1
    entry.refresh_from_db()
    assert entry.booking.seats == 3


def test_whom_a_share_holds_back_is_not_counted_as_passed_over(session):
    session.tour_programme.group_min = 2
    session.tour_programme.save()
    share(session, individual_seats=2, school_seats=2)
    alone = join_waiting_list(session=session, by=UserFactory(), seats=3)
    group = join_waiting_list(session=session, by=UserFactory(), seats=2, **A_CLASS)
    alone.refresh_from_db()
    assert (group.booking.seats, alone.passed_over) == (2, 0)


def test_control_the_database_refuses_beyond_a_share(session):
    share(session, individual_seats=1)
    with pytest.raises(IntegrityError, match="share"), transaction.atomic():
        Booking.objects.create(session=session, person=UserFactory(), seats=2, status="confirmed")
    share(session, individual_seats=None)
    Booking.objects.create(session=session, person=UserFactory(), seats=2, status="confirmed")


def test_a_booking_keeps_who_comes(session):
    booking = book_seats(session=session, by=UserFactory(), seats=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(kind="school")


# --- The day of the visit -----------------------------------------------------------------------------


def hold(session, came, host):
    """Hold the session with one party there."""
    move_to(session, hours=-1)
    check_in(booking=came, by=host)
    session.refresh_from_db()
    return confirm_held(session=session, by=host)


def miss(programme, person, host):
    session = session_of(programme)
    booking = book_seats(session=session, by=person, seats=1)
    came = book_seats(session=session, by=UserFactory(), seats=1)
    came.refresh_from_db()
    hold(session, came, host)
    booking.refresh_from_db()
    return booking


def test_who_does_not_come_twice_cannot_book_for_three_months(programme, host, visitor):
    first = miss(programme, visitor, host)
    assert first.missed_at is not None
    second = miss(programme, visitor, host)
    session = session_of(programme)
    for call in (book_seats, join_waiting_list):
        with pytest.raises(Conflict) as refused:
            call(session=session, by=visitor, seats=1)
        assert refused.value.code == "barred"
    Booking.objects.filter(pk=first.pk).update(missed_at=db_now() - timedelta(days=120))
    Booking.objects.filter(pk=second.pk).update(missed_at=db_now() - timedelta(days=91))
    assert book_seats(session=session, by=visitor, seats=1)


def test_a_confirmation_taken_back_forgets_who_did_not_come(programme, host, visitor):
    booking = miss(programme, visitor, host)
    take_back_held(session=booking.session, by=host, reason="착오")
    booking.refresh_from_db()
    assert (booking.missed_at, booking.session.status) == (None, SessionStatus.PLANNED)


def test_one_visit_per_person_within_the_days_set(programme, visitor):
    programme.repeat_days = 30
    programme.save()
    book_seats(session=session_of(programme), by=visitor, seats=1)
    with pytest.raises(Conflict) as refused:
        book_seats(session=session_of(programme, hours=200), by=visitor, seats=1)
    assert refused.value.code == "visited_recently"
    assert book_seats(session=session_of(programme, hours=72 + 31 * 24), by=visitor, seats=1)


def test_the_limit_is_said_before_the_form_is_filled(client, programme, visitor):
    programme.repeat_days = 30
    programme.save()
    there = book_seats(session=session_of(programme), by=visitor, seats=1)
    other = session_of(programme, hours=200).get_absolute_url()
    client.force_login(visitor)
    said = client.get(other).content.decode()
    assert there.get_absolute_url() in said
    assert "30일에 한 번만" in said
    client.force_login(UserFactory())
    assert client.get(other).context["near"] is None


def test_walk_ins_come_in_while_seats_are_left(session, host, visitor):
    book_seats(session=session, by=UserFactory(), seats=4)
    entry = join_waiting_list(session=session, by=visitor, seats=2)
    with pytest.raises(WrongState) as refused:
        add_walk_in(session=session, seats=1, by=host)
    assert refused.value.code == "not_open_yet"
    move_to(session, hours=0.2)
    with pytest.raises(NotAllowed):
        add_walk_in(session=session, seats=1, by=visitor)
    with pytest.raises(Conflict) as refused:
        add_walk_in(session=session, seats=4, by=host)
    assert "1석만" in refused.value.message
    booking = add_walk_in(session=session, seats=1, by=host)
    assert booking.checked_in_at
    with pytest.raises(Conflict) as refused:
        add_walk_in(session=session, seats=1, by=host)
    assert refused.value.code == "full"
    entry.refresh_from_db()
    assert entry.ended_at is not None

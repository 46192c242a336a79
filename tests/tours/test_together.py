"""Two at once, with real commits: seats are never oversold and none is lost."""

import time

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programme.accounts.services import create_token
from programme.core.errors import Conflict, WrongState
from programme.core.models import Event
from programme.tours.choices import BookingStatus
from programme.tours.models import Booking, ConsentText, Session
from programme.tours.services import (
    agree,
    book_class,
    book_seats,
    cancel_booking,
    check_in,
    join_waiting_list,
    move_booking,
    publish_consents,
    write_consent,
)
from tests.records import UserFactory, company_person

from .conftest import open_factory, session_of

pytestmark = pytest.mark.usefixtures("own_database")


def race(session, people, run_together):
    """Everyone has read the session before anyone inserts: only the database can decide."""
    return run_together(*[lambda who=who: book_seats(session=session, by=who, seats=1) for who in people])


def test_the_last_seat_goes_to_one(run_together):
    session, people = session_of(open_factory(), capacity=3), [UserFactory() for _ in range(8)]
    results = race(session, people, run_together)
    assert sum(isinstance(one, Booking) for one in results) == 3
    assert all(
        isinstance(one, Booking) or (isinstance(one, Conflict) and one.code == "full") for one in results
    )
    session.refresh_from_db()
    assert session.taken == session.bookings.live().count() == 3


def insert_behind_the_check(session, people, run_together):
    """Bookings written at the same moment, as if each had just seen a free seat."""

    def insert(who):
        return Booking.objects.create(session=session, person=who, seats=1, status=BookingStatus.CONFIRMED)

    return run_together(*[lambda who=who: insert(who) for who in people])


def test_the_database_refuses_what_two_readers_both_saw_free(run_together):
    session, people = session_of(open_factory(), capacity=1), [UserFactory() for _ in range(4)]
    results = insert_behind_the_check(session, people, run_together)
    assert sum(isinstance(one, Booking) for one in results) == 1


def test_control_without_the_guard_it_oversells(run_together, owner_connection):
    session, people = session_of(open_factory(), capacity=1), [UserFactory() for _ in range(4)]
    owner_connection.execute("ALTER TABLE tours_session DROP CONSTRAINT tours_session_seats")
    insert_behind_the_check(session, people, run_together)
    assert Booking.objects.live().count() > session.capacity


def test_one_person_in_two_windows_has_one_booking(run_together):
    session, person = session_of(open_factory()), UserFactory()
    results = race(session, [person] * 4, run_together)
    assert sum(isinstance(one, Booking) for one in results) == 1
    assert {one.code for one in results if isinstance(one, Conflict)} == {"already_booked"}
    session.refresh_from_db()
    assert session.taken == 1


def test_a_refusal_waits_for_no_lock_and_writes_nothing(owner_connection):
    session = session_of(open_factory(), capacity=1)
    book_seats(session=session, by=UserFactory(), seats=1)
    late = UserFactory()
    owner_connection.autocommit = False
    owner_connection.execute("SELECT 1 FROM tours_session FOR UPDATE")
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    with CaptureQueriesContext(connection) as done, pytest.raises(Conflict):
        book_seats(session=session, by=late, seats=1)
    statements = [one["sql"] for one in done.captured_queries]
    assert len(statements) == 1
    assert statements[0].startswith("SELECT")
    assert "FOR UPDATE" not in statements[0]
    assert "FOR NO KEY UPDATE" not in statements[0]
    owner_connection.rollback()


def test_joining_while_a_seat_comes_free_loses_no_seat(run_together):
    for _ in range(5):
        session = session_of(open_factory(), capacity=1)
        holder, waiter = UserFactory(), UserFactory()
        booking = book_seats(session=session, by=holder, seats=1)
        run_together(
            lambda b=booking, h=holder: cancel_booking(booking=b, by=h),
            lambda s=session, w=waiter: join_waiting_list(session=s, by=w, seats=1),
        )
        session.refresh_from_db()
        assert session.waiting == 0  # offered, or told that there are seats left
        assert session.taken == session.bookings.live().count()


def test_two_devices_one_check_in(run_together):
    programme = open_factory(lead_time_hours=0)
    session, host = session_of(programme, hours=1), company_person(programme.factory.company)
    booking = book_seats(session=session, by=UserFactory(), seats=2)
    results = run_together(*[lambda: check_in(booking=booking, by=host)] * 3)
    assert all(one.checked_in_at for one in results)
    assert Event.objects.filter(verb="tours.check_in").count() == 1


def test_cancelling_and_booking_at_once_never_deadlock(run_together):
    session = session_of(open_factory(), capacity=2)
    people = [UserFactory() for _ in range(6)]
    bookings = [book_seats(session=session, by=who, seats=1) for who in people[:2]]
    for who in people[2:4]:
        join_waiting_list(session=session, by=who, seats=1)
    results = run_together(
        *[lambda b=b: cancel_booking(booking=b, by=b.person) for b in bookings],
        *[lambda w=w: join_waiting_list(session=session, by=w, seats=1) for w in people[4:]],
    )
    assert not [one for one in results if "deadlock" in str(one)]
    session.refresh_from_db()
    assert session.taken == session.offered == 2
    assert session.waiting == 2
    offered = session.bookings.filter(status=BookingStatus.OFFERED).values_list("person", flat=True)
    assert set(offered) == {people[2].pk, people[3].pk}


def test_saving_a_session_read_before_keeps_the_counters():
    session = session_of(open_factory())
    old = Session.objects.get(pk=session.pk)
    book_seats(session=session, by=UserFactory(), seats=2)
    with transaction.atomic():
        old.save()
    old.refresh_from_db()
    assert old.taken == 2


def test_two_who_swap_sessions_do_not_deadlock(run_together):
    programme = open_factory()
    one, two = session_of(programme, capacity=4), session_of(programme, capacity=4, hours=90)
    people = [UserFactory() for _ in range(2)]
    bookings = [
        book_seats(session=one, by=people[0], seats=2),
        book_seats(session=two, by=people[1], seats=2),
    ]
    results = run_together(
        lambda: move_booking(booking=bookings[0], to=two, by=people[0]),
        lambda: move_booking(booking=bookings[1], to=one, by=people[1]),
    )
    assert all(isinstance(result, Booking) for result in results), results
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.taken, two.taken) == (2, 2)


def split(one, two, who):
    return book_class(
        session=one,
        beside=two,
        by=who,
        seats=2,
        adults=1,
        beside_seats=2,
        beside_adults=1,
        group_name="한빛중학교",
        school_kind="middle",
    )


def test_two_classes_split_over_the_same_pair_in_opposite_order_do_not_deadlock(run_together):
    programme = open_factory(group_min=1)
    for _ in range(3):
        one = session_of(programme, capacity=4)
        two = session_of(programme, capacity=4, beside=one)
        pairs = [(one, two), (two, one)] * 2
        people = [UserFactory() for _ in pairs]
        both = zip(pairs, people, strict=True)
        results = run_together(*[lambda pair=pair, who=who: split(*pair, who) for pair, who in both])
        booked = [result for result in results if isinstance(result, tuple)]
        refused = [result for result in results if not isinstance(result, tuple)]
        assert len(booked) == 2, results
        assert {error.code for error in refused} == {"full"}
        one.refresh_from_db()
        two.refresh_from_db()
        assert (one.taken, two.taken) == (4, 4)


def test_a_class_gets_both_groups_or_neither_beside_single_bookings(run_together):
    programme = open_factory(group_min=1)
    one = session_of(programme, capacity=4)
    two = session_of(programme, capacity=4, beside=one)
    people = [UserFactory() for _ in range(6)]
    run_together(
        *[lambda who=who: split(two, one, who) for who in people[:3]],
        *[lambda who=who: book_seats(session=two, by=who, seats=1) for who in people[3:]],
    )
    one.refresh_from_db()
    two.refresh_from_db()
    classes = one.bookings.live().count()
    assert classes == two.bookings.live().filter(split__isnull=False).count()
    assert one.taken == 2 * classes


@pytest.mark.parametrize("what", ["bookings", "waiting"])
def test_one_key_from_several_at_once_is_done_once(run_together, what):
    session, person = session_of(open_factory(), capacity=2), UserFactory()
    if what == "waiting":
        book_seats(session=session, by=UserFactory(), seats=2)
    secret = create_token(by=person, name="program", scopes=["book"], days=1)[1]
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "one"}
    path = f"/api/v1/tours/sessions/{session.public_id}/{what}/"

    def ask():
        return Client().post(path, {"seats": 1}, "application/json", headers=headers)

    answers = run_together(*[ask] * 6)
    made = {answer.content for answer in answers if answer.status_code == 201}
    assert len(made) == 1, answers
    others = {
        (answer.status_code, answer.json()["reason"]) for answer in answers if answer.status_code != 201
    }
    assert others <= {(409, "in_progress")}
    assert person.tour_bookings.count() + person.tour_waiting.count() == 1
    again = ask()
    assert ({again.content}, again["Idempotent-Replayed"]) == (made, "true")


def being_cancelled(owner_connection) -> tuple[Booking, ConsentText]:
    """A booking that is asked to agree to a text, while its end is written and not committed yet."""
    programme = open_factory()
    booking = book_seats(session=session_of(programme), by=UserFactory(), seats=1)
    write_consent(
        programme=programme,
        kind="briefing",
        by=None,
        text_ko="안전모를 씁니다.",
        text_en="",
        demand="required",
    )
    (text,) = publish_consents(programme=programme, by=None)
    owner_connection.autocommit = False
    owner_connection.execute(
        "UPDATE tours_booking SET status = 'cancelled', cancelled_at = now() WHERE id = %s", [booking.pk]
    )
    return booking, text


def test_whoever_agrees_while_the_booking_ends_agrees_to_nothing(run_together, owner_connection):
    booking, text = being_cancelled(owner_connection)

    def end() -> None:
        """Once the other one waits; at the latest after two seconds."""
        for _ in range(200):
            if owner_connection.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
                break
            time.sleep(0.01)
        owner_connection.commit()

    agreed, _ended = run_together(
        lambda: agree(booking=booking, by=booking.person, consents=[text.public_id]), end
    )
    assert isinstance(agreed, WrongState)
    assert not booking.consents.exists()
    assert not Event.objects.filter(verb="tours.agree").exists()


def test_control_without_the_lock_an_ended_booking_agrees(monkeypatch, owner_connection):
    booking, text = being_cancelled(owner_connection)
    monkeypatch.setattr("programme.tours.services.consents.lock", lambda booking: booking)
    agree(booking=booking, by=booking.person, consents=[text.public_id])
    owner_connection.commit()
    booking.refresh_from_db()
    assert booking.status == BookingStatus.CANCELLED
    assert booking.consents.exists()

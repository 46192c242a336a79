"""The API of tours: what a program does for its person, and what it is refused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programme.accounts.services import create_token
from programme.calls.models import Programme
from programme.core.clock import db_now
from programme.core.idempotency import forget_answers
from programme.core.models import IdempotentAnswer
from programme.tours.choices import BookingStatus, SchoolKind
from programme.tours.models import Booking, Session, TourProgramme, WaitingEntry
from programme.tours.services import (
    book_class,
    book_seats,
    join_waiting_list,
    publish_consents,
    write_consent,
)
from tests.contract import Caller
from tests.records import UserFactory, company_person, staff

from .conftest import A_CLASS, open_factory, session_of

pytestmark = pytest.mark.django_db


def token_of(person, *scopes):
    name = f"test {person.api_tokens.count()}"
    return create_token(by=person, name=name, scopes=scopes or ["read", "book", "check_in"], days=30)[1]


@pytest.fixture
def session(programme):
    return session_of(programme, capacity=2)


@pytest.fixture
def caller(visitor):
    return Caller(token=token_of(visitor))


def bookings(session):
    return f"tours/sessions/{session.public_id}/bookings/"


def waiting(session):
    return f"tours/sessions/{session.public_id}/waiting/"


def fill(session):
    return book_seats(session=session, by=UserFactory(), seats=session.capacity)


# --- Booking --------------------------------------------------------------------------------


def test_a_booking_is_made_read_and_cancelled(caller, session, visitor):
    made = caller.post(bookings(session), {"seats": 2, "note": "휠체어"}, key="k1")
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["status"], told["seats"], told["session"]) == ("confirmed", 2, session.public_id)
    booking = Booking.objects.get()
    assert (booking.person, booking.public_id, booking.note) == (visitor, told["public_id"], "휠체어")
    assert [row["public_id"] for row in caller.get("tours/bookings/").json()["results"]] == [
        booking.public_id
    ]
    own = f"tours/bookings/{booking.public_id}/"
    assert caller.get(own).json() == told
    assert caller.post(f"{own}reduce/", {"seats": 1}).json()["seats"] == 1
    assert caller.post(f"{own}cancel/").json()["status"] == "cancelled"
    again = caller.post(f"{own}cancel/")
    assert (again.status_code, again.json()["reason"]) == (409, "wrong_state")


def test_a_class_says_all_that_the_form_asks(caller):
    programme = open_factory(final_number_days=3)
    session = session_of(programme, capacity=40, hours=24 * 10)
    made = caller.post(bookings(session), {**A_CLASS, "seats": 25}, key="k1").json()
    assert {name: made[name] for name in A_CLASS} == A_CLASS
    own = f"tours/bookings/{made['public_id']}/"
    confirmed = caller.post(f"{own}confirm-number/", {"seats": 22, "adults": 3}).json()
    assert (confirmed["seats"], confirmed["adults"]) == (22, 3)
    assert confirmed["number_confirmed_at"]
    missing = caller.post(bookings(session_of(programme)), {"kind": "school", "seats": 25}, key="k2")
    assert missing.status_code == 422
    assert missing.json()["reason"] == "incomplete"
    assert set(missing.json()["fields"]) == {"school_kind", "group_name", "seats"}


def test_a_booking_is_moved(caller, programme, session):
    other = session_of(programme, hours=96)
    made = caller.post(bookings(session), {"seats": 2}, key="k1").json()
    moved = caller.post(f"tours/bookings/{made['public_id']}/move/", {"to": other.public_id}).json()
    assert (moved["session"], moved["status"]) == (other.public_id, "confirmed")
    assert caller.get(f"tours/bookings/{made['public_id']}/").json()["status"] == "cancelled"
    nowhere = caller.post(f"tours/bookings/{moved['public_id']}/move/", {"to": "nothing"})
    assert (nowhere.status_code, list(nowhere.json()["fields"])) == (400, ["to"])


def test_a_class_in_two_groups_is_moved_whole(caller, programme, visitor):
    pairs = []
    for hours in (80, 90):
        first = session_of(programme, capacity=30, hours=hours)
        pairs.append((first, session_of(programme, capacity=30, beside=first)))
    class_ = {name: value for name, value in A_CLASS.items() if name != "kind"}
    made, _other = book_class(
        session=pairs[0][0],
        beside=pairs[0][1],
        by=visitor,
        seats=20,
        beside_seats=20,
        beside_adults=2,
        **class_,
    )
    moved = caller.post(
        f"tours/bookings/{made.public_id}/move/", {"to": pairs[1][0].public_id, "whole": True}
    )
    assert moved.status_code == 200
    live = Booking.objects.live().values_list("session_id", flat=True)
    assert set(live) == {one.pk for one in pairs[1]}


def test_a_move_into_a_full_session_says_where_to_wait(caller, programme, session):
    other = session_of(programme, hours=96, capacity=2)
    fill(other)
    made = caller.post(bookings(session), {"seats": 2}, key="k1").json()
    refused = caller.post(f"tours/bookings/{made['public_id']}/move/", {"to": other.public_id})
    assert (refused.status_code, refused.json()["reason"]) == (409, "full")
    assert refused.json()["waiting_list"].endswith(waiting(other))
    assert caller.get(f"tours/bookings/{made['public_id']}/").json()["status"] == "confirmed"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_refusal_has_a_reason_a_sentence_and_the_way_to_the_line(session, visitor, language):
    fill(session)
    caller = Caller(token=token_of(visitor), language=language)
    refused = caller.post(bookings(session), {"seats": 1}, key="k1")
    assert refused.status_code == 409
    told = refused.json()
    assert told["reason"] == "full"
    assert told["detail"] == {"ko": "이 회차는 만석입니다.", "en": "This session is full."}[language]
    assert told["waiting_list"] == f"http://testserver/api/v1/{waiting(session)}"
    assert not IdempotentAnswer.objects.exists()
    joined = caller.post(told["waiting_list"].partition("/api/v1/")[2], {"seats": 1}, key="k2")
    assert (joined.status_code, joined.json()["place"]) == (201, 1)
    # What was refused may be asked for again under the same key.
    Booking.objects.filter(session=session).update(status=BookingStatus.CANCELLED, cancelled_at=db_now())
    WaitingEntry.objects.update(ended_at=db_now())
    assert caller.post(bookings(session), {"seats": 1}, key="k1").status_code == 201


def refusals(caller, session, visitor):
    """Every reason why a booking is refused, and what was done to bring it about."""
    TourProgramme.objects.update(repeat_days=30)
    other = session_of(session.tour_programme, hours=80)
    yield "already_booked", lambda: book_seats(session=session, by=visitor, seats=1), session
    yield "visited_recently", lambda: None, other
    later = session_of(open_factory(window_days=10), hours=24 * 60)
    yield "not_open_yet", lambda: None, later
    soon = session_of(open_factory(lead_time_hours=48), hours=3)
    yield "closed", lambda: None, soon


def test_each_reason_is_described_and_none_else_has_the_line(caller, session, visitor):
    for number, (reason, happen, where) in enumerate(refusals(caller, session, visitor)):
        happen()
        refused = caller.post(bookings(where), {"seats": 1}, key=f"k{number}")
        assert (refused.status_code, refused.json()["reason"]) == (409, reason)
        assert "waiting_list" not in refused.json()


def test_shares_and_the_queue_lead_to_the_line(caller, programme):
    shared = session_of(programme, capacity=10)
    Session.objects.filter(pk=shared.pk).update(individual_seats=0)
    told = caller.post(bookings(shared), {"seats": 1}, key="k1").json()
    assert told["reason"] == "share_full"
    assert told["waiting_list"].endswith(waiting(shared))
    queued = session_of(open_factory(), capacity=2)
    fill(queued)
    join_waiting_list(session=queued, by=UserFactory(), seats=2)
    Session.objects.filter(pk=queued.pk).update(capacity=3)
    told = caller.post(bookings(queued), {"seats": 1}, key="k2").json()
    assert told["reason"] == "queue_first"
    assert told["waiting_list"].endswith(waiting(queued))


# --- Waiting list ---------------------------------------------------------------------------


def test_waiting_being_offered_accepting_and_declining(caller, session, visitor):
    holder = fill(session)
    entry = caller.post(waiting(session), {"seats": 2, "takes": "any"}, key="k1").json()
    assert (entry["place"], entry["booking"]) == (1, None)
    assert caller.get("tours/waiting/").json()["count"] == 1
    twice = caller.post(waiting(session), {"seats": 1}, key="k2")
    assert (twice.status_code, twice.json()["reason"]) == (409, "already_waiting")
    Caller(session=holder.person).post(f"tours/bookings/{holder.public_id}/cancel/")
    offered = caller.get(f"tours/waiting/{entry['public_id']}/").json()
    assert offered["place"] is None
    offer = f"tours/bookings/{offered['booking']}/"
    assert caller.get(offer).json()["status"] == "offered"
    assert caller.post(f"{offer}accept/").json()["status"] == "confirmed"
    assert caller.post(f"{offer}accept/").json()["reason"] == "wrong_state"
    assert caller.post(f"{offer}cancel/").json()["status"] == "cancelled"


def test_an_offer_that_expired_is_not_accepted(caller, session):
    holder = fill(session)
    caller.post(waiting(session), {"seats": 2}, key="k1")
    Caller(session=holder.person).post(f"tours/bookings/{holder.public_id}/cancel/")
    offer = Booking.objects.get(status=BookingStatus.OFFERED)
    Booking.objects.filter(pk=offer.pk).update(offer_expires_at=db_now() - timedelta(seconds=1))
    refused = caller.post(f"tours/bookings/{offer.public_id}/accept/")
    assert (refused.status_code, refused.json()["reason"]) == (409, "offer_expired")


def test_leaving_the_line(caller, session):
    fill(session)
    entry = caller.post(waiting(session), {"seats": 2}, key="k1").json()
    left = caller.post(f"tours/waiting/{entry['public_id']}/leave/").json()
    assert left["ended_at"]
    assert left["place"] is None
    assert caller.post(f"tours/waiting/{entry['public_id']}/leave/").json()["reason"] == "wrong_state"
    assert caller.get("tours/waiting/").json()["count"] == 0


def test_whoever_could_book_does_not_wait(caller, session):
    refused = caller.post(waiting(session), {"seats": 1}, key="k1")
    assert (refused.status_code, refused.json()["reason"]) == (409, "seats_left")


# --- The day of the visit -------------------------------------------------------------------


def test_the_host_s_day(visitor):
    programme = open_factory(lead_time_hours=0)
    session = session_of(programme, hours=0.4)
    booking = book_seats(session=session, by=visitor, seats=2)
    missing = book_seats(session=session, by=UserFactory(), seats=1)
    host = Caller(token=token_of(company_person(programme.factory.company), "check_in"))
    came = host.post(f"tours/bookings/{booking.public_id}/check-in/").json()
    assert came["checked_in_at"]
    assert host.post(f"tours/bookings/{booking.public_id}/check-in/").json() == came  # two devices
    wrong = host.post(f"tours/bookings/{missing.public_id}/check-in/").json()
    assert wrong["checked_in_at"]
    back = host.post(f"tours/bookings/{missing.public_id}/take-back-check-in/", {"reason": "착오"})
    assert back.json()["checked_in_at"] is None
    walk_ins = f"tours/sessions/{session.public_id}/walk-ins/"
    walked = host.post(walk_ins, {"seats": 1}, key="k1")
    assert (walked.status_code, walked.json()["kind"]) == (201, "individual")
    assert host.post(walk_ins, {"seats": 1}, key="k1").json() == walked.json()
    full = host.post(walk_ins, {"seats": 5}, key="k2")
    assert (full.status_code, full.json()["reason"]) == (409, "full")
    listed = host.get(bookings(session)).json()
    assert {row["public_id"] for row in listed} == {
        booking.public_id,
        missing.public_id,
        walked.json()["public_id"],
    }
    early = host.post(f"tours/sessions/{session.public_id}/held/")
    assert (early.status_code, early.json()["reason"]) == (409, "wrong_state")
    now = db_now()
    Session.objects.filter(pk=session.pk).update(starts_at=now - timedelta(hours=1))
    held = host.post(f"tours/sessions/{session.public_id}/held/").json()
    assert [bool(row["missed_at"]) for row in held] == [False, True, False]


# --- Who may do what ------------------------------------------------------------------------

CHANGES = ["reduce", "confirm-number", "cancel"]
DAY = ["check-in", "take-back-check-in"]
BODIES = {"reduce": {"seats": 1}, "confirm-number": {"seats": 1}, "take-back-check-in": {"reason": "x"}}


def test_who_reaches_a_booking(session, visitor, programme):
    booking = book_seats(session=session, by=visitor, seats=2)
    own = f"tours/bookings/{booking.public_id}/"
    host = company_person(programme.factory.company)
    reader = staff("tours.view_booking", "tours.view_session", "tours.view_waitingentry")
    expected = {
        "owner": (Caller(token=token_of(visitor)), 200),
        "host": (Caller(token=token_of(host)), 200),
        "other host": (Caller(token=token_of(company_person(open_factory().factory.company))), 404),
        "other person": (Caller(session=UserFactory()), 404),
        "anonymous": (Caller(), 401),
    }
    for who, (caller, status) in expected.items():
        assert caller.get(own).status_code == status, who
        assert caller.get("tours/bookings/").status_code == (401 if who == "anonymous" else 200)
        assert caller.get(bookings(session)).status_code == {"owner": 404, "host": 200}.get(who, status), who
        for step in (*CHANGES, *DAY):
            if status != 200:
                assert caller.post(f"{own}{step}/", BODIES.get(step)).status_code == status, (who, step)
        if who not in ("host", "anonymous"):
            for step in DAY:
                refused = caller.post(f"{own}{step}/", BODIES.get(step))
                assert refused.status_code == (403 if who == "owner" else 404), (who, step)
    booking.refresh_from_db()
    assert (booking.status, booking.seats, booking.checked_in_at) == ("confirmed", 2, None)
    from tests.accounts.second_factor import sign_in

    caller = Caller()
    sign_in(caller.client, reader)
    assert caller.get(own).status_code == 200
    assert caller.post(f"{own}cancel/").status_code == 403


def test_who_reaches_a_place_in_line(session, visitor):
    fill(session)
    entry = join_waiting_list(session=session, by=visitor, seats=1)
    own = f"tours/waiting/{entry.public_id}/"
    for caller, status in (
        (Caller(token=token_of(visitor)), 200),
        (Caller(session=UserFactory()), 404),
        (Caller(), 401),
    ):
        assert caller.get(own).status_code == status
        if status != 200:
            assert caller.post(f"{own}leave/").status_code == status
    assert Caller(session=UserFactory()).get("tours/waiting/").json()["count"] == 0


def test_a_demonstrations_session_is_found_by_its_id_alone(settings):
    session = session_of(open_factory())
    Programme.objects.filter(pk=session.factory.call.programme_id).update(is_demo=True)
    for shown, code in ((True, 200), (False, 404)):
        settings.DEMO = shown
        answer = Caller().get(f"tours/sessions/{session.public_id}/")
        assert answer.status_code == code
        assert Caller().get("tours/sessions/").json()["results"] == []
        if shown:
            assert answer.json()["demonstration"] is True


def test_a_session_that_is_not_shown_is_not_there(caller, session):
    type(session.factory).objects.filter(pk=session.factory.pk).update(status="completed")
    assert caller.post(bookings(session), {"seats": 1}, key="k1").status_code == 404


def test_a_session_cookie_needs_the_csrf_token(session, visitor):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(visitor)
    refused = strict.post(f"/api/v1/{bookings(session)}", {"seats": 1}, "application/json")
    assert (refused.status_code, refused.json()["reason"]) == (403, "permission_denied")
    assert not Booking.objects.exists()


# --- Asked twice, done once -----------------------------------------------------------------


def test_the_same_key_gives_the_first_answer(caller, session):
    first = caller.post(bookings(session), {"seats": 2}, key="k1")
    again = caller.post(bookings(session), {"seats": 2}, key="k1")
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Booking.objects.count() == 1


def test_a_key_is_for_one_request_of_one_person(caller, session):
    caller.post(bookings(session), {"seats": 2}, key="k1")
    reused = caller.post(bookings(session), {"seats": 1}, key="k1")
    assert (reused.status_code, reused.json()["reason"]) == (422, "idempotency_key_reused")
    elsewhere = caller.post(bookings(session_of(open_factory())), {"seats": 2}, key="k1")
    assert elsewhere.json()["reason"] == "idempotency_key_reused"
    other = Caller(token=token_of(UserFactory()))
    free = session_of(open_factory())
    assert other.post(bookings(free), {"seats": 1}, key="k1").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "ü", "x" * 256])
def test_without_a_proper_key_nothing_is_done(caller, session, key):
    refused = caller.post(bookings(session), {"seats": 1}, key=key)
    assert refused.status_code == 400
    assert list(refused.json()["fields"]) == ["Idempotency-Key"]
    assert not Booking.objects.exists()


def test_what_fails_after_the_booking_leaves_neither(caller, session, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(IdempotentAnswer.objects, "create", broken)
    with pytest.raises(RuntimeError):
        caller.post(bookings(session), {"seats": 1}, key="k1")
    assert not Booking.objects.exists()
    session.refresh_from_db()
    assert session.taken == 0


def test_answers_are_kept_a_day(caller, session):
    caller.post(bookings(session), {"seats": 1}, key="k1")
    assert forget_answers() == 0
    IdempotentAnswer.objects.update(at=db_now() - timedelta(hours=24, minutes=1))
    assert forget_answers() == 1


# --- What it costs --------------------------------------------------------------------------


def test_a_booking_takes_few_statements(caller, session):
    """Token, key, session, session as seen, booking, event, mail, job, answer; four of transactions."""
    caller.post(bookings(session_of(open_factory())), {"seats": 1}, key="first")  # warm
    with CaptureQueriesContext(connection) as done:
        assert caller.post(bookings(session), {"seats": 2}, key="k1").status_code == 201
    asked = [one["sql"] for one in done.captured_queries]
    assert len(asked) <= 13, asked


@pytest.mark.parametrize("path", ["tours/bookings/", "tours/waiting/"])
def test_lists_cost_the_same_for_one_and_many(caller, visitor, path):
    def count():
        with CaptureQueriesContext(connection) as done:
            assert caller.get(path).status_code == 200
        return len(done)

    def add():
        book_seats(session=session_of(open_factory()), by=visitor, seats=1)
        crowded = session_of(open_factory(), capacity=2)
        fill(crowded)
        join_waiting_list(session=crowded, by=visitor, seats=1)

    add()
    caller.get(path)
    one = count()
    for _ in range(4):
        add()
    assert count() == one


def test_the_texts_of_a_factory_are_read_and_agreed_to(caller, programme, session):
    write_consent(
        programme=programme, kind="briefing", by=None, text_ko="안전모", text_en="", demand="required"
    )
    (text,) = publish_consents(programme=programme, by=None)
    told = caller.get(f"tours/sessions/{session.public_id}/").json()
    assert told["schools"] == list(SchoolKind)
    assert told["consents"] == [
        {
            "public_id": text.public_id,
            "kind": "briefing",
            "number": 1,
            "demand": "required",
            "text_ko": "안전모",
            "text_en": "",
        }
    ]
    refused = caller.post(bookings(session), {"seats": 1}, key="k1")
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["consents"])
    made = caller.post(bookings(session), {"seats": 1, "consents": [text.public_id]}, key="k2")
    assert made.status_code == 201, made.content
    assert Booking.objects.get().consents.get().text == text

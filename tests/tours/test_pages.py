"""The pages over HTTP: who sees what, three requests to book, what is refused beside its field."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from programme.core.clock import db_now
from programme.factories.choices import FactoryStatus
from programme.tours.choices import BookingStatus, SchoolKind, SessionStatus
from programme.tours.models import Booking, Session, WaitingEntry
from programme.tours.queries import next_sessions, waiting_for
from programme.tours.services import book_seats, cancel_booking, enter_booking, join_waiting_list
from tests.records import (
    LighthouseFactoryFactory,
    UserFactory,
    company_person,
    staff,
    staff_in,
)

from .conftest import A_CLASS, open_factory, session_of
from .test_sessions import move_to

pytestmark = pytest.mark.django_db

PARTY = {"kind": "individual", "seats": "2", "group_name": "", "note": ""}


def page(client, name, *args, **data):
    return client.get(reverse(f"tours:{name}", args=args), data)


def send(client, name, *args, **data):
    return client.post(reverse(f"tours:{name}", args=args), data)


# --- Booking in three requests ---------------------------------------------------------------


def test_form_post_confirmation_in_twenty_statements(client, session, visitor):
    client.force_login(visitor)
    page(client, "session", session.public_id)  # fills the process's own caches
    with CaptureQueriesContext(connection) as statements:
        assert page(client, "session", session.public_id).status_code == 200
        booked = send(client, "session", session.public_id, **PARTY)
        assert booked.status_code == 302
        assert client.get(booked.url).status_code == 200
    assert len(statements) <= 20, "\n".join(one["sql"][:150] for one in statements.captured_queries)
    assert Booking.objects.get().seats == 2


def test_a_second_click_shows_the_booking_that_is_there(client, session, visitor):
    client.force_login(visitor)
    first = send(client, "session", session.public_id, **PARTY)
    second = send(client, "session", session.public_id, **PARTY)
    assert first.url == second.url
    assert Booking.objects.count() == 1


def test_everyone_reads_and_signs_in_to_book(client, session):
    assert "로그인하고 예약" in page(client, "session", session.public_id).content.decode()
    refused = send(client, "session", session.public_id, **PARTY)
    assert refused.status_code == 302
    assert f"next={session.get_absolute_url()}" in refused.url
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"seats": ""}, "seats"),
        ({"seats": "-1"}, "seats"),
        ({"seats": "9999999999999999999"}, "seats"),
        ({"seats": "둘"}, "seats"),
        ({"seats": "5"}, "seats"),
        ({"kind": "school", "seats": "5"}, "group_name"),
        ({"kind": "unknown"}, "kind"),
        ({"note": "가" * 301}, "note"),
        ({"kind": "school", "seats": "5", "group_name": "𐐷" * 101}, "group_name"),
    ],
)
def test_bad_input_is_refused_beside_its_field(client, session, visitor, change, field):
    client.force_login(visitor)
    answer = send(client, "session", session.public_id, **{**PARTY, **change})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Booking.objects.exists()


def test_a_full_session_leads_to_the_waiting_list_with_everything_entered(client, session, visitor):
    book_seats(session=session, by=UserFactory(), seats=4)
    client.force_login(visitor)
    answer = send(client, "session", session.public_id, **{**PARTY, "note": "휠체어 1대"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "휠체어 1대" in text
    assert reverse("tours:join", args=[session.public_id]) in text
    joined = send(client, "join", session.public_id, **PARTY, takes="all")
    assert joined.status_code == 302
    assert WaitingEntry.objects.get().person == visitor
    assert page(client, "session", session.public_id).context["place"] == 1


def test_offer_accept_and_leave_by_page(client, programme, visitor):
    session = session_of(programme, capacity=1)
    holder = book_seats(session=session, by=UserFactory(), seats=1)
    join_waiting_list(session=session, by=visitor, seats=1)
    other = UserFactory()
    entry = join_waiting_list(session=session, by=other, seats=1)
    cancel_booking(booking=holder, by=holder.person)
    offer = Booking.objects.get(person=visitor)
    client.force_login(visitor)
    assert "자리 수락" in page(client, "booking", offer.public_id).content.decode()
    assert [item.url for item in waiting_for(visitor)] == [offer.get_absolute_url()]
    assert page(client, "accept_offer", offer.public_id).status_code == 200
    assert send(client, "accept_offer", offer.public_id).status_code == 302
    offer.refresh_from_db()
    assert offer.status == BookingStatus.CONFIRMED
    assert send(client, "leave", entry.public_id).status_code == 404  # somebody else's
    client.force_login(other)
    assert page(client, "mine").status_code == 200
    assert send(client, "leave", entry.public_id).status_code == 302
    assert not WaitingEntry.objects.waiting().exists()


def test_cancelling_by_page(client, session, visitor):
    booking = book_seats(session=session, by=visitor, seats=1)
    client.force_login(visitor)
    assert page(client, "cancel_booking", booking.public_id).status_code == 200
    assert send(client, "cancel_booking", booking.public_id).url == booking.get_absolute_url()
    booking.refresh_from_db()
    assert booking.status == BookingStatus.CANCELLED


# --- Whose is whose: who may open which page stands in tests/guards/test_addresses.py -----------


@pytest.mark.parametrize("name", ["session", "booking", "host_session", "join", "enter_booking"])
def test_an_unknown_id_is_not_found(client, visitor, name):
    client.force_login(visitor)
    assert page(client, name, "nosuchthing0").status_code == 404
    assert page(client, name, "가나다").status_code == 404


def test_a_demonstration_appears_only_while_it_is_on(client, session, settings):
    programme = session.factory.call.programme
    programme.is_demo = True
    programme.save()
    settings.DEMO = False
    assert page(client, "session", session.public_id).status_code == 404
    assert not page(client, "find").context["sessions"]
    assert not next_sessions(5)
    settings.DEMO = True
    assert page(client, "find").context["sessions"]
    assert next_sessions(5, factory=session.factory).get() == session
    assert not next_sessions(5, shown=False)
    assert client.get("/api/v1/tours/sessions/").json()["count"] == 0


# --- The list and the API --------------------------------------------------------------------


def test_the_list_is_narrowed_by_what_the_address_says(client, programme):
    soon, later = session_of(programme, hours=30), session_of(programme, hours=200, capacity=1)
    book_seats(session=later, by=UserFactory(), seats=1)
    other = session_of(open_factory(), hours=100)
    Session.objects.filter(pk=soon.pk).update(language="en")
    day = (later.starts_at + timedelta(hours=9)).date().isoformat()

    def found(**conditions):
        return set(page(client, "find", **conditions).context["sessions"])

    assert found() == {soon, later, other}
    assert found(date_from=day) == found(date_from=day, date_to=day) == {later}
    assert found(seats=1) == {soon, other}
    assert found(language="en") == {soon}
    assert found(region=other.factory.region.key) == {other}
    assert found(factory=programme.factory.slug) == {soon, later}
    assert page(client, "find", region="nowhere", seats="x", date_from="2026-13-99").status_code == 200


def test_the_list_asks_as_often_for_many_as_for_one(client, programme):
    session_of(programme)
    page(client, "find")
    with CaptureQueriesContext(connection) as one:
        page(client, "find")
    for hours in range(10):
        session_of(programme, hours=100 + hours)
    with CaptureQueriesContext(connection) as many:
        page(client, "find")
    assert len(many) == len(one)


def test_the_api_lists_what_can_be_visited(client, session):
    gone = session_of(session.tour_programme)
    Session.objects.filter(pk=gone.pk).update(status=SessionStatus.CANCELLED)
    answer = client.get("/api/v1/tours/sessions/", {"factory": session.factory.slug, "seats": 5}).json()
    assert [one["public_id"] for one in answer["results"]] == [session.public_id]
    assert answer["results"][0]["seats_left"] == 5
    assert client.get(f"/api/v1/tours/sessions/{session.public_id}/").status_code == 200
    assert client.get("/api/v1/tours/sessions/nosuchthing0/").status_code == 404
    assert client.post("/api/v1/tours/sessions/", {}).status_code in {403, 405}
    assert client.get("/api/v1/tours/sessions/", {"seats": "x"}).status_code == 400


# --- Hosting ---------------------------------------------------------------------------------


def test_a_host_writes_opens_plans_and_runs_a_tour(client, visitor):
    factory = LighthouseFactoryFactory(status=FactoryStatus.COMPLETED)
    host = company_person(factory.company)
    client.force_login(host)
    assert reverse("tours:host", args=[factory.slug]) in [item.url for item in waiting_for(host)]
    assert send(client, "save_programme", factory.slug, languages="ko").status_code == 422
    terms = {
        "summary_ko": "라인",
        "meeting_point_ko": "정문",
        "address_ko": "경상남도 창원시 성산구 창원대로 1",
        "contact_phone": "055-000-0000",
        "languages": ["ko"],
        "duration_minutes": 60,
        "per_person_limit": 4,
        "group_min": 5,
        "group_max": 30,
        "window_days": 60,
        "lead_time_hours": 0,
        "cancellation_deadline_hours": 0,
        "offer_hours": 24,
        "final_number_days": 0,
        "repeat_days": 0,
        "least_visitors": 0,
        "decide_hours": 48,
        "admits": ["individual", "school", "industry"],
        "school_kinds": ["middle", "high"],
        **{f"{kind}_per_adult": 10 for kind in SchoolKind.values},
        "bus_spaces": 0,
        "fee_krw": 0,
    }
    assert send(client, "save_programme", factory.slug, **terms).status_code == 302
    assert send(client, "open_tours", factory.slug).status_code == 302
    soon = db_now() + timedelta(hours=2 + 9)  # as Seoul's clock shows it
    when = {"date": soon.date().isoformat(), "time": f"{soon:%H:%M}", "capacity": 20, "language": "ko"}
    past = {**when, "date": "2020-01-01"}
    refused = send(client, "create_session", factory.slug, **past)
    assert refused.status_code == 422
    assert "date" in refused.context["form"].errors
    planned = send(client, "create_session", factory.slug, **when)
    session = Session.objects.get()
    assert planned.url == session.get_host_url()
    caller = {**PARTY, "guest_name": "김선생", "guest_phone": "02-000-0000"}
    assert send(client, "enter_booking", session.public_id, **caller).status_code == 302
    assert send(client, "assign_guide", session.public_id, guide=host.pk).status_code == 302
    assert send(client, "assign_guide", session.public_id, guide=visitor.pk).status_code == 422
    assert send(client, "change_capacity", session.public_id, capacity=1).status_code == 422
    assert send(client, "change_capacity", session.public_id, capacity=10).status_code == 302
    booking = Booking.objects.get()
    assert send(client, "check_in", booking.public_id).status_code == 302
    assert send(client, "confirm_held", session.public_id).status_code == 422  # not begun
    assert send(client, "take_back_check_in", booking.public_id, reason="착오").status_code == 302
    assert send(client, "check_in", booking.public_id).status_code == 302
    move_to(session, -3)
    assert session.get_host_url() in [item.url for item in waiting_for(host)]
    assert send(client, "confirm_held", session.public_id).status_code == 302
    assert page(client, "host", factory.slug).context["progress"].held == 1
    assert "김선생" in page(client, "host_session", session.public_id).content.decode()
    duty = session.duties.get()
    assert send(client, "end_duty", session.public_id, duty.pk).status_code == 302


def test_a_host_offers_free_seats_by_hand(client, programme, host, visitor):
    programme.line_by_hand = True
    programme.save()
    session = session_of(programme, capacity=1)
    booking = book_seats(session=session, by=UserFactory(), seats=1)
    entry = join_waiting_list(session=session, by=visitor, seats=1)
    cancel_booking(booking=booking, by=booking.person)
    client.force_login(host)
    assert str(session) in " ".join(str(item.title) for item in waiting_for(host))
    assert (
        reverse("tours:offer_seats", args=[entry.public_id])
        in page(client, "host_session", session.public_id).content.decode()
    )
    for _ in range(2):  # a second click says so and changes nothing
        assert send(client, "offer_seats", entry.public_id).status_code == 302
    assert Booking.objects.get(person=visitor).status == BookingStatus.OFFERED
    client.force_login(company_person(open_factory().factory.company))
    assert send(client, "offer_seats", entry.public_id).status_code == 404


def test_a_visitor_moves_reduces_and_confirms_by_page(client, programme, visitor):
    programme.final_number_days = 1
    programme.save()
    session, later = session_of(programme, capacity=30), session_of(programme, capacity=30, hours=100)
    booking = book_seats(session=session, by=visitor, seats=20, **A_CLASS)
    client.force_login(visitor)
    text = page(client, "booking", booking.public_id).content.decode()
    assert reverse("tours:confirm_number", args=[booking.public_id]) in text
    assert send(client, "reduce_booking", booking.public_id, seats=40, adults=2).status_code == 422
    assert send(client, "reduce_booking", booking.public_id, seats=18, adults=2).status_code == 302
    choices = page(client, "move_booking", booking.public_id).context["form"].fields["to"].queryset
    assert list(choices) == [later]
    moved = send(client, "move_booking", booking.public_id, to=later.pk)
    new = Booking.objects.get(session=later)
    assert moved.url == new.get_absolute_url()
    assert send(client, "confirm_number", new.public_id, seats=17, adults=2).status_code == 302
    new.refresh_from_db()
    assert (new.seats, new.number_is_open) == (17, False)


def test_a_host_answers_requests_shares_seats_and_lets_people_in(client, programme, host, visitor):
    programme.approval_needed = True
    programme.save()
    session = session_of(programme, capacity=10)
    booking = book_seats(session=session, by=visitor, seats=2)
    client.force_login(visitor)
    assert send(client, "approve_booking", booking.public_id).status_code == 404
    client.force_login(host)
    assert (
        reverse("tours:approve_booking", args=[booking.public_id])
        in page(client, "host_session", session.public_id).content.decode()
    )
    assert str(session) in " ".join(str(item.title) for item in waiting_for(host))
    assert send(client, "approve_booking", booking.public_id).status_code == 302
    assert send(client, "set_shares", session.public_id, school_seats=20).status_code == 422
    assert send(client, "set_shares", session.public_id, school_seats=6).status_code == 302
    move_to(session, hours=0.2)
    assert send(client, "add_walk_in", session.public_id, seats=3, kind="individual").status_code == 302
    session.refresh_from_db()
    assert (session.taken, session.school_seats) == (5, 6)
    assert "without a booking" in client.get(f"/en{session.get_host_url()}").content.decode().lower()


def test_a_certificate_after_the_visit(client, programme, host, visitor):
    session = session_of(programme, hours=48)
    booking = book_seats(session=session, by=visitor, seats=1)
    client.force_login(visitor)
    assert page(client, "certificate", booking.public_id).status_code == 404
    move_to(session, -2)
    client.force_login(host)
    send(client, "check_in", booking.public_id)
    send(client, "confirm_held", session.public_id)
    client.force_login(visitor)
    assert "참가 확인서" in page(client, "certificate", booking.public_id).content.decode()


def test_calling_off_by_page_needs_a_reason(client, session, host):
    client.force_login(host)
    assert send(client, "cancel_session", session.public_id, reason="").status_code == 422
    assert send(client, "cancel_session", session.public_id, reason="정전").status_code == 302
    session.refresh_from_db()
    assert session.status == SessionStatus.CANCELLED


def test_no_child_s_name_can_be_entered_anywhere(client, session, visitor):
    """A party is a number: no form of a visitor asks for the names of those who come along."""
    client.force_login(visitor)
    fields = set(page(client, "session", session.public_id).context["form"].fields)
    assert fields == {"kind", "school_kind", "seats", "adults", "group_name", "note"}


# --- Back office -----------------------------------------------------------------------------


def test_staff_read_sessions_and_enter_a_telephone_booking(client, session, settings):
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "SecondFactor" not in one]
    person = staff_in("body")
    client.force_login(person)
    for model in ("tourprogramme", "session", "booking"):
        assert client.get(reverse(f"admin:tours_{model}_changelist")).status_code == 200
    assert client.get(reverse("admin:tours_session_change", args=[session.pk])).status_code == 200
    add = reverse("admin:tours_booking_add")
    caller = {**PARTY, "session": session.pk, "guest_name": "김선생", "guest_phone": "02-000-0000"}
    assert client.get(add).status_code == 200
    assert client.post(add, {**caller, "seats": "9"}).status_code == 422
    assert client.post(add, caller).status_code == 302
    booking = Booking.objects.get()
    step = reverse("admin:tours_booking_step", args=[booking.pk, "cancel_booking"])
    assert client.post(step, {}).status_code == 302
    booking.refresh_from_db()
    assert booking.status == BookingStatus.CANCELLED


def test_an_auditor_reads_and_changes_nothing(client, session, settings):
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "SecondFactor" not in one]
    client.force_login(staff_in("auditor"))
    assert client.get(reverse("admin:tours_booking_changelist")).status_code == 200
    assert client.get(reverse("admin:tours_booking_add")).status_code == 403
    step = reverse("admin:tours_session_step", args=[session.pk, "cancel_session"])
    assert client.post(step, {"reason": "x"}).status_code == 403


def test_an_entered_caller_is_not_in_another_s_pages(client, session, host):
    booking = enter_booking(session=session, by=host, seats=1, guest_name="김", guest_phone="010-0000-0000")
    client.force_login(staff("tours.view_booking"))
    assert page(client, "booking", booking.public_id).status_code in {302, 404}


# --- What no source says, and what is invented -----------------------------------------------------


def test_a_factory_known_from_publications_is_nobodys_task(client, db):
    published = LighthouseFactoryFactory(status=FactoryStatus.COMPLETED, known_on=date(2025, 9, 30))
    built_here = LighthouseFactoryFactory(status=FactoryStatus.COMPLETED, completed_on=date(2026, 1, 15))
    person = staff("tours.change_session", "tours.view_session")
    own = reverse("tours:host", args=[built_here.slug])
    assert [item.url for item in waiting_for(person)] == [own]
    for factory, listed in ((published, False), (built_here, True)):
        client.force_login(company_person(factory.company))
        address = reverse("tours:host", args=[factory.slug])
        assert (address in page(client, "mine").content.decode()) is listed
    client.force_login(company_person(published.company))
    host_page = page(client, "host", published.slug)
    assert host_page.context["progress"] is None
    assert "견학 실적 기록이 없습니다" in host_page.content.decode()
    assert "/ 16" not in host_page.content.decode()


@pytest.mark.parametrize("is_demo", [True, False])
def test_pages_of_the_demonstration_say_so(client, programme, host, visitor, settings, is_demo):
    settings.DEMO = True
    programmes = programme.factory.call.programme
    programmes.is_demo = is_demo
    programmes.save()
    session = session_of(programme)
    booking = book_seats(session=session, by=visitor, seats=1)
    badge = '<span class="badge badge-warning">시연</span>'
    client.force_login(visitor)
    shown = [page(client, "session", session.public_id), page(client, "booking", booking.public_id)]
    shown.append(page(client, "mine"))
    client.force_login(host)
    shown += [page(client, "host", programme.factory.slug), page(client, "host_session", session.public_id)]
    shown.append(page(client, "enter_booking", session.public_id))
    assert [badge in one.content.decode() for one in shown] == [is_demo] * len(shown)


@pytest.mark.parametrize(("hours", "says"), [(0, True), (24, False)])
def test_without_notice_one_books_until_the_tour_begins(client, db, hours, says):
    session = session_of(open_factory(lead_time_hours=hours, cancellation_deadline_hours=hours))
    assert ("견학 시작 전까지" in page(client, "session", session.public_id).content.decode()) is says


def test_a_full_session_without_a_line_says_so(client, programme, visitor):
    session = session_of(programme, capacity=1)
    book_seats(session=session, by=visitor, seats=1)
    words = page(client, "session", session.public_id).content.decode()
    assert "아직 대기자가 없어" in words
    assert "0팀" not in words
    client.force_login(UserFactory())
    join_waiting_list(session=session, by=UserFactory(), seats=1)
    assert "1팀이 대기 중" in page(client, "session", session.public_id).content.decode()


def test_the_facts_of_a_session_stand_before_its_form(client, session, visitor):
    client.force_login(visitor)
    words = page(client, "session", session.public_id).content.decode()
    assert words.index("정문 안내소") < words.index('name="seats"')


def test_an_english_reader_reads_english_names(programme, session, visitor):
    company = programme.factory.company
    with override("en"):
        assert str(Session.objects.get(pk=session.pk)).startswith(f"{company.name_en} ")
    with override("ko"):
        assert str(Session.objects.get(pk=session.pk)).startswith(f"{company.name_ko} ")


def test_a_form_about_a_session_leads_back_through_it(client, session, host):
    client.force_login(host)
    trail = page(client, "change_capacity", session.public_id).content.decode()
    trail = trail.partition('class="breadcrumb')[2].partition("</nav>")[0]
    assert reverse("tours:host", args=[session.factory.slug]) in trail
    assert session.get_host_url() in trail

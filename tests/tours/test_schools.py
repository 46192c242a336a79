"""Which schools a factory takes, how many adults come along, and which zones are left out."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from programme.core.errors import Incomplete
from programme.tours.choices import BookingStatus, SchoolKind
from programme.tours.models import Booking, Session, TourProgramme, WaitingEntry
from programme.tours.services import (
    accept_offer,
    add_walk_in,
    add_zone,
    book_seats,
    cancel_booking,
    confirm_number,
    enter_booking,
    join_waiting_list,
    move_booking,
    reduce_booking,
    save_programme,
)
from tests.records import UserFactory

from .conftest import A_CLASS, open_factory, session_of
from .test_sessions import move_to

pytestmark = pytest.mark.django_db


def school(kind: str = "middle", adults: int = 2) -> dict:
    return {**A_CLASS, "school_kind": kind, "adults": adults}


def fields_of(step, **arguments) -> dict:
    with pytest.raises(Incomplete) as refused:
        step(**arguments)
    return {name: str(text) for name, text in refused.value.fields.items()}


@pytest.fixture
def session(programme) -> Session:
    return session_of(programme, capacity=40)


def doors(session, host):
    """Every way by which a party comes into a session."""
    caller = {"by": host, "guest_name": "김선생", "guest_phone": "02-000-0000"}
    yield lambda **party: book_seats(session=session, by=UserFactory(), **party)
    yield lambda **party: enter_booking(session=session, **caller, **party)
    yield lambda **party: join_waiting_list(session=session, by=UserFactory(), **party)


@pytest.mark.parametrize(
    ("kind", "seats", "needed"),
    [
        ("elementary", 11, 1),
        ("elementary", 12, 2),  # ten pupils to an adult: one adult cannot look after eleven
        ("middle", 30, 2),
        ("high", 21, 1),
        ("vocational", 22, 2),
        ("youth", 30, 3),
        ("college", 30, 0),
    ],
)
def test_each_kind_of_school_brings_its_adults(session, host, kind, seats, needed):
    for door in doors(session, host):
        if needed:
            said = fields_of(door, seats=seats, **school(kind, needed - 1))
            assert set(said) == {"adults"}
            assert str(needed) in said["adults"]
    assert book_seats(session=session, by=UserFactory(), seats=seats, **school(kind, needed)).adults == needed


def test_the_factory_sets_its_own_numbers(programme, host):
    programme.middle_per_adult = 5
    programme.save()
    session = session_of(programme, capacity=40)
    assert "4" in fields_of(book_seats, session=session, by=host, seats=20, **school(adults=3))["adults"]
    programme.middle_per_adult = 0
    programme.save()
    assert book_seats(session=session, by=host, seats=20, **school(adults=0))


@pytest.mark.parametrize(
    ("party", "field"),
    [
        (school("", 2), "school_kind"),
        (school("kindergarten", 2), "school_kind"),
        (school("high", 2), "school_kind"),  # the factory does not take these
        (school("elementary", 2), "school_kind"),  # below the minimum age
        (school("middle", 21), "adults"),
        ({"kind": "individual", "adults": 1}, "kind"),
        ({"kind": "industry", "group_name": "한빛", "school_kind": "middle"}, "kind"),
    ],
)
def test_a_school_that_cannot_come_is_told_why_at_every_door(host, programme, party, field):
    TourProgramme.objects.update(school_kinds=["elementary", "middle"], min_age=12, per_person_limit=20)
    session = session_of(programme, capacity=40)
    for door in doors(session, host):
        assert field in fields_of(door, seats=20, **party)
    assert not Booking.objects.exists()
    assert not WaitingEntry.objects.exists()


def test_walk_ins_keep_the_rule(programme, host):
    session = session_of(programme, capacity=40, hours=0.2)
    party = {"session": session, "by": host, "seats": 12, "kind": "school", "school_kind": "elementary"}
    assert "adults" in fields_of(add_walk_in, adults=1, **party)
    assert "school_kind" in fields_of(add_walk_in, **{**party, "school_kind": ""})
    assert add_walk_in(adults=2, **party).adults == 2


def test_fewer_people_keep_enough_adults(programme, visitor):
    programme.final_number_days = 1
    programme.save()
    session = session_of(programme, capacity=40)
    booking = book_seats(session=session, by=visitor, seats=30, **school())
    said = fields_of(reduce_booking, booking=booking, seats=20, adults=1, by=visitor)
    assert "2" in said["adults"]
    booking.refresh_from_db()
    assert (booking.seats, booking.adults) == (30, 2)
    assert reduce_booking(booking=booking, seats=20, by=visitor).adults == 2
    booking.refresh_from_db()
    assert "adults" in fields_of(confirm_number, booking=booking, seats=20, adults=0, by=visitor)
    booking = confirm_number(booking=booking, seats=16, adults=1, by=visitor)
    assert (booking.seats, booking.adults) == (16, 1)


def test_a_move_and_an_offer_carry_the_school(programme, visitor):
    session, later = session_of(programme, capacity=30), session_of(programme, capacity=30, hours=90)
    booking = book_seats(session=session, by=visitor, seats=20, **school())
    line = join_waiting_list(session=session, by=UserFactory(), seats=28, **school())
    moved = move_booking(booking=booking, to=later, by=visitor)
    assert (moved.school_kind, moved.adults) == ("middle", 2)
    line.refresh_from_db()
    offer = line.booking
    assert (offer.seats, offer.school_kind, offer.adults) == (28, "middle", 2)
    accept_offer(booking=offer, by=offer.person)


def test_who_waits_is_offered_seats_though_the_terms_have_changed(programme, visitor):
    session = session_of(programme, capacity=20)
    booking = book_seats(session=session, by=visitor, seats=20, **school())
    entry = join_waiting_list(session=session, by=UserFactory(), seats=20, **school())
    TourProgramme.objects.update(school_kinds=["high"])
    cancel_booking(booking=booking, by=visitor)
    entry.refresh_from_db()
    assert entry.booking.status == BookingStatus.OFFERED


def test_the_database_holds_what_a_school_says(programme, session, visitor):
    booking = book_seats(session=session, by=visitor, seats=20, **school())
    entry = join_waiting_list(session=session, by=UserFactory(), seats=30, **school())
    for wrong in ({"adults": 21}, {"adults": 31}):
        for row in (booking, entry):
            if wrong["adults"] <= row.seats:
                continue
            with pytest.raises(IntegrityError, match=r"tours_\w+_adults"), transaction.atomic():
                type(row).objects.filter(pk=row.pk).update(**wrong)

    def written(**party):
        return Booking.objects.create(
            session=session, person=UserFactory(), seats=5, status=BookingStatus.CONFIRMED, **party
        )

    WaitingEntry.objects.all().delete()
    for wrong in ({"school_kind": "middle"}, {"adults": 1}):
        with pytest.raises(IntegrityError, match="tours_booking_school"), transaction.atomic():
            written(kind="individual", **wrong)
        assert written(kind="school", **wrong)  # the control
    TourProgramme.objects.update(school_kinds=["high"])
    with pytest.raises(IntegrityError, match="does not take"), transaction.atomic():
        written(kind="school", school_kind="middle", adults=1)
    assert written(kind="school", school_kind="high", adults=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        TourProgramme.objects.update(school_kinds=[])


def test_a_minimum_age_must_leave_a_school(programme, host):
    said = fields_of(
        save_programme, factory=programme.factory, by=host, min_age=16, school_kinds=["elementary", "high"]
    )
    assert set(said) == {"school_kinds"}
    save_programme(factory=programme.factory, by=host, min_age=15, school_kinds=["elementary", "high"])
    programme.refresh_from_db()
    assert programme.schools == [SchoolKind.HIGH]


def test_tours_for_a_kind_of_school_are_found(client):
    every = session_of(open_factory())
    high = session_of(open_factory(school_kinds=["high"]))
    old = session_of(open_factory(min_age=13))
    without = session_of(open_factory(admits=["individual"]))
    found = {
        kind: set(client.get(reverse("tours:find"), {"school": kind}).context["sessions"])
        for kind in ("middle", "high")
    }
    assert found == {"middle": {every}, "high": {every, high, old}}
    assert without in client.get(reverse("tours:find")).context["sessions"]
    api = client.get("/api/v1/tours/sessions/", {"school": "kindergarten"})
    assert api.status_code == 400


def test_the_page_asks_a_school_for_its_kind_and_adults(client, programme, visitor):
    add_zone(programme=programme, by=None, name_ko="용접 구역", min_age=14)
    session = session_of(programme, capacity=40)
    client.force_login(visitor)
    address = session.get_absolute_url()
    text = client.get(address).content.decode()
    assert "초등학교, 중학교" in text  # the zone is left out for these
    wanted = {"kind": "school", "seats": "20", "group_name": "한빛중학교", "school_kind": "middle"}
    refused = client.post(address, {**wanted, "adults": "1"})
    assert refused.status_code == 422
    assert "2" in str(refused.context["form"].errors["adults"])
    assert client.post(address, {**wanted, "adults": "2"}).status_code == 302
    booking = Booking.objects.get()
    assert (booking.school_kind, booking.adults) == ("middle", 2)
    shown = client.get(booking.get_absolute_url()).content.decode()
    assert "중학교" in shown
    assert "제외" in shown


def test_what_a_visitor_alone_leaves_in_these_fields_is_not_kept(client, session, visitor):
    client.force_login(visitor)
    wanted = {"kind": "individual", "seats": "2", "school_kind": "high", "adults": "1"}
    assert client.post(session.get_absolute_url(), wanted).status_code == 302
    booking = Booking.objects.get()
    assert (booking.school_kind, booking.adults) == ("", 0)


def test_without_schools_nothing_is_asked(client, visitor):
    session = session_of(open_factory(admits=["individual"]))
    client.force_login(visitor)
    form = client.get(session.get_absolute_url()).context["form"]
    assert "school_kind" not in form.fields
    assert "adults" not in form.fields


def test_hosts_see_which_school_comes(client, programme, host, visitor):
    session = session_of(programme, capacity=40)
    booking = book_seats(session=session, by=visitor, seats=20, **school("vocational"))
    client.force_login(host)
    for address in (session.get_host_url(), reverse("tours:check_in", args=[booking.public_id])):
        assert "마이스터고" in client.get(address).content.decode()
    move_to(session, -0.2)
    session.refresh_from_db()
    form = client.get(reverse("tours:add_walk_in", args=[session.public_id])).context["form"]
    assert list(form.fields) == ["kind", "school_kind", "seats", "adults"]

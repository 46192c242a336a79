"""Whom a factory takes, how one gets there and about, and what holds in its zones."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from programme.core.errors import Incomplete, NotAllowed
from programme.tours.choices import BookingStatus
from programme.tours.forms import ProgrammeForm
from programme.tours.models import Booking, TourProgramme, Zone
from programme.tours.services import (
    add_zone,
    book_seats,
    change_zone,
    join_waiting_list,
    move_zone,
    remove_zone,
    save_programme,
)
from tests.records import UserFactory

from .conftest import A_CLASS, open_factory, session_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def for_schools():
    """A session of a factory that takes schools alone."""
    return session_of(open_factory(admits=["school"]), capacity=30)


def test_others_are_refused_and_told_whom_the_factory_takes(for_schools):
    for step in (book_seats, join_waiting_list):
        with pytest.raises(Incomplete) as refused:
            step(session=for_schools, by=UserFactory(), seats=1)
        assert "학교" in str(refused.value.fields["kind"])
    book_seats(session=for_schools, by=UserFactory(), seats=8, **A_CLASS)


def test_the_page_offers_only_whom_the_factory_takes(client, for_schools, visitor):
    client.force_login(visitor)
    address = for_schools.get_absolute_url()
    assert [code for code, _ in client.get(address).context["form"].fields["kind"].choices] == ["school"]
    answer = client.post(address, {"kind": "individual", "seats": "1"})
    assert answer.status_code == 422
    assert "학교" in str(answer.context["form"].errors["kind"])


def test_the_database_refuses_whom_the_factory_does_not_take(for_schools):
    def written(kind):
        return Booking.objects.create(
            session=for_schools, person=UserFactory(), seats=1, kind=kind, status=BookingStatus.CONFIRMED
        )

    with pytest.raises(IntegrityError), transaction.atomic():
        written("individual")
    TourProgramme.objects.update(admits=["individual"])  # the control: the same row, admitted
    assert written("individual").pk
    with pytest.raises(IntegrityError), transaction.atomic():
        TourProgramme.objects.update(admits=[])


WRONG_TERMS = {
    "group_max": {"group_min": 40, "group_max": 3},
    "fee_krw": {"fee_krw": -5},
    "lead_time_hours": {"lead_time_hours": 48, "window_days": 2},
    "cancellation_deadline_hours": {"cancellation_deadline_hours": 72, "window_days": 2},
    "final_number_days": {"final_number_days": 7, "window_days": 7},
    "window_days": {"window_days": 366},
    "offer_hours": {"offer_hours": 0},
    "duration_minutes": {"duration_minutes": 0},
    "decide_hours": {"decide_hours": 0},
    "languages": {"languages": []},
    "admits": {"admits": []},
    "school_kinds": {"school_kinds": []},
    "min_age": {"min_age": 99, "admits": ["individual"]},
}


@pytest.mark.parametrize(("field", "terms"), WRONG_TERMS.items())
def test_terms_that_cannot_be_are_said_at_their_field(programme, host, field, terms):
    with pytest.raises(Incomplete) as refused:
        save_programme(factory=programme.factory, by=host, **terms)
    assert set(refused.value.fields) == {field}
    assert "tours_" not in str(refused.value.fields)


def test_terms_at_their_limits_are_kept(programme, host):
    save_programme(factory=programme.factory, by=host, window_days=2, lead_time_hours=47, final_number_days=1)


def test_the_page_asks_for_every_term_under_a_heading(client, programme, host):
    asked = [name for section in ProgrammeForm.sections for name in section.fields]
    assert sorted(asked) == sorted(ProgrammeForm.base_fields)
    client.force_login(host)
    address = reverse("tours:save_programme", args=[programme.factory.slug])
    page = client.get(address).content.decode()
    assert page.count('class="form-section"') == len(ProgrammeForm.sections)
    assert page.count("<legend>") >= len(ProgrammeForm.sections)


def test_zones_are_changed_and_put_in_order(client, programme, host):
    first, second = (add_zone(programme=programme, by=host, name_ko=name) for name in ("가", "나"))
    client.force_login(host)
    listed = reverse("tours:zones", args=[programme.factory.slug])
    move = reverse("tours:move_zone", args=[second.public_id])
    assert client.post(move, {"up": "1"}).url == listed
    assert list(programme.zones.all()) == [second, first]
    client.post(move, {"up": "1"})  # already the first
    assert list(programme.zones.all()) == [second, first]
    change = reverse("tours:change_zone", args=[first.public_id])
    assert client.post(change, {"name_ko": "나"}).status_code == 422  # the name is taken
    assert client.post(change, {"name_ko": "다", "nda": "on"}).url == listed
    assert [zone.name_ko for zone in programme.zones.all()] == ["나", "다"]
    assert client.get(listed).context["nda_without_text"]
    with pytest.raises(NotAllowed):
        change_zone(zone=first, by=UserFactory(), name_ko="라")
    with pytest.raises(NotAllowed):
        move_zone(zone=first, by=UserFactory(), up=True)


def test_step_free_tours_are_found_and_said(client):
    steps, free = session_of(open_factory()), session_of(open_factory(step_free=True, bus_spaces=2))
    found = client.get(reverse("tours:find"), {"step_free": "on"}).context["sessions"]
    assert list(found) == [free]
    assert set(client.get(reverse("tours:find")).context["sessions"]) == {steps, free}
    text = client.get(free.get_absolute_url()).content.decode()
    assert "2대" in text


def test_zones_are_written_shown_and_removed(client, programme, session, host, visitor):
    client.force_login(host)
    address = reverse("tours:zones", args=[programme.factory.slug])
    entered = {"name_ko": "조립 라인", "nda": "on", "min_age": "14", "gear_ko": "안전모"}
    assert client.post(address, entered).status_code == 302
    assert client.post(address, entered).status_code == 422  # the name is taken
    assert client.post(address, {**entered, "name_ko": ""}).status_code == 422
    zone = Zone.objects.get()
    assert (zone.photos, zone.nda, zone.min_age) == (False, True, 14)
    booking = book_seats(session=session, by=visitor, seats=1)
    client.force_login(visitor)
    for page in (session.get_absolute_url(), booking.get_absolute_url()):
        text = client.get(page).content.decode()
        assert "조립 라인" in text
        assert "안전모" in text
    client.force_login(host)
    assert client.post(reverse("tours:remove_zone", args=[zone.public_id])).status_code == 302
    assert not Zone.objects.exists()


def test_only_the_host_writes_zones(programme):
    zone = add_zone(programme=programme, by=None, name_ko="도장 라인")
    with pytest.raises(NotAllowed):
        add_zone(programme=programme, by=UserFactory(), name_ko="용접 라인")
    with pytest.raises(NotAllowed):
        remove_zone(zone=zone, by=UserFactory())
    zone.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        Zone.objects.create(tour_programme=programme, name_ko="도장 라인")

"""The demonstration reads true: four years in the order of their days, in both languages."""

import re

import pytest
from django.db.models import F

from programme.calls.models import Call
from programme.core.clock import db_now, seoul_day
from programme.core.models import Event
from programme.funding.queries import public_build
from programme.portal.way import milestones_of
from programme.tours.choices import SeatsWanted
from programme.tours.models import Certificate, Session
from programme.tours.queries import survey_of
from programme.tours.services.surveys import ANSWERS_AT_LEAST

from .pages import read

pytestmark = pytest.mark.usefixtures("walked_database")


def test_the_story_is_written_down_on_the_days_on_which_it_happens(walked_database, client, settings):
    call = Call.objects.get(key="demo-1")
    factory = call.factories.filter(status="touring").earliest("pk")
    told = list(Event.objects.of_case(factory.case).filter(audience="public").values_list("verb", "at"))
    days = [seoul_day(at) for _verb, at in told]
    assert days == sorted(days)
    assert days[0].year < days[-1].year
    assert all(day.weekday() < 5 for day in days)
    steps = [one.at for one in milestones_of(factory, public_build(factory)) if one.at]
    assert len(steps) >= 10
    assert steps == sorted(steps)
    assert len(set(steps)) >= len(steps) - 1
    ids = list(Event.objects.order_by("id").values_list("at", flat=True))
    assert max(ids) <= db_now()
    settings.DEMO = True
    page = read(client, f"/en/factories/{factory.slug}/")
    assert not re.search("[가-힣]", page.text.replace("한국어", ""))  # the link to the other language stays


def test_the_open_factories_show_all_that_tours_can_be(walked_database):
    first, second = Call.objects.get(key="demo-1").factories.filter(status="touring").order_by("pk")
    sessions = Session.objects.filter(tour_programme__factory=first)
    assert {zone.name_en for zone in first.tour_programme.zones.all()} == {
        "Control room",
        "Vision inspection line",
        "Prototype workshop",
    }
    assert first.tour_programme.step_free != second.tour_programme.step_free
    assert first.tour_programme.bus_spaces
    assert first.tour_programme.routes.count() >= 2
    assert first.tour_programme.blackouts.exists()
    assert survey_of(first).answers >= ANSWERS_AT_LEAST
    assert survey_of(second) is None
    assert Certificate.objects.valid().filter(booking__session__in=sessions).count() >= 3
    shared = sessions.get(school_seats__isnull=False)
    assert shared.bookings.confirmed().filter(kind="industry").exists()
    line = sessions.filter(taken=F("capacity"), waiting__gt=0).order_by("-waiting")[0]
    assert {entry.takes for entry in line.queue.all()} == set(SeatsWanted.values)
    (stopped,) = Session.objects.filter(tour_programme__factory=second, status="cancelled")
    assert all(booking.moved_to.session.status == "planned" for booking in stopped.bookings.all())
    assert stopped.bookings.count() == 2

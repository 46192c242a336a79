"""How far a walk goes, and whose clock it moves; a whole one is in test_walked_round.py."""

from datetime import date, timedelta

import pytest
from django.db.models.functions import Now

from programme.applications.models import Application
from programme.calls.models import Call
from programme.core.clock import db_now
from programme.core.models import Event
from programme.portal.walk import clock
from programme.portal.walk.stages import walk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_walk_stops_where_it_is_told_to_and_a_second_stands_beside_the_first(published):
    said = []
    for _round in range(2):
        walk("application", say=said.append)
    stages = ["is open", "application: done"]  # and not a step further
    assert [line.removeprefix("call demo-1 ").removeprefix("call demo-2 ") for line in said] == stages * 2
    assert set(Call.objects.filter(programme__is_demo=True).values_list("key", flat=True)) == {
        "demo-1",
        "demo-2",
    }
    assert Application.objects.count() == 24


def test_the_walks_clock_is_this_connections_alone_and_goes_back(published):
    then = db_now() - timedelta(days=1000)
    with clock.set_to(then):
        assert abs(db_now() - then) < timedelta(seconds=5)
        inside = Event.objects.create(verb="portal.test", audience="staff")
        several = Event.objects.bulk_create([Event(verb="portal.test", audience="staff")])
        inside.refresh_from_db()
        assert Event.objects.filter(at__lte=Now(), verb="portal.test").count() == 2
    for event in (inside, *several):
        event.refresh_from_db()
        assert abs(event.at - then) < timedelta(seconds=5)
    after = Event.objects.create(verb="portal.test", audience="staff")  # the control
    after.refresh_from_db()
    assert abs(after.at - db_now()) < timedelta(seconds=5)


def test_a_step_of_the_story_falls_on_a_working_day():
    saturday = date(2026, 11, 21)
    assert clock.workday(saturday) == clock.workday(date(2026, 11, 22)) == date(2026, 11, 23)
    assert clock.workday(date(2026, 11, 20)) == date(2026, 11, 20)

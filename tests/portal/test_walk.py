"""The demonstration round: walked through the services, beside the real programme and not in it."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db.models.functions import Now

from programme.accounts.demo import demo_users
from programme.applications.models import Application
from programme.calls.models import Call
from programme.core.clock import db_now
from programme.core.models import Event
from programme.factories.models import LighthouseFactory
from programme.portal.queries import work_queue
from programme.portal.walk import clock
from programme.portal.walk.stages import STAGES, walk
from programme.tours.models import Booking

pytestmark = pytest.mark.django_db

REAL = [
    "/api/v1/factories/",
    "/api/v1/calls/",
    "/api/v1/calls/2022-1/results/",
    "/api/v1/statistics/",
    "/api/v1/tours/sessions/",
    "/calls/2022-1/",
    "/",
    "/factories/",
]


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def reference(db):
    call_command("load_reference", verbosity=0)


def answers(client):
    """What the real programme says of itself; the token of a form differs each time."""
    import re

    return {
        path: re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", client.get(path).content.decode())
        for path in REAL
    }


def test_a_whole_round_is_walked_and_nothing_real_moves(reference, client, settings):
    before = answers(client)
    said = []
    call = walk(say=said.append)
    assert said == ["call demo-1 is open", *(f"{stage}: done" for stage in STAGES)]
    assert call.applications.count() == 12
    statuses = set(call.applications.values_list("status", flat=True))
    assert statuses == {"selected", "not_selected", "not_recommended", "screened_out"}
    assert sorted(call.factories.values_list("status", flat=True)) == [
        "building", "completed", "touring", "touring",
    ]  # fmt: skip
    assert Booking.objects.filter(checked_in_at__isnull=False).exists()
    assert LighthouseFactory.objects.counted().filter(call__programme__is_demo=True).count() == 0
    assert answers(client) == before

    settings.DEMO = True
    idle = [kind.key for kind, user in demo_users() if not work_queue(user)]
    assert idle == ["auditor"]  # who reads only


def test_a_walk_stops_where_it_is_told_to_and_a_second_stands_beside_the_first(reference):
    said = []
    for _round in range(2):
        walk("application", say=said.append)
    assert said[-1] == "application: done"  # and not a step further
    assert set(Call.objects.filter(programme__is_demo=True).values_list("key", flat=True)) == {
        "demo-1",
        "demo-2",
    }
    assert Application.objects.count() == 24


def test_the_walks_clock_is_this_connections_alone_and_goes_back(reference):
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

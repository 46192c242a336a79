"""A whole demonstration round stands beside the real programme, and nothing real moves."""

import re

import pytest
from django import conf
from django.core.cache import caches
from django.db import transaction
from django.test import Client

from programme.accounts.demo import demo_users
from programme.calls.models import Call
from programme.factories.models import LighthouseFactory
from programme.portal.queries import work_queue
from programme.tours.models import Booking

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


def answers():
    """What the real programme says of itself; the token of a form differs each time."""
    for cache in conf.settings.CACHES:
        caches[cache].clear()
    said = {}
    for path in REAL:
        answer = Client().get(path)
        assert answer.status_code == 200, path
        said[path] = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return said


@pytest.fixture(scope="module")
def before(published_database):
    """Before the round was walked: the walked database was a copy of this one."""
    with transaction.atomic():
        found = answers()
        transaction.set_rollback(True)
    return found


def test_a_whole_round_was_walked_and_nothing_real_moved(before, walked_database, settings):
    call = Call.objects.get(key="demo-1")
    assert call.applications.count() == 12
    statuses = set(call.applications.values_list("status", flat=True))
    assert statuses == {"selected", "not_selected", "not_recommended", "screened_out"}
    assert sorted(call.factories.values_list("status", flat=True)) == [
        "building", "completed", "touring", "touring",
    ]  # fmt: skip
    assert Booking.objects.filter(checked_in_at__isnull=False).exists()
    assert LighthouseFactory.objects.counted().filter(call__programme__is_demo=True).count() == 0
    assert answers() == before

    settings.DEMO = True
    idle = [kind.key for kind, user in demo_users() if not work_queue(user)]
    assert idle == ["auditor"]  # who reads only

"""The demonstration reads true: four years in the order of their days, in both languages."""

import re

import pytest

from programme.calls.models import Call
from programme.core.clock import db_now, seoul_day
from programme.core.models import Event
from programme.funding.queries import public_build
from programme.portal.way import milestones_of

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

"""Regions that touch each other, before and after a merger."""

from datetime import date

import pytest

from programme.regions.models import Region
from programme.regions.neighbours import BORDERS, near
from programme.regions.services import load_regions

pytestmark = pytest.mark.django_db


def keys(ids):
    return set(Region.objects.filter(pk__in=ids).values_list("key", flat=True))


@pytest.fixture
def regions(db):
    load_regions()
    return {one.key: one for one in Region.objects.all()}


def test_every_region_of_the_borders_is_one_of_the_register(regions):
    assert {key for pair in BORDERS for key in pair} <= set(regions)
    assert set(regions) - {key for pair in BORDERS for key in pair} == {"jeju", "jeonnam-gwangju"}


def test_around_daegu_and_around_an_island(regions):
    day = date(2026, 11, 22)
    assert keys(near(regions["daegu"], day)) == {"daegu", "gyeongbuk", "gyeongnam"}
    assert keys(near(regions["jeju"], day)) == {"jeju"}


def test_a_merged_region_is_near_to_what_its_parts_were_near_to(regions):
    merged = regions["jeonnam-gwangju"]
    assert keys(near(merged, date(2026, 11, 22))) == {
        "jeonnam-gwangju", "jeonnam", "gwangju", "jeonbuk", "gyeongnam"
    }  # fmt: skip
    assert "jeonnam-gwangju" in keys(near(regions["jeonbuk"], date(2026, 11, 22)))

"""The long form of tests/tours/test_property.py, with every mail and event."""

import pytest

from tests.tours.story import play

pytestmark = [pytest.mark.proof, pytest.mark.django_db]


@pytest.mark.parametrize("asks", [False, True], ids=["booked at once", "approved by the host"])
def test_seats_and_line_hold_through_any_long_story(asks):
    play(examples=1_000, steps=50, approval_needed=asks)

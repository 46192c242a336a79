"""Whatever visitors, hosts and the clock do: no seat too many, none lost, the line in order."""

from unittest.mock import patch

import pytest

from .story import play

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("asks", [False, True], ids=["booked at once", "approved by the host"])
def test_seats_and_line_hold_through_any_story(asks):
    play(examples=100, steps=20, seats_only=True, approval_needed=asks)


def test_control_a_line_that_nobody_asks_is_found():
    with patch("programme.tours.services.bookings.offer_free_seats"), pytest.raises(AssertionError):
        play(examples=100, steps=20, seats_only=True, shrink=False)

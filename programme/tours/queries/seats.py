"""Seats of sessions, in sums."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from programme.factories.models import LighthouseFactory

from ..choices import SessionStatus
from ..models import Booking, Session


@dataclass(frozen=True, kw_only=True)
class Seats:
    """Sessions and their seats, in numbers of people; `came` is None where nobody could have come yet."""

    sessions: int
    capacity: int
    taken: int
    came: int | None = None

    @property
    def percent(self) -> int | None:
        """Taken of the capacity, in whole per cent, rounded down; None without seats."""
        return self.taken * 100 // self.capacity if self.capacity else None


def seats_filled(factories: Iterable[LighthouseFactory], now: datetime) -> tuple[Seats, Seats]:
    """The seats of the factories' held tours, and of those planned after `now`."""
    sessions = Session.objects.filter(tour_programme__factory__in=factories).order_by()
    sums: dict[str, Any] = {
        "sessions": Count("pk"),
        "capacity": Coalesce(Sum("capacity"), 0),
        "taken": Coalesce(Sum("taken"), 0),
    }
    held = sessions.filter(status=SessionStatus.HELD)
    came = Booking.objects.filter(session__in=held).people_who_came()
    planned = sessions.filter(status=SessionStatus.PLANNED, starts_at__gt=now)
    return (
        Seats(**held.aggregate(**sums), came=came),
        Seats(**planned.aggregate(**sums)),
    )

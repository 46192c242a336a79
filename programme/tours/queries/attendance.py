"""Who came to a tour and who did not, as the host's word notes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from programme.core.clock import db_now

from ..models import Booking, Session
from .seen import BARRED_FOR, NO_SHOWS, NO_SHOWS_WITHIN, visits_missed


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A party that was booked and not checked in.

    `barred_until`: from this no-show on the person cannot book until then; None where nothing follows yet.
    """

    booking: Booking
    barred_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """The confirmed bookings of a session."""

    came: list[Booking]
    missing: list[Missing]

    @property
    def visitors(self) -> int:
        """How many people came."""
        return sum(booking.came for booking in self.came)

    @property
    def absent(self) -> int:
        """For how many people seats were held in vain."""
        return sum(one.booking.seats for one in self.missing)


def attendance_of(session: Session) -> Attendance:
    """Who of a session came, and for whom it follows what that they did not: before and after it is noted.

    A caller without an account has no bookings of their own to lose the right to.
    """
    now = db_now()
    bookings = list(session.bookings.confirmed().select_related("person").order_by("pk"))
    absent = [booking for booking in bookings if booking.checked_in_at is None]
    people = {booking.person_id for booking in absent if booking.person_id}
    missed: Any = Booking.objects.filter(person__in=people, missed_at__gt=now - NO_SHOWS_WITHIN)
    missed = missed.exclude(session=session).order_by().values("person")
    # The two groups of a class are one visit: another group missed before is counted with this one.
    splits = {booking.split for booking in absent if booking.split}
    earlier = dict(
        missed.exclude(split__in=splits).annotate(times=visits_missed()).values_list("person", "times")
    )
    return Attendance(
        came=[booking for booking in bookings if booking.checked_in_at],
        missing=[
            Missing(
                booking=booking,
                barred_until=now + BARRED_FOR
                if booking.person_id and earlier.get(booking.person_id, 0) + 1 >= NO_SHOWS
                else None,
            )
            for booking in absent
        ],
    )

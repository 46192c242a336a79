"""A class too large for one group: split over two sessions that begin at the same time."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.errors import Incomplete
from programme.core.moves import require

from ..choices import VisitorKind
from ..models import Booking, Session
from ..permissions import can_book
from .bookings import Part, take_together


def book_class(
    *,
    session: Session,
    beside: Session,
    by: User,
    seats: int,
    beside_seats: int,
    group_name: str,
    school_kind: str,
    adults: int,
    beside_adults: int,
    note: str = "",
    consents: Collection[str] = (),
) -> tuple[Booking, Booking]:
    """Book a class into two parallel sessions, each with its own adults: both or neither, in one step.

    Each half is a group on the factory's terms. Returns the bookings in `session` and in `beside`,
    joined by `split`; one mail tells of both. Raises what book_seats raises; Incomplete names the
    numbers of the second half `beside_seats` and `beside_adults`.
    """
    require(can_book(by), _("Sign in to book."))
    if (
        session.pk == beside.pk
        or session.tour_programme_id != beside.tour_programme_id
        or session.starts_at != beside.starts_at
    ):
        message = _("Choose two sessions of one factory that begin at the same time.")
        raise Incomplete(message, {"beside": message})
    whole = uuid.uuid4()

    def half(seats: int, adults: int) -> Booking:
        return Booking(
            person=by,
            split=whole,
            seats=seats,
            adults=adults,
            kind=VisitorKind.SCHOOL,
            school_kind=school_kind,
            group_name=group_name.strip(),
            note=note,
        )

    first, second = half(seats, adults), half(beside_seats, beside_adults)
    take_together([Part(session, first), Part(beside, second, prefix="beside_")], by=by, consents=consents)
    return first, second

"""What the pages of a session and of a booking show, each in one statement."""

from programme.accounts.models import User
from programme.core.prepared import Given, Prepared

from ..models import Booking, Session
from .consents import given_along, texts_along
from .seen import PERSON, ClockTimestamp, sessions_as_seen
from .sessions import has_parallel, zones_along

SESSION = Prepared(
    lambda: (
        sessions_as_seen()
        .shown()
        .filter(public_id=Given("public_id"))
        .annotate(zone_rows=zones_along("tour_programme"), has_parallel=has_parallel())
    )
)

BOOKING = Prepared(
    lambda: (
        Booking.objects.with_factory()
        .filter(person=PERSON, public_id=Given("public_id"))
        .annotate(
            now=ClockTimestamp(),
            zone_rows=zones_along("session__tour_programme"),
            text_rows=texts_along("session__tour_programme"),
            given_rows=given_along(),
        )
    )
)


def session_of_page(public_id: str, person: User | None) -> Session | None:
    """A session that is open to the public, as a person sees it (seen.sessions_as_seen).

    Adds `zone_rows` (sessions.zones_read) and `has_parallel`.
    """
    return SESSION.first(public_id=public_id, person=person.pk if person else None)


def booking_of_page(public_id: str, person: User) -> Booking | None:
    """A person's own booking, with `now`, `zone_rows`, `text_rows` (asked for now) and `given_rows`."""
    return BOOKING.first(public_id=public_id, person=person.pk)

"""Where people go whose session is stopped: decided in memory, the same for the preview and for the step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .choices import SessionStatus
from .models import Booking, Session
from .queries import other_groups


@dataclass(frozen=True)
class Alternative:
    """A party of a stopped session, and the session that has seats for it; None where there is none.

    `other_group` is that of the same class in a session that takes place.
    """

    booking: Booking
    session: Session | None
    other_group: Booking | None = None


def parties_of(sessions: Iterable[Session]) -> list[Booking]:
    """Who holds seats in these sessions, the oldest booking first; not offers that have expired."""
    live = Booking.objects.live().filter(session__in=sessions)
    live = live.exclude(pk__in=Booking.objects.expired_offers())
    return list(live.select_related("person", "session").order_by("booked_at", "pk"))


def alternatives(stopped: list[Session], others: Iterable[Session], now: datetime) -> list[Alternative]:
    """For each party of the stopped sessions the next session that has room for all of it.

    `others` are the factory's sessions as they are now. The oldest booking chooses first; the same
    language comes before an earlier date. Not before the stopped one, not within the lead time, not
    where anyone waits, not where the person already holds seats.
    """
    gone = {session.pk for session in stopped}
    open_to_all = [
        session
        for session in sorted(others, key=lambda one: (one.starts_at, one.pk))
        if session.pk not in gone
        and session.status == SessionStatus.PLANNED
        and not session.waiting
        and session.starts_at > now + timedelta(hours=session.tour_programme.lead_time_hours)
    ]
    parties = parties_of(stopped)
    holding = set(
        Booking.objects.live()
        .filter(session__in=open_to_all, person__in={one.person_id for one in parties if one.person_id})
        .values_list("session_id", "person_id")
    )
    others_of = other_groups(parties)
    found = []
    for booking in parties:
        fitting = [
            session
            for session in open_to_all
            if session.starts_at >= booking.session.starts_at
            and session.seats_left_for(booking.kind, now) >= booking.seats
            and (session.pk, booking.person_id) not in holding
        ]
        fitting.sort(key=lambda one, spoken=booking.session.language: one.language != spoken)  # type: ignore[misc]
        chosen = fitting[0] if fitting else None
        if chosen is not None:
            _take(chosen, booking)
            if booking.person_id:
                holding.add((chosen.pk, booking.person_id))
        other = others_of.get(booking.pk)
        found.append(Alternative(booking, chosen, other if other and other.session_id not in gone else None))
    return found


def _take(session: Session, booking: Booking) -> None:
    """Count the seats in memory; what is written is counted and judged by the database."""
    session.taken += booking.seats
    counter = f"taken_{booking.kind}"
    setattr(session, counter, getattr(session, counter) + booking.seats)

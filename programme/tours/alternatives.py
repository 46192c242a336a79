"""Where people go whose session is stopped: decided in memory, the same for the preview and for the step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from programme.core.clock import day_end, seoul_day

from .choices import SessionStatus
from .models import Booking, Session
from .queries import other_groups

# Whoever has to rearrange a visit answers within a quarter of the time until it, a week at most; an offer
# from the waiting list holds no longer than this one.
PART_OF_TIME = 4
ANSWER_AT_MOST = timedelta(days=7)


def answer_until(session: Session, now: datetime) -> datetime:
    """Until when other seats in this session are held for a party that did not ask for them.

    Longer than an offer from the line they are held until the end of that day in Seoul.
    """
    until = now + timedelta(hours=session.tour_programme.offer_hours)
    longer = now + min((session.starts_at - now) / PART_OF_TIME, ANSWER_AT_MOST)
    if longer > until:
        until = day_end(seoul_day(longer))
    return min(until, session.starts_at)


@dataclass(frozen=True)
class Alternative:
    """A party of a stopped session, and the session that has seats for it; None where there is none.

    `other_group` is that of the same class in a session that takes place. `apart` says that both groups
    of a class are stopped and that no two sessions at one time have room for them. `until`: as long the
    seats are held.
    """

    booking: Booking
    session: Session | None
    other_group: Booking | None = None
    apart: bool = False
    until: datetime | None = None

    @property
    def other_time(self) -> bool:
        """Whether the seats offered are at another time than the group of the class that still comes."""
        if self.session is None or self.other_group is None:
            return False
        return self.session.starts_at != self.other_group.session.starts_at


def parties_of(sessions: Iterable[Session]) -> list[Booking]:
    """Who holds seats in these sessions, the oldest booking first; not offers that have expired."""
    live = Booking.objects.live().filter(session__in=sessions)
    live = live.exclude(pk__in=Booking.objects.expired_offers())
    return list(live.select_related("person", "session").order_by("booked_at", "pk"))


def alternatives(
    stopped: list[Session], others: Iterable[Session], now: datetime, *, apart: bool = False
) -> list[Alternative]:
    """For each party of the stopped sessions the next session that has room for all of it.

    `others` are the factory's sessions as they are now. The oldest booking chooses first; the same
    language comes before an earlier date. Not before the stopped one, not within the lead time, not
    where anyone waits, not where the person already holds seats.

    Two groups of one class go to two sessions at the same time, or to none: a school travels once. With
    `apart` the groups that cannot are placed one by one. A group whose other one still comes goes to the
    same time as that one before any other.
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

    def fitting(booking: Booking) -> list[Session]:
        other = others_of.get(booking.pk)
        same_time = other.session.starts_at if other and other.session_id not in gone else None
        found = [
            session
            for session in open_to_all
            if session.starts_at >= booking.session.starts_at
            and session.seats_left_for(booking.kind, now) >= booking.seats
            and (session.pk, booking.person_id) not in holding
        ]
        spoken = booking.session.language
        return sorted(found, key=lambda one: (one.starts_at != same_time, one.language != spoken))

    def take(booking: Booking, session: Session) -> Session:
        _take(session, booking)
        if booking.person_id:
            holding.add((session.pk, booking.person_id))
        return session

    found = []
    for groups in _classes(parties):
        together = _at_one_time([(booking, fitting(booking)) for booking in groups])
        torn = together is None and any(fitting(booking) for booking in groups)
        for number, booking in enumerate(groups):
            session = None
            if together:
                session = take(booking, together[number])
            elif torn and apart and (own := fitting(booking)):
                session = take(booking, own[0])
            other = others_of.get(booking.pk)
            other = other if other and other.session_id not in gone else None
            until = answer_until(session, now) if session else None
            found.append(Alternative(booking, session, other, torn, until))
    return found


def _classes(parties: list[Booking]) -> list[list[Booking]]:
    """The parties, the groups of one class together; in the order of the oldest booking of each."""
    classes: dict[object, list[Booking]] = {}
    for booking in parties:
        classes.setdefault(booking.split or booking.pk, []).append(booking)
    return list(classes.values())


def _at_one_time(groups: list[tuple[Booking, list[Session]]]) -> list[Session] | None:
    """A session for each group, all of them different and at one time; None where there are none.

    A party in one group takes the first session that fits it. Of two groups' pairs those in the
    language booked come first, then the earliest.
    """
    if len(groups) == 1:
        return groups[0][1][:1] or None
    (first, ones), (second, twos) = groups
    pairs: list[tuple[Session, Session]] = [
        (one, two) for one in ones for two in twos if one.pk != two.pk and one.starts_at == two.starts_at
    ]

    def rank(pair: tuple[Session, Session]) -> tuple[int, datetime, int, int]:
        other_tongues = (pair[0].language != first.session.language) + (
            pair[1].language != second.session.language
        )
        return other_tongues, pair[0].starts_at, pair[0].pk, pair[1].pk

    best = min(pairs, key=rank, default=None)
    return list(best) if best else None


def _take(session: Session, booking: Booking) -> None:
    """Count the seats in memory; what is written is counted and judged by the database."""
    session.taken += booking.seats
    counter = f"taken_{booking.kind}"
    setattr(session, counter, getattr(session, counter) + booking.seats)

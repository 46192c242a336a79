"""Why seats are refused: said before any lock, or by the database when two come at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.clock import db_now
from programme.core.display import datetime_text
from programme.core.errors import Conflict, Incomplete, ServiceError, WrongState, constraint_of
from programme.factories.choices import FactoryStatus

from .. import triggers
from ..choices import CHANGEABLE, GROUP_KINDS, SessionStatus
from ..models import Booking, Party, Session
from ..permissions import can_host
from ..queries import visit_near
from .audience import audience_fields


def refuse_party(session: Session, party: Party, *, prefix: str = "") -> None:
    """Raise Incomplete when the terms of the factory do not admit this party (party_refusal)."""
    if refused := party_refusal(session, party, prefix=prefix):
        raise refused


def party_refusal(session: Session, party: Party, *, prefix: str = "") -> Incomplete | None:
    """Why the terms of the factory do not admit this party; None when they do.

    `prefix` goes before `seats` and `adults`, where a form asks for them twice.
    """
    terms, seats = session.tour_programme, party.seats
    fields = audience_fields(terms, party)
    if party.kind in GROUP_KINDS:
        if not party.group_name.strip():
            fields["group_name"] = _("Enter the name of the school or organisation.")
        if not terms.group_min <= seats <= terms.group_max:
            fields["seats"] = _("A group here has %(min)s to %(max)s people.") % {
                "min": terms.group_min,
                "max": terms.group_max,
            }
    elif not 1 <= seats <= terms.per_person_limit:
        fields["seats"] = _("Enter 1 to %(max)s people. More come as a group.") % {
            "max": terms.per_person_limit
        }
    if seats > session.capacity:
        fields["seats"] = _("This session has %(seats)s seats in all.") % {"seats": session.capacity}
    if fields:
        numbers = {name: f"{prefix}{name}" for name in ("seats", "adults")}
        fields = {numbers.get(name, name): text for name, text in fields.items()}
        return Incomplete(_("The party does not fit this session."), fields)
    return None


def not_admitted() -> Incomplete:
    """As the database says it, without the programme at hand."""
    message = _("This factory does not take these visitors.")
    return Incomplete(message, {"kind": message})


def refusal(
    seen: Session, booking: Booking, *, by_host: bool = False, moved: bool = False
) -> ServiceError | None:
    """Why this party cannot book in a session as seen (queries.session_as_seen); None if it can.

    A host who enters a caller's booking is bound by the seats and the queue, not by the booking window.
    A booking that is `moved` here is the same visit: nothing but the session's own state may refuse it.
    """
    return (
        time_refusal(seen, by_host=by_host)
        or (own_refusal(seen) if moved else person_refusal(seen, booking.person, booking.kind))
        or (queue_first() if seen.waiting else None)
        or seats_refusal(seen, booking)
    )


def person_refusal(seen: Session, person: User | None, kind: str) -> ServiceError | None:
    """Why this person may not book or wait here for visitors of this kind, whatever the seats."""
    if refused := own_refusal(seen):
        return refused
    if seen.barred_until:  # type: ignore[attr-defined]
        text = _("You booked twice and did not come. You can book again from %(date)s.")
        until = datetime_text(seen.barred_until, get_language() or "ko", weekday=True)  # type: ignore[attr-defined]
        return Conflict(text % {"date": until}, code="barred")
    if near := visit_near(seen, person, kind):
        return Conflict(repeat_text(seen, near), code="visited_recently")
    return None


def repeat_text(seen: Session, near: Booking) -> str:
    """That a person comes for themselves once in so many days, and when they come already."""
    text = _("Individual visitors come once in %(days)s days. You have another visit here: %(date)s.")
    when = datetime_text(near.session.starts_at, get_language() or "ko", weekday=True)
    return text % {"days": seen.tour_programme.repeat_days, "date": when}


def own_refusal(seen: Session) -> ServiceError | None:
    """That the person holds seats here already."""
    return already_booked() if seen.mine else None  # type: ignore[attr-defined]


def seats_refusal(seen: Session, party: Party) -> ServiceError | None:
    """Why there are no seats for this party: in the session, or in the share of its kind."""
    if party.seats > seen.seats_left:
        return full(seen.seats_left)
    left = seen.seats_left_for(party.kind, seen.now)  # type: ignore[attr-defined]
    return share_full(seen) if party.seats > left else None


def time_refusal(seen: Session, *, by_host: bool = False) -> ServiceError | None:
    """Why this session takes no one now, whatever its seats."""
    now = seen.now  # type: ignore[attr-defined]
    touring = seen.factory.status == FactoryStatus.TOURING
    if seen.status != SessionStatus.PLANNED or not touring or now >= seen.starts_at:
        return closed()
    if not by_host and now < seen.booking_opens_at:
        return WrongState(
            _("Booking opens on %(date)s.")
            % {"date": datetime_text(seen.booking_opens_at, get_language() or "ko", weekday=True)},
            code="not_open_yet",
        )
    if not by_host and now >= seen.booking_closes_at:
        return closed()
    return None


def change_refusal(booking: Booking, session: Session, by: User | None) -> WrongState | None:
    """Why this person may not change or give back the booking now; None if they may.

    The host may until the start, whoever booked until the factory's deadline.
    """
    if booking.status not in CHANGEABLE:
        return WrongState(_("This booking no longer holds seats."))
    if booking.checked_in_at:
        return WrongState(_("This visitor has already been checked in."), code="checked_in")
    by_host = by is None or can_host(by, session.factory)
    if db_now() < (session.starts_at if by_host else session.cancellation_closes_at):
        return None
    contact = session.tour_programme.contact_display
    text = _("The time for changes and cancelling has passed. Please contact the factory.")
    if contact:
        text = _("The time for changes and cancelling has passed. Please contact the factory: %(contact)s.")
        text %= {"contact": contact}
    return WrongState(text, code="too_late")


def closed() -> WrongState:
    """Booking has ended, or the session is not held."""
    return WrongState(_("This session takes no more bookings."), code="closed")


def already_booked() -> Conflict:
    """One live booking a person and session."""
    return Conflict(_("You already hold seats in this session."), code="already_booked")


def queue_first() -> Conflict:
    """Seats are free but others were asked first."""
    return Conflict(
        _("People are waiting for seats in this session. Join the waiting list to be asked in turn."),
        code="queue_first",
    )


def full(left: int = 0) -> Conflict:
    """Not enough seats; `left` are."""
    if left > 0:
        text = ngettext("Only %(left)s seat is left.", "Only %(left)s seats are left.", left)
        return Conflict(text % {"left": left}, code="full")
    return Conflict(_("This session is full."), code="full")


def share_full(session: Session | None = None) -> Conflict:
    """The seats left are kept for other visitors, until `shares_end_at` when one is set."""
    if session is None or session.shares_end_at is None:
        return Conflict(_("The seats left are kept for other kinds of visitors."), code="share_full")
    date = datetime_text(session.shares_end_at, get_language() or "ko", weekday=True)
    text = _("The seats left are kept for other kinds of visitors until %(date)s.")
    return Conflict(text % {"date": date}, code="share_full")


@contextmanager
def seats_refused() -> Iterator[None]:
    """Turn what the database refuses, when two come at once, into the same refusals."""
    try:
        yield
    except IntegrityError as error:
        refused = {
            "tours_session_seats": full,
            "tours_one_live_booking": already_booked,
            triggers.QUEUE_FIRST: queue_first,
            triggers.SHARE_FULL: share_full,
            triggers.NOT_ADMITTED: not_admitted,
            triggers.NOT_OPEN: closed,
        }.get(constraint_of(error))
        if refused is None:
            raise
        raise refused() from error


@contextmanager
def place_refused() -> Iterator[None]:
    """Say what the database refuses of a session's place: a day without tours, a route that is taken."""
    try:
        yield
    except IntegrityError as error:
        if constraint_of(error) == "tours_route_once_at_a_time":
            raise Conflict(_("Another session takes this route at that time."), code="route_busy") from error
        if constraint_of(error) != triggers.BLACKED_OUT:
            raise
        message = _("There are no tours on this day. Choose another, or change the days without tours.")
        raise Incomplete(message, {"starts_at": message}) from error

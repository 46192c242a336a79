"""Changing a booking: fewer people, another session, a group's final number, the host's answer."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.clock import db_now
from programme.core.errors import Conflict, Incomplete, ServiceError, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock, transition

from ..choices import GROUP_KINDS
from ..models import Booking, Session
from ..permissions import can_cancel_booking, can_host
from ..queries import other_group, parallel_sessions, session_as_seen
from .audience import adults_refused
from .bookings import hold_seats
from .consents import carry_consents
from .mails import mail_booking, mail_moved
from .offers import offer_free_seats
from .queue import release_stale
from .refusals import change_refusal, party_refusal, refusal, seats_refused


def reduce_booking(*, booking: Booking, seats: int, by: User | None, adults: int | None = None) -> Booking:
    """Come with fewer people; the seats given back go to the next in line.

    `adults` of them accompany a school; None leaves their number. The person may until the factory's
    deadline for cancelling, the host until the start. Raises NotAllowed, WrongState (`too_late`,
    `checked_in`), Incomplete (not fewer, below the group's minimum, too few adults).
    """
    require(by is None or can_cancel_booking(by, booking), _("This booking is not yours."))
    with transaction.atomic():
        session, booking = _lock_to_change(booking, by)
        refuse_number(booking, session, seats, most=booking.seats - 1)
        before = _set_number(booking, session, seats, adults)
        booking.save(update_fields=["seats", "adults"])
        record_event(
            booking,
            "tours.reduce_booking",
            by=by,
            data={"session": session.public_id, "before": before, "seats": seats},
            audience=Audience.STAFF,
        )
        mail_booking(booking, session, "reduced", before=before)
        offer_free_seats(session)
    return booking


def confirm_number(*, booking: Booking, seats: int, by: User | None, adults: int | None = None) -> Booking:
    """A group says how many come in the end; seats it does not need go to the next in line.

    `adults` of them accompany a school; None leaves their number. Raises NotAllowed, WrongState (not
    asked, `too_late`), Incomplete (more than booked, too few, too few adults).
    """
    require(by is None or can_cancel_booking(by, booking), _("This booking is not yours."))
    with transaction.atomic():
        session = lock(booking.session)
        booking = lock(booking)
        if refused := number_refusal(booking):
            raise refused
        if seats != booking.seats:
            refuse_number(booking, session, seats, most=booking.seats)
        before = _set_number(booking, session, seats, adults)
        booking.number_confirmed_at = db_now()
        booking.save(update_fields=["seats", "adults", "number_confirmed_at"])
        record_event(
            booking,
            "tours.confirm_number",
            by=by,
            data={"session": session.public_id, "before": before, "seats": seats},
            audience=Audience.STAFF,
        )
        mail_booking(booking, session, "number_confirmed", before=before)
        if before != seats:
            offer_free_seats(session)
    return booking


def move_booking(*, booking: Booking, to: Session, by: User | None, whole: bool = False) -> Booking:
    """Take the same seats in another session of the factory and give the old ones back, in one step.

    With `whole` also those of the other group of the same class, to a session beside `to`. All or
    nothing: a refusal by a new session leaves everything as it is. One mail tells of it. Returns the new
    booking in `to`. Raises NotAllowed, WrongState (`too_late`, `checked_in`, `closed` …), Incomplete,
    Conflict (`full`, `share_full`, `queue_first`, `already_booked`; `changed`: the other group was changed
    meanwhile).
    """
    require(by is None or can_cancel_booking(by, booking), _("This booking is not yours."))
    if to.tour_programme_id != booking.session.tour_programme_id or to.pk == booking.session_id:
        message = _("Choose another session of the same factory.")
        raise Incomplete(message, {"to": message})
    with seats_refused(), transaction.atomic():
        other = other_group(booking) if whole else None
        beside = list(parallel_sessions(to)) if other else []
        touched = {booking.session_id, to.pk, *(one.pk for one in beside)}
        if other is not None:
            touched.add(other.session_id)
        for pk in sorted(touched):  # one order, no deadlock
            lock(Session(pk=pk))
        if other is not None:
            now = other_group(booking)  # as it stands under the locks
            if now is None or (now.pk, now.session_id) != (other.pk, other.session_id):
                raise Conflict(_("The other group was changed meanwhile. Look again."), code="changed")
        moved = [_move(booking, [to], by)]
        if other is not None:
            moved.append(_move(other, beside, by))
        mail_moved(moved, was=booking.session)
        for pk in sorted({booking.session_id, *([other.session_id] if other else [])}):
            offer_free_seats(Session(pk=pk))
    return moved[0]


def _move(booking: Booking, sessions: Sequence[Session], by: User | None) -> Booking:
    """Move one booking to the first of these locked sessions that takes it. Raises the last refusal."""
    session, booking = _lock_to_change(booking, by)
    by_host = by is None or can_host(by, session.factory)
    with transition(booking, "move_booking", by=by, audience=Audience.STAFF) as old:
        old.cancelled_at = db_now()
    refused: ServiceError = Conflict(_("There is no second group at that time."), code="full")
    for to in sessions:
        release_stale(to)
        seen = session_as_seen(to, booking.person)
        found = party_refusal(seen, booking) or refusal(seen, booking, by_host=by_host, moved=True)
        if found is None:
            moved = booking.elsewhere()
            hold_seats(moved, seen, by=by, by_host=by_host)
            carry_consents(booking, moved)
            return moved
        refused = found
    raise refused


def approve_booking(*, booking: Booking, by: User | None) -> Booking:
    """The host says yes to a request. Raises NotAllowed, WrongState."""
    with transaction.atomic():
        session = lock(booking.session)
        with transition(booking, "approve_booking", by=by, audience=Audience.STAFF) as booking:
            booking.booked_at = db_now()
        mail_booking(booking, session, "booked")
    return booking


def decline_booking(*, booking: Booking, by: User | None, reason: str) -> Booking:
    """The host says no, and why; the seats go to the next in line. Raises NotAllowed, WrongState."""
    with transaction.atomic():
        session = lock(booking.session)
        data = {"reason": reason}
        with transition(booking, "decline_booking", by=by, data=data, audience=Audience.STAFF) as booking:
            booking.cancelled_at = db_now()
        mail_booking(booking, session, "declined", reason=reason)
        offer_free_seats(session)
    return booking


def number_refusal(booking: Booking) -> WrongState | None:
    """Why a group's final number is not taken now; None while it is asked for."""
    if booking.number_confirmed_at is not None:
        return WrongState(_("The final number is confirmed already."))
    if not booking.number_is_open:
        return WrongState(_("No number is asked for this booking now."))
    if db_now() >= booking.number_due_at:  # type: ignore[operator]
        return WrongState(_("The time for confirming the number has passed."), code="too_late")
    return None


def refuse_number(booking: Booking, session: Session, seats: int, *, most: int) -> None:
    """Raise Incomplete unless `seats` are at most so many, and still a group of the least size."""
    least = session.tour_programme.group_min if booking.kind in GROUP_KINDS else 1
    if least <= seats <= most:
        return
    if most < least:
        message = _("A group here has at least %(least)s people. If fewer come, cancel the booking.") % {
            "least": least
        }
    else:
        message = _("Enter %(least)s to %(most)s people. If nobody comes, cancel the booking.") % {
            "least": least,
            "most": most,
        }
    raise Incomplete(message, {"seats": message})


def _set_number(booking: Booking, session: Session, seats: int, adults: int | None) -> int:
    """Put the new numbers into the booking; how many came before. Raises Incomplete: too few adults."""
    before, booking.seats = booking.seats, seats
    booking.adults = min(booking.adults, seats) if adults is None else adults
    why = adults_refused(session.tour_programme, booking)
    if why:
        raise Incomplete(why, {"adults": why})
    return before


def _lock_to_change(booking: Booking, by: User | None) -> tuple[Session, Booking]:
    """Session and booking under lock, while the booking may still be changed by this person."""
    session = lock(booking.session)
    booking = lock(booking)
    if refused := change_refusal(booking, session, by):
        raise refused
    return session, booking

"""The day of the visit: who came, and whether the tour counts."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.clock import db_now
from programme.core.errors import Incomplete, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock, transition

from ..choices import BookingStatus, SessionStatus, VisitorKind
from ..models import CHECK_IN_OPENS, Booking, Session
from ..permissions import can_host
from .audience import audience_fields
from .consents import note_at_door
from .offers import COUNTERS
from .queue import release_stale
from .refusals import closed, full, seats_refused, share_full

# Who comes without a booking is let in from so long before the start.
WALK_INS_OPEN = timedelta(minutes=30)

# Check-ins noted on paper may be entered this long after the tour.
CHECK_IN_CLOSES = timedelta(days=7)


def check_in(*, booking: Booking, by: User, attended: int | None = None) -> Booking:
    """Note that a party came; a second device's check-in of the same party changes nothing.

    `attended` of those booked came; None: all of them. Raises NotAllowed, WrongState (not confirmed, too
    early, too late, the tour already confirmed as held), Incomplete (nobody, or more than booked).
    """
    session = booking.session
    require(can_host(by, session.factory), _("Only the host checks visitors in."))
    now = db_now()
    if not session.starts_at - CHECK_IN_OPENS <= now < session.ends_at + CHECK_IN_CLOSES:
        raise WrongState(_("Check-in opens three hours before the start."), code="not_open_yet")
    if attended is not None and not 1 <= attended <= booking.seats:
        message = _("Enter 1 to %(seats)s people. More come as visitors without a booking.") % {
            "seats": booking.seats
        }
        raise Incomplete(message, {"attended": message})
    fewer = attended if attended != booking.seats else None
    with transaction.atomic():
        came = Booking.objects.filter(
            pk=booking.pk, status=BookingStatus.CONFIRMED, checked_in_at=None, missed_at=None
        ).update(checked_in_at=Now(), checked_in_by=by.pk, attended=fewer)
        if came:
            record_event(
                booking,
                "tours.check_in",
                by=by,
                data={
                    "session": session.public_id,
                    "seats": booking.seats,
                    "attended": booking.seats if fewer is None else fewer,
                },
                audience=Audience.STAFF,
            )
    booking.refresh_from_db(fields=["status", "checked_in_at", "checked_in_by", "attended", "missed_at"])
    if booking.status != BookingStatus.CONFIRMED:
        raise WrongState(_("Only confirmed bookings are checked in."))
    if booking.missed_at:
        raise WrongState(_("The tour is already confirmed as held."))
    return booking


def add_walk_in(
    *,
    session: Session,
    seats: int,
    by: User,
    kind: str = VisitorKind.INDIVIDUAL,
    school_kind: str = "",
    adults: int = 0,
    agreed: bool = False,
) -> Booking:
    """Let people in who come without a booking while seats are left; they count as checked in.

    `agreed` says that they have read and agreed to all that is needed. Around the start nobody is asked
    any more: the waiting list ends with the first walk-in. Raises NotAllowed, WrongState (`not_open_yet`,
    `closed`), Incomplete, Conflict (`full`, `share_full`).
    """
    require(can_host(by, session.factory), _("Only the host checks visitors in."))
    if seats < 1:
        message = _("Enter at least one person.")
        raise Incomplete(message, {"seats": message})
    booking = Booking(seats=seats, kind=kind, school_kind=school_kind, adults=adults)
    fields = audience_fields(session.tour_programme, booking)
    if fields:
        raise Incomplete(_("The party does not fit this session."), fields)
    with seats_refused(), transaction.atomic():
        session = lock(session)
        now = db_now()
        if session.status != SessionStatus.PLANNED or now >= session.ends_at:
            raise closed()
        if now < session.starts_at - WALK_INS_OPEN:
            raise WrongState(
                _("Visitors without a booking can be let in from 30 minutes before the start."),
                code="not_open_yet",
            )
        release_stale(session)
        session.queue.filter(ended_at=None).update(ended_at=now)
        session.refresh_from_db(fields=COUNTERS)
        if seats > session.seats_left:
            raise full(session.seats_left)
        if seats > session.seats_left_for(kind, now):
            raise share_full(session)
        booking.session, booking.status = session, BookingStatus.CONFIRMED
        booking.checked_in_at = now
        booking.entered_by = booking.checked_in_by = by.pk
        booking.save(force_insert=True)
        if agreed:
            note_at_door(booking)
        data = {"session": session.public_id, "seats": seats}
        record_event(booking, "tours.add_walk_in", by=by, data=data, audience=Audience.STAFF)
    return booking


def take_back_check_in(*, booking: Booking, by: User, reason: str) -> Booking:
    """Undo a mistaken check-in while the tour is not yet confirmed as held.

    Raises NotAllowed, WrongState.
    """
    session = booking.session
    require(can_host(by, session.factory), _("Only the host checks visitors in."))
    with transaction.atomic():
        if session.status != SessionStatus.PLANNED:
            raise WrongState(_("The tour is already confirmed as held."))
        undone = Booking.objects.filter(pk=booking.pk, checked_in_at__isnull=False).update(
            checked_in_at=None, checked_in_by=None, attended=None
        )
        if not undone:
            raise WrongState(_("This party is not checked in."))
        record_event(
            booking,
            "tours.take_back_check_in",
            by=by,
            data={"session": session.public_id, "reason": reason},
            audience=Audience.STAFF,
        )
    booking.refresh_from_db(fields=["checked_in_at", "checked_in_by", "attended"])
    return booking


def confirm_held(*, session: Session, by: User | None) -> Session:
    """The host's word that the tour took place; it counts with at least one check-in.

    Whoever was booked and not checked in did not come (`missed_at`; see queries.barred_until).

    Raises NotAllowed, WrongState (not begun, nobody checked in).
    """
    data: dict[str, int] = {}
    with transition(session, "confirm_held", by=by, data=data) as session:
        if db_now() < session.starts_at:
            raise WrongState(_("The tour has not begun yet."))
        came = [booking.came for booking in session.bookings.confirmed() if booking.checked_in_at]
        if not came:
            raise WrongState(_("Nobody was checked in: a tour counts with at least one visitor."))
        data["parties"], data["visitors"] = len(came), sum(came)
        missed = session.bookings.confirmed().filter(checked_in_at=None)
        data["missed"] = missed.update(missed_at=Now())
    return session


def take_back_held(*, session: Session, by: User | None, reason: str) -> Session:
    """Take back a mistaken confirmation. Raises NotAllowed, WrongState."""
    with transition(session, "take_back_held", by=by, data={"reason": reason}) as session:
        session.bookings.filter(missed_at__isnull=False).update(missed_at=None)
    return session

"""Standing in line for seats, and what becomes of an offer: it holds its seats until accepted or expired.

Everything here works under the session's lock, taken first.
"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.clock import db_now
from programme.core.errors import Conflict, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock, transition

from ..choices import SeatsWanted, VisitorKind
from ..models import Booking, Session, WaitingEntry
from ..permissions import can_book
from ..queries import session_as_seen, sessions_with_stale_offers
from .mails import mail_booking
from .offers import offer_free_seats
from .refusals import already_booked, constraint_of, refuse_party, time_refusal


def join_waiting_list(
    *,
    session: Session,
    by: User,
    seats: int,
    takes: str = SeatsWanted.ALL,
    kind: str = VisitorKind.INDIVIDUAL,
    group_name: str = "",
    note: str = "",
) -> WaitingEntry:
    """Stand in line for `seats`, or for as many as come free when `takes` is ANY.

    What can be offered is offered at once: seats that came free meanwhile, or those that a larger
    party ahead cannot use (services.offers).

    Raises Incomplete, WrongState (`not_open_yet`, `closed`, `seats_left`: book instead), Conflict
    (`already_booked`, `already_waiting`).
    """
    require(can_book(by), _("Sign in to join the waiting list."))
    seen = session_as_seen(session, by)
    refuse_party(seen, kind=kind, seats=seats, group_name=group_name)
    refused = time_refusal(seen) or (already_booked() if seen.mine else None)  # type: ignore[attr-defined]
    if refused:
        raise refused
    if seats <= seen.seats_left and not seen.waiting:
        raise WrongState(_("There are seats left: book them."), code="seats_left")
    try:
        with transaction.atomic():
            session = lock(session)
            entry = WaitingEntry.objects.create(
                session=session,
                person=by,
                seats=seats,
                takes=takes,
                kind=kind,
                group_name=group_name.strip(),
                note=note,
            )
            record_event(
                session, "tours.join_waiting_list", by=by, data={"seats": seats}, audience=Audience.STAFF
            )
            release_expired(session)
            offer_free_seats(session)
    except IntegrityError as error:
        if constraint_of(error) != "tours_one_live_entry":
            raise
        message = _("You are already on the waiting list of this session.")
        raise Conflict(message, code="already_waiting") from error
    entry.refresh_from_db()
    return entry


def leave_waiting_list(*, entry: WaitingEntry, by: User) -> WaitingEntry:
    """Stop waiting. A person who already has an offer declines it by cancel_booking.

    Raises NotAllowed, WrongState.
    """
    require(entry.person_id == by.pk, _("Only the person in line may leave it."))
    with transaction.atomic():
        session = lock(entry.session)
        entry = WaitingEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
        if entry.ended_at is not None:
            raise WrongState(_("You are no longer waiting in this line."))
        entry.ended_at = db_now()
        entry.save(update_fields=["ended_at"])
        record_event(session, "tours.leave_waiting_list", by=by, audience=Audience.STAFF)
        offer_free_seats(session)  # a large party ahead may have kept free seats from the next
    return entry


def accept_offer(*, booking: Booking, by: User | None) -> Booking:
    """Turn an offer into a booking while it holds, on the database's clock.

    Raises NotAllowed, WrongState (`offer_expired`).
    """
    with transaction.atomic():
        session = lock(booking.session)
        with transition(booking, "accept_offer", by=by, audience=Audience.STAFF) as booking:
            if booking.offer_expires_at is None or db_now() >= booking.offer_expires_at:
                raise WrongState(
                    _("The offer has expired and the seats went to the next in line."), code="offer_expired"
                )
            booking.booked_at = db_now()
        mail_booking(booking, session, "booked")
    return booking


def expire_offer(*, booking: Booking, by: User | None = None) -> Booking:
    """End one offer whose time has passed. The session must be locked; the line is asked by the caller.

    Raises WrongState while the offer still holds.
    """
    with transition(booking, "expire_offer", by=by, audience=Audience.STAFF) as booking:
        if booking.offer_expires_at is None or db_now() < booking.offer_expires_at:
            raise WrongState(_("The offer still holds."))
    return booking


def release_expired(session: Session) -> int:
    """Give back the seats of expired offers and ask the next in line; how many offers ended.

    The session must be locked.
    """
    expired = list(session.bookings.expired_offers())
    for booking in expired:
        expire_offer(booking=booking)
    if expired:
        offer_free_seats(session)
    return len(expired)


def expire_offers() -> int:
    """The periodic job: one short transaction per session; how many offers ended."""
    ended = 0
    for pk in sessions_with_stale_offers():
        with transaction.atomic():
            ended += release_expired(Session.objects.select_for_update(no_key=True).get(pk=pk))
    return ended

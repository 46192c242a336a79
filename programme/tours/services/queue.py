"""Standing in line for seats, and what becomes of an offer: it holds its seats until accepted or expired.

Everything here works under the session's lock, taken first.
"""

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.clock import db_now
from programme.core.errors import Conflict, WrongState, constraint_of
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock, transition

from ..choices import BookingStatus, SeatsWanted, VisitorKind
from ..models import Booking, Session, WaitingEntry
from ..permissions import can_book
from ..queries import session_as_seen, sessions_to_look_after
from .consents import agree_with_offer
from .mails import mail_booking, mail_waiting
from .offers import offer_free_seats
from .refusals import person_refusal, refuse_party, time_refusal


def join_waiting_list(
    *,
    session: Session,
    by: User,
    seats: int,
    takes: str = SeatsWanted.ALL,
    kind: str = VisitorKind.INDIVIDUAL,
    group_name: str = "",
    school_kind: str = "",
    adults: int = 0,
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
    entry = WaitingEntry(
        person=by,
        seats=seats,
        takes=takes,
        kind=kind,
        group_name=group_name.strip(),
        school_kind=school_kind,
        adults=adults,
        note=note,
    )
    refuse_party(seen, entry)
    refused = time_refusal(seen) or person_refusal(seen, by, kind)
    if refused:
        raise refused
    if seats <= seen.seats_left_for(kind, seen.now) and not seen.waiting:  # type: ignore[attr-defined]
        raise WrongState(_("There are seats left: book them."), code="seats_left")
    try:
        with transaction.atomic():
            session = lock(session)
            entry.session = session
            entry.save(force_insert=True)
            record_event(
                session, "tours.join_waiting_list", by=by, data={"seats": seats}, audience=Audience.STAFF
            )
            release_stale(session)
            offer_free_seats(session)
            entry.refresh_from_db()
            if entry.booking_id is None:  # else the offer itself has been mailed
                entry.session = seen
                mail_waiting(entry)
    except IntegrityError as error:
        if constraint_of(error) != "tours_one_live_entry":
            raise
        message = _("You are already on the waiting list of this session.")
        raise Conflict(message, code="already_waiting") from error
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


def accept_offer(*, booking: Booking, by: User | None, consents: Collection[str] = ()) -> Booking:
    """Turn an offer into a booking while it holds, on the database's clock.

    `consents` as in book_seats; callers agree at the door. Raises NotAllowed, WrongState
    (`offer_expired`), Incomplete (a text that is needed is missing).
    """
    with transaction.atomic():
        session = lock(booking.session)
        with transition(booking, "accept_offer", by=by, audience=Audience.STAFF) as booking:
            if booking.offer_expires_at is None or db_now() >= booking.offer_expires_at:
                raise WrongState(
                    _("The offer has expired and the seats went to the next in line."), code="offer_expired"
                )
            if by is not None and booking.person_id is not None:
                agree_with_offer(booking, by, consents)
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


def release_unconfirmed(*, booking: Booking, by: User | None = None) -> Booking:
    """End a group's booking whose final number was not confirmed in time; its seats go on.

    The session must be locked; the line is asked by the caller. Raises WrongState while there is time.
    """
    data = {"seats": booking.seats}
    with transition(booking, "release_unconfirmed", by=by, data=data, audience=Audience.STAFF) as booking:
        if not booking.number_is_open or booking.checked_in_at or db_now() < booking.number_due_at:  # type: ignore[operator]
            raise WrongState(_("There is still time to confirm the number."))
        booking.cancelled_at = db_now()
    mail_booking(booking, booking.session, "released")
    return booking


def release_stale(session: Session) -> int:
    """Give back seats held beyond their time and ask the next in line; how many bookings ended.

    Expired offers, and groups that did not confirm their number. The session must be locked.
    """
    stale = list(session.bookings.stale().select_related("person"))
    for booking in stale:
        booking.session = session
        if booking.status == BookingStatus.OFFERED:
            expire_offer(booking=booking)
        else:
            release_unconfirmed(booking=booking)
    if stale:
        offer_free_seats(session)
    return len(stale)


def look_after_lines() -> int:
    """The periodic job: one short transaction per session; how many bookings ended or were offered.

    It does what the next booking would do by itself, where nobody books.
    """
    changed = 0
    for pk in sessions_to_look_after():
        with transaction.atomic():
            session = Session.objects.select_for_update(no_key=True).get(pk=pk)
            changed += release_stale(session) or len(offer_free_seats(session))
    return changed

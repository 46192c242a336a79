"""The waiting list: oldest first; an offer holds its seats until it is accepted or expires.

Everything here works under the session's lock, taken first.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.clock import db_now
from programme.core.errors import Conflict, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock, transition

from ..choices import BookingStatus, SessionStatus, VisitorKind
from ..models import Booking, Session, WaitingEntry
from ..permissions import can_book
from ..queries import session_as_seen, sessions_with_stale_offers
from .mails import mail_booking
from .refusals import already_booked, constraint_of, refuse_party, time_refusal


def join_waiting_list(
    *,
    session: Session,
    by: User,
    seats: int,
    kind: str = VisitorKind.INDIVIDUAL,
    group_name: str = "",
    note: str = "",
) -> WaitingEntry:
    """Stand in line for `seats`, all or nothing. If they came free meanwhile, they are offered at once.

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


def offer_free_seats(session: Session) -> list[Booking]:
    """Offer the free seats to the line, oldest first, each party's seats together.

    Stops at the first party that does not fit: its seats gather. The session must be locked.
    """
    session = Session.objects.with_factory().get(pk=session.pk)  # the counters as they are now
    now = db_now()
    if not session.waiting or session.status != SessionStatus.PLANNED or now >= session.starts_at:
        return []
    free, offers = session.seats_left, []
    holding = session.bookings.live().filter(person=OuterRef("person"))
    line = session.queue.waiting().select_related("person").annotate(holds_seats=Exists(holding))
    for entry in line:
        if entry.holds_seats:  # booked in another window while joining
            entry.ended_at = now
            entry.save(update_fields=["ended_at"])
            continue
        if entry.seats > free:
            break
        free -= entry.seats
        offers.append(_offer(session, entry, now))
    return offers


def _offer(session: Session, entry: WaitingEntry, now: datetime) -> Booking:
    booking = Booking.objects.create(
        session=session,
        person=entry.person,
        seats=entry.seats,
        kind=entry.kind,
        group_name=entry.group_name,
        note=entry.note,
        status=BookingStatus.OFFERED,
        offer_expires_at=min(now + timedelta(hours=session.tour_programme.offer_hours), session.starts_at),
    )
    entry.ended_at, entry.booking = now, booking
    entry.save(update_fields=["ended_at", "booking"])
    record_event(
        booking,
        "tours.offer_seats",
        by=None,
        data={"session": session.public_id, "seats": booking.seats},
        audience=Audience.STAFF,
    )
    mail_booking(booking, session, "offered")
    return booking


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

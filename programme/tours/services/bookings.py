"""Taking and giving back seats."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.clock import db_now
from programme.core.errors import Conflict, Incomplete, ServiceError
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock, transition

from ..choices import GROUP_KINDS, BookingStatus, VisitorKind
from ..models import TELEPHONE, Booking, Session
from ..permissions import can_book, can_enter_booking
from ..queries import other_group, session_as_seen
from .consents import asked_in, give_consents, refuse_without_consents
from .mails import mail_booked, mail_booking
from .offers import offer_free_seats
from .queue import release_stale
from .refusals import change_refusal, refusal, refuse_party, seats_refused


def book_seats(
    *,
    session: Session,
    by: User,
    seats: int,
    kind: str = VisitorKind.INDIVIDUAL,
    group_name: str = "",
    school_kind: str = "",
    adults: int = 0,
    note: str = "",
    consents: Collection[str] = (),
    as_seen: bool = False,
) -> Booking:
    """Book `seats` for oneself and one's party: taken or refused at once.

    A school says which kind it is, and how many of its seats are for accompanying `adults`. `consents`
    are the public ids of the texts that were agreed to; what the factory needs must be among them.
    `as_seen`: `session` is what `by` sees now (queries.session_of_page) and need not be read again.

    Raises Incomplete (the party does not fit), WrongState (`not_open_yet`, `closed`), Conflict
    (`full`, `share_full`, `queue_first`, `already_booked`, `visited_recently`, `barred`).
    """
    require(can_book(by), _("Sign in to book."))
    party = Booking(
        person=by,
        seats=seats,
        kind=kind,
        group_name=group_name.strip(),
        school_kind=school_kind,
        adults=adults,
        note=note,
    )
    take_together([Part(session, party, as_seen=as_seen)], by=by, consents=consents)
    return party


def enter_booking(
    *,
    session: Session,
    by: User | None,
    seats: int,
    guest_name: str,
    guest_phone: str,
    kind: str = VisitorKind.INDIVIDUAL,
    group_name: str = "",
    school_kind: str = "",
    adults: int = 0,
    note: str = "",
) -> Booking:
    """Book for someone who calls or writes: by the host, its techno-park or staff, until the start.

    Raises NotAllowed, Conflict (`already_booked`: the same name and number), and what book_seats raises.
    """
    may = by is None or can_enter_booking(by, session)
    require(may, _("Only the host and the techno-park enter bookings for other people."))
    if not guest_name.strip() or not guest_phone.strip():
        message = _("Enter the caller's name and telephone number.")
        missing = {"guest_name": guest_name, "guest_phone": guest_phone}
        raise Incomplete(message, {name: message for name, value in missing.items() if not value.strip()})
    refuse_caller(session, guest_name.strip(), guest_phone.strip())
    party = Booking(
        guest_name=guest_name.strip(),
        guest_phone=guest_phone.strip(),
        entered_by=by.pk if by else None,
        seats=seats,
        kind=kind,
        group_name=group_name.strip(),
        school_kind=school_kind,
        adults=adults,
        note=note,
    )
    take_together([Part(session, party)], by=by, by_host=True)
    return party


def refuse_caller(session: Session, name: str, phone: str) -> None:
    """Raise Incomplete for what is no telephone number, Conflict for a caller entered twice."""
    try:
        TELEPHONE(phone)
    except ValidationError as error:
        raise Incomplete(error.message, {"guest_phone": error.message}) from error
    callers = session.bookings.live().filter(guest_name=name).exclude(guest_phone="")
    if digits(phone) in {digits(one) for one in callers.values_list("guest_phone", flat=True)}:
        message = _("This caller already holds seats in this session. Change that booking instead.")
        raise Conflict(message, {"guest_phone": message}, code="already_booked")


def digits(phone: str) -> str:
    """A telephone number without what sets its digits apart."""
    return "".join(one for one in phone if one.isdigit())


@dataclass(frozen=True)
class Part:
    """What is booked in one session. `prefix` goes before the names of the fields that are refused.

    `as_seen`: the session was read just now as the person sees it.
    """

    session: Session
    booking: Booking
    prefix: str = ""
    as_seen: bool = False

    def look(self) -> Session:
        """The session as the person sees it now."""
        return session_as_seen(self.session, self.booking.person)


def take_together(
    parts: Sequence[Part], *, by: User | None, by_host: bool = False, consents: Collection[str] = ()
) -> None:
    """Refuse from what is seen without a lock, or insert and let the database decide: all parts or none.

    Seats held beyond their time go on here, so that a dead worker leaves nothing unsold. They go to
    the line first; what is released stays released when this booking is refused. Sessions are locked
    in the order of their ids, so that two who take the same ones never wait for each other. One mail
    tells of all parts. Callers agree at the door: no host agrees for them.
    """
    parts = sorted(parts, key=lambda part: part.session.pk)
    seen = {part.session.pk: part.session if part.as_seen else part.look() for part in parts}
    for part in parts:
        refuse_party(seen[part.session.pk], part.booking, prefix=part.prefix)
    first = seen[parts[0].session.pk]
    if not by_host:
        refuse_without_consents(first, consents)
    refused = None
    stale = any(session.stale for session in seen.values())  # type: ignore[attr-defined]
    if not stale:
        refused = _refusal(parts, seen, by_host)
        if refused:
            raise refused
    with seats_refused(), transaction.atomic():
        if stale:
            for part in parts:
                release_stale(lock(seen[part.session.pk]))
            seen = {part.session.pk: part.look() for part in parts}
            refused = _refusal(parts, seen, by_host)
        if refused is None:
            for part in parts:
                hold_seats(part.booking, seen[part.session.pk], by=by, by_host=by_host)
            bookings = [part.booking for part in parts]
            give_consents(bookings, [text for text in asked_in(first) if text.public_id in consents])
            mail_booked(bookings)
    if refused:
        raise refused


def _refusal(parts: Sequence[Part], seen: dict[int, Session], by_host: bool) -> ServiceError | None:
    for part in parts:
        refused = refusal(seen[part.session.pk], part.booking, by_host=by_host)
        if refused and len(parts) > 1 and refused.code in ("full", "share_full"):
            refused.fields = {f"{part.prefix}seats": refused.message}  # which of the two groups
        if refused:
            return refused
    return None


def hold_seats(booking: Booking, seen: Session, *, by: User | None, by_host: bool = False) -> None:
    """Write a booking that nothing seen speaks against; the database decides. Inside a transaction.

    Where the factory approves bookings the seats are held until the host answers.
    """
    asked = seen.tour_programme.approval_needed and not by_host
    booking.session = seen
    booking.status = BookingStatus.REQUESTED if asked else BookingStatus.CONFIRMED
    booking.number_due_at = number_due_at(booking, seen)
    booking.save(force_insert=True)
    record_event(
        booking,
        "tours.request_seats" if asked else "tours.book_seats",
        by=by,
        data={"session": seen.public_id, "seats": booking.seats},
        audience=Audience.STAFF,
    )


def number_due_at(booking: Booking, seen: Session) -> datetime | None:
    """Until when a group says how many come; None for individuals, and when that day has passed."""
    days = seen.tour_programme.final_number_days
    if not days or booking.kind not in GROUP_KINDS:
        return None
    due = seen.starts_at - timedelta(days=days)
    return due if due > seen.now else None  # type: ignore[attr-defined]


def cancel_booking(*, booking: Booking, by: User | None, reason: str = "", whole: bool = False) -> Booking:
    """Give the seats back, or decline an offer; the next in line is asked in the same transaction.

    With `whole` also those of the other group of the same class: both or neither. The person may until
    the factory's deadline, the host until the start, saying why. Raises NotAllowed, WrongState, Incomplete
    (no reason), Conflict (`changed`: the other group was changed meanwhile).
    """
    with transaction.atomic():
        other = other_group(booking) if whole else None
        touched = {booking.session_id, *([other.session_id] if other else [])}
        sessions = {pk: lock(Session(pk=pk)) for pk in sorted(touched)}
        if other is not None:
            now = other_group(booking)
            if now is None or now.session_id != other.session_id:
                raise Conflict(_("The other group was changed meanwhile. Look again."), code="changed")
            _cancel(now, sessions[now.session_id], by, reason)
        return _cancel(booking, sessions[booking.session_id], by, reason)


def _cancel(booking: Booking, session: Session, by: User | None, reason: str) -> Booking:
    """End one booking of a locked session."""
    data = {"session": session.public_id, "seats": booking.seats}
    if reason:
        data["reason"] = reason
    with transition(booking, "cancel_booking", by=by, data=data, audience=Audience.STAFF) as booking:
        refused = change_refusal(booking, session, by)
        if refused and (booking.status == BookingStatus.CONFIRMED or booking.checked_in_at):
            raise refused  # an offer or a request is given back at any time
        by_host = by is not None and booking.person_id not in (None, by.pk)
        if by_host and not reason.strip():
            message = _("Say why: whoever booked is told.")
            raise Incomplete(message, {"reason": message})
        booking.cancelled_at = db_now()
    mail_booking(booking, session, "cancelled", reason=reason, by_host=by_host, factory=session.factory.slug)
    offer_free_seats(session)
    return booking

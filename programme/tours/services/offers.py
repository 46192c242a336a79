"""Offering seats to the line: oldest first, a large party passed over three times at most.

A party that the free seats are too few for lets smaller ones behind it go first, PASSED_OVER_AT_MOST
times; from then on seats gather for it (issue: "a large group is passed over at most three times").
Everything here works under the session's lock, taken first.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.clock import db_now
from programme.core.errors import Conflict, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock

from ..choices import BookingStatus, SeatsWanted, SessionStatus
from ..models import PARTY_FIELDS, PASSED_OVER_AT_MOST, Booking, Session, WaitingEntry
from ..permissions import can_host
from .mails import mail_booking
from .refusals import closed

COUNTERS = ["taken", "offered", "waiting", "taken_individual", "taken_school", "taken_industry"]


def offer_free_seats(session: Session) -> list[Booking]:
    """Offer the free seats to the line; the session must be locked. Nothing where the host chooses.

    Returns the offers made, in the order of the line.
    """
    session = Session.objects.with_factory().get(pk=session.pk)  # the counters as they are now
    now = db_now()
    if not session.waiting or session.status != SessionStatus.PLANNED or now >= session.starts_at:
        return []
    line = _line(session, now)
    if session.tour_programme.line_by_hand:
        return []
    offers: list[Booking] = []
    passed: list[WaitingEntry] = []
    for entry in line:
        seats = entry.seats_of(session.seats_left_for(entry.kind, now))
        if seats:
            offers.append(_offer(session, entry, seats, now, by=None))
            session.refresh_from_db(fields=COUNTERS)
            _pass_over(passed)
        elif not entry.seats_of(session.seats_left):
            passed.append(entry)  # the seats are too few; not merely kept for other visitors
        if any(ahead.passed_over == PASSED_OVER_AT_MOST for ahead in passed):
            break  # seats gather
    return offers


def offer_seats(*, entry: WaitingEntry, by: User) -> Booking:
    """The host offers free seats to a party of their choice; those ahead of it are passed over.

    Only where the programme leaves the choice to the host. Raises NotAllowed, WrongState, Conflict
    (`full`, `must_gather`: someone ahead was passed over three times already).
    """
    require(can_host(by, entry.session.factory), _("Only the factory's people offer its seats."))
    with transaction.atomic():
        lock(entry.session)
        session = Session.objects.with_factory().get(pk=entry.session_id)
        now = db_now()
        if not session.tour_programme.line_by_hand:
            raise WrongState(_("Here seats are offered to the waiting list by themselves."))
        if session.status != SessionStatus.PLANNED or now >= session.starts_at:
            raise closed()
        line = _line(session, now)
        chosen = next((one for one in line if one.pk == entry.pk), None)
        if chosen is None:
            raise WrongState(_("This party is no longer waiting."))
        seats = chosen.seats_of(session.seats_left_for(chosen.kind, now))
        if not seats:
            raise Conflict(_("There are not enough free seats for this party."), code="full")
        ahead = line[: line.index(chosen)]
        if any(one.passed_over == PASSED_OVER_AT_MOST for one in ahead):
            raise Conflict(
                _("A party ahead was passed over three times: the next seats are for it."), code="must_gather"
            )
        offer = _offer(session, chosen, seats, now, by=by)
        _pass_over(ahead)
    return offer


def _line(session: Session, now: datetime) -> list[WaitingEntry]:
    """Who waits, the next first; whoever booked in another window while joining is let go."""
    holding = session.bookings.live().filter(person=OuterRef("person"))
    waiting: QuerySet[WaitingEntry] = session.queue.waiting().select_related("person")
    waiting = waiting.annotate(holds_seats=Exists(holding))
    line: list[WaitingEntry] = []
    for entry in waiting:
        entry.session = session
        if entry.holds_seats:  # type: ignore[attr-defined]
            entry.ended_at = now
            entry.save(update_fields=["ended_at"])
        else:
            line.append(entry)
    return line


def _pass_over(passed: list[WaitingEntry]) -> None:
    for entry in passed:
        entry.passed_over += 1
        entry.save(update_fields=["passed_over"])


def _offer(session: Session, entry: WaitingEntry, seats: int, now: datetime, *, by: User | None) -> Booking:
    party = {name: getattr(entry, name) for name in PARTY_FIELDS}
    booking = Booking.objects.create(
        session=session,
        person=entry.person,
        **{**party, "seats": seats, "adults": min(entry.adults, seats)},
        status=BookingStatus.OFFERED,
        offer_expires_at=min(now + timedelta(hours=session.tour_programme.offer_hours), session.starts_at),
    )
    entry.ended_at, entry.booking = now, booking
    entry.save(update_fields=["ended_at", "booking"])
    record_event(
        booking,
        "tours.offer_seats",
        by=by,
        data={"session": session.public_id, "seats": seats},
        audience=Audience.STAFF,
    )
    partly = entry.takes == SeatsWanted.ANY and seats > 1
    mail_booking(booking, session, "offered", asked=entry.seats, partly=partly)
    return booking

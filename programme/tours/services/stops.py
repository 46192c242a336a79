"""The line stands still: sessions are stopped, and everyone booked is offered other seats."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.clock import db_now
from programme.core.errors import Conflict, WrongState
from programme.core.events import record_event

from ..alternatives import Alternative, alternatives
from ..choices import BookingStatus, SessionStatus
from ..models import Booking, Session, TourProgramme
from .consents import carry_consents
from .hosts import require_host
from .mails import mail_alternative, mail_called_off
from .sessions import end_session


@dataclass(frozen=True)
class LineStop:
    """What a stop does, or did: every party is in `parties`, with other seats or without."""

    sessions: list[Session]
    parties: list[Alternative]
    waiting: int

    @property
    def offered(self) -> list[Alternative]:
        return [one for one in self.parties if one.session is not None]

    @property
    def without(self) -> list[Alternative]:
        return [one for one in self.parties if one.session is None]

    @property
    def to_call(self) -> list[Alternative]:
        """Parties booked by telephone: no mail reaches them."""
        return [one for one in self.parties if one.booking.person_id is None]

    @property
    def people(self) -> int:
        """How many people the parties are."""
        return sum(one.booking.seats for one in self.parties)

    @property
    def torn(self) -> list[Alternative]:
        """Groups of classes for which no two sessions at one time have room."""
        return [one for one in self.parties if one.apart]

    @property
    def digest(self) -> str:
        """Changes with anything that the step would do otherwise: who is concerned, and who goes where."""
        told = [
            f"{one.booking.public_id} {one.booking.seats} {one.session.public_id if one.session else '-'}"
            for one in self.parties
        ]
        ended = [f"{session.public_id} {session.waiting}" for session in self.sessions]
        return hashlib.sha256("\n".join([*ended, *told]).encode()).hexdigest()


def foresee_stop(*, programme: TourProgramme, sessions: Iterable[Session], apart: bool = False) -> LineStop:
    """What stopping these sessions would do as things stand now. Changes nothing.

    Raises WrongState (someone was checked in), as the step does.
    """
    return _stop_of(programme, sessions, list(_upcoming(programme)), apart)


def stop_line(
    *,
    programme: TourProgramme,
    sessions: Iterable[Session],
    by: User | None,
    reason: str,
    apart: bool = False,
    foreseen: str | None = None,
) -> LineStop:
    """Call the sessions off; offer everyone booked seats in the next session that has room for the party.

    The oldest booking first (see alternatives). The seats are held like any offer's; parties without
    an alternative and those who wait are told by mail, which leads to the factory's other dates. All
    or nothing, with every upcoming session of the factory locked in one order: nothing is oversold.

    Two groups of one class are offered seats at one time, or none; with `apart` each is offered seats
    wherever there are some. `foreseen` is the digest of what the host was shown: anything else is not
    done. Raises NotAllowed, WrongState (nothing to stop, someone was checked in), Conflict (`changed`).
    """
    require_host(by, programme.factory)
    with transaction.atomic():
        upcoming = list(_upcoming(programme).select_for_update(no_key=True, of=("self",)).order_by("pk"))
        stop = _stop_of(programme, sessions, upcoming, apart)
        if not stop.sessions:
            raise WrongState(_("There is no planned session to stop in this time."))
        if foreseen is not None and stop.digest != foreseen:
            raise Conflict(
                _("Bookings have changed meanwhile. Look again at what would happen."), code="changed"
            )
        homeless = {one.booking.pk for one in stop.without}
        for ended, booked, waiting in [
            end_session(session=session, by=by, reason=reason) for session in stop.sessions
        ]:
            mail_called_off(ended, [one for one in booked if one.pk in homeless], waiting)
        for party in stop.parties:
            if party.session is not None:
                _offer_instead(party, party.session, by=by, reason=reason)
        record_event(
            programme,
            "tours.stop_line",
            by=by,
            data={
                "reason": reason,
                "sessions": [session.public_id for session in stop.sessions],
                "offered": len(stop.offered),
                "without": len(stop.without),
                "waiting": stop.waiting,
            },
        )
    return stop


def _upcoming(programme: TourProgramme) -> QuerySet[Session]:
    planned = Session.objects.with_factory().select_related("route")
    planned = planned.filter(tour_programme=programme, status=SessionStatus.PLANNED)
    return planned.filter(starts_at__gt=Now())


def _stop_of(
    programme: TourProgramme, sessions: Iterable[Session], upcoming: list[Session], apart: bool
) -> LineStop:
    chosen = {session.pk for session in sessions}
    stopped = [session for session in upcoming if session.pk in chosen]
    stopped.sort(key=lambda one: (one.starts_at, one.pk))
    parties = alternatives(stopped, upcoming, db_now(), apart=apart)
    if any(party.booking.checked_in_at for party in parties):
        raise WrongState(_("Visitors were checked in: this session is being held."))
    return LineStop(stopped, parties, sum(session.waiting for session in stopped))


def _offer_instead(party: Alternative, session: Session, *, by: User | None, reason: str) -> Booking:
    old = party.booking
    booking = old.elsewhere(
        session=session,
        status=BookingStatus.OFFERED,
        offer_expires_at=party.until,
    )
    booking.save(force_insert=True)
    carry_consents(old, booking)
    record_event(
        booking,
        "tours.offer_alternative",
        by=by,
        data={"session": session.public_id, "seats": booking.seats},
        audience=Audience.STAFF,
    )
    mail_alternative(booking, session, instead_of=old.session, reason=reason, other=party.other_group)
    return booking

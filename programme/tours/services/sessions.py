"""Planning sessions, their seats and their guides."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from programme.accounts.choices import COMPANY_ROLES
from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.clock import db_now
from programme.core.errors import Conflict, Incomplete, WrongState, constraint_of
from programme.core.events import record_event
from programme.core.transitions import lock, transition
from programme.factories.choices import FactoryStatus

from ..choices import LIVE, BookingStatus, Language, SessionStatus
from ..models import Booking, Duty, Route, Session, TourProgramme
from .hosts import require_host
from .mails import mail_called_off
from .offers import offer_free_seats
from .refusals import place_refused


def create_session(
    *,
    programme: TourProgramme,
    starts_at: datetime,
    capacity: int,
    by: User | None,
    language: str = Language.KOREAN,
    route: Route | None = None,
) -> Session:
    """Plan a tour; it ends after the programme's duration.

    Raises NotAllowed, WrongState (not open for tours), Incomplete naming each field, Conflict
    (`route_busy`).
    """
    require_host(by, programme.factory)
    if programme.factory.status != FactoryStatus.TOURING:
        raise WrongState(_("Open the tours first."))
    fields = {}
    if starts_at <= db_now():
        fields["starts_at"] = _("Choose a time to come.")
    if capacity < 1:
        fields["capacity"] = _("Enter at least one seat.")
    if language not in programme.languages:
        fields["language"] = _("Choose one of the languages of your programme.")
    if route is not None and route.tour_programme_id != programme.pk:
        fields["route"] = _("Choose a route of this factory.")
    if fields:
        raise Incomplete(_("The session could not be planned."), fields)
    with place_refused(), transaction.atomic():
        session = Session.objects.create(
            tour_programme=programme,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=programme.duration_minutes),
            capacity=capacity,
            language=language,
            route=route,
        )
        session.refresh_from_db(fields=["taken", "offered", "waiting"])
        record_event(
            session,
            "tours.create_session",
            by=by,
            data={"session": session.public_id, "capacity": capacity},
        )
    return session


def change_capacity(*, session: Session, capacity: int, by: User | None) -> Session:
    """Give more seats, which the line is asked for first, or fewer, never below those taken.

    Raises NotAllowed, WrongState, Incomplete.
    """
    require_host(by, session.factory)
    with transaction.atomic():
        session = lock(session)
        if session.status != SessionStatus.PLANNED:
            raise WrongState(_("Only a planned session's seats change."))
        if capacity < max(1, session.taken):
            message = _("%(taken)s seats are taken already.") % {"taken": session.taken}
            raise Incomplete(message, {"capacity": message})
        data = {"session": session.public_id, "before": session.capacity, "capacity": capacity}
        session.capacity = capacity
        session.save(update_fields=["capacity"])
        record_event(session, "tours.change_capacity", by=by, data=data)
        offer_free_seats(session)
    session.refresh_from_db()
    return session


def set_shares(
    *,
    session: Session,
    by: User | None,
    individual_seats: int | None,
    school_seats: int | None,
    industry_seats: int | None,
    shares_end_at: datetime | None,
) -> Session:
    """Give kinds of visitors at most so many seats until `shares_end_at`; None has no limit of its own.

    What is booked already stays. The line is asked at once, and again when the shares end. Raises
    NotAllowed, WrongState, Incomplete naming each field.
    """
    require_host(by, session.factory)
    shares = {
        "individual_seats": individual_seats,
        "school_seats": school_seats,
        "industry_seats": industry_seats,
    }
    with transaction.atomic():
        session = lock(session)
        if session.status != SessionStatus.PLANNED:
            raise WrongState(_("Only a planned session's seats change."))
        too_many = _("This session has %(seats)s seats in all.") % {"seats": session.capacity}
        fields = {name: too_many for name, seats in shares.items() if (seats or 0) > session.capacity}
        if shares_end_at is not None and shares_end_at >= session.starts_at:
            fields["shares_end_at"] = _("Choose a time before the start.")
        if fields:
            raise Incomplete(_("The shares do not fit this session."), fields)
        for name, seats in shares.items():
            setattr(session, name, seats)
        session.shares_end_at = shares_end_at
        session.save(update_fields=[*shares, "shares_end_at"])
        record_event(session, "tours.set_shares", by=by, data={"session": session.public_id, **shares})
        offer_free_seats(session)
    session.refresh_from_db()
    return session


def cancel_session(*, session: Session, by: User | None, reason: str) -> Session:
    """Call a session off: bookings and the line end, everyone with an account is told why.

    Raises NotAllowed, WrongState (someone was checked in).
    """
    with transaction.atomic():
        session, booked, waiting = end_session(session=session, by=by, reason=reason)
        mail_called_off(session, booked, waiting)
    return session


def end_session(
    *, session: Session, by: User | None, reason: str
) -> tuple[Session, list[Booking], set[User]]:
    """End a session's bookings and its line; who is told is left to the caller, in the same transaction.

    Returns the session, the bookings that held seats and the people who waited. Raises NotAllowed,
    WrongState (someone was checked in).
    """
    with transition(session, "cancel_session", by=by, data={"reason": reason}) as session:
        booked = list(session.bookings.live().select_related("person"))
        if any(booking.checked_in_at for booking in booked):
            raise WrongState(_("Visitors were checked in: this session is being held."))
        waiting = {entry.person for entry in session.queue.waiting().select_related("person")}
        session.queue.filter(ended_at=None).update(ended_at=db_now())
        session.bookings.filter(status__in=LIVE).update(status=BookingStatus.CANCELLED, cancelled_at=db_now())
        session.refresh_from_db()  # the counters, which the triggers moved
        session.cancel_reason = reason
    return session, booked, waiting


def assign_guide(*, session: Session, guide: User, by: User | None) -> Duty:
    """Give a colleague the duty of guiding; the database refuses two duties at one time.

    Raises NotAllowed, WrongState, Incomplete (not of this company), Conflict (`guide_busy`).
    """
    require_host(by, session.factory)
    if not guide.holds(*COMPANY_ROLES, scope=session.factory.company.uid):
        message = _("A guide is one of the company's own people.")
        raise Incomplete(message, {"guide": message})
    try:
        with transaction.atomic():
            session = lock(session)
            if session.status != SessionStatus.PLANNED:
                raise WrongState(_("Guides are chosen for planned sessions."))
            duty = Duty.objects.create(session=session, guide=guide)
            record_event(
                session,
                "tours.assign_guide",
                by=by,
                data={"session": session.public_id, "guide": str(guide.pk)},
                audience=Audience.PARTICIPANTS,
            )
    except IntegrityError as error:
        if constraint_of(error) != "tours_guide_once_at_a_time":
            raise
        raise Conflict(_("This guide has another tour at that time."), code="guide_busy") from error
    duty.refresh_from_db()
    return duty


def end_duty(*, duty: Duty, by: User | None) -> Duty:
    """Take a guide off a session. Raises NotAllowed."""
    session = duty.session
    require_host(by, session.factory)
    with transaction.atomic():
        lock(session)
        ended = Duty.objects.filter(pk=duty.pk, ended_at=None).update(ended_at=db_now())
        if ended:
            data = {"session": session.public_id, "guide": str(duty.guide_id)}
            record_event(session, "tours.end_duty", by=by, data=data)
    duty.refresh_from_db()
    return duty

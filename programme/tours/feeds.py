"""What calendars are told of sessions and bookings."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlparse

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.clock import db_now
from programme.core.display import name_in_language, people_text

from .choices import BookingStatus, SessionStatus
from .ical import Entry
from .models import Booking, Session

# A feed holds what was lately and what comes; calendars keep the rest by themselves.
LOOKS_BACK = timedelta(days=60)
MOST = 500

BOOKING_STATES = {
    BookingStatus.REQUESTED: "TENTATIVE",
    BookingStatus.OFFERED: "TENTATIVE",
    BookingStatus.CONFIRMED: "CONFIRMED",
    BookingStatus.CANCELLED: "CANCELLED",
    BookingStatus.EXPIRED: "CANCELLED",
}


def public_sessions(now: datetime) -> QuerySet[Session]:
    """What public feeds hold: called-off sessions too, so that calendars strike them out."""
    sessions = Session.objects.shown().with_factory().filter(starts_at__gte=now - LOOKS_BACK)
    return sessions.order_by("starts_at", "pk")


def bookings_for_calendar(person: User, now: datetime) -> QuerySet[Booking]:
    """A person's own bookings."""
    own = Booking.objects.of_person(person).filter(session__starts_at__gte=now - LOOKS_BACK)
    return own.with_factory().order_by("session__starts_at", "pk")


def session_entries(sessions: Iterable[Session]) -> list[Entry]:
    now = db_now()
    return [_entry(one, f"session-{one.public_id}", now, called_off=_called_off(one)) for one in sessions]


def booking_entries(bookings: Iterable[Booking]) -> list[Entry]:
    """Bookings as the person's own calendar shows them; nothing of anyone else."""
    now = db_now()
    return [_booking_entry(one, now) for one in bookings]


def _booking_entry(booking: Booking, now: datetime) -> Entry:
    state = BOOKING_STATES[BookingStatus(booking.status)]
    return _entry(
        booking.session,
        f"booking-{booking.public_id}",
        now,
        called_off=state == "CANCELLED" or _called_off(booking.session),
        status=state,
        url=booking.get_absolute_url(),
        description=f"{people_text(booking.seats)}\n{_('Booking number')}: {booking.public_id}",
    )


def _place(session: Session) -> str:
    """Where to come, as a navigator takes it too."""
    terms = session.tour_programme
    parts = (name_in_language(terms, "meeting_point"), name_in_language(terms, "address"))
    return ", ".join(part for part in parts if part)


def _called_off(session: Session) -> bool:
    return session.status == SessionStatus.CANCELLED


def _entry(
    session: Session,
    name: str,
    now: datetime,
    *,
    called_off: bool,
    status: str = "CONFIRMED",
    url: str = "",
    description: str = "",
) -> Entry:
    summary = _("Factory tour: %(factory)s") % {"factory": name_in_language(session.factory.company)}
    if session.factory.is_demo:
        summary = f"[{_('demonstration')}] {summary}"
    return Entry(
        uid=f"{name}@{urlparse(settings.SITE_URL).hostname}",
        stamp=now,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        summary=summary,
        location=_place(session),
        description=description or session.get_language_display(),
        url=settings.SITE_URL + (url or session.get_absolute_url()),
        # The times of a session never change: being called off or given back is its one later version.
        sequence=int(called_off),
        status="CANCELLED" if called_off else status,
    )

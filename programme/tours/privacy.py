"""What tours hold about people: how long, what a person's copy contains, what an erasure leaves.

Counts stay: seats, sessions and answers know no person. Nobody is erased away from seats that are
still held for them: the host waits for a person, so the booking is cancelled first.
"""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from programme.accounts.models import User
from programme.core.clock import db_now
from programme.privacy.registry import Retention, against_erasure, export_section, keep, on_erasure

from . import services
from .models import Booking, Certificate, WaitingEntry

CALLERS_FOR = timedelta(days=30)
PEOPLE_FOR = timedelta(days=3 * 365 + 1)
LINES_FOR = timedelta(days=30)

ACT = _("Personal Information Protection Act, article 21")


def forget_callers() -> int:
    """Names and numbers of telephone bookings, CALLERS_FOR after the visit."""
    named = Booking.objects.filter(session__ends_at__lt=db_now() - CALLERS_FOR)
    named = named.exclude(guest_name="", guest_phone="")
    return named.update(guest_name="", guest_phone="", note="")


def forget_visitors() -> int:
    """Who booked, PEOPLE_FOR after the visit; the number of people stays."""
    old = Booking.objects.filter(session__ends_at__lt=db_now() - PEOPLE_FOR)
    return _unnamed(old.exclude(person=None, group_name="", note=""))


def destroy_places_in_line() -> int:
    """Places in line that ended, LINES_FOR after the session."""
    over = WaitingEntry.objects.filter(session__ends_at__lt=db_now() - LINES_FOR)
    return over.exclude(ended_at=None).delete()[0]


def _unnamed(bookings: Any) -> int:
    ids = list(bookings.values_list("pk", flat=True))
    Certificate.objects.filter(booking__in=ids).update(shows_name=False, shows_group=False)
    return Booking.objects.filter(pk__in=ids).update(person=None, group_name="", note="")


def read_bookings(user: User) -> list[dict[str, Any]]:
    rows = (
        Booking.objects.of_person(user)
        .select_related("session__tour_programme__factory__company", "certificate")
        .prefetch_related("consents__text")
    )
    return [
        {
            "booking": row.public_id,
            "factory": row.session.factory.company.name_ko,
            "starts_at": row.session.starts_at.isoformat(),
            "status": row.status,
            "people": row.seats,
            "kind": row.kind,
            "group_name": row.group_name,
            "school_kind": row.school_kind,
            "adults": row.adults,
            "note": row.note,
            "consents": [
                {
                    "kind": given.text.kind,
                    "version": given.text.number,
                    "text": given.text.text_ko,
                    "agreed_at": given.agreed_at.isoformat(),
                }
                for given in row.consents.all()
            ],
            "booked_at": row.booked_at.isoformat(),
            "checked_in_at": row.checked_in_at.isoformat() if row.checked_in_at else None,
            "missed_at": row.missed_at.isoformat() if row.missed_at else None,
            "certificate": row.certificate.public_id if hasattr(row, "certificate") else None,
        }
        for row in rows.order_by("pk")
    ]


def read_places_in_line(user: User) -> list[dict[str, Any]]:
    rows = WaitingEntry.objects.filter(person=user).select_related(
        "session__tour_programme__factory__company"
    )
    return [
        {
            "factory": row.session.factory.company.name_ko,
            "starts_at": row.session.starts_at.isoformat(),
            "people": row.seats,
            "group_name": row.group_name,
            "school_kind": row.school_kind,
            "adults": row.adults,
            "note": row.note,
            "joined_at": row.joined_at.isoformat(),
            "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        }
        for row in rows.order_by("pk")
    ]


def seats_still_held(user: User) -> str | None:
    """The sentence that asks for cancelling first, while a visit is still to come."""
    held = Booking.objects.of_person(user).live().filter(session__starts_at__gt=db_now())
    if not held.exists():
        return None
    return _now("You have a factory tour booked. Cancel the booking first, so that the seats go to others.")


def erase_visits(user: User) -> None:
    """Leave every line, revoke the calendar, take the person out of past bookings."""
    for entry in WaitingEntry.objects.waiting().filter(person=user).select_related("session"):
        services.leave_waiting_list(entry=entry, by=user)
    WaitingEntry.objects.filter(person=user).delete()
    services.close_calendar(by=user)
    _unnamed(Booking.objects.of_person(user))


keep(
    Retention(
        kind="tour_callers",
        what=_("Name and telephone number of people who booked a tour by telephone"),
        why=_("To call you back"),
        period=_("30 days after the visit"),
        law=ACT,
        destroy=forget_callers,
    ),
    Retention(
        kind="tour_bookings",
        what=_("Who booked a tour, for which school or organisation, and what they agreed to"),
        why=_("To receive you, and to certify that you came"),
        period=_("3 years after the visit, or until you erase your account; the number of people stays"),
        law=ACT,
        destroy=forget_visitors,
    ),
    Retention(
        kind="tour_waiting",
        what=_("Places on waiting lists for tours"),
        why=_("To offer you seats that come free"),
        period=_("30 days after the tour"),
        law=ACT,
        destroy=destroy_places_in_line,
    ),
    Retention(
        kind="tour_calendar",
        what=_("Address of your own tour calendar"),
        why=_("To show your bookings in your calendar"),
        period=_("Until you revoke it or erase your account"),
        law=ACT,
    ),
)
export_section("tour_bookings", read_bookings)
export_section("tour_waiting", read_places_in_line)
against_erasure(seats_still_held)
on_erasure(erase_visits)

"""Mails by the clock: before the visit, before the final number is due; thanks with the survey, or that
nobody came.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from programme.core.clock import day_start, db_now, seoul_day

from ..choices import BookingStatus, ReminderKind, SessionStatus
from ..models import Booking, Reminder
from .mails import mail_booking

NUMBER_DUE_IN = timedelta(days=2)
# A tour that is confirmed as held later than this is not thanked for any more.
THANKS_FOR = timedelta(days=14)
# The host may have confirmed by mistake: a no-show is told of after this time, and no later than thanks.
MISSED_AFTER = timedelta(hours=1)


def bookings_to_remind(kind: ReminderKind) -> QuerySet[Booking]:
    """Whom a mail of this kind is due for now, on the database's clock, and who has not had it.

    The day before is a day in Seoul: whoever visits tomorrow.
    """
    now = db_now()
    tomorrow = day_start(seoul_day(now) + timedelta(days=1))
    had = Reminder.objects.filter(booking=OuterRef("pk"), kind=kind)
    due = Booking.objects.filter(~Exists(had), person__isnull=False, status=BookingStatus.CONFIRMED)
    due = due.with_factory().select_related("person").order_by("pk")
    if kind == ReminderKind.VISIT:
        return due.filter(
            session__status=SessionStatus.PLANNED,
            session__starts_at__gte=tomorrow,
            session__starts_at__lt=tomorrow + timedelta(days=1),
        )
    if kind == ReminderKind.NUMBER:
        return due.filter(
            session__status=SessionStatus.PLANNED,
            number_confirmed_at=None,
            number_due_at__gt=now,
            number_due_at__lte=now + NUMBER_DUE_IN,
        )
    if kind == ReminderKind.MISSED:
        return due.filter(
            missed_at__lte=now - MISSED_AFTER,
            session__status=SessionStatus.HELD,
            session__ends_at__gt=now - THANKS_FOR,
        )
    return due.filter(
        checked_in_at__isnull=False,
        session__status=SessionStatus.HELD,
        session__ends_at__gt=now - THANKS_FOR,
    )


def send_reminders() -> int:
    """Send what is due, each once however often and in however many workers this runs; how many."""
    return sum(_remind(booking, kind) for kind in ReminderKind for booking in bookings_to_remind(kind))


def _remind(booking: Booking, kind: ReminderKind) -> int:
    """The note and the mail in one transaction; whoever comes second finds the note."""
    with transaction.atomic():
        _note, new = Reminder.objects.get_or_create(booking=booking, kind=kind)
        if not new:
            return 0
        mail_booking(booking, booking.session, f"remind_{kind}")
    return 1

"""How bookings that hold no seats any more ended, for whoever made them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType

from programme.core.choices import PublicStatus
from programme.core.models import Event

from ..choices import ENDED_STATUS, LIVE, MISSED_STATUS, OVER_STATUS, BookingEnd, BookingStatus, SessionStatus
from ..models import Booking

ENDS = {
    "tours.decline_booking": BookingEnd.DECLINED,
    "tours.move_booking": BookingEnd.MOVED,
    "tours.release_unconfirmed": BookingEnd.RELEASED,
    "tours.cancel_booking": BookingEnd.CANCELLED,
}


@dataclass(frozen=True, kw_only=True)
class Ending:
    """Which step ended a booking, and the reason that was told with it ("" without one)."""

    how: BookingEnd
    reason: str = ""


def endings(bookings: Iterable[Booking]) -> dict[int, Ending]:
    """By the id of each cancelled booking how it ended, from what was recorded then.

    One statement for any number, none where nothing was cancelled. With their sessions read.
    """
    ended = {str(one.pk): one for one in bookings if one.status == BookingStatus.CANCELLED}
    if not ended:
        return {}
    steps = Event.objects.filter(
        subject_type=ContentType.objects.get_for_model(Booking), subject_id__in=ended, verb__in=ENDS
    )
    found: dict[int, Ending] = {}
    for event in steps.order_by("pk"):
        booking, how = ended[event.subject_id], ENDS[event.verb]
        if how == BookingEnd.CANCELLED and event.by != booking.person_id:
            how = BookingEnd.BY_HOST
        found[booking.pk] = Ending(how=how, reason=event.data.get("reason", ""))
    for booking in ended.values():
        if booking.pk not in found and booking.session.status == SessionStatus.CANCELLED:
            found[booking.pk] = Ending(how=BookingEnd.CALLED_OFF, reason=booking.session.cancel_reason)
    return found


def status_shown(booking: Booking, ending: Ending | None, now: datetime) -> PublicStatus:
    """Where a booking stands for whoever made it: its status, or how it ended."""
    if booking.missed_at:
        return MISSED_STATUS
    if booking.status in LIVE and booking.session.ends_at <= now:
        return OVER_STATUS
    return ENDED_STATUS[ending.how] if ending else booking.public_status

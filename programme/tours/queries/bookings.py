"""Bookings."""

from collections.abc import Iterable

from django.db.models import Max, QuerySet

from programme.accounts.models import User

from ..choices import BookingStatus, SessionStatus
from ..models import Booking, Session


def stopped_parties(session: Session) -> QuerySet[Booking]:
    """Who held seats in a session when it was called off, and the seats offered instead."""
    if session.status != SessionStatus.CANCELLED:
        return Booking.objects.none()
    ended = session.bookings.filter(status=BookingStatus.CANCELLED)
    last = ended.aggregate(at=Max("cancelled_at"))["at"]
    return (
        ended.filter(cancelled_at=last)
        .select_related("person", "moved_to__session")
        .order_by("booked_at", "pk")
    )


def other_group(booking: Booking) -> Booking | None:
    """The other group of the same class, as long as it holds seats; see other_groups."""
    return other_groups([booking]).get(booking.pk)


def other_groups(bookings: Iterable[Booking]) -> dict[int, Booking]:
    """By the id of each booking that is one group of a class: the other one, while it holds seats.

    One statement for any number, none where no class comes in two groups.
    """
    split = {booking.pk: booking.split for booking in bookings if booking.split}
    if not split:
        return {}
    found = Booking.objects.live().filter(split__in=set(split.values())).select_related("session__route")
    groups = list(found.order_by("pk"))
    return {
        pk: other
        for pk, whole in split.items()
        for other in groups
        if other.split == whole and other.pk != pk
    }


def own_certified(user: User) -> QuerySet[Booking]:
    """A person's visits that are proved: checked in, and confirmed as held by the host."""
    came = Booking.objects.of_person(user).filter(
        checked_in_at__isnull=False, session__status=SessionStatus.HELD
    )
    return came.with_factory().select_related("person")

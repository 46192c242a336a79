"""What people are told by mail; plain values only, so that a message outlives its objects."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import override

from programme.accounts.models import User
from programme.core.display import datetime_text, deadline_text, period_text
from programme.factories.models import LighthouseFactory
from programme.notifications.services import send_message

from ..choices import GROUP_KINDS, BookingStatus, SeatsWanted
from ..models import Booking, Session, TourProgramme, WaitingEntry
from ..queries import other_groups


def factory_names(factory: LighthouseFactory) -> dict[str, str]:
    """The factory in both languages; Korean where its English name was not checked."""
    company = factory.company
    english = company.name_en if company.name_en_checked else ""
    return {"factory_ko": company.name_ko, "factory_en": english or company.name_ko}


def contact_values(terms: TourProgramme) -> dict[str, str]:
    """Whom to ask, in both languages."""
    values = {}
    for language in ("ko", "en"):
        with override(language):
            values[f"contact_{language}"] = terms.contact_display
    return values


def visit_values(session: Session) -> dict[str, Any]:
    """The visit in both languages; the template picks its reader's."""
    terms = session.tour_programme
    return {
        **factory_names(session.factory),
        "when_ko": period_text(session.starts_at, session.ends_at, "ko", weekday=True),
        "when_en": period_text(session.starts_at, session.ends_at, "en", weekday=True),
        "where_ko": terms.meeting_point_ko,
        "where_en": terms.meeting_point_en or terms.meeting_point_ko,
        "address_ko": terms.address_ko,
        "address_en": terms.address_en or terms.address_ko,
        **contact_values(terms),
        "session_id": session.public_id,
    }


def group_values(booking: Booking) -> dict[str, Any]:
    """Of a group: its name, and until when it says how many come; nothing of individuals."""
    if booking.kind not in GROUP_KINDS:
        return {}
    values: dict[str, Any] = {
        "group_name": booking.group_name,
        "letter": booking.status == BookingStatus.CONFIRMED,
        "ids": [booking.public_id],
    }
    if booking.number_is_open and booking.number_due_at:
        values["due_ko"] = deadline_text(booking.number_due_at, "ko", weekday=True)
        values["due_en"] = deadline_text(booking.number_due_at, "en", weekday=True)
    return values


def visit_line(booking: Booking) -> dict[str, Any]:
    """One of several bookings in a mail: when, who, and its page."""
    return {
        "when_ko": datetime_text(booking.session.starts_at, "ko", weekday=True),
        "when_en": datetime_text(booking.session.starts_at, "en", weekday=True),
        "group_name": booking.group_name,
        "seats": booking.seats,
        "booking_id": booking.public_id,
    }


def mail_booking(booking: Booking, session: Session, template: str, **values: Any) -> None:
    """Tell the person who booked; a caller without an account has no address."""
    if booking.person is None:
        return
    context = {
        **visit_values(session),
        **group_values(booking),
        "seats": booking.seats,
        "booking_id": booking.public_id,
        **values,
    }
    if booking.offer_expires_at:
        context["until_ko"] = deadline_text(booking.offer_expires_at, "ko", weekday=True)
        context["until_en"] = deadline_text(booking.offer_expires_at, "en", weekday=True)
    send_message(to=[booking.person], template=f"tours/mail/{template}", context=context, case=session.case)


def mail_booked(bookings: Sequence[Booking]) -> None:
    """Tell who booked, or asked for seats, in one mail: of one booking, or of a class in two groups."""
    first = bookings[0]
    if len(bookings) == 1:
        mail_booking(first, first.session, "requested" if first.is_requested else "booked")
        return
    groups = [{"seats": one.seats, "booking_id": one.public_id} for one in bookings]
    context = {
        **visit_values(first.session),
        **group_values(first),
        "seats": sum(one.seats for one in bookings),
        "groups": groups,
        "ids": [one.public_id for one in bookings],
        "requested": first.is_requested,
    }
    assert first.person is not None
    send_message(
        to=[first.person], template="tours/mail/class_booked", context=context, case=first.session.case
    )


def mail_waiting(entry: WaitingEntry) -> None:
    """Tell a person that they stand in line."""
    session = entry.session
    context = {
        **visit_values(session),
        "group_name": entry.group_name,
        "seats": entry.seats,
        "partly": entry.takes == SeatsWanted.ANY,
    }
    send_message(to=[entry.person], template="tours/mail/waiting", context=context, case=session.case)


def mail_moved(bookings: Sequence[Booking], *, was: Session) -> None:
    """Tell whoever moved a booking, or both groups of a class, from when to when; these are the new ones."""
    first = bookings[0]
    values: dict[str, Any] = {
        f"was_{code}": period_text(was.starts_at, was.ends_at, code, weekday=True) for code in ("ko", "en")
    }
    if len(bookings) > 1:
        values["seats"] = sum(one.seats for one in bookings)
        values["groups"] = [{"seats": one.seats, "booking_id": one.public_id} for one in bookings]
    mail_booking(first, first.session, "moved", requested=first.is_requested, **values)


def mail_called_off(session: Session, booked: Iterable[Booking], waiting: Iterable[User]) -> None:
    """Tell everyone booked or waiting that the session is called off, and why.

    Whose class has another group elsewhere is told that this one still comes.
    """
    booked = list(booked)
    others = other_groups(booked)
    people = {one.person for one in booked if one.person and one.pk not in others} | set(waiting)
    values = {
        **visit_values(session),
        "reason": session.cancel_reason,
        "factory": session.factory.slug,
    }

    def tell(to: Iterable[User], context: dict[str, Any]) -> None:
        send_message(to=to, template="tours/mail/called_off", context=context, case=session.case)

    tell(sorted(people, key=lambda person: person.email), values)
    for booking in booked:
        if booking.pk in others and booking.person:
            tell([booking.person], {**values, **other_group_values(others[booking.pk])})


def other_group_values(other: Booking | None) -> dict[str, Any]:
    """When the other group of a class comes, and with how many; nothing where there is none."""
    if other is None:
        return {}
    return {
        "other_ko": datetime_text(other.session.starts_at, "ko", weekday=True),
        "other_en": datetime_text(other.session.starts_at, "en", weekday=True),
        "other_seats": other.seats,
        "other_id": other.public_id,
    }


def mail_alternative(
    booking: Booking, session: Session, *, instead_of: Session, reason: str, other: Booking | None = None
) -> None:
    """Tell a party of a stopped session that seats in another one are held for it.

    `other` is the other group of the same class, which still comes.
    """
    stopped = {
        "stopped_ko": datetime_text(instead_of.starts_at, "ko", weekday=True),
        "stopped_en": datetime_text(instead_of.starts_at, "en", weekday=True),
        "factory": session.factory.slug,
        **other_group_values(other),
    }
    if session.route:  # the groups of one class begin at the same time: by the route they are told apart
        stopped["route_ko"] = session.route.name_ko
        stopped["route_en"] = session.route.name_en or session.route.name_ko
    mail_booking(booking, session, "line_stopped", reason=reason, **stopped)

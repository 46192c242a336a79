"""What people are told by mail; plain values only, so that a message outlives its objects."""

from collections.abc import Iterable, Sequence
from typing import Any

from programme.accounts.models import User
from programme.core.display import datetime_text, deadline_text
from programme.factories.models import LighthouseFactory
from programme.notifications.services import send_message

from ..models import Booking, Session
from ..queries import other_groups


def factory_names(factory: LighthouseFactory) -> dict[str, str]:
    """The factory in both languages; Korean where its English name was not checked."""
    company = factory.company
    english = company.name_en if company.name_en_checked else ""
    return {"factory_ko": company.name_ko, "factory_en": english or company.name_ko}


def visit_values(session: Session) -> dict[str, Any]:
    """The visit in both languages; the template picks its reader's."""
    terms = session.tour_programme
    return {
        **factory_names(session.factory),
        "when_ko": datetime_text(session.starts_at, "ko"),
        "when_en": datetime_text(session.starts_at, "en"),
        "where_ko": terms.meeting_point_ko,
        "where_en": terms.meeting_point_en or terms.meeting_point_ko,
        "session_id": session.public_id,
    }


def mail_booking(booking: Booking, session: Session, template: str, **values: Any) -> None:
    """Tell the person who booked; a caller without an account has no address."""
    if booking.person is None:
        return
    context = {
        **visit_values(session),
        "seats": booking.seats,
        "booking_id": booking.public_id,
        **values,
    }
    if booking.offer_expires_at:
        context["until_ko"] = deadline_text(booking.offer_expires_at, "ko")
        context["until_en"] = deadline_text(booking.offer_expires_at, "en")
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
        "seats": sum(one.seats for one in bookings),
        "groups": groups,
        "requested": first.is_requested,
    }
    assert first.person is not None
    send_message(
        to=[first.person], template="tours/mail/class_booked", context=context, case=first.session.case
    )


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
        "other_ko": datetime_text(other.session.starts_at, "ko"),
        "other_en": datetime_text(other.session.starts_at, "en"),
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
        "stopped_ko": datetime_text(instead_of.starts_at, "ko"),
        "stopped_en": datetime_text(instead_of.starts_at, "en"),
        "factory": session.factory.slug,
        **other_group_values(other),
    }
    mail_booking(booking, session, "line_stopped", reason=reason, **stopped)

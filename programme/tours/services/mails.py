"""What people are told by mail; plain values only, so that a message outlives its objects."""

from typing import Any

from programme.accounts.models import User
from programme.core.display import datetime_text, deadline_text
from programme.notifications.services import send_message

from ..models import Booking, Session


def visit_values(session: Session) -> dict[str, Any]:
    """The visit in both languages; the template picks its reader's."""
    company, terms = session.factory.company, session.tour_programme
    english = company.name_en if company.name_en_checked else ""
    return {
        "factory_ko": company.name_ko,
        "factory_en": english or company.name_ko,
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


def mail_called_off(session: Session, people: list[User]) -> None:
    """Tell everyone booked or waiting that the session is called off, and why."""
    send_message(
        to=people,
        template="tours/mail/called_off",
        context={
            **visit_values(session),
            "reason": session.cancel_reason,
            "factory": session.factory.slug,
        },
        case=session.case,
    )


def mail_alternative(booking: Booking, session: Session, *, instead_of: Session, reason: str) -> None:
    """Tell a party of a stopped session that seats in another one are held for it."""
    stopped = {
        "stopped_ko": datetime_text(instead_of.starts_at, "ko"),
        "stopped_en": datetime_text(instead_of.starts_at, "en"),
        "factory": session.factory.slug,
    }
    mail_booking(booking, session, "line_stopped", reason=reason, **stopped)

"""What the papers of a visit say, in the language in use: the same words on the page and in the PDF."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from programme.core import pdf
from programme.core.clock import seoul_day
from programme.core.display import (
    date_text,
    datetime_text,
    deadline_text,
    name_in_language,
    period_text,
)
from programme.core.money import format_won

from .choices import VisitorKind
from .models import Booking, Certificate, Session
from .qr import svg_of

Facts = list[tuple[str, str]]


def _language() -> str:
    return get_language() or "ko"


def _fee(session: Session) -> str:
    fee = session.tour_programme.fee_krw
    return format_won(fee, _language()) if fee else _("Free of charge")


def _people(booking: Booking) -> str:
    return ngettext("%(people)s person", "%(people)s people", booking.seats) % {"people": booking.seats}


def _when(session: Session) -> str:
    return period_text(session.starts_at, session.ends_at, _language())


def _common(session: Session, title: str) -> dict[str, Any]:
    """What the frame of every paper shows."""
    demo = _("This is a demonstration and proves nothing.") if session.factory.is_demo else None
    return {
        "title": title,
        "demo": demo,
        "footer": f"{_('K-Smart Lighthouse Factory')} · {settings.SITE_URL}",
    }


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def letter(booking: Booking) -> dict[str, Any]:
    """The official letter (공문) by which the factory confirms a group's visit.

    In the order that such a letter has in Korea: sender, receiver, subject, numbered points, enclosures,
    signature.
    """
    session, terms = booking.session, booking.session.tour_programme
    sender = name_in_language(session.factory.company)
    to = (
        _("The principal of %(school)s") % {"school": booking.group_name}
        if booking.kind == VisitorKind.SCHOOL
        else _("The head of %(organisation)s") % {"organisation": booking.group_name}
    )
    place = f"{sender} ({name_in_language(session.factory.region)})" if session.factory.region else sender
    points: list[dict[str, Any]] = [
        {"text": _("We wish your organisation continued success."), "facts": []},
        {
            "text": _(
                "We confirm the visit to our lighthouse factory that you asked for, and ask you to support "
                "the participants."
            ),
            "facts": [
                (_("Date and time"), _when(session)),
                (_("Place"), place),
                (_("Meeting point"), name_in_language(terms, "meeting_point")),
                (
                    _("People"),
                    ngettext(
                        "%(people)s person, leaders included",
                        "%(people)s people, leaders included",
                        booking.seats,
                    )
                    % {"people": booking.seats},
                ),
                (_("Language"), session.get_language_display()),
                (_("Fee per person"), _fee(session)),
                (_("Booking number"), booking.public_id),
            ],
        },
    ]
    if booking.number_is_open and booking.number_due_at:
        until = {"until": deadline_text(booking.number_due_at, _language())}
        points.append(
            {
                "text": _("Please confirm the final number of participants by %(until)s.") % until,
                "facts": [],
            }
        )
    rules = _paragraphs(name_in_language(terms, "rules"))
    return {
        **_common(session, _("Official letter")),
        "sender": sender,
        "head": [(pgettext("letter", "To"), to), (pgettext("letter", "Through"), "")],
        "subject_label": pgettext("letter", "Subject"),
        "subject": _("Visit to a K-Smart Lighthouse Factory (%(sender)s): confirmation") % {"sender": sender},
        "points": points,
        "enclosed_label": pgettext("letter", "Enclosed"),
        "enclosed": _("Rules for visitors, 1 copy. End.") if rules else _("None. End."),
        "signed_on": date_text(seoul_day(booking.booked_at), _language()),
        "enclosure": {"heading": _("Enclosure: rules for visitors"), "paragraphs": rules} if rules else None,
    }


def check_in_address(booking: Booking) -> str:
    """Where the host's phone checks a party in."""
    return settings.SITE_URL + reverse("tours:check_in", args=[booking.public_id])


def ticket(booking: Booking) -> dict[str, Any]:
    """The ticket: when, where, how many, and the code that the host scans."""
    session, terms = booking.session, booking.session.tour_programme
    facts: Facts = [
        (_("Date and time"), _when(session)),
        (_("Meeting point"), name_in_language(terms, "meeting_point")),
        (_("People"), _people(booking)),
        (_("Language"), session.get_language_display()),
    ]
    if booking.group_name:
        facts.append((_("School or organisation"), booking.group_name))
    facts += [(_("Fee per person"), _fee(session)), (_("Booking number"), booking.public_id)]
    rules = _paragraphs(name_in_language(terms, "rules"))
    return {
        **_common(session, name_in_language(session.factory.company)),
        "eyebrow": _("Ticket for a factory tour"),
        "facts": facts,
        "qr": svg_of(check_in_address(booking)),
        "qr_label": _("Ticket: scan at the meeting point"),
        "sections": [{"heading": _("Rules for visitors"), "paragraphs": rules}] if rules else [],
    }


def certificate(issued: Certificate) -> dict[str, Any]:
    """The certificate of attendance, with the code that leads to its verification."""
    booking, session = issued.booking, issued.booking.session
    facts: Facts = [(_("Name"), str(booking.person))]
    if booking.group_name:
        facts.append((_("School or organisation"), booking.group_name))
    facts += [
        (_("People"), _people(booking)),
        (_("Factory"), name_in_language(session.factory.company)),
        (_("Date and time"), _when(session)),
    ]
    if booking.checked_in_at:
        facts.append((_("Checked in"), datetime_text(booking.checked_in_at, _language())))
    address = settings.SITE_URL + issued.get_absolute_url()
    return {
        **_common(session, _("Certificate of attendance")),
        "number_label": _("Certificate number"),
        "number": issued.number,
        "statement": _(
            "It is certified that the following visit to a K-Smart Lighthouse Factory took place."
        ),
        "facts": facts,
        "issued": date_text(seoul_day(issued.issued_at), _language()),
        "factory": name_in_language(session.factory.company),
        "qr": svg_of(address),
        "qr_label": _("Scan to verify"),
        "verify_words": _("Verify at"),
        "verify_url": address,
    }


def as_pdf(template: str, paper: dict[str, Any]) -> bytes:
    """One of these papers, typeset by templates/tours/<template>.typ in the language in use."""
    return pdf.render(f"tours/{template}.typ", paper, language=_language()[:2])

"""What the papers of a visit say, in the language in use: the same words on the page and in the PDF."""

import re
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from programme.core import pdf
from programme.core.clock import seoul_day
from programme.core.display import (
    date_text,
    datetime_text,
    deadline_text,
    name_in_language,
    people_text,
    period_text,
)
from programme.core.money import format_won

from .choices import BookingStatus, VisitorKind
from .models import Booking, Certificate, Session
from .qr import svg_of
from .queries import other_group

Facts = list[tuple[str, str]]


def _language() -> str:
    return get_language() or "ko"


def _fee(session: Session) -> str:
    fee = session.tour_programme.fee_krw
    return format_won(fee, _language()) if fee else _("Free of charge")


def _when(session: Session) -> str:
    return period_text(session.starts_at, session.ends_at, _language(), weekday=True)


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

    In the order that such a letter has in Korea (행정업무운영 편람): sender, receiver, subject, numbered
    points with lettered items, enclosures, in whose name, then number, date and whom to ask. A class that
    comes in two groups at one time has one letter: of each group the same one.
    """
    groups = groups_of(booking)
    booking = groups[0]
    session, terms = booking.session, booking.session.tour_programme
    company = session.factory.company
    sender = name_in_language(company)
    final = not any(one.number_is_open for one in groups)
    address = name_in_language(terms, "address")
    place = f"{sender} ({address})" if address else sender
    people = _people(sum(one.seats for one in groups), sum(one.adults for one in groups))
    items: Facts = [
        (_("Date and time"), _when(session)),
        (_("Place"), place),
        (_("Meeting point"), name_in_language(terms, "meeting_point")),
        (_("People"), people),
        *_groups_written(groups),
        (_("Language"), session.get_language_display()),
        (_("Fee per person"), _fee(session)),
        (_("Booking number"), ", ".join(one.public_id for one in groups)),
    ]
    visit = (
        _("We confirm the visit to our lighthouse factory that you asked for, as follows.")
        if final
        else _("Your booking for a visit to our lighthouse factory is received, as follows.")
    )
    points: list[dict[str, Any]] = [
        {"text": _("We wish your organisation continued success."), "items": []},
        {"text": visit, "items": _lettered(items)},
    ]
    due = [one.number_due_at for one in groups if one.number_is_open and one.number_due_at]
    if due:
        until = {"until": deadline_text(min(due), _language(), weekday=True)}
        points.append(
            {"text": _("Please confirm the final number of participants by %(until)s.") % until, "items": []}
        )
    points.append(
        {"text": _("Please support the participants so that the visit is a safe one."), "items": []}
    )
    rules = _paragraphs(name_in_language(terms, "rules"))
    end = pgettext("letter", "End.")
    if not rules:
        points[-1]["text"] += f"  {end}"
    subject = _("Visit to a K-Smart Lighthouse Factory: confirmation")
    if not final:
        subject = _("Visit to a K-Smart Lighthouse Factory: booking received (before the final number)")
    sent = max(one.number_confirmed_at or one.booked_at for one in groups)
    # A later letter of the same booking has a number of its own.
    number = f"{sender}-{booking.public_id}-{1 + sum(one.number_confirmed_at is not None for one in groups)}"
    return {
        **_common(session, _("Official letter")),
        "sender": sender,
        "head": [(pgettext("letter", "To"), receiver(booking)), (pgettext("letter", "Through"), "")],
        "subject_label": pgettext("letter", "Subject"),
        "subject": subject,
        "points": points,
        "enclosed_label": pgettext("letter", "Enclosed"),
        "enclosed": _("Rules for visitors, 1 copy.") + f"  {end}" if rules else "",
        "signed": _("Head of %(sender)s") % {"sender": sender},
        "seal": pgettext("letter", "(seal omitted)"),
        "foot": [
            (label, value)
            for label, value in (
                (pgettext("letter", "Issued"), f"{number} ({date_text(seoul_day(sent), _language())})"),
                (pgettext("letter", "In charge"), name_in_language(terms, "contact")),
                (_("Telephone"), terms.contact_phone),
                (_("E-mail"), terms.contact_email),
                (_("Address"), address),
            )
            if value
        ],
        "enclosure": {"heading": _("Enclosure: rules for visitors"), "paragraphs": rules} if rules else None,
    }


def groups_of(booking: Booking) -> list[Booking]:
    """The confirmed groups of the booking's class that come at its time, in order; or only itself."""
    other = other_group(booking)
    if (
        other is None
        or other.status != BookingStatus.CONFIRMED
        or other.session.starts_at != booking.session.starts_at
    ):
        return [booking]
    other.session.tour_programme = booking.session.tour_programme
    return sorted([booking, other], key=lambda one: one.pk)


def _people(seats: int, adults: int) -> str:
    if not adults:
        return people_text(seats)
    return _("%(people)s (accompanying adults among them: %(adults)s)") % {
        "people": people_text(seats),
        "adults": people_text(adults),
    }


def _groups_written(groups: list[Booking]) -> Facts:
    """How a class is divided; nothing where it is not."""
    if len(groups) == 1:
        return []
    written = []
    for number, one in enumerate(groups, 1):
        route = f", {name_in_language(one.session.route)}" if one.session.route else ""
        name = _("Group %(number)s") % {"number": number}
        written.append(f"{name} {_people(one.seats, one.adults)}{route}")
    return [(_("Groups"), " / ".join(written))]


def receiver(booking: Booking) -> str:
    """To whom a letter is addressed: a school's head where a school is named, with the class in brackets."""
    name = " ".join(booking.group_name.split())
    school = re.fullmatch(r"(\S+(?:학교|유치원))(?: (.+))?", name)
    if booking.kind != VisitorKind.SCHOOL or school is None:
        return pgettext("letter", "%(name)s") % {"name": name}
    head = _("The principal of %(school)s") % {"school": school[1]}
    return f"{head} ({school[2]})" if school[2] else head


def _lettered(items: Facts) -> list[str]:
    """가. 나. 다. or a. b. c., as the items of a letter's point."""
    marks = "가나다라마바사아자차카타파하" if _language().startswith("ko") else "abcdefghijklmn"
    return [f"{mark}. {label}: {value}" for mark, (label, value) in zip(marks, items, strict=False)]


def check_in_address(booking: Booking) -> str:
    """Where the host's phone checks a party in."""
    return settings.SITE_URL + reverse("tours:check_in", args=[booking.public_id])


def ticket(booking: Booking) -> dict[str, Any]:
    """The ticket: when, where, how many, and the code that the host scans."""
    session, terms = booking.session, booking.session.tour_programme
    address = name_in_language(terms, "address")
    facts: Facts = [
        (_("Date and time"), _when(session)),
        (_("Meeting point"), name_in_language(terms, "meeting_point")),
        *([(_("Address"), address)] if address else []),
        *([(_("Questions to"), terms.contact_display)] if terms.contact_display else []),
        (_("People"), people_text(booking.seats)),
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
        (_("People"), people_text(booking.came)),
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

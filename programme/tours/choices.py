"""What the states of tours are called, and which steps between them exist."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.core.choices import PublicStatus


class Language(models.TextChoices):
    """Languages in which a factory guides its visitors."""

    KOREAN = "ko", _("Korean")
    ENGLISH = "en", _("English")


class SessionStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CANCELLED = "cancelled", _("Called off")
    HELD = "held", _("Held")


SESSION_PAIRS = frozenset(
    {
        (SessionStatus.PLANNED, SessionStatus.CANCELLED),
        (SessionStatus.PLANNED, SessionStatus.HELD),
        (SessionStatus.HELD, SessionStatus.PLANNED),  # a mistaken confirmation is taken back
    }
)


# What the people who run the tours are told.
HOST_SESSION_STATUS = {
    SessionStatus.PLANNED: PublicStatus(
        SessionStatus.PLANNED.label,
        _("Check the visitors in on the day, and confirm afterwards that the tour was held."),
        "info",
    ),
    SessionStatus.CANCELLED: PublicStatus(SessionStatus.CANCELLED.label, "", "danger"),
    SessionStatus.HELD: PublicStatus(SessionStatus.HELD.label, "", "success"),
}


class BookingStatus(models.TextChoices):
    REQUESTED = "requested", _("Waiting for the host's approval")
    OFFERED = "offered", _("Seats offered")
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED = "cancelled", pgettext_lazy("booking", "Cancelled")
    EXPIRED = "expired", _("Offer expired")


# Statuses that hold seats.
LIVE = (BookingStatus.REQUESTED, BookingStatus.OFFERED, BookingStatus.CONFIRMED)

# Statuses in which whoever booked still changes the booking.
CHANGEABLE = (BookingStatus.REQUESTED, BookingStatus.CONFIRMED)

BOOKING_PAIRS = frozenset(
    {
        (BookingStatus.REQUESTED, BookingStatus.CONFIRMED),
        (BookingStatus.REQUESTED, BookingStatus.CANCELLED),
        (BookingStatus.OFFERED, BookingStatus.CONFIRMED),
        (BookingStatus.OFFERED, BookingStatus.CANCELLED),
        (BookingStatus.OFFERED, BookingStatus.EXPIRED),
        (BookingStatus.CONFIRMED, BookingStatus.CANCELLED),
    }
)

PUBLIC_BOOKING_STATUS = {
    BookingStatus.REQUESTED: PublicStatus(
        _("Waiting for the factory's approval"),
        _("Your seats are held. The factory answers, and you are told by e-mail."),
        "warning",
    ),
    BookingStatus.OFFERED: PublicStatus(
        _("Seats offered to you"), _("Accept the seats in time, or the next in line is asked."), "warning"
    ),
    BookingStatus.CONFIRMED: PublicStatus(
        _("Booked"), _("Come to the meeting point ten minutes before the start."), "success"
    ),
    BookingStatus.CANCELLED: PublicStatus(
        pgettext_lazy("booking", "Cancelled"), _("You may book another date."), "neutral"
    ),
    BookingStatus.EXPIRED: PublicStatus(
        _("Offer expired"), _("You may join the waiting list again or choose another date."), "neutral"
    ),
}


# The factory noted that nobody came; the booking itself stays confirmed.
MISSED_STATUS = PublicStatus(_("Did not come"), "", "danger")

# The tour is over, and the factory has not said yet who came.
OVER_STATUS = PublicStatus(_("The tour is over"), "", "neutral")


class BookingEnd(models.TextChoices):
    """By which step a cancelled booking ended; read from its events."""

    CANCELLED = "cancelled", _("Cancelled by whoever booked")
    BY_HOST = "by_host", _("Cancelled by the factory")
    DECLINED = "declined", _("Declined by the factory")
    MOVED = "moved", _("Moved to another session")
    RELEASED = "released", _("Given back: number not confirmed")
    CALLED_OFF = "called_off", _("Session called off")


ENDED_STATUS = {
    BookingEnd.CANCELLED: PUBLIC_BOOKING_STATUS[BookingStatus.CANCELLED],
    BookingEnd.BY_HOST: PublicStatus(BookingEnd.BY_HOST.label, _("You may book another date."), "danger"),
    BookingEnd.DECLINED: PublicStatus(
        pgettext_lazy("booking", "Declined"), _("The factory could not approve your booking."), "danger"
    ),
    BookingEnd.MOVED: PublicStatus(BookingEnd.MOVED.label, "", "info"),
    BookingEnd.RELEASED: PublicStatus(
        pgettext_lazy("booking", "Seats given back"),
        _("The final number was not confirmed in time, so the seats went to the next in line."),
        "neutral",
    ),
    BookingEnd.CALLED_OFF: PublicStatus(
        BookingEnd.CALLED_OFF.label, _("You may book another date."), "danger"
    ),
}


class ReminderKind(models.TextChoices):
    """Mails that the clock sends, each once to a booking; the template is remind_<kind>."""

    VISIT = "visit", _("Day before the visit")
    NUMBER = "number", _("Final number due soon")
    THANKS = "thanks", _("Thanks and survey")
    MISSED = "missed", _("Noted as not come")


class VisitorKind(models.TextChoices):
    """Who comes: decides which limit on the number of seats holds."""

    INDIVIDUAL = "individual", _("Individual visitors")
    SCHOOL = "school", _("School or youth group led by a teacher or guardian")
    INDUSTRY = "industry", _("Company or organisation")


GROUP_KINDS = (VisitorKind.SCHOOL, VisitorKind.INDUSTRY)


class SchoolKind(models.TextChoices):
    """Whose pupils or students come with a school's booking."""

    ELEMENTARY = "elementary", _("Elementary school")
    MIDDLE = "middle", _("Middle school")
    HIGH = "high", _("High school")
    VOCATIONAL = "vocational", _("Vocational or Meister high school")
    COLLEGE = "college", _("University or college")
    YOUTH = "youth", _("Other youth group")


# The age of the youngest who may be among them, in full years. Schools: the age at which children enter
# (Elementary and Secondary Education Act, article 13: the March after the year of their sixth birthday;
# then six, three and three years). Youth groups: from nine (Framework Act on Juveniles, article 3).
YOUNGEST = {
    SchoolKind.ELEMENTARY: 6,
    SchoolKind.MIDDLE: 12,
    SchoolKind.HIGH: 15,
    SchoolKind.VOCATIONAL: 15,
    SchoolKind.COLLEGE: 18,
    SchoolKind.YOUTH: 9,
}


class ConsentKind(models.TextChoices):
    """What a factory may ask whoever books to read and agree to."""

    BRIEFING = "briefing", _("Safety briefing")
    PHOTOS = "photos", _("Photo rule")
    NDA = "nda", _("Confidentiality")
    PERSONAL = "personal", _("Use of personal data")


# What is agreed to, in the words of whoever agrees.
CONSENT_STATEMENT = {
    ConsentKind.BRIEFING: _("I have read the safety briefing and pass it on to everyone who comes with me."),
    ConsentKind.PHOTOS: _("All of us keep to the photo rule."),
    ConsentKind.NDA: _("All of us keep confidential what we see and hear."),
    ConsentKind.PERSONAL: _("I agree that my personal data are used like this."),
}


# The same where it is left to whoever comes. Rules of safety and secrecy hold for everyone, or are not asked.
OPTIONAL_STATEMENT = {
    ConsentKind.PHOTOS: _("I agree to photographs being taken and used as described."),
    ConsentKind.PERSONAL: CONSENT_STATEMENT[ConsentKind.PERSONAL],
}


class ConsentDemand(models.TextChoices):
    REQUIRED = "required", _("Needed to come")
    OPTIONAL = "optional", _("Asked, but not needed")
    NONE = "none", _("Not asked")


class SeatsWanted(models.TextChoices):
    """What a party in line takes when fewer seats come free than it asked for."""

    ALL = "all", _("Only seats for all of us")
    ANY = "any", _("Fewer seats are welcome too")

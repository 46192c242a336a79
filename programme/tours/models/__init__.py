"""A factory's tours: its programme of tours, sessions, bookings, the waiting list and guides' duties."""

from .blackout import Blackout
from .booking import PARTY_FIELDS, Booking, Party
from .certificate import Certificate, number_typed
from .consent import Consent, ConsentDraft, ConsentText
from .feed import CalendarFeed
from .line import PASSED_OVER_AT_MOST, WaitingEntry
from .pace import PaceWarning
from .reminder import Reminder
from .route import Route
from .session import CHECK_IN_OPENS, Duty, Session
from .survey import SurveyAnswer, SurveyResult, SurveyTaken
from .terms import TELEPHONE, TourProgramme
from .zone import Zone

__all__ = [
    "CHECK_IN_OPENS",
    "PARTY_FIELDS",
    "PASSED_OVER_AT_MOST",
    "TELEPHONE",
    "Blackout",
    "Booking",
    "CalendarFeed",
    "Certificate",
    "Consent",
    "ConsentDraft",
    "ConsentText",
    "Duty",
    "PaceWarning",
    "Party",
    "Reminder",
    "Route",
    "Session",
    "SurveyAnswer",
    "SurveyResult",
    "SurveyTaken",
    "TourProgramme",
    "WaitingEntry",
    "Zone",
    "number_typed",
]

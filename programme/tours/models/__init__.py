"""A factory's tours: its programme of tours, sessions, bookings, the waiting list and guides' duties."""

from .booking import Booking, Party, WaitingEntry
from .session import CHECK_IN_OPENS, Duty, Session
from .terms import TourProgramme

__all__ = ["CHECK_IN_OPENS", "Booking", "Duty", "Party", "Session", "TourProgramme", "WaitingEntry"]

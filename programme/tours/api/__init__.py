"""Tours for programs: open sessions for anyone; bookings, places in line and the day of the visit by person.

An endpoint reads what was sent, calls one service and answers; the rules are the services'.
"""

from .bookings import BookingViewSet
from .sessions import PlacesViewSet, TourSessionViewSet
from .waiting import WaitingViewSet

__all__ = ["BookingViewSet", "PlacesViewSet", "TourSessionViewSet", "WaitingViewSet"]

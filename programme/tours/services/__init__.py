"""Every rule that writes about tours, by noun."""

from .bookings import book_seats, cancel_booking, enter_booking
from .offers import offer_seats
from .programmes import close_tours, open_tours, save_programme
from .queue import accept_offer, expire_offer, expire_offers, join_waiting_list, leave_waiting_list
from .sessions import assign_guide, cancel_session, change_capacity, create_session, end_duty
from .visits import check_in, confirm_held, take_back_check_in, take_back_held

__all__ = [
    "accept_offer",
    "assign_guide",
    "book_seats",
    "cancel_booking",
    "cancel_session",
    "change_capacity",
    "check_in",
    "close_tours",
    "confirm_held",
    "create_session",
    "end_duty",
    "enter_booking",
    "expire_offer",
    "expire_offers",
    "join_waiting_list",
    "leave_waiting_list",
    "offer_seats",
    "open_tours",
    "save_programme",
    "take_back_check_in",
    "take_back_held",
]

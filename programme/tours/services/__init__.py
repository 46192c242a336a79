"""Every rule that writes about tours, by noun."""

from .bookings import book_seats, cancel_booking, enter_booking
from .certificates import issue_certificate
from .changes import approve_booking, confirm_number, decline_booking, move_booking, reduce_booking
from .classes import book_class
from .consents import agree, agree_at_door, foresee_publication, publish_consents, write_consent
from .decisions import hold_anyway
from .feeds import close_calendar, open_calendar
from .offers import offer_seats
from .pace import warn_behind
from .programmes import (
    add_zone,
    change_zone,
    close_tours,
    move_zone,
    open_tours,
    remove_zone,
    save_programme,
)
from .queue import (
    accept_offer,
    expire_offer,
    join_waiting_list,
    leave_waiting_list,
    look_after_lines,
    release_unconfirmed,
)
from .reminders import send_reminders
from .routes import add_route, remove_route, set_route
from .series import (
    add_blackout,
    add_parallel,
    copy_session,
    create_series,
    plan_copies,
    plan_series,
    remove_blackout,
)
from .sessions import assign_guide, cancel_session, change_capacity, create_session, end_duty, set_shares
from .stops import foresee_stop, stop_line
from .surveys import answer_survey
from .visits import add_walk_in, check_in, confirm_held, take_back_check_in, take_back_held

__all__ = [
    "accept_offer",
    "add_blackout",
    "add_parallel",
    "add_route",
    "add_walk_in",
    "add_zone",
    "agree",
    "agree_at_door",
    "answer_survey",
    "approve_booking",
    "assign_guide",
    "book_class",
    "book_seats",
    "cancel_booking",
    "cancel_session",
    "change_capacity",
    "change_zone",
    "check_in",
    "close_calendar",
    "close_tours",
    "confirm_held",
    "confirm_number",
    "copy_session",
    "create_series",
    "create_session",
    "decline_booking",
    "end_duty",
    "enter_booking",
    "expire_offer",
    "foresee_publication",
    "foresee_stop",
    "hold_anyway",
    "issue_certificate",
    "join_waiting_list",
    "leave_waiting_list",
    "look_after_lines",
    "move_booking",
    "move_zone",
    "offer_seats",
    "open_calendar",
    "open_tours",
    "plan_copies",
    "plan_series",
    "publish_consents",
    "reduce_booking",
    "release_unconfirmed",
    "remove_blackout",
    "remove_route",
    "remove_zone",
    "save_programme",
    "send_reminders",
    "set_route",
    "set_shares",
    "stop_line",
    "take_back_check_in",
    "take_back_held",
    "warn_behind",
    "write_consent",
]

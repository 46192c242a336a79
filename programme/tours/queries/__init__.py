"""Reads about tours that more than one place needs, a module to a noun."""

from .attendance import attendance_of
from .bookings import other_group, other_groups, own_certified, stopped_parties
from .consents import (
    agreed_along,
    asked_of,
    bookings_to_ask,
    given_along,
    given_read,
    latest_texts,
    needed_texts,
    not_agreed,
    texts_along,
    texts_asked,
    texts_read,
    versions_of,
)
from .ended import endings, status_shown
from .hosting import guides_of, hosted_by, sessions_booked_for_callers_by, sessions_run_by
from .pace import (
    ToursProgress,
    factories_behind,
    first_held_on,
    months_after,
    progress_counted,
    tours_progress,
    tours_progress_of,
    with_tours_counted,
)
from .pages import booking_of_page, session_of_page
from .seats import Seats, seats_filled
from .seen import (
    session_as_seen,
    visit_near,
)
from .sessions import (
    group_number,
    groups_beside,
    has_parallel,
    next_sessions,
    parallel_sessions,
    sessions_below,
    sessions_between,
    sessions_overlapping,
    sessions_to_look_after,
    sessions_to_move_to,
    with_left_out,
    zones_read,
)
from .survey import survey_of
from .waiting import sessions_to_decide, waiting_for

__all__ = [
    "Seats",
    "ToursProgress",
    "agreed_along",
    "asked_of",
    "attendance_of",
    "booking_of_page",
    "bookings_to_ask",
    "endings",
    "factories_behind",
    "first_held_on",
    "given_along",
    "given_read",
    "group_number",
    "groups_beside",
    "guides_of",
    "has_parallel",
    "hosted_by",
    "latest_texts",
    "months_after",
    "needed_texts",
    "next_sessions",
    "not_agreed",
    "other_group",
    "other_groups",
    "own_certified",
    "parallel_sessions",
    "progress_counted",
    "seats_filled",
    "session_as_seen",
    "session_of_page",
    "sessions_below",
    "sessions_between",
    "sessions_booked_for_callers_by",
    "sessions_overlapping",
    "sessions_run_by",
    "sessions_to_decide",
    "sessions_to_look_after",
    "sessions_to_move_to",
    "status_shown",
    "stopped_parties",
    "survey_of",
    "texts_along",
    "texts_asked",
    "texts_read",
    "tours_progress",
    "tours_progress_of",
    "versions_of",
    "visit_near",
    "waiting_for",
    "with_left_out",
    "with_tours_counted",
    "zones_read",
]

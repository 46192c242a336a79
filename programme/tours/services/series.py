"""Many sessions at once: by a weekly rule, or one copied to other days; and the days without tours."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.clock import SEOUL, db_now, seoul_day
from programme.core.display import date_text
from programme.core.errors import Conflict, Incomplete, WrongState, constraint_of
from programme.core.events import record_event
from programme.core.holidays import holiday_on
from programme.core.transitions import lock

from .. import triggers
from ..choices import Language, SessionStatus
from ..models import Blackout, Route, Session, TourProgramme
from .hosts import require_host
from .sessions import assign_guide, create_session, set_shares

# So many sessions are planned in one step at most: two a week for two years.
SERIES_AT_MOST = 208


@dataclass(frozen=True)
class SeriesPlan:
    """The instants at which a series begins, and the days of its rule that are left out, with why."""

    starts: list[datetime]
    left_out: list[tuple[date, str]]

    @property
    def days(self) -> list[tuple[datetime, str]]:
        """Each beginning with the public holiday that it falls on; "" on other days."""
        return [(start, holiday_on(seoul_day(start))) for start in self.starts]


def plan_series(
    *,
    programme: TourProgramme,
    weekdays: Collection[int],
    at: time,
    first: date,
    last: date,
    except_days: Iterable[date] = (),
    route: Route | None = None,
) -> SeriesPlan:
    """The days of a weekly rule (0 is Monday) from `first` to `last`, at a time in Seoul. Writes nothing.

    Left out are the days given, days without tours, what is past, and where a session begins at that
    very time already (on this route, when one is chosen). Raises Incomplete (no day, more than
    SERIES_AT_MOST).
    """
    days = [
        first + timedelta(days=number)
        for number in range((last - first).days + 1)
        if (first + timedelta(days=number)).weekday() in weekdays
    ]
    if not days:
        raise Incomplete(_("No day fits."), {"weekdays": _("No such weekday lies in this time.")})
    if len(days) > SERIES_AT_MOST:
        message = _("At most %(most)s sessions are planned at once.") % {"most": SERIES_AT_MOST}
        raise Incomplete(message, {"last": message})
    starts, left_out = [], []
    given, refused = set(except_days), _days_refused(programme, days, at, route)
    for day in days:
        why = _("left out by you") if day in given else refused.get(day)
        if why:
            left_out.append((day, why))
        else:
            starts.append(datetime.combine(day, at, tzinfo=SEOUL))
    return SeriesPlan(starts, left_out)


def create_series(
    *,
    programme: TourProgramme,
    by: User | None,
    capacity: int,
    language: str = Language.KOREAN,
    route: Route | None = None,
    **rule: Any,
) -> list[Session]:
    """Plan all sessions of a weekly rule (see plan_series), all or none.

    Raises NotAllowed, WrongState, Incomplete, Conflict (`route_busy`).
    """
    require_host(by, programme.factory)
    with transaction.atomic():
        programme_now = lock(programme)  # a second click waits here, and then finds the sessions planned
        plan = plan_series(programme=programme_now, route=route, **rule)
        if not plan.starts:
            raise Incomplete(_("No day of this series is left to plan."))
        return [
            create_session(
                programme=programme,
                starts_at=starts_at,
                capacity=capacity,
                language=language,
                route=route,
                by=by,
            )
            for starts_at in plan.starts
        ]


def plan_copies(*, session: Session, days: Iterable[date]) -> SeriesPlan:
    """When the same session would begin on other days, and which of them cannot be, with why. Writes nothing.

    Raises Incomplete (more than SERIES_AT_MOST).
    """
    at = session.starts_at.astimezone(SEOUL).time()
    wanted = sorted(set(days))
    if len(wanted) > SERIES_AT_MOST:
        message = _("At most %(most)s sessions are planned at once.") % {"most": SERIES_AT_MOST}
        raise Incomplete(message, {"days": message})
    refused = _days_refused(session.tour_programme, wanted, at, session.route)
    starts = [datetime.combine(day, at, tzinfo=SEOUL) for day in wanted if day not in refused]
    return SeriesPlan(starts, sorted(refused.items()))


def copy_session(*, session: Session, days: Iterable[date], by: User | None) -> list[Session]:
    """Plan the same session, with its shares, at the same time of other days; all or none.

    Raises NotAllowed, WrongState, Incomplete naming the days that cannot be, one sentence for each.
    """
    programme = session.tour_programme
    require_host(by, programme.factory)
    with transaction.atomic():
        lock(programme)
        plan = plan_copies(session=session, days=days)
        if plan.left_out:
            language = get_language() or "ko"
            texts = [f"{date_text(day, language, weekday=True)}: {why}" for day, why in plan.left_out]
            raise Incomplete(_("The session was not copied."), {"days": texts})
        copies = []
        for starts_at in plan.starts:
            copy = create_session(
                programme=programme,
                starts_at=starts_at,
                capacity=session.capacity,
                language=session.language,
                route=session.route,
                by=by,
            )
            copies.append(_with_shares_of(session, copy, by) if session.has_shares else copy)
    return copies


def add_parallel(
    *,
    session: Session,
    capacity: int,
    by: User | None,
    route: Route | None = None,
    guide: User | None = None,
) -> Session:
    """Plan a second group at the time of a session, with its language and shares, on another route.

    A class too large for one group is booked into both (services.book_class). Raises NotAllowed,
    WrongState, Incomplete, Conflict (`route_busy`, `guide_busy`).
    """
    require_host(by, session.factory)
    if session.status != SessionStatus.PLANNED:
        raise WrongState(_("Only a planned session gets a parallel group."))
    with transaction.atomic():
        group = create_session(
            programme=session.tour_programme,
            starts_at=session.starts_at,
            capacity=capacity,
            language=session.language,
            route=route,
            by=by,
        )
        if session.has_shares:
            group = _with_shares_of(session, group, by)
        if guide is not None:
            assign_guide(session=group, guide=guide, by=by)
    return group


def _with_shares_of(session: Session, copy: Session, by: User | None) -> Session:
    """The copy with the session's shares, which end as long before its start."""
    before = session.starts_at - session.shares_end_at if session.shares_end_at else None
    return set_shares(
        session=copy,
        by=by,
        individual_seats=session.individual_seats,
        school_seats=session.school_seats,
        industry_seats=session.industry_seats,
        shares_end_at=copy.starts_at - before if before else None,
    )


def add_blackout(
    *, programme: TourProgramme, first_day: date, last_day: date, reason: str, by: User | None
) -> Blackout:
    """Say on which days there are no tours. Raises NotAllowed, Incomplete, Conflict (`sessions_planned`)."""
    require_host(by, programme.factory)
    if last_day < first_day:
        message = _("The last day lies before the first.")
        raise Incomplete(message, {"last_day": message})
    try:
        with transaction.atomic():
            blackout = Blackout.objects.create(
                tour_programme=programme, first_day=first_day, last_day=last_day, reason=reason
            )
            record_event(blackout, "tours.add_blackout", by=by, data=_days_data(blackout))
    except IntegrityError as error:
        if constraint_of(error) != triggers.SESSIONS_PLANNED:
            raise
        raise Conflict(
            _("Sessions are planned on these days. Stop them first: everyone booked is offered other seats."),
            code="sessions_planned",
        ) from error
    return blackout


def remove_blackout(*, blackout: Blackout, by: User | None) -> None:
    """Let sessions be planned on these days again. Raises NotAllowed."""
    programme = blackout.tour_programme
    require_host(by, programme.factory)
    with transaction.atomic():
        record_event(blackout, "tours.remove_blackout", by=by, data=_days_data(blackout))
        blackout.delete()


def _days_data(blackout: Blackout) -> dict[str, str]:
    return {
        "first_day": blackout.first_day.isoformat(),
        "last_day": blackout.last_day.isoformat(),
        "reason": blackout.reason,
    }


def _days_refused(
    programme: TourProgramme, days: Collection[date], at: time, route: Route | None
) -> dict[date, str]:
    """Why no session can begin at `at` on some of these days."""
    now = db_now()
    starts = {day: datetime.combine(day, at, tzinfo=SEOUL) for day in days}
    planned = Session.objects.filter(
        tour_programme=programme, status=SessionStatus.PLANNED, starts_at__in=starts.values()
    )
    if route is not None:
        planned = planned.filter(route=route)  # other routes are free at the same time
    taken = {seoul_day(starts_at) for starts_at in planned.values_list("starts_at", flat=True)}
    blackouts = list(Blackout.objects.filter(tour_programme=programme))
    refused = {}
    for day, starts_at in starts.items():
        closed = next((one for one in blackouts if one.first_day <= day <= one.last_day), None)
        if starts_at <= now:
            refused[day] = _("in the past")
        elif closed is not None:
            refused[day] = _("no tours: %(reason)s") % {"reason": closed.reason}
        elif day in taken:
            refused[day] = _("a session begins at this time already")
    return refused

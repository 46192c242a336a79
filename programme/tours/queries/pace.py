"""A factory's duty to open its doors: how many tours were held, and how many should have been."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from programme.core.clock import db_now, seoul_day
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory

from ..choices import SessionStatus
from ..models import Session, TourProgramme

PACES = {
    "done": gettext_lazy("All held"),
    "on_track": gettext_lazy("On track"),
    "unknown": gettext_lazy("Not begun"),
}


@dataclass(frozen=True)
class ToursProgress:
    """A factory's duty to open its doors: `required` tours until `due_on` (the last day)."""

    required: int
    held: int
    planned: int  # tours still to come
    starts_on: date | None
    due_on: date | None
    expected: int  # tours that an even pace would have held by today
    held_sessions: int = 0  # as `held`, each parallel group counted
    planned_sessions: int = 0

    @property
    def missing(self) -> int:
        """Tours that are still to be held."""
        return max(0, self.required - self.held)

    @property
    def behind(self) -> bool:
        """Whether fewer were held than the days gone by ask for.

        An even pace spreads the required tours over the days from completion to the due day:
        expected = required × days gone by ÷ all days, rounded down. Fewer held than that is behind.
        """
        return self.held < self.expected

    @property
    def pace(self) -> str:
        """ "done", "late" (the due day is past), "behind", "on_track", or "unknown" without a completion."""
        if not self.missing:
            return "done"
        if self.due_on is None:
            return "unknown"
        if self.expected >= self.required:
            return "late"
        return "behind" if self.behind else "on_track"

    @property
    def pace_text(self) -> str:
        behind = self.expected - self.held
        if self.pace in ("behind", "late"):
            return ngettext("%d tour behind", "%d tours behind", behind) % behind
        return str(PACES[self.pace])


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def tours_progress(factory: LighthouseFactory, today: date | None = None) -> ToursProgress | None:
    """How many of the call's required tours were held, counted from completion.

    A tour counts when its session is `held`: at least one check-in and the host's confirmation; parallel
    groups count once (docs/decisions/0055-parallel-groups-are-one-tour.md).
    None for a factory known from publications alone: no source says how many tours it held.
    """
    if factory.only_published:
        return None
    now = db_now()
    counts = Session.objects.filter(tour_programme__factory=factory).aggregate(**_tour_counts(now))
    return _progress(factory, counts, today or seoul_day(now))


def tours_progress_of(
    factories: Iterable[LighthouseFactory], now: datetime
) -> list[tuple[LighthouseFactory, ToursProgress]]:
    """As `tours_progress` for each factory that steps are taken of here; one statement for any number.

    The factories come with their call.
    """
    followed = [factory for factory in factories if not factory.only_published]
    rows = (
        Session.objects.filter(tour_programme__factory__in=followed)
        .order_by()
        .values("tour_programme__factory")
        .annotate(**_tour_counts(now))
    )
    found: dict[int, Any] = {row["tour_programme__factory"]: row for row in rows}
    none, today = dict.fromkeys(COUNTED, 0), seoul_day(now)
    return [(one, _progress(one, found.get(one.pk, none), today)) for one in followed]


COUNTED = ("held", "planned", "held_sessions", "planned_sessions")


def _tour_counts(now: datetime, sessions: str = "") -> dict[str, Count]:
    """The tours held and planned: groups that begin at one time are one tour, however many they are.

    `sessions`: the way to them, ending in "__", where something else is counted for.
    """

    def counted(**which: Any) -> tuple[Count, Count]:
        asked = Q(**{f"{sessions}{name}": value for name, value in which.items()})
        return Count(f"{sessions}starts_at", filter=asked, distinct=True), Count(
            f"{sessions}pk", filter=asked
        )

    held, held_sessions = counted(status=SessionStatus.HELD)
    planned, planned_sessions = counted(status=SessionStatus.PLANNED, starts_at__gt=now)
    return {
        "held": held,
        "held_sessions": held_sessions,
        "planned": planned,
        "planned_sessions": planned_sessions,
    }


def _progress(factory: LighthouseFactory, counts: Mapping[str, int], today: date) -> ToursProgress:
    required = factory.call.tours_required
    start = factory.completed_on
    due = months_after(start, factory.call.tours_within_months) if start else None
    expected = 0
    if start and due and due > start:
        share = min(max((today - start) / (due - start), 0), 1)
        expected = int(required * share)
    return ToursProgress(
        required=required,
        **{name: counts[name] for name in COUNTED},
        starts_on=start,
        due_on=due,
        expected=expected,
    )


def with_tours_counted(programmes: QuerySet[TourProgramme]) -> QuerySet[TourProgramme]:
    """Programmes with `held` and `planned`, for `progress_counted`."""
    return programmes.annotate(**_tour_counts(db_now(), "sessions__"))


def progress_counted(programme: TourProgramme) -> ToursProgress | None:
    """As `tours_progress`, of a programme read by `with_tours_counted`; no further statement."""
    if programme.factory.only_published:
        return None
    counts = {name: getattr(programme, name) for name in COUNTED}
    return _progress(programme.factory, counts, seoul_day(timezone.now()))


def factories_behind(
    factories: QuerySet[LighthouseFactory], now: datetime
) -> list[tuple[LighthouseFactory, ToursProgress]]:
    """Those of the factories that are behind the even pace of their tours."""
    owing = factories.filter(status__in=(FactoryStatus.COMPLETED, FactoryStatus.TOURING))
    owing = owing.select_related("company", "technopark", "call__programme").order_by("pk")
    return [(one, progress) for one, progress in tours_progress_of(owing, now) if progress.behind]


def first_held_on(factory: LighthouseFactory) -> date | None:
    """The day of a factory's first tour that was held; None before."""
    held = Session.objects.filter(tour_programme__factory=factory, status=SessionStatus.HELD)
    starts_at = held.order_by("starts_at").values_list("starts_at", flat=True).first()
    return seoul_day(starts_at) if starts_at else None

"""Tours held against the duty, and the seats that were filled."""

from dataclasses import dataclass
from datetime import datetime

from programme.core.queue import OfficeList
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.tours.queries import Seats, ToursProgress, seats_filled, tours_progress_of

from .scope import Scope

RUNS_TOURS = (FactoryStatus.COMPLETED, FactoryStatus.TOURING)


@dataclass(frozen=True, kw_only=True)
class FactoryTours:
    """One factory's tours against its duty."""

    factory: LighthouseFactory
    progress: ToursProgress
    now: datetime

    @property
    def held_share(self) -> float:
        return _share_of(self.progress.held, self.progress.required)

    @property
    def expected_share(self) -> float:
        return _share_of(self.progress.expected, self.progress.required)

    # A number leads to the list that it counts: not where parallel groups make the list longer.

    @property
    def held_listed(self) -> OfficeList | None:
        if self.progress.held != self.progress.held_sessions:
            return None
        return self._sessions(("status__exact", "held"))

    @property
    def planned_listed(self) -> OfficeList | None:
        if self.progress.planned != self.progress.planned_sessions:
            return None
        return self._sessions(("status__exact", "planned"), ("starts_at__gt", self.now.isoformat()))

    def _sessions(self, *filters: tuple[str, str]) -> OfficeList | None:
        programme = getattr(self.factory, "tour_programme", None)  # None before the host has written one
        if programme is None:
            return None
        mine = ("tour_programme__id__exact", str(programme.pk))
        return OfficeList("tours.session", "", (mine, *filters))


def _share_of(part: int, whole: int) -> float:
    return round(min(part / whole, 1) * 100, 1) if whole else 0.0


@dataclass(frozen=True, kw_only=True)
class Tours:
    """The scope's factories that open their doors, those furthest behind first."""

    factories: list[FactoryTours]
    held_seats: Seats
    planned_seats: Seats

    @property
    def held(self) -> int:
        return sum(one.progress.held for one in self.factories)

    @property
    def required(self) -> int:
        return sum(one.progress.required for one in self.factories)

    @property
    def behind(self) -> int:
        """Factories that are behind their pace or past their due day."""
        return sum(one.progress.pace in ("behind", "late") for one in self.factories)


def tours_of(scope: Scope, now: datetime) -> Tours:
    """Tours held against the required ones, per factory whose build is completed, and their seats."""
    factories = list(
        LighthouseFactory.objects.filter(call__in=scope.calls, status__in=RUNS_TOURS)
        .followed()
        .select_related("company", "call__programme", "tour_programme")
    )
    found = [
        FactoryTours(factory=one, progress=progress, now=now)
        for one, progress in tours_progress_of(factories, now)
    ]
    held, planned = seats_filled(factories, now)
    return Tours(
        factories=sorted(found, key=lambda one: one.progress.held - one.progress.expected),
        held_seats=held,
        planned_seats=planned,
    )

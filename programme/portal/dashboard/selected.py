"""The selected factories by region and industry."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from programme.calls.models import Call
from programme.core.clock import seoul_day
from programme.core.display import name_in_language
from programme.core.queue import OfficeList
from programme.factories.choices import LEFT, FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.factories.queries import Matrix, MatrixRow, by_region_and_industry, rounds

from .scope import Scope, call_filter

SHADES = 4
STAYED = tuple(status for status in FactoryStatus.values if status not in LEFT)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One number of the matrix, its list, and how dark it is drawn (0 to 4)."""

    count: int
    listed: OfficeList
    shade: int = 0


@dataclass(frozen=True, kw_only=True)
class Selected:
    """Factories by region and industry, those that left excluded."""

    matrix: Matrix
    calls: list[Call]
    unnamed: int  # announced by the ministry, but not by name

    @property
    def industries(self) -> list[str]:
        """What the columns are called: the industries' names without their explanations in brackets."""
        return [
            name_in_language(one).partition(" (")[0].partition("(")[0] if one else _("Not known")
            for one in self.matrix.industries
        ]

    @property
    def rows(self) -> list[tuple[MatrixRow, list[Cell], Cell]]:
        """Each region with its cells and its sum."""
        return [
            (
                row,
                [
                    self._cell(count, regions=row.regions, industry=industry)
                    for industry, count in zip(self.matrix.industries, row.counts, strict=True)
                ],
                self._cell(row.total, regions=row.regions),
            )
            for row in self.matrix.rows
        ]

    @property
    def sums(self) -> list[Cell]:
        """Each industry's factories."""
        return [
            self._cell(count, industry=industry)
            for industry, count in zip(self.matrix.industries, self.matrix.totals, strict=True)
        ]

    @property
    def whole(self) -> Cell:
        return self._cell(self.matrix.total)

    def _cell(self, count: int, *, regions: tuple[int, ...] = (), industry: Any = "") -> Cell:
        filters = [*call_filter("call", self.calls), ("status__in", ",".join(STAYED))]
        if regions:
            filters.append(("region__id__in", ",".join(map(str, regions))))
        if industry is None:
            filters.append(("industry_label__isnull", "True"))
        elif industry:
            filters.append(("industry_label__id__exact", str(industry.pk)))
        darkest = max(self.matrix.highest, SHADES)  # one factory alone is never drawn dark
        shade = -(-count * SHADES // darkest)
        return Cell(
            count=count,
            listed=OfficeList("factories.lighthousefactory", "", tuple(filters)),
            shade=min(shade, SHADES),
        )


def selected_of(scope: Scope, now: datetime) -> Selected:
    """The scope's factories by region and industry."""
    factories = LighthouseFactory.objects.filter(call__in=scope.calls).exclude(status__in=LEFT)
    chosen = {call.pk for call in scope.calls}
    return Selected(
        matrix=by_region_and_industry(factories, seoul_day(now)),
        calls=scope.calls,
        unnamed=sum(one.unnamed for one in rounds(scope.programme) if one.call.pk in chosen),
    )

"""Reads of lighthouse factories that are used more than once: counts, and a round's published table."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy, override

from programme.calls.models import Call, Programme
from programme.calls.queries import in_order
from programme.companies.choices import Size
from programme.regions.models import IndustryLabel, Region
from programme.regions.queries import regions_of_today

from .choices import LEFT
from .models import FactoryQuerySet, LighthouseFactory


@dataclass(frozen=True, kw_only=True)
class Round:
    """A call's result: `selected` counts those without a name here, `total` the programme so far."""

    call: Call
    selected: int
    named: int
    unnamed: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a programme stands. `counted` = `named` + `unnamed`; who left is in neither."""

    target: int | None
    target_year: int | None
    counted: int
    named: int
    unnamed: int
    as_of: date | None

    @property
    def percent(self) -> int | None:
        """Counted of the target, in whole per cent, rounded down."""
        return self.counted * 100 // self.target if self.target else None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many factories share a region, size or industry."""

    key: str
    name_ko: str
    name_en: str
    count: int


@dataclass(frozen=True, kw_only=True)
class ReleaseRow:
    """A row of the ministry's table as published, with the factory that it tells of."""

    factory: LighthouseFactory
    company: str
    location: str
    size: str
    industry: str
    main_product: str


def rounds(programme: Programme) -> list[Round]:
    """Each published call with its result, the oldest first.

    Where the ministry announced a number it counts, less who left since; elsewhere the portal's own
    factories do.
    """
    found: dict[int, Any] = {
        row["call"]: row
        for row in LighthouseFactory.objects.filter(call__programme=programme)
        .order_by()
        .values("call")
        .annotate(known=Count("id"), named=Count("id", filter=~Q(status__in=LEFT)))
    }
    result, total = [], 0
    for call in in_order(programme):
        row = found.get(call.pk, {"known": 0, "named": 0})
        known, named = row["known"], row["named"]
        unnamed = max((call.announced_selected or 0) - known, 0)
        total += named + unnamed
        result.append(Round(call=call, selected=named + unnamed, named=named, unnamed=unnamed, total=total))
    return result


def progress(programme: Programme, done: list[Round] | None = None) -> Progress:
    """The programme's factories against its target; `done` are its `rounds` where they are known already."""
    done = rounds(programme) if done is None else done
    return Progress(
        target=programme.target_count,
        target_year=programme.target_year,
        counted=done[-1].total if done else 0,
        named=sum(one.named for one in done),
        unnamed=sum(one.unnamed for one in done),
        as_of=programme.as_of,
    )


def by_region(factories: FactoryQuerySet, day: date) -> list[Tally]:
    """Factories per region that exists on `day`, those of a merged region under its successor."""
    counts = number_by_region(factories, day)
    return [
        Tally(key=region.key, name_ko=region.name_ko, name_en=region.name_en, count=counts[region.pk])
        for region in Region.objects.on(day)
    ]


def number_by_region(factories: FactoryQuerySet, day: date) -> Counter[int]:
    """The same as numbers by the region's id."""
    today = regions_of_today(day)
    counts: Counter[int] = Counter()
    for row in _counted_by(factories, "region"):
        counts[today[row["region"]].pk] += row["count"]
    return counts


def by_size(factories: FactoryQuerySet) -> list[Tally]:
    """Factories per size at selection; those of unknown size come last, under an empty key."""
    counts = {row["size"]: row["count"] for row in _counted_by(factories, "size")}
    names: list[tuple[str, Any]] = [(size.value, size.label) for size in Size]
    if counts.get(""):
        names.append(("", gettext_lazy("Not known")))
    return [
        Tally(key=key, name_ko=_said_in("ko", name), name_en=_said_in("en", name), count=counts.get(key, 0))
        for key, name in names
    ]


def by_industry(factories: FactoryQuerySet) -> list[Tally]:
    """Factories per industry label, labels without factories too."""
    counts = {row["industry_label"]: row["count"] for row in _counted_by(factories, "industry_label")}
    return [
        Tally(key=label.key, name_ko=label.name_ko, name_en=label.name_en, count=counts.get(label.pk, 0))
        for label in IndustryLabel.objects.all()
    ]


def _said_in(language: str, text: Any) -> str:
    with override(language):
        return str(text)


def _counted_by(factories: FactoryQuerySet, field: str) -> Any:
    return factories.order_by().values(field).annotate(count=Count("id"))


def released_rows(call: Call) -> list[ReleaseRow]:
    """The ministry's table of a round, word for word and in its order; empty where none was published."""
    factories = (
        call.factories.exclude(release_row=None).select_related("company", "call__programme").order_by("id")
    )
    return [
        ReleaseRow(factory=factory, **factory.release_row) for factory in factories if factory.release_row
    ]


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    """A region's factories by industry, in the order of the matrix; `regions` are the ids it stands for."""

    region: Region
    regions: tuple[int, ...]
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Factories by region and industry. Only regions and industries that have some; None: not known."""

    industries: tuple[IndustryLabel | None, ...]
    rows: list[MatrixRow]

    @property
    def totals(self) -> list[int]:
        """Factories per industry."""
        return [sum(row.counts[place] for row in self.rows) for place in range(len(self.industries))]

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)

    @property
    def highest(self) -> int:
        """The largest number in one place."""
        return max((count for row in self.rows for count in row.counts), default=0)


def by_region_and_industry(factories: FactoryQuerySet, day: date) -> Matrix:
    """Factories by region as it is on `day` (a merged one's under its successor) and industry label."""
    here = regions_of_today(day)
    counts: Counter[tuple[int, int | None]] = Counter()
    for row in factories.order_by().values("region", "industry_label").annotate(count=Count("id")):
        counts[here[row["region"]].pk, row["industry_label"]] += row["count"]
    used = {industry for _region, industry in counts}
    industries: list[IndustryLabel | None] = [one for one in IndustryLabel.objects.all() if one.pk in used]
    if None in used:
        industries.append(None)
    return Matrix(
        industries=tuple(industries),
        rows=[
            MatrixRow(
                region=region,
                regions=tuple(sorted(pk for pk, now in here.items() if now.pk == region.pk)),
                counts=tuple(counts[region.pk, one.pk if one else None] for one in industries),
            )
            for region in Region.objects.all()
            if any(pk == region.pk for pk, _industry in counts)
        ],
    )

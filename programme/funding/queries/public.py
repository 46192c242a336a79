"""What anyone may read of a build: shown on the factory's page once the agreement is in force.

Public are the terms whose like the press printed of the real factories (facts/FACTS.md section 2: a
project's total and the state's share of it; section 3 of level and tours), what is built, and the agreed
indicators: the programme exists to show them. Not public are a year's money, instalments, payments and
partners' shares, the findings of a check, and who of a company entered a value. A check that was not
passed is not told; a later one that was is.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import QuerySet

from programme.core.clock import seoul_day
from programme.diagnosis.choices import Direction
from programme.factories.choices import LEFT
from programme.factories.models import LighthouseFactory

from ..choices import AgreementStatus, CheckOutcome
from ..models import Agreement, Indicator, Measurement, Milestone, YearPlan

TENTH = Decimal("0.1")


def percent_change(baseline: Decimal, value: Decimal) -> Decimal | None:
    """How far `value` lies from `baseline`, in per cent of it to a tenth; None where the baseline is 0."""
    if not baseline:
        return None
    return ((value - baseline) / abs(baseline) * 100).quantize(TENTH, ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True)
class Result:
    """An agreed indicator before and after. `value` and `measured_on` are None before it is measured."""

    name: str
    name_en: str
    unit: str
    unit_en: str
    category: Any
    direction: Direction
    baseline: Decimal
    target: Decimal
    value: Decimal | None
    measured_on: date | None

    @property
    def change(self) -> Decimal | None:
        """From the baseline to the latest value, in per cent; None before a value or from 0."""
        return None if self.value is None else percent_change(self.baseline, self.value)

    @property
    def target_change(self) -> Decimal | None:
        """From the baseline to the target, in per cent; None from 0."""
        return percent_change(self.baseline, self.target)

    @property
    def improved(self) -> bool | None:
        """Whether the latest value is better than the baseline; None when unmeasured or the same."""
        if self.value is None or self.value == self.baseline:
            return None
        return (self.value > self.baseline) == (self.direction == Direction.UP)

    @property
    def reached(self) -> bool:
        """Whether the latest value is as good as the target or better."""
        if self.value is None:
            return False
        return self.value >= self.target if self.direction == Direction.UP else self.value <= self.target


@dataclass(frozen=True, kw_only=True)
class BuildYear:
    """One agreed year: its milestones, and the day of its check once passed."""

    number: int
    fiscal_year: int
    milestones: list[Milestone]
    checked_on: date | None


@dataclass(frozen=True, kw_only=True)
class Build:
    """A build as anyone may read of it; amounts are whole won."""

    signed_at: datetime | None
    starts_on: date
    support_krw: int
    project_total_krw: int | None
    capability_level: int | None  # confirmed at completion
    years: list[BuildYear]
    results: list[Result]


# What to prefetch with factories whose results a list shows: three queries for all of them.
PUBLIC_RESULTS = "agreement__indicators__measurements"


def public_results(factory: LighthouseFactory) -> list[Result]:
    """The indicators alone, for a list of factories fetched with PUBLIC_RESULTS; as public as the build."""
    agreement: Agreement | None = getattr(factory, "agreement", None)
    if factory.status in LEFT or agreement is None or agreement.status != AgreementStatus.SIGNED:
        return []
    return _results(agreement.indicators.all())


def factories_with_results() -> QuerySet[LighthouseFactory]:
    """The factories of which a measured indicator is public."""
    measured = Measurement.objects.filter(indicator__agreement__status=AgreementStatus.SIGNED)
    found = LighthouseFactory.objects.filter(pk__in=measured.values("indicator__agreement__factory"))
    return found.exclude(status__in=LEFT)


def public_build(factory: LighthouseFactory) -> Build | None:
    """The build under a factory's agreement in force; None before both have signed, and once it left."""
    if factory.status in LEFT:
        return None
    agreement = Agreement.objects.filter(factory=factory, status=AgreementStatus.SIGNED).first()
    if agreement is None:
        return None
    by_year = defaultdict(list)
    for milestone in agreement.milestones.order_by("due_on", "id"):
        by_year[milestone.year_number].append(milestone)
    return Build(
        signed_at=agreement.signed_at,
        starts_on=agreement.starts_on,
        support_krw=agreement.total_krw,
        project_total_krw=agreement.terms.get("project_total_krw"),
        capability_level=agreement.capability_level,
        years=[
            BuildYear(
                number=year.year_number,
                fiscal_year=year.fiscal_year,
                milestones=by_year[year.year_number],
                checked_on=_passed_on(year),
            )
            for year in agreement.years.order_by("year_number").prefetch_related("checks")
        ],
        results=_results(agreement.indicators.prefetch_related("measurements")),
    )


def _passed_on(year: YearPlan) -> date | None:
    latest = max(year.checks.all(), key=lambda check: check.pk, default=None)
    return seoul_day(latest.at) if latest and latest.outcome == CheckOutcome.PASSED else None


def _results(indicators: Iterable[Indicator]) -> list[Result]:
    return [_result(one) for one in sorted(indicators, key=lambda one: (one.position, one.pk))]


def _result(indicator: Indicator) -> Result:
    latest = max(indicator.measurements.all(), key=lambda one: (one.measured_on, one.pk), default=None)
    return Result(
        name=indicator.name,
        name_en=indicator.name_en,
        unit=indicator.unit,
        unit_en=indicator.unit_en,
        category=indicator.get_category_display(),
        direction=Direction(indicator.direction),
        baseline=indicator.baseline,
        target=indicator.target,
        value=latest.value if latest else None,
        measured_on=latest.measured_on if latest else None,
    )

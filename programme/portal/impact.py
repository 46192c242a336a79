"""What a build changed, as its page shows it: bars before and after, and each year's work."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.core.templatetags.core import bilingual
from programme.diagnosis.models import Improvement, plain
from programme.diagnosis.queries import improvements_of
from programme.factories.models import LighthouseFactory
from programme.funding.queries import Build, BuildYear, Result

FULL = 100  # the width of a bar's view box


@dataclass(frozen=True, kw_only=True)
class Impact:
    """One indicator: its figures in words, and the widths of its bars (0 to FULL)."""

    result: Result
    before: SafeString
    after: SafeString  # "" before it is measured
    target: SafeString
    change: str  # "−66.7%"; "" where there is no percentage
    target_change: str
    verdict: str
    tone: str
    before_width: str
    after_width: str
    target_x: str


@dataclass(frozen=True, kw_only=True)
class BuiltYear:
    """What the design changes in one agreed year, with the year's milestones and check."""

    year: BuildYear
    improvements: list[Improvement]


def signed_percent(change: Decimal | None) -> str:
    """A change as people read it: "+30%", "−66.7%"; "" for none."""
    if change is None:
        return ""
    sign = "+" if change > 0 else "\N{MINUS SIGN}" if change < 0 else ""
    return f"{sign}{plain(abs(change))}%"


def impact_of(result: Result) -> Impact:
    """An indicator with its figures as text and as bars on one scale, the longest of the three being full."""
    top = max(result.baseline, result.target, result.value or Decimal(0), Decimal(0))

    def along(figure: Decimal | None, most: int = FULL) -> str:
        share = figure / top if top and figure and figure > 0 else Decimal(0)
        return f"{min(share * FULL, Decimal(most)):.1f}"

    verdict, tone = _verdict(result)
    return Impact(
        result=result,
        before=_quantity(result.baseline, result),
        after=_quantity(result.value, result),
        target=_quantity(result.target, result),
        change=signed_percent(result.change),
        target_change=signed_percent(result.target_change),
        verdict=verdict,
        tone=tone,
        before_width=along(result.baseline),
        after_width=along(result.value),
        target_x=along(result.target, FULL - 1),
    )


def _quantity(figure: Decimal | None, result: Result) -> SafeString:
    """A figure with its unit; Korean units and the per cent sign stand close to it."""
    if figure is None:
        return SafeString("")
    unit = bilingual(result, "unit")
    close = result.unit == "%" or (get_language() or "ko").startswith("ko")
    return format_html("{}{}{}", plain(figure), "" if close else "\N{NO-BREAK SPACE}", unit)


def _verdict(result: Result) -> tuple[str, str]:
    if result.value is None:
        return _("Not measured yet"), "neutral"
    if result.reached:
        return _("Target reached"), "success"
    if result.improved is None:
        return _("Unchanged"), "neutral"
    return (_("Improved"), "info") if result.improved else (_("Worse than before"), "warning")


def years_of(factory: LighthouseFactory, build: Build | None) -> list[BuiltYear]:
    """The agreed years with what the design planned for each; nothing before the agreement is in force."""
    if build is None:
        return []
    planned: dict[int, list[Any]] = defaultdict(list)
    for improvement in improvements_of(factory.case):
        planned[improvement.year].append(improvement)
    return [BuiltYear(year=year, improvements=planned[year.number]) for year in build.years]

"""The progress chart's geometry: steps from round to round under the target's line.

Units are those of the SVG's view box, 480 × 300, y downwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from programme.calls.models import Call, Programme
from programme.factories.queries import Round

LEFT, RIGHT, TOP, BOTTOM = 48, 472, 36, 256
MID_YEAR, YEAR_END = (6, 30), (12, 31)


@dataclass(frozen=True, kw_only=True)
class Step:
    """A round's result: the corner at which the line reaches `total`."""

    x: float
    y: float
    total: int
    at_end: bool  # the last step's number stands at the end of the line, where there is room


@dataclass(frozen=True, kw_only=True)
class StepChart:
    """What templates/portal/partials/progress_chart.html draws."""

    line: str
    area: str
    steps: list[Step]
    years: list[tuple[float, int]]
    target: int
    target_year: int
    target_y: float
    target_x: float
    end_x: float
    base_y: float = BOTTOM
    left: float = LEFT
    right: float = RIGHT


def day_of(call: Call) -> date:
    """When the result counts: its announcement, else the end of its half year (never too early)."""
    if call.announced_on:
        return call.announced_on
    return date(call.year, *(MID_YEAR if call.half == 1 else YEAR_END))


def progress_chart(programme: Programme, rounds: Sequence[Round]) -> StepChart | None:
    """The programme's way towards its target; None while it has no result, target or date."""
    done = [one for one in rounds if one.selected]
    if not done or not programme.target_count or not programme.target_year or not programme.as_of:
        return None
    first = done[0].call.year
    last = max(programme.target_year, programme.as_of.year)
    top = max(programme.target_count, done[-1].total)

    def x(day: date) -> float:
        past = day.year - first + day.timetuple().tm_yday / 366
        return round(LEFT + (RIGHT - LEFT) * past / (last - first + 1), 1)

    def y(count: int) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * count / top, 1)

    end = x(programme.as_of)
    line = f"M{LEFT} {BOTTOM}"
    for one in done:
        line += f"H{x(day_of(one.call))}V{y(one.total)}"
    line += f"H{end}"
    steps = [
        Step(x=x(day_of(one.call)), y=y(one.total), total=one.total, at_end=one is done[-1]) for one in done
    ]
    return StepChart(
        line=line,
        area=f"{line}V{BOTTOM}Z",
        steps=steps,
        years=[(x(date(year, 7, 1)), year) for year in range(first, last + 1)],
        target=programme.target_count,
        target_year=programme.target_year,
        target_y=y(programme.target_count),
        target_x=x(date(programme.target_year, *YEAR_END)),
        end_x=end,
    )

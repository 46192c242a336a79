"""How long the stages take, in days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.utils.translation import gettext_lazy

from programme.applications.models import Application
from programme.calls.models import Call
from programme.core.models import Event

SECONDS_A_DAY = 86_400

# Which events end a stage, in the way's order; the one before begins it.
SUBMITTED = ("applications.submit",)
STAGE_ENDS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        gettext_lazy("Recommendation"),
        ("recommendations.recommend", "recommendations.enter_recommendation", "recommendations.decline"),
    ),
    (gettext_lazy("Screening"), ("screening.pass_screening", "screening.fail_screening")),
    (gettext_lazy("Diagnosis"), ("diagnosis.complete_diagnosis",)),
    (gettext_lazy("Design"), ("diagnosis.complete_design",)),
    (gettext_lazy("Evaluation"), ("evaluation.close_evaluation",)),
    (gettext_lazy("Selection"), ("selection.select", "selection.reject")),
    (gettext_lazy("Agreement"), ("funding.agree",)),
)


@dataclass(frozen=True, kw_only=True)
class StageTime:
    """How long a stage took, in days, over the cases that have passed it."""

    name: Any
    cases: int
    median_days: float | None
    longest_days: float | None


def stage_times(calls: Iterable[Call]) -> list[StageTime]:
    """How long each stage took in the calls: from the end of the stage before to its own end.

    A stage taken back and done again ends when it was last done. Read from the cases' narratives in
    one statement.
    """
    verbs = [SUBMITTED, *(ends for _name, ends in STAGE_ENDS)]
    place = {verb: number for number, ends in enumerate(verbs) for verb in ends}
    cases = Application.objects.filter(call__in=calls).values("case")
    events = Event.objects.filter(case__in=cases, verb__in=place).order_by("at", "id")
    last: dict[Any, dict[int, datetime]] = {}
    for case, verb, at in events.values_list("case", "verb", "at"):
        last.setdefault(case, {})[place[verb]] = at
    times = []
    for number, (name, _ends) in enumerate(STAGE_ENDS, start=1):
        spans = [
            (ends[number] - ends[number - 1]).total_seconds() / SECONDS_A_DAY
            for ends in last.values()
            if number in ends and number - 1 in ends and ends[number] >= ends[number - 1]
        ]
        times.append(
            StageTime(
                name=name,
                cases=len(spans),
                median_days=round(median(spans), 1) if spans else None,
                longest_days=round(max(spans), 1) if spans else None,
            )
        )
    return times

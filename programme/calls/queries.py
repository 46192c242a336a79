"""Reads of programmes and calls that are used more than once."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from .choices import CallStatus, Stage
from .models import Call, Criterion, Programme, Question, StageDate


def open_calls(now: datetime) -> models.QuerySet[Call]:
    """The shown calls that take applications at `now`, the one that closes first in front."""
    return (
        Call.objects.shown()
        .filter(status=CallStatus.PUBLISHED, opens_at__lte=now, closes_at__gt=now)
        .select_related("programme")
        .order_by("closes_at")
    )


def dates_of(call: Call) -> dict[str, StageDate]:
    """The dates of the stages after the application, by stage (prefetch "stages" for lists)."""
    return {date.stage: date for date in call.stages.all()}


def deadline_of(call: Call, stage: str) -> datetime | None:
    """The first instant that is too late for `stage`; None where the call names none."""
    if stage == Stage.APPLICATION:
        return call.closes_at
    date = dates_of(call).get(stage)
    return date.ends_at if date else None


def stage_ends(stage: str, calls: Iterable[int]) -> dict[int, datetime]:
    """The deadline of a stage after the application, by the call's id, for those that name one."""
    return dict(StageDate.objects.filter(stage=stage, call__in=set(calls)).values_list("call_id", "ends_at"))


def stage_end(call: str, stage: str) -> models.Subquery:
    """The same for a list: the deadline of a stage in the call that the column `call` names."""
    dates = StageDate.objects.filter(call=models.OuterRef(call), stage=stage)
    return models.Subquery(dates.values("ends_at")[:1])


def questions_of(call: Call) -> models.QuerySet[Question]:
    """The questions in force."""
    return call.questions.filter(version=call.question_version)


def criteria_of(call: Call) -> models.QuerySet[Criterion]:
    """The criteria in force."""
    return call.criteria.filter(version=call.rubric_version)


def in_order(programme: Programme) -> list[Call]:
    """The programme's published calls, the oldest first."""
    calls = Call.objects.published().filter(programme=programme)
    return sorted(calls, key=lambda call: (call.year, call.half or 0, call.pk))

"""One line of a person's work queue; each app's `queries.waiting_for(user)` returns them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .clock import seoul_day

SOON_DAYS = 7


class WorkStage(models.TextChoices):
    """Where on the way of a factory something waits, in the way's order."""

    COMPANIES = "companies", _("Companies")
    APPLICATION = "application", _("Application")
    RECOMMENDATION = "recommendation", _("Recommendation")
    SCREENING = "screening", _("Screening")
    DIAGNOSIS = "diagnosis", _("Diagnosis and design")
    EVALUATION = "evaluation", _("Evaluation")
    SELECTION = "selection", _("Selection")
    AGREEMENT = "agreement", _("Agreement")
    BUILD = "build", _("Build")
    TOURS = "tours", _("Tours")


class Urgency(models.TextChoices):
    """How near a deadline is, in Seoul's days; the most urgent first."""

    OVERDUE = "overdue", _("Overdue")
    TODAY = "today", _("Due today")
    SOON = "soon", _("Within 7 days")
    LATER = "later", _("Later")
    UNDATED = "undated", _("No date")


@dataclass(frozen=True)
class OfficeList:
    """The back-office list that holds a kind of work.

    `model` is the model's label, `name` what the work is called. `filters` select exactly this work;
    without them the list is asked for the items' own ids.
    """

    model: str
    name: str
    filters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class WaitingItem:
    """Something that waits for a person: what, where to do it, since when, until when (UTC).

    `personal`: it waits for this person alone, not for anyone of a group. `listed` and `pk` say where
    the back office lists it.
    """

    stage: WorkStage
    title: Any
    url: str
    since: datetime | None = None
    due: datetime | None = None
    is_demo: bool = False
    personal: bool = False
    listed: OfficeList | None = None
    pk: int | None = None


def last_day(due: datetime) -> date:
    """The last Seoul day on which there is still time; `due` is the first instant that is too late."""
    return seoul_day(due - timedelta(microseconds=1))


def urgency_of(due: datetime | None, now: datetime) -> Urgency:
    """How near `due` is: past it is overdue; then by whole days between the two days in Seoul."""
    if due is None:
        return Urgency.UNDATED
    if due <= now:
        return Urgency.OVERDUE
    days = (last_day(due) - seoul_day(now)).days
    if days <= 0:
        return Urgency.TODAY
    return Urgency.SOON if days <= SOON_DAYS else Urgency.LATER

"""A factory's way, step by step with its day: what happened here, or what publications say of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from programme.core.clock import seoul_day
from programme.core.models import Event
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.funding.queries import Build
from programme.tours.queries import first_held_on

# The steps before the selection that a selected factory's page tells: their day, nothing else of them.
RECOMMENDED = ("recommendations.recommend", "recommendations.enter_recommendation")
DESIGNED = ("diagnosis.complete_design",)
STARTED = ("funding.start_build",)
OPENED = ("tours.open_tours",)


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A line of a factory's timeline; `at` None where no publication names the day."""

    at: date | None
    text: Any
    note: Any = ""
    tone: str = "done"


def milestones_of(factory: LighthouseFactory, build: Build | None) -> list[Milestone]:
    """A factory's way so far, the oldest step first, and the step that comes next."""
    return _published(factory) if factory.only_published else _followed(factory, build)


def _followed(factory: LighthouseFactory, build: Build | None) -> list[Milestone]:
    days = _days_of(factory)
    built = factory.status in (FactoryStatus.COMPLETED, FactoryStatus.TOURING)
    steps: list[tuple[date | None, str]] = [
        (days(RECOMMENDED), _("Recommended by the techno-park")),
        (days(DESIGNED), _("Diagnosed, and the improvements designed")),
        (factory.selected_on, _("Selected as a lighthouse factory")),
    ]
    if build is not None:
        signed = seoul_day(build.signed_at) if build.signed_at else None
        steps += [(signed, _("Agreement signed")), (days(STARTED), _("Build started"))]
        steps += [
            (year.checked_on, _("Check of year %(year)s passed") % {"year": year.number})
            for year in build.years
        ]
    if built:
        steps.append((factory.completed_on, _("Build completed")))
        if factory.status == FactoryStatus.TOURING:
            steps.append((days(OPENED), _("Opened for tours")))
        steps.append((first_held_on(factory), _("First tour held")))
    known = sorted(((day, text) for day, text in steps if day), key=lambda step: step[0])
    done = [Milestone(at=day, text=text) for day, text in known]
    following = _next(factory, build)
    return [*done, Milestone(at=None, text=following, tone="next")] if following else done


def _days_of(factory: LighthouseFactory) -> Callable[[tuple[str, ...]], date | None]:
    """A function that tells when the last of some steps was taken; one query for all of them."""
    verbs = (*RECOMMENDED, *DESIGNED, *STARTED, *OPENED)
    last = dict(Event.objects.of_case(factory.case).filter(verb__in=verbs).values_list("verb", "at"))

    def day(steps: tuple[str, ...]) -> date | None:
        found = [last[verb] for verb in steps if verb in last]
        return seoul_day(max(found)) if found else None

    return day


def _next(factory: LighthouseFactory, build: Build | None) -> str:
    status = factory.status
    if status == FactoryStatus.SELECTED:
        return _("Agreement")
    if status == FactoryStatus.AGREED:
        return _("Build")
    if status == FactoryStatus.COMPLETED:
        return _("Tours")
    if status == FactoryStatus.BUILDING and build is not None:
        unchecked = [year.number for year in build.years if year.checked_on is None]
        return _("Check of year %(year)s") % {"year": unchecked[0]} if unchecked else _("Completion")
    return ""


def _published(factory: LighthouseFactory) -> list[Milestone]:
    call = factory.call
    found = []
    if call.opens_on or call.closes_on:
        found.append(Milestone(at=call.closes_on, text=_("The call closed")))
    unknown = "" if factory.selected_on else _("The day of the announcement is not known.")
    found.append(Milestone(at=factory.selected_on, text=_("Selected as a lighthouse factory"), note=unknown))
    if factory.status == FactoryStatus.COMPLETED:
        found.append(Milestone(at=factory.known_on, text=_("Reported as completed")))
    tours = factory.facts.get("status", {}).get("tours", [])
    found += [
        Milestone(at=date.fromisoformat(tour["date"]), text=_("A tour was reported"))
        for tour in tours
        if "date" in tour
    ]
    return found

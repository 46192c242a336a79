"""The region map: outlines, the number printed on each, and where each leads.

The outlines are data made once (script/outlines.py), so that no request reads a drawing. They are
those of today's regions; one that a later merger makes is drawn by those that it succeeded.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.core.display import name_in_language
from programme.factories.models import LighthouseFactory
from programme.factories.queries import number_by_region
from programme.regions.models import Region

from .facets import Option

DATA = Path(__file__).resolve().parent / "data" / "outlines.json"
# The fills: from so many factories on. The last is open upwards.
STEPS = (0, 1, 2, 3, 5)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A region's outline and the middle of its number, in the map's units; empty where it has none."""

    path: str
    x: int
    y: int
    small: bool  # drawn last, so that no neighbour covers it or its name


@dataclass(frozen=True, kw_only=True)
class Place:
    """A region on the map and in the list beside it."""

    option: Option
    name: str  # in full, for the list
    words: str  # short name and number, as a screen reader says the link
    step: int
    url: str
    drawn: Drawn | None


@dataclass(frozen=True, kw_only=True)
class RegionMap:
    """What templates/portal/partials/region_map.html draws."""

    view_box: str
    inset: list[int]
    islands: list[tuple[int, int, str]]
    places: list[Place]
    legend: list[tuple[int, str]]

    @property
    def drawn(self) -> list[Place]:
        """The places that the picture has, in the order in which they are painted."""
        drawn = [place for place in self.places if place.drawn]
        return sorted(drawn, key=lambda place: bool(place.drawn and place.drawn.small))


def region_map(
    regions: Sequence[Region], options: Sequence[Option], url_of: Callable[[Option], str]
) -> RegionMap:
    """The map of `regions` with the numbers of the region facet's `options`, in the same order."""
    data = _data()
    undrawn = [region for region in regions if region.key not in data["regions"]]
    prefetch_related_objects(undrawn, "predecessors")  # outline_of asks for them
    islands = {"ulleungdo": _("Ulleung"), "dokdo": _("Dokdo")}
    return RegionMap(
        view_box=" ".join(map(str, data["view_box"])),
        inset=data["inset"],
        islands=[(*data["islands"][key], name) for key, name in islands.items()],
        places=[
            Place(
                option=option,
                name=name_in_language(region),
                words=_words(option),
                step=step_of(option.count),
                url=url_of(option),
                drawn=outline_of(region),
            )
            for region, option in zip(regions, options, strict=True)
        ],
        legend=[(step, _range(step)) for step in range(len(STEPS))],
    )


def home_map(day: date) -> RegionMap:
    """The map of the real factories that count, each region leading to its part of the directory."""
    regions = list(Region.objects.on(day))
    counts = number_by_region(LighthouseFactory.objects.counted(), day)
    options = [
        Option(
            value=region.key,
            label=name_in_language(region, "short"),
            count=counts[region.pk],
            demonstrated=0,
            chosen=False,
        )
        for region in regions
    ]
    directory = reverse("portal:factories")
    return region_map(regions, options, lambda option: f"{directory}?region={option.value}")


def outline_of(region: Region) -> Drawn | None:
    """A region's outline: its own, else those of the regions that became it; None when neither is drawn."""
    own = _data()["regions"].get(region.key)
    if own:
        return Drawn(**own)
    parts = [part for one in region.predecessors.all() if (part := outline_of(one))]
    if not parts:
        return None
    return Drawn(
        path="".join(part.path for part in parts),
        x=sum(part.x for part in parts) // len(parts),
        y=sum(part.y for part in parts) // len(parts),
        small=all(part.small for part in parts),
    )


def step_of(count: int) -> int:
    """Which of the five fills a number has."""
    return max(step for step, least in enumerate(STEPS) if count >= least)


def _range(step: int) -> str:
    least = STEPS[step]
    if step == len(STEPS) - 1:
        return _("%(count)s or more") % {"count": least}
    most = STEPS[step + 1] - 1
    return str(least) if most == least else f"{least}–{most}"


def _words(option: Option) -> str:
    said = ngettext("%(region)s %(count)s factory", "%(region)s %(count)s factories", option.count)
    words = said % {"region": option.label, "count": option.count}
    if option.demonstrated:
        words += ", " + _("demonstration: %(count)s") % {"count": option.demonstrated}
    return words


@cache
def _data() -> dict[str, Any]:
    return json.loads(DATA.read_text(encoding="utf-8"))

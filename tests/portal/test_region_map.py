"""The region map: today's regions, each once, with the facet's numbers and a link that keeps the rest."""

import re
import subprocess
import sys
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client

from programme.portal.regionmap import STEPS, outline_of, step_of
from programme.regions.models import Region
from programme.regions.queries import today
from tests.records import CallFactory, LighthouseFactoryFactory, ProgrammeFactory, RegionFactory


class Picture(HTMLParser):
    """The links of the picture and of the list beside it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.drawn: list[dict[str, str | None]] = []
        self.listed: list[dict[str, str | None]] = []
        self.nodes = 0
        self._in_list = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.nodes += 1
        if tag == "ul":
            self._in_list = "region-list" in (given.get("class") or "")
        if tag == "a" and "map-region" in (given.get("class") or ""):
            self.drawn.append(given)
        elif tag == "a" and self._in_list:
            self.listed.append(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "ul":
            self._in_list = False


def picture(client: Client, address: str) -> Picture:
    return Picture(client.get(address).content.decode())


def test_the_committed_outlines_are_what_the_script_makes() -> None:
    done = subprocess.run(
        [sys.executable, "script/outlines.py", "--check"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_map_has_the_regions_of_the_day_and_the_list_the_same_links(client, published, prefix) -> None:
    found = picture(client, f"{prefix}/factories/?view=map")
    keys = {re.search(r"region=([\w-]+)", link["href"] or "")[1] for link in found.drawn}  # type: ignore[index]
    assert keys == set(Region.objects.on(today()).values_list("key", flat=True))
    assert len(found.drawn) == len(keys) == 16
    assert sorted(str(one["href"]) for one in found.drawn) == sorted(str(one["href"]) for one in found.listed)
    assert found.nodes < 800


def test_its_numbers_are_the_facets_whatever_else_is_chosen(client, published) -> None:
    address = "/en/factories/?view=map&size=mid&region=gyeongnam"
    facets = client.get(address).context["facets"]
    [regions] = [facet for facet in facets if facet.name == "region"]
    words = {link["aria-label"] for link in picture(client, address).drawn}
    for option in regions.options:
        assert any(word and word.startswith(f"{option.label} {option.count} factor") for word in words)
    assert sum(option.count for option in regions.options) == 13  # all of the size, not those of the region


def test_a_link_adds_its_region_and_the_chosen_one_is_dropped(client, published) -> None:
    found = picture(client, "/factories/?size=mid&region=gyeongnam&view=map&page=1")
    [chosen] = [link for link in found.drawn if link.get("aria-current")]
    assert chosen["href"] == "/factories/?size=mid&view=map#found"
    [other] = [link for link in found.drawn if "daegu" in str(link["href"])]
    assert other["href"] == "/factories/?size=mid&region=gyeongnam&region=daegu&view=map#found"
    assert [link["href"] for link in found.listed if link.get("aria-current")] == [chosen["href"]]


def test_the_source_and_its_licence_are_named(client, published) -> None:
    html = client.get("/en/factories/?view=map").content.decode()
    assert "https://creativecommons.org/licenses/by/4.0/" in html
    assert "changed: borders of today" in html
    assert "map-region" not in client.get("/en/factories/").content.decode()


def test_a_region_of_a_later_merger_is_drawn_by_what_it_succeeded(client, published) -> None:
    merged = RegionFactory(key="daegu-gyeongbuk", name_ko="대구경북특별시", short_ko="대구경북", position=16)
    parts = Region.objects.filter(key__in=["daegu", "gyeongbuk"])
    assert outline_of(merged) is None  # nothing leads to it yet: the list alone would have it
    parts.update(valid_to=today() - timedelta(days=1), successor=merged)
    drawn = outline_of(merged)
    assert drawn is not None
    assert drawn.path == "".join(outline_of(part).path for part in parts.order_by("position"))  # type: ignore[union-attr]
    found = picture(client, "/factories/?view=map")
    assert len(found.drawn) == 15
    assert any("region=daegu-gyeongbuk" in str(link["href"]) for link in found.drawn)


def test_each_number_has_one_fill() -> None:
    assert [step_of(count) for count in range(7)] == [0, 1, 2, 3, 3, 4, 4]
    assert len(STEPS) == 5


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_home_counts_the_real_factories_and_leads_to_the_directory(client, published, prefix) -> None:
    LighthouseFactoryFactory(
        call=CallFactory(programme=ProgrammeFactory(is_demo=True)),
        region=Region.objects.get(key="jeju"),
        technopark=None,
    )
    found = picture(client, f"{prefix}/")
    [jeju] = [link for link in found.drawn if link["href"] == f"{prefix}/factories/?region=jeju"]
    assert "map-step-0" in str(jeju["class"])
    assert jeju["aria-label"] == ("Jeju 0 factories" if prefix else "제주 0곳")
    assert len(found.drawn) == len(found.listed) == 16
    for link in found.drawn:
        count = client.get(link["href"]).context["found"]
        assert f" {count}" in str(link["aria-label"])

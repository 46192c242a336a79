"""The directory's numbers: each is what choosing it would give, counted the slow way here."""

import csv
import io
import random
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programme.core.spreadsheets import csv_response, safe_cell
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.portal.directory import PAGE_SIZES
from programme.regions.models import IndustryLabel, Region, Technology
from tests.records import CallFactory, LighthouseFactoryFactory, ProgrammeFactory

from .pages import read

MERGED = {"gwangju": "jeonnam-gwangju", "jeonnam": "jeonnam-gwangju"}


@pytest.fixture
def many(published, settings) -> list[LighthouseFactory]:
    """The real ones and invented ones of every kind, some of them a demonstration's."""
    settings.DEMO = True
    chance = random.Random(7)
    regions, labels = list(Region.objects.all()), list(IndustryLabel.objects.all()[:4])
    technologies = list(Technology.objects.all()[:5])
    calls = [CallFactory(year=2030), CallFactory(year=2031, programme=ProgrammeFactory(is_demo=True))]
    for _number in range(40):
        made = LighthouseFactoryFactory(
            call=chance.choice(calls),
            region=chance.choice(regions),
            industry_label=chance.choice([*labels, None]),
            size=chance.choice(["sme", "mid", ""]),
            status=chance.choice([FactoryStatus.SELECTED, FactoryStatus.TOURING, FactoryStatus.DECLINED]),
        )
        made.technologies.set(chance.sample(technologies, chance.randint(0, 3)))
    shown = LighthouseFactory.objects.shown()
    return list(
        shown.select_related("call__programme", "region", "industry_label").prefetch_related("technologies")
    )


def values_of(factory: LighthouseFactory, facet: str) -> set[str]:
    """What a factory has of a facet, told apart from how the page counts it."""
    if facet == "region":
        return {MERGED.get(factory.region.key, factory.region.key)}
    if facet == "industry":
        return {factory.industry_label.key} if factory.industry_label else set()
    if facet == "technology":
        return {one.key for one in factory.technologies.all()}
    if facet == "call":
        return {factory.call.key}
    if facet == "tours":
        return {"open"} if factory.status == FactoryStatus.TOURING else set()
    return {factory.size} - {""}


def naive(factories: list[LighthouseFactory], chosen: dict[str, set[str]], demo: bool) -> int:
    return sum(
        factory.is_demo is demo
        and all(values_of(factory, facet) & values for facet, values in chosen.items() if values)
        for factory in factories
    )


def random_choices(facets: dict[str, list[str]], number: int) -> Iterator[dict[str, set[str]]]:
    chance = random.Random(11)
    for _number in range(number):
        kinds = chance.sample(sorted(facets), chance.randint(0, 3))
        yield {kind: set(chance.sample(facets[kind], min(len(facets[kind]), 2))) for kind in kinds}


def test_every_number_is_what_its_choice_would_give(client, many) -> None:
    facets = {
        facet.name: [option.value for option in facet.options]
        for facet in client.get("/factories/").context["facets"]
    }
    assert set(facets) == {"region", "industry", "size", "technology", "call", "tours"}
    seen_off = 0
    for chosen in random_choices(facets, 6):
        query = "&".join(f"{kind}={value}" for kind, values in chosen.items() for value in sorted(values))
        context = client.get(f"/factories/?{query}").context
        assert context["found"] == naive(many, chosen, demo=False)
        assert context["demonstrated"] == naive(many, chosen, demo=True)
        for facet in context["facets"]:
            for option in facet.options:
                asked = {**chosen, facet.name: {option.value}}
                place = (query, facet.name, option.value)
                assert option.count == naive(many, asked, demo=False), place
                assert option.demonstrated == naive(many, asked, demo=True), place
                assert option.chosen is (option.value in chosen.get(facet.name, set())), place
                seen_off += option.off
    assert seen_off  # the choices drawn did lead to some that give nothing


def test_numbers_of_a_search_count_every_technology_of_what_is_found(client, many) -> None:
    one, other = Technology.objects.all()[:2]
    made = LighthouseFactoryFactory(company__name_ko="낱말공장")
    made.technologies.set([one, other])
    [facet] = [
        facet
        for facet in client.get(f"/factories/?q={one.name_ko}").context["facets"]
        if facet.name == "technology"
    ]
    found = {option.value: option.count for option in facet.options}
    assert found[other.key] >= 1


def test_what_gives_nothing_is_off_unless_it_was_chosen(client, published) -> None:
    html = client.get("/factories/?region=jeju&size=sme").content.decode()
    assert re.search(r'value="jeju" id="\w+" checked', html)
    [jeju] = [
        option
        for facet in client.get("/factories/?region=jeju&size=sme").context["facets"]
        for option in facet.options
        if option.value == "jeju"
    ]
    assert (jeju.count, jeju.chosen, jeju.off) == (0, True, False)
    assert re.search(r'value="seoul" id="\w+" disabled', html)


def test_numbers_need_the_same_queries_however_many_factories(client, published, settings) -> None:
    settings.DEMO = True
    call = CallFactory(year=2030)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    addresses = [
        f"/factories/?call={call.key}&size=sme&q=a&view={view}&sort={sort}"
        for view in PAGE_SIZES
        for sort in ("newest", "name", "region")
    ] + [f"/factories.csv?call={call.key}"]
    made = LighthouseFactoryFactory(call=call, main_product_ko="a", size="sme")
    made.technologies.set(Technology.objects.all()[:2])
    one = [queries(address) for address in addresses]
    for _number in range(5):
        LighthouseFactoryFactory(call=call, main_product_ko="a", size="sme").technologies.set(
            Technology.objects.all()[:3]
        )
    assert [queries(address) for address in addresses] == one
    assert max(one) <= 22


@pytest.mark.parametrize("sort", ["newest", "name", "region"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_real_factories_come_first_in_every_order(client, many, prefix, sort) -> None:
    found = listed(client, f"{prefix}/factories/?sort={sort}")
    assert [factory.is_demo for factory in found] == sorted(factory.is_demo for factory in found)
    assert len(found) == len(many)


def listed(client, address: str) -> list[LighthouseFactory]:
    """The factories of all its pages, in their order."""
    found: list[LighthouseFactory] = []
    page = 1
    while True:
        context = client.get(f"{address}&page={page}").context
        found += context["factories"]
        if not context["page_obj"].has_next():
            return found
        page += 1


def test_orders(client, published) -> None:
    korean = [one.company.name_ko for one in listed(client, "/factories/?sort=name")]
    assert korean == sorted(korean)
    english = [
        one.company.name_en.lower() if one.company.name_en and one.company.name_en_checked else "힣"
        for one in listed(client, "/en/factories/?sort=name")
    ]
    assert english == sorted(english)
    assert english[-1] == "힣"
    places = {region.key: region.position for region in Region.objects.all()}
    regions = [
        places[MERGED.get(one.region.key, one.region.key)]
        for one in listed(client, "/factories/?sort=region")
    ]
    assert regions == sorted(regions)
    assert listed(client, "/factories/?sort=nonsense") == listed(client, "/factories/?sort=newest")


def rows_of(response) -> list[list[str]]:
    text = response.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("query", ["sort=name", "region=gyeongnam&sort=region", "q=자동차&size=mid"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_file_holds_what_the_page_lists(client, many, prefix, query) -> None:
    page = client.get(f"{prefix}/factories/?{query}&view=table")
    response = client.get(page.context["file_url"])
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    headings, *rows = rows_of(response)
    assert headings[0] == ("Company" if prefix else "기업")
    real = [one for one in listed(client, f"{prefix}/factories/?{query}") if not one.is_demo]
    assert [row[-2].partition("/factories/")[2] for row in rows] == [f"{one.slug}/" for one in real]
    assert len(rows) == page.context["found"] > 0


def test_rows_name_their_sources(client, published) -> None:
    headings, *rows = rows_of(client.get("/en/factories.csv"))
    assert headings[-1] == "Sources"
    assert all(row[-1] for row in rows)


def test_a_bad_condition_is_dropped_from_the_file_as_from_the_page(client, published) -> None:
    _headings, *rows = rows_of(client.get("/factories.csv?size=huge&region=gyeongnam"))
    assert len(rows) == 6


@pytest.mark.parametrize("power", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1"])
def test_a_cell_computes_nothing(power) -> None:
    assert safe_cell(power) == f"'{power}"


def test_neither_a_heading_nor_a_cell_of_the_file_computes() -> None:
    assert rows_of(csv_response("a.csv", ["=1"], [["=1"]])) == [["'=1"], ["'=1"]]


def test_numbers_and_plain_words_stay_as_they_are() -> None:
    assert [safe_cell(value) for value in (-1, 2.5, "가=나", None)] == [-1, 2.5, "가=나", ""]


def test_htmx_gets_the_parts_and_the_way_back_the_page(client, published) -> None:
    address = "/en/factories/?region=gyeongnam&q=&page="
    whole = client.get(address)
    part = client.get(address, headers={"HX-Request": "true"})
    back = client.get(address, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    for response in (whole, part, back):
        assert "HX-Request" in response["Vary"]
    assert part["HX-Push-Url"] == "/en/factories/?region=gyeongnam"
    html = part.content.decode()
    assert "<main" not in html
    assert html.count('id="results"') == html.count('id="facets"') == html.count('id="found"') == 1
    assert "<strong>6</strong> factories" in html
    assert "<main" in whole.content.decode()
    assert "<main" in back.content.decode()
    assert whole.content.decode().count('role="status"') == 1  # said once, by one element that stays


def test_the_table_says_what_the_cards_say(client, published) -> None:
    [table] = read(client, "/en/factories/?view=table&region=incheon").tables
    assert table.rows[1][:4] == ["Cheonil Engineering", "First half of 2022", "Incheon", "Automobile"]
    assert (
        "?region=incheon&view=table&sort=name"
        in read(client, "/en/factories/?region=incheon&view=table").links
    )

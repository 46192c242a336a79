"""Finding a factory: each filter, its removal, bad values, and no more queries for more rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programme.companies.choices import Size
from programme.factories.models import LighthouseFactory
from programme.regions.models import Technology
from tests.records import CallFactory, LighthouseFactoryFactory

from .pages import read


def names(client, query: str) -> set[str]:
    """The factories of all pages of a search."""
    found: set[str] = set()
    for page in range(1, 4):
        response = client.get(f"/factories/?{query}&page={page}")
        if response.status_code == 404:
            break
        found |= {one.company.name_ko for one in response.context["factories"]}
        if not response.context["page_obj"].has_next():
            break
    return found


def of(**conditions: object) -> set[str]:
    return set(LighthouseFactory.objects.filter(**conditions).values_list("company__name_ko", flat=True))


def test_all_known_factories_are_listed(client, published) -> None:
    assert len(names(client, "")) == 23


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("소주", {"대선주조"}),  # a product
        ("제이브이", {"제이브이엠"}),  # a part of a name
        ("디엔솔루션즈", {"두산공작기계"}),  # a later name
        ("jvm", {"제이브이엠"}),  # a checked English name
        ("Autonics", set()),  # an unverified one does not lead anywhere
        ("사출 로봇", {"삼보프라텍"}),  # words of plan and technology together
        ("등대 없음", set()),
    ],
)
def test_text(client, published, text, found) -> None:
    assert names(client, f"q={text}") == found


def test_region_with_what_was_merged_into_it(client, published) -> None:
    assert names(client, "region=gyeongnam") == of(region__key="gyeongnam")
    assert len(names(client, "region=gyeongnam")) == 6
    assert names(client, "region=jeonnam-gwangju") == {"조선내화"}
    assert of(region__key="jeonnam") == {"조선내화"}  # chosen under the name it had then


def test_size_industry_and_round(client, published) -> None:
    assert names(client, "size=sme") == of(size=Size.SME) != set()
    assert names(client, "industry=automobile") == of(industry_label__key="automobile") != set()
    assert names(client, "call=2022-1") == of(call__key="2022-1")
    assert len(names(client, "call=2022-1")) == 11


def test_technology(client, published) -> None:
    technology = Technology.objects.get(key="digital_twin")
    assert names(client, "technology=digital_twin") == of(technologies=technology) != set()


def test_several_of_a_kind_widen_and_kinds_narrow(client, published) -> None:
    both = of(region__key="gyeongnam") | of(region__key="daegu")
    assert names(client, "region=gyeongnam&region=daegu") == both
    assert names(client, "region=gyeongnam&region=daegu&size=sme") == both & of(size=Size.SME)
    page = read(client, "/en/factories/?region=gyeongnam&region=daegu")
    assert {"?region=daegu", "?region=gyeongnam"} <= set(page.links)  # each is dropped by itself


def test_conditions_hold_together_and_each_can_be_dropped(client, published) -> None:
    address = "/en/factories/?region=gyeongnam&size=sme&call=2022-1"
    page = read(client, address)
    assert names(client, "region=gyeongnam&size=sme&call=2022-1") == {"삼현"}
    assert {"?size=sme&call=2022-1", "?region=gyeongnam&call=2022-1", "?region=gyeongnam&size=sme"} <= set(
        page.links
    )
    assert "Region: Gyeongsangnam-do" in page.text


@pytest.mark.parametrize(
    "query",
    ["size=huge", "region=atlantis", "region=gwangju", "call=1999", "technology=%00", "q=" + "가" * 101],
)
def test_a_bad_value_is_said_beside_its_field(client, published, query) -> None:
    response = client.get(f"/en/factories/?{query}")
    html = response.content.decode()
    assert response.status_code == 200
    assert 'aria-invalid="true"' in html
    assert "<title>Error: " in html
    name = query.split("=")[0]
    assert list(response.context["form"].errors) == [name]


def test_a_bad_value_leaves_the_others_in_force(client, published) -> None:
    assert names(client, "region=gyeongnam&size=huge") == of(region__key="gyeongnam")


def test_nothing_found_says_what_to_do(client, published) -> None:
    assert "No factory meets these conditions" in read(client, "/en/factories/?q=zzz").text


@pytest.mark.parametrize("address", ["/factories/", "/calls/", "/calls/{call}/", "/"])
def test_more_rows_need_no_more_queries(client, published, address) -> None:
    call = CallFactory(year=2030)
    technology = Technology.objects.first()

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(address.format(call=call.key)).status_code == 200
        return len(captured)

    LighthouseFactoryFactory(call=call).technologies.add(technology)
    one = queries()
    for _number in range(5):
        LighthouseFactoryFactory(call=call).technologies.add(technology)
        CallFactory(programme=call.programme, year=2029)
    assert queries() == one

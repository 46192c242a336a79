"""The API's open data: what was published, in both languages, and nothing that is not fact."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from programme.companies.models import Company

pytestmark = pytest.mark.usefixtures("published")
ROUNDS = json.loads(Path("programme/calls/data/rounds.json").read_text(encoding="utf-8"))
API = "/api/v1"


def get(client: Client, path: str, **query: Any) -> Any:
    response = client.get(f"{API}{path}", query)
    assert response.status_code == 200, response.content
    return response.json()


def test_the_eleven_rows_equal_the_release_in_all_five_columns(client: Client) -> None:
    release = [
        {"company": row["name_en"], **row["release_row"]}
        for row in ROUNDS["companies"]
        if "release_row" in row
    ]
    assert len(release) == 11
    assert get(client, "/calls/2022-1/results/")["released_rows"] == release
    factories = get(client, "/factories/", call="2022-1")["results"]
    assert [factory["release_row"] for factory in factories] == release
    assert get(client, "/calls/2021/results/")["released_rows"] == []


def test_results_and_statistics_count_10_21_25(client: Client) -> None:
    results = [get(client, f"/calls/{key}/results/") for key in ("2021", "2022-1", "2022-2")]
    assert [(one["selected"], one["unnamed"], one["total"]) for one in results] == [
        (10, 0, 10),
        (11, 0, 21),
        (4, 2, 25),
    ]
    assert len(results[2]["factories"]) == 2
    stand = get(client, "/statistics/")
    assert (stand["counted"], stand["target"], stand["target_year"], stand["percent"]) == (25, 100, 2025, 25)
    assert sum(row["count"] for row in stand["by_region"]) == stand["named"] == 23
    assert len(stand["by_region"]) == 16
    assert {row["key"]: row["count"] for row in stand["by_size"]} == {"sme": 8, "mid": 13, None: 2}


def test_an_unverified_english_name_is_never_given(client: Client) -> None:
    unverified = [row["name_en_unverified"] for row in ROUNDS["companies"] if "name_en_unverified" in row]
    assert Company.objects.filter(name_en__in=unverified).count() == len(unverified) == 11
    body = client.get(f"{API}/factories/", {"page_size": 200}).content.decode()
    assert not [name for name in unverified if name in body]
    assert get(client, "/factories/telseuta/")["name_en"] is None
    assert get(client, "/factories/jvm/")["name_en"] == "JVM"
    assert get(client, "/factories/", q="Telstar")["count"] == 0


def test_a_factory_in_both_languages_with_its_source(client: Client) -> None:
    factory = get(client, "/factories/joseonnaehwa/")
    assert factory["name_ko"] == "조선내화"
    assert factory["region"] == {"key": "jeonnam", "name_ko": "전라남도", "name_en": "Jeollanam-do"}
    assert factory["region_today"] == "jeonnam-gwangju"
    assert (factory["status"], factory["as_of"]) == ("selected", "2021-06-28")
    assert factory["plan_ko"]
    assert factory["plan_en"]
    assert factory["project_total_krw"] == 2_400_000_000
    assert factory["story_ko"] is None
    assert factory["sources"]


def test_regions_on_a_day(client: Client) -> None:
    assert get(client, "/regions/", on="2026-06-30")["count"] == 17
    assert get(client, "/regions/", on="2026-07-01")["count"] == 16
    assert get(client, "/regions/")["count"] == 16
    assert get(client, "/regions/gwangju/")["successor"] == "jeonnam-gwangju"


def test_registers_are_complete(client: Client) -> None:
    counts = {"technoparks": 19, "industries": 25, "industry-labels": 12, "technologies": 15, "calls": 3}
    assert {name: get(client, f"/{name}/")["count"] for name in counts} == counts
    assert get(client, "/programmes/k-smart-lighthouse/")["successor_ko"] == "자율형공장"
    assert get(client, "/industries/10/")["name_ko"] == "식료품 제조업"
    assert get(client, "/technoparks/gwangju/")["region_today"] == "jeonnam-gwangju"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"region": "gyeongnam"}, 6),
        ({"region": "jeonnam-gwangju"}, 1),  # chosen when it was Jeollanam-do
        ({"region": "jeonnam"}, 0),
        ({"size": "sme", "call": "2021"}, 3),
        ({"technology": "ar"}, 1),
        ({"industry": "food"}, 1),
        ({"year": "2022"}, 13),
        ({"status": "completed"}, 1),
        ({"technopark": "gyeongbuk"}, 1),
        ({"q": "소주"}, 1),
        ({"q": "오일씰 빅데이터"}, 1),
    ],
)
def test_filters(client: Client, query: dict[str, str], count: int) -> None:
    assert get(client, "/factories/", **query)["count"] == count


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/factories/", {"region": "nowhere"}),
        ("/factories/", {"size": "huge"}),
        ("/factories/", {"status": "declined"}),
        ("/factories/", {"year": "two"}),
        ("/factories/", {"colour": "blue"}),
        ("/factories/", {"q": "\0"}),
        ("/calls/", {"status": "draft"}),
        ("/regions/", {"on": "2026-02-30"}),
        ("/technoparks/", {"region": "\ud55c"}),
        ("/statistics/", {"on": "2022-05-30"}),
        ("/calls/2022-1/results/", {"page": "1"}),
    ],
)
def test_a_wrong_condition_is_named(client: Client, path: str, query: dict[str, str]) -> None:
    response = client.get(f"{API}{path}", query)
    assert response.status_code == 400, response.content
    assert set(query) <= set(response.json()["fields"])


@pytest.mark.parametrize(
    "path",
    [
        "/factories/nothing/",
        "/factories/1/",
        "/calls/1999/",
        "/calls/1999/results/",
        "/regions/atlantis/",
        "/industries/99/",
        "/technoparks/x/",
        "/programmes/x/",
        "/statistics/?programme=x",
        "/factories/?page=99",
    ],
)
def test_what_does_not_exist_is_404(client: Client, path: str) -> None:
    assert client.get(f"{API}{path}").status_code == 404

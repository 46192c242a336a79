"""The API's rules for open data, on rows of the tests' own: who is left out, read-only, what a page asks."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programme.factories.models import LighthouseFactory
from programme.regions.models import Region, Technology
from tests.factories.test_open_data import API, get
from tests.records import (
    CallFactory,
    CriterionFactory,
    LighthouseFactoryFactory,
    ProgrammeFactory,
    TechnoParkFactory,
)

pytestmark = pytest.mark.django_db


def test_demonstration_drafts_and_leavers_are_never_shown(client: Client, settings: Any) -> None:
    settings.DEMO = True
    demo = CallFactory(programme=ProgrammeFactory(is_demo=True))
    hidden = [
        LighthouseFactoryFactory(call=demo),
        LighthouseFactoryFactory(status="declined"),
        LighthouseFactoryFactory(status="terminated"),
    ]
    for factory in hidden:
        assert client.get(f"{API}/factories/{factory.slug}/").status_code == 404
    assert get(client, "/factories/")["count"] == 0
    draft = CallFactory(status="draft")
    for call in (demo, draft):
        for path in (f"/calls/{call.key}/", f"/calls/{call.key}/results/"):
            assert client.get(f"{API}{path}").status_code == 404
    assert client.get(f"{API}/programmes/{demo.programme.key}/").status_code == 404
    assert client.get(f"{API}/statistics/?programme={demo.programme.key}").status_code == 404


def test_a_call_gives_the_criteria_in_force(client: Client) -> None:
    call = CallFactory()
    CriterionFactory(call=call, key="old", version=1)
    CriterionFactory(call=call, key="new", version=2)
    type(call).objects.filter(pk=call.pk).update(rubric_version=2)
    assert [row["key"] for row in get(client, f"/calls/{call.key}/")["criteria"]] == ["new"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_open_data_is_read_only(client: Client, method: str) -> None:
    factory = LighthouseFactoryFactory()
    for path in ("/factories/", f"/factories/{factory.slug}/", "/statistics/", "/regions/"):
        assert getattr(client, method)(f"{API}{path}").status_code == 405


@pytest.mark.parametrize("many", [50, pytest.param(200, marks=pytest.mark.proof)])
def test_as_many_queries_for_10_rows_as_for_many(client: Client, many: int) -> None:
    technologies = [Technology.objects.create(key=f"t{n}", name_ko=f"기술 {n}") for n in range(3)]
    call = CallFactory()

    def grow(count: int) -> None:
        merged = Region.objects.create(key=f"m{count}", name_ko="합친 곳", short_ko="합", category="city")
        for _ in range(count):
            factory = LighthouseFactoryFactory(call=call)
            factory.technologies.set(technologies)
            Region.objects.filter(pk=factory.region_id).update(valid_to=date(2026, 7, 1), successor=merged)
            CriterionFactory(call=CallFactory())
            TechnoParkFactory(region=factory.region)

    grow(10)
    paths = [
        "/factories/",
        "/calls/",
        "/technoparks/",
        "/regions/",
        "/statistics/",
        f"/calls/{call.key}/results/",
    ]
    few = {path: count_queries(client, path) for path in paths}
    grow(many - 10)
    assert LighthouseFactory.objects.count() == many
    assert {path: count_queries(client, path) for path in paths} == few
    assert max(few.values()) <= 20


def count_queries(client: Client, path: str) -> int:
    query = {} if path.endswith(("statistics/", "results/")) else {"page_size": 200}
    with CaptureQueriesContext(connection) as seen:
        get(client, path, **query)
    return len([one for one in seen.captured_queries if "core_cache" not in one["sql"]])


def test_the_schema_is_valid_and_warns_of_nothing(tmp_path: Path) -> None:
    call_command(
        "spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"), stdout=StringIO()
    )
    assert "/api/v1/factories/{slug}/" in (tmp_path / "schema.yml").read_text()

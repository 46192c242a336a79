"""Published data: loaded as it stands, twice without a change, never over a correction."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from programme.calls.models import Call, Programme
from programme.companies.models import Company
from programme.core.models import Event
from programme.factories.models import LighthouseFactory
from programme.regions.models import Industry, IndustryLabel, Region, Technology, TechnoPark

pytestmark = pytest.mark.django_db
ROUNDS = json.loads(Path("programme/calls/data/rounds.json").read_text(encoding="utf-8"))


def load() -> str:
    out = StringIO()
    call_command("load_reference", stdout=out)
    return out.getvalue()


def everything() -> list[list[tuple]]:
    models = [Region, Industry, IndustryLabel, Technology, TechnoPark, Programme, Call, Company]
    return [
        *(list(model.objects.order_by("pk").values_list()) for model in models),
        list(LighthouseFactory.objects.order_by("pk").values_list()),
        list(LighthouseFactory.technologies.through.objects.order_by("pk").values_list()),
        list(Event.objects.order_by("pk").values_list()),
    ]


def test_loading_twice_changes_nothing() -> None:
    load()
    before = everything()
    said = load()
    assert everything() == before
    assert all(" 0 new, 0 changed" in line for line in said.splitlines()), said


def test_a_correction_survives_and_the_rest_is_brought_up() -> None:
    load()
    for row, field, value in [
        (Region.objects.get(key="seoul"), "name_en", "Seoul City"),
        (Industry.objects.first(), "name_ko", "고친 이름"),
        (IndustryLabel.objects.first(), "main", None),
        (Technology.objects.first(), "name_en", "Mended"),
        (TechnoPark.objects.get(key="gyeongnam"), "name_ko", "경남TP"),
        (Programme.objects.get(), "note_en", "Mended."),
        (Call.objects.get(key="2021"), "announced_selected", 9),
        (Company.objects.get(name_ko="네오넌트"), "name_ko", "네오넌트(주)"),
        (LighthouseFactory.objects.get(slug="jvm"), "city_ko", "대구"),
    ]:
        setattr(row, field, value)
        row.corrected = [field]
        row.save()
        load()
        row.refresh_from_db()
        assert getattr(row, field) == value
    factory = LighthouseFactory.objects.get(slug="jvm")
    factory.corrected.append("technologies")
    factory.main_product_ko = "지워진 값"  # not marked as corrected: the published value returns
    factory.save()
    factory.technologies.clear()
    load()
    factory.refresh_from_db()
    assert factory.main_product_ko == "약품 분류·포장 설비"
    assert not factory.technologies.exists()
    assert LighthouseFactory.objects.count() == Company.objects.count() == 23


def test_17_regions_until_june_2026_then_16() -> None:
    load()
    assert Region.objects.on(date(2026, 6, 30)).count() == 17
    after = Region.objects.on(date(2026, 7, 1))
    assert after.count() == 16
    merged = after.get(key="jeonnam-gwangju")
    for key in ("gwangju", "jeonnam"):
        region = Region.objects.get(key=key)
        assert region.current(date(2026, 6, 30)) == region
        assert region.current(date(2026, 7, 1)) == merged


def test_iso_and_ministry_codes_stay_apart() -> None:
    load()
    assert (Region.objects.get(iso="KR-50").key, Region.objects.get(mois_code="50").key) == ("sejong", "jeju")
    assert Region.objects.get(key="jeonnam-gwangju").iso == ""


def test_nineteen_technoparks_two_in_gyeonggi_and_in_gyeongbuk() -> None:
    load()
    assert TechnoPark.objects.count() == 19
    assert Region.objects.get(key="gyeonggi").technoparks.count() == 2
    assert Region.objects.get(key="gyeongbuk").technoparks.count() == 2
    assert Industry.objects.filter(revision=11).count() == 25


def test_companies_known_by_name_have_no_business_number() -> None:
    load()
    assert {company.name_ko for company in Company.objects.all()} == {
        row["name_ko"] for row in ROUNDS["companies"]
    }
    assert not Company.objects.exclude(business_number=None).exists()
    assert all(company.sources for company in Company.objects.all())


def test_english_names_are_checked_only_when_the_ministry_gave_them() -> None:
    load()
    assert set(Company.objects.filter(name_en_checked=True).values_list("name_en", flat=True)) == {
        row["name_en"] for row in ROUNDS["companies"] if "name_en" in row
    }
    # An address does not pass on an unverified name either.
    assert LighthouseFactory.objects.get(company__name_ko="텔스타").slug == "telseuta"


def test_release_rows_are_the_published_ones() -> None:
    load()
    rows = {
        factory.company.name_ko: factory.release_row
        for factory in LighthouseFactory.objects.exclude(release_row=None)
    }
    assert len(rows) == 11
    assert rows == {
        row["name_ko"]: {"company": row["name_en"], **row["release_row"]}
        for row in ROUNDS["companies"]
        if "release_row" in row
    }


def test_status_says_only_what_a_source_says() -> None:
    load()
    completed = LighthouseFactory.objects.get(status="completed")
    assert (completed.company.name_ko, completed.known_on) == ("대선주조", date(2025, 9, 30))
    assert completed.completed_on is None
    assert LighthouseFactory.objects.filter(status="selected").count() == 22
    assert all(factory.only_published for factory in LighthouseFactory.objects.all())

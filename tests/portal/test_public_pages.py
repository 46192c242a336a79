"""What anyone reads: the programme's progress, its rounds as published, and only checked English names."""

import json
import re
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import override

from programme.accounts.models import Signature
from programme.calls.choices import CallStatus
from programme.calls.models import Call
from programme.calls.sources import MINISTRYS_RELEASE, sources_of
from programme.companies.models import Company
from programme.core.clock import day_end, db_now, seoul_day
from programme.core.display import date_text, in_seoul
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.factories.queries import rounds
from programme.portal.charts import BOTTOM, TOP, progress_chart
from programme.portal.queries import days_left, lighthouse_programme
from programme.selection.models import Publication
from tests.records import CallFactory, CriterionFactory, LighthouseFactoryFactory, ProgrammeFactory
from tests.tours.conftest import open_factory, session_of

from .pages import read

RELEASE = [
    [row["name_en"], *(row["release_row"][name] for name in ("location", "size", "industry", "main_product"))]
    for row in json.loads(Path("programme/calls/data/rounds.json").read_text(encoding="utf-8"))["companies"]
    if "release_row" in row
]
LANGUAGES = ["ko", "en"]


def in_language(language: str, name: str, *args: str) -> str:
    with override(language):
        return reverse(name, args=args)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_page_answers(client, published, language) -> None:
    addresses = [in_language(language, f"portal:{name}") for name in ("home", "factories", "calls", "about")]
    addresses += [in_language(language, "portal:call", call.key) for call in Call.objects.all()]
    addresses += [
        in_language(language, "portal:factory", one.slug) for one in LighthouseFactory.objects.all()
    ]
    for address in addresses:
        read(client, address)


def test_what_is_not_there_is_404(client, published) -> None:
    Call.objects.filter(key="2021").update(status=CallStatus.PUBLISHED)
    draft = CallFactory(status=CallStatus.DRAFT)
    for address in ("/factories/none/", "/calls/none/", f"/calls/{draft.key}/", "/factories/?page=9"):
        read(client, address, 404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_home_says_how_far_from_the_target(client, published, language) -> None:
    page = read(client, in_language(language, "portal:home"))
    [table] = page.tables
    assert [row[1:] for row in table.rows[1:]] == [["10", "10 / 100"], ["11", "21 / 100"], ["4", "25 / 100"]]
    assert ("2025년까지 등대공장 100개사" in page.text) or ("100 lighthouse factories by 2025" in page.text)
    assert ("2026. 11. 22. 기준" in page.text) or ("As of 22 November 2026" in page.text)
    assert ("자율형공장" in page.text) or ("Autonomous factory" in page.text)


def test_who_left_is_not_in_the_progress(client, published) -> None:
    LighthouseFactory.objects.filter(slug="jvm").update(status=FactoryStatus.DECLINED)
    [table] = read(client, "/").tables
    assert [row[2] for row in table.rows[1:]] == ["10 / 100", "20 / 100", "24 / 100"]
    read(client, "/factories/jvm/", 404)


def test_the_chart_steps_up_in_proportion(published) -> None:
    programme = lighthouse_programme()
    chart = progress_chart(programme, rounds(programme))
    assert [step.total for step in chart.steps] == [10, 21, 25]
    height = BOTTOM - TOP
    assert [round((BOTTOM - step.y) / height * 100) for step in chart.steps] == [10, 21, 25]
    assert [step.x for step in chart.steps] == sorted(step.x for step in chart.steps)
    assert chart.target_y == TOP
    programme.as_of = None
    assert progress_chart(programme, rounds(programme)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ministrys_table_is_shown_word_for_word(client, published, language) -> None:
    page = read(client, in_language(language, "portal:call", "2022-1"))
    table = page.tables[0]
    assert len(RELEASE) == 11
    assert table.rows[1:] == RELEASE
    assert "2022" in table.caption


def test_a_round_says_what_was_planned_selected_and_is_unnamed(client, published) -> None:
    first = read(client, "/en/calls/2022-1/").text
    assert "15 Places planned" in first or "Places planned 15" in first
    assert "Factories selected 11" in first
    second = read(client, "/en/calls/2022-2/").text
    assert "2 more companies were selected whose names were not found" in second
    assert "not found" not in first.replace("was not found to have", "")


def test_criteria_stand_only_where_the_call_has_them(client, published) -> None:
    CriterionFactory(call=Call.objects.get(key="2021"), name_en="Advancement", weight=40)
    assert "Evaluation criteria" in read(client, "/en/calls/2021/").text
    assert "Evaluation criteria" not in read(client, "/en/calls/2022-1/").text


def test_unverified_english_names_are_nowhere_shown(client, published) -> None:
    unverified = list(Company.objects.filter(name_en_checked=False).exclude(name_en=""))
    assert unverified
    pages = [
        read(client, address).text
        for address in (
            "/en/",
            "/en/factories/?call=2021",
            "/en/factories/?call=2022-2",
            "/en/calls/2021/",
            "/en/calls/2022-2/",
            *(f"/en/factories/{one.factories.get().slug}/" for one in unverified),
        )
    ]
    for company in unverified:
        assert not any(company.name_en in page for page in pages), company.name_en
    checked = Company.objects.get(name_ko="제이브이엠")  # the control: a checked one is shown
    assert checked.name_en in read(client, "/en/factories/jvm/").text


def test_what_is_unknown_stays_so(client, published) -> None:
    page = read(client, "/en/factories/hyeondaejeongmil/").text
    assert "Company size Not given" in page
    assert "The day of the announcement is not known" in page
    assert "As published by 12 October 2022" in page


def test_a_region_merged_since_is_named_beside_the_old_one(client, published) -> None:
    factory = LighthouseFactory.objects.get(company__name_ko="조선내화")
    page = read(client, f"/en/factories/{factory.slug}/").text
    assert "Region at selection Jeollanam-do" in page
    assert "Region today Jeonnam-Gwangju" in page


def test_a_factory_leads_to_its_sources_and_can_be_claimed(client, published) -> None:
    factory = LighthouseFactory.objects.get(slug="jvm")
    page = read(client, "/en/factories/jvm/")
    assert {url for url in factory.sources if url.startswith("http")} <= set(page.links)
    assert "press release of 30 May 2022" in page.text
    assert MINISTRYS_RELEASE in factory.sources  # told apart from other sources by its words
    claim = f"/en/companies/{factory.company.public_id}/claim/"
    assert claim in page.links
    Company.objects.filter(pk=factory.company_id).update(business_number="1248100998")
    assert claim not in read(client, "/en/factories/jvm/").links


def test_a_touring_factory_lists_its_next_tours(client, published) -> None:
    programme = open_factory()
    address = f"/en/factories/{programme.factory.slug}/"
    assert "no further date" in read(client, address).text
    session = session_of(programme, capacity=7)
    page = read(client, address)
    assert f"/en/tours/{session.public_id}/" in page.links
    assert "7 seats left" in page.text
    assert f"/en/tours/{session.public_id}/" in read(client, "/en/").links
    assert "Next tours" not in read(client, "/en/factories/jvm/").text


def test_a_source_is_named_by_who_published_it() -> None:
    domain = "https://www.xn--ob0bw6i9by47evohpja.kr/a"
    with override("ko"):
        found = sources_of([domain, "http://m.etnews.com/1", "https://etnews.com/2", MINISTRYS_RELEASE])
    assert [source.name for source in found] == [
        "대선공익재단.kr",
        "etnews.com",
        "etnews.com (2)",
        "중소벤처기업부 영문 보도자료(2022. 5. 30.)",
    ]
    assert [bool(source.url) for source in found] == [True, True, True, False]


@pytest.mark.parametrize("demo", [True, False])
def test_the_demonstration_is_labelled_and_only_shown_while_on(client, published, settings, demo) -> None:
    call = CallFactory(programme=ProgrammeFactory(is_demo=True), title_en="Invented round")
    LighthouseFactoryFactory(slug="invented", call=call, company__name_en="Invented Works")
    settings.DEMO = demo
    for address, name in (
        ("/en/", "Invented round"),
        ("/en/calls/", "Invented round"),
        ("/en/factories/?q=Invented", "Invented Works"),
        ("/en/factories/invented/", "Invented Works"),
        (f"/en/calls/{call.key}/", "Invented round"),
    ):
        own = "invented/" in address or call.key in address
        page = read(client, address, 200 if demo or not own else 404)
        main = page.text.partition("About the programme")[2]  # behind the banner and the menu
        assert (name in main) is demo, address
        assert ("Demonstration" in main) is demo, address
    [table] = read(client, "/").tables  # never in the real programme's count
    assert table.rows[-1][2] == "25 / 100"


def test_days_left_count_to_the_last_day_in_seoul(db) -> None:
    now = db_now()
    call = CallFactory(opens_at=now - timedelta(days=1), closes_at=day_end(seoul_day(now)))
    assert days_left(call, now) == 0
    call.closes_at += timedelta(days=3)
    assert days_left(call, now) == 3


def test_an_open_call_stands_on_the_home_page(client, published) -> None:
    call = CallFactory(title_en="Now open")
    assert "10 days left" in read(client, "/en/").text
    assert f"/en/calls/{call.key}/" in read(client, "/en/").links
    Call.objects.filter(pk=call.pk).update(closes_at=db_now() - timedelta(seconds=1))
    assert "Now open" not in read(client, "/en/").text
    assert "No call takes applications" in read(client, "/en/").text


def test_a_call_whose_result_is_out_is_open_no_more(client, published) -> None:
    call = CallFactory(title_en="Judged already")
    assert "Judged already" in read(client, "/en/").text
    publication = publish_result_of(call)
    day = date_text(in_seoul(publication.published_at).date(), "en")
    assert "Judged already" not in read(client, "/en/").text
    listed, own = read(client, "/en/calls/").text, read(client, f"/en/calls/{call.key}/")
    for words in (listed, own.text):
        assert f"Result published on {day}" in words
        assert "days left" not in words
        assert "Applications closed" not in words
    assert f"Result announced {day}" in own.text
    assert f"/en/calls/{call.key}/" in read(client, "/en/calls/").links


def publish_result_of(call: Call) -> Publication:
    signature = Signature.objects.create(
        by=uuid.uuid4(),
        statement="결과",
        sha256="0" * 64,
        subject_type=ContentType.objects.get_for_model(Call),
        subject_id=str(call.pk),
    )
    publication = Publication.objects.create(
        call=call, statement="결과", signature=signature, by=signature.by, appeals_until=db_now()
    )
    publication.refresh_from_db()
    return publication


def test_a_past_calls_publication_is_not_taken_for_its_result(client, published) -> None:
    assert "Call published on 12 January 2022" in read(client, "/en/calls/2022-1/").text
    assert "2022년 1월 12일 공고" in read(client, "/calls/2022-1/").text


def test_home_shows_the_latest_rounds_and_says_which(client, published) -> None:
    cards = read(client, "/en/").text.partition("From the latest rounds")[2]
    assert cards.count("Second half of 2022") == 2  # of the others the portal knows no name
    assert cards.count("First half of 2022") == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_names_its_axis_and_its_goal(client, published, language) -> None:
    words = read(client, in_language(language, "portal:home")).text
    assert ("누적 선정 공장 수" in words) or ("Factories in all" in words)
    assert ("Target: 100 by 2025" in words) or ("목표" in words)


def test_the_eleven_stand_once_on_their_rounds_english_page(client, published) -> None:
    page = read(client, "/en/calls/2022-1/")
    assert len([link for link in page.links if re.fullmatch(r"/en/factories/[\w-]+/", link)]) == 11
    assert "/en/factories/?call=2022-1" in page.links


def test_home_without_calls_and_tours_says_where_to_go(client, published) -> None:
    page = read(client, "/en/")
    assert "No call takes applications at present" in page.text
    assert "No tour can be booked at present" in page.text
    assert {"/en/calls/", "/en/factories/"} <= set(page.links)


def test_home_names_real_calls_and_tours_before_demonstrated_ones(client, published, settings) -> None:
    settings.DEMO = True
    soon = db_now() + timedelta(days=1)
    CallFactory(programme=ProgrammeFactory(is_demo=True), title_en="Invented call", closes_at=soon)
    CallFactory(title_en="Real call", closes_at=soon + timedelta(days=1))
    words = read(client, "/en/").text
    assert 0 < words.index("Real call") < words.index("Invented call")


def test_pages_are_sent_compressed_to_those_who_can_read_it(client, published) -> None:
    page = client.get("/", headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) < len(client.get("/").content) / 2

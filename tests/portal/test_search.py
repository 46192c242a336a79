"""The site's search: both languages, short Korean words, typos, and nothing that is not public."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programme.calls.choices import CallStatus
from programme.core.search import excerpt, marked, taken_apart, words_of
from programme.factories.choices import FactoryStatus
from programme.portal.search import KINDS, search
from programme.regions.models import Technology
from tests.records import (
    AnswerFactory,
    ArticleFactory,
    CallFactory,
    CompanyFactory,
    LighthouseFactoryFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db


def found(text: str, **how: Any) -> dict[str, list[str]]:
    """The titles found, by kind; without the marks."""
    groups = search(text, **how).groups
    return {group.key: [re.sub("<.*?>", "", hit.title) for hit in group.hits] for group in groups}


def page(client: Client, address: str, **query: Any) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def some() -> Any:
    """One of each kind, with words of its own."""
    call = CallFactory(title_ko="자율형공장 육성 공고", title_en="Autonomous factory call")
    factory = LighthouseFactoryFactory(
        call=call,
        company=CompanyFactory(name_ko="대선주조", name_en="Daesun Distilling"),
        main_product_ko="희석식 소주",
        main_product_en="Soju",
        city_ko="기장",
    )
    factory.technologies.add(
        Technology.objects.create(key="twin", name_ko="디지털 트윈", name_en="Digital twin")
    )
    ArticleFactory(
        title_ko="협약 서식 안내", title_en="Forms for agreements", body_ko="등대공장 협약에 씁니다."
    )
    AnswerFactory(question_ko="견학은 몇 번 엽니까?", question_en="How many tours are held?")
    return factory


# --- What is found --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("대선", "factories", "대선주조"),  # two syllables: the beginning of a name
        ("주조", "factories", "대선주조"),  # two syllables inside a word
        ("소주", "factories", "대선주조"),
        ("기장", "factories", "대선주조"),
        ("트윈", "factories", "대선주조"),
        ("디지털 소주", "factories", "대선주조"),  # each word somewhere
        ("daesun", "factories", "대선주조"),
        ("DIGITAL", "factories", "대선주조"),
        ("육성", "calls", "자율형공장 육성 공고"),
        ("autonomous", "calls", "자율형공장 육성 공고"),
        ("서식", "news", "협약 서식 안내"),
        ("등대", "news", "협약 서식 안내"),  # in the text
        ("agreement", "news", "협약 서식 안내"),
        ("견학", "questions", "견학은 몇 번 엽니까?"),
        ("tours", "questions", "견학은 몇 번 엽니까?"),
    ],
)
def test_a_word_finds_what_has_it(some: Any, text: str, kind: str, title: str) -> None:
    result = search(text)
    assert not result.similar
    assert found(text)[kind] == [title]
    assert found("없는말이다") == {}


@pytest.mark.parametrize(
    ("typo", "kind"),
    [
        ("대선주주", "factories"),  # one vowel
        ("대성주조", "factories"),  # one final consonant
        ("디지탈", "factories"),
        ("daesum", "factories"),
        ("autonomus", "calls"),
        ("agreemnet", "news"),
    ],
)
def test_a_longer_word_may_have_a_typo(some: Any, typo: str, kind: str) -> None:
    result = search(typo)
    assert result.similar
    assert kind in {group.key for group in result.groups}


@pytest.mark.parametrize("short", ["다선", "sojo", "견한"])
def test_a_short_word_may_not(some: Any, short: str) -> None:
    assert search(short).count == 0


def test_typos_are_not_tried_while_something_is_written_so(some: Any) -> None:
    CompanyFactory(name_ko="대선주주")
    LighthouseFactoryFactory(company=CompanyFactory(name_ko="대선주주"))
    assert found("대선주주")["factories"] == ["대선주주"]


def test_a_syllable_is_not_the_beginning_of_another(some: Any) -> None:
    """Taken apart 기어 begins 기업; the reader did not ask for that."""
    LighthouseFactoryFactory(company=CompanyFactory(name_ko="기업상사"))
    assert taken_apart("기어") in taken_apart("기업상사")  # the control
    assert "factories" not in found("기어")
    assert found("기업")["factories"] == ["기업상사"]


def test_letters_in_pieces_are_the_same_word(some: Any) -> None:
    assert found(taken_apart("대선")) == found("대선")


def test_the_name_comes_before_the_text(some: Any) -> None:
    ArticleFactory(title_ko="다른 글", body_ko="서식이라는 말이 본문에 있습니다.")
    assert found("서식")["news"] == ["협약 서식 안내", "다른 글"]


@pytest.mark.parametrize(
    "text", ["%%", "__", "%_", "대%조", "대선__", "\\\\", "'; --", "x' OR 'a'='a", "((", "<<%"]
)
def test_signs_stand_for_themselves(some: Any, client: Client, text: str) -> None:
    assert search(text).count == 0
    assert "대선주조" not in page(client, "/search/", q=text).partition("<main")[2]


def test_a_percent_sign_is_found_where_it_stands(some: Any) -> None:
    ArticleFactory(title_ko="불량률 50% 감소")
    ArticleFactory(title_ko="100_200 구간")
    assert found("50%")["news"] == ["불량률 50% 감소"]
    assert found("0_2")["news"] == ["100_200 구간"]


# --- What is not ----------------------------------------------------------------------------


def test_nothing_unpublished_is_found() -> None:
    ArticleFactory(title_ko="비밀 초안", status="draft", published_on=None)
    ArticleFactory(title_ko="비밀 철회", status="withdrawn")
    AnswerFactory(question_ko="비밀 질문", status="draft")
    CallFactory(title_ko="비밀 공고", status=CallStatus.DRAFT)
    LighthouseFactoryFactory(company=CompanyFactory(name_ko="비밀공업"), status=FactoryStatus.DECLINED)
    CompanyFactory(name_ko="비밀상사", representative="비밀이", phone="02-비밀")  # no lighthouse factory
    assert search("비밀").count == 0


def test_neither_people_nor_numbers_are_searched() -> None:
    company = CompanyFactory(name_ko="공개상사", representative="홍길동전", phone="02-1234-5678")
    LighthouseFactoryFactory(company=company)
    assert search("공개상사").count == 1
    for text in ("홍길동전", "02-1234-5678", company.business_number):
        assert search(text).count == 0


def test_unchecked_english_is_not_searched() -> None:
    company = CompanyFactory(name_ko="가나다", name_en="Unchecked Works", name_en_checked=False)
    LighthouseFactoryFactory(company=company)
    ArticleFactory(title_en="Unchecked title", english_checked=False)
    assert search("Unchecked").count == 0


@pytest.mark.parametrize("demo", [True, False])
def test_the_demonstration_is_labelled_and_only_found_while_on(
    client: Client, settings: Any, demo: bool
) -> None:
    settings.DEMO = demo
    programme = ProgrammeFactory(is_demo=True)
    call = CallFactory(programme=programme, title_ko="지어낸 공고")
    LighthouseFactoryFactory(call=call, company=CompanyFactory(name_ko="지어낸 공업"))
    ArticleFactory(programme=programme, title_ko="지어낸 소식")
    AnswerFactory(programme=programme, question_ko="지어낸 질문")
    main = page(client, "/search/", q="지어낸").partition("<main")[2]
    assert main.count("badge-warning") == (4 if demo else 0)
    assert search("지어낸").count == (4 if demo else 0)


# --- The page -------------------------------------------------------------------------------


def test_what_was_asked_is_marked_and_nothing_runs() -> None:
    assert marked("대선주조 <b>", ["주조"]) == "대선<mark>주조</mark> &lt;b&gt;"
    assert marked("A.B aXb", ["a.b"]) == "<mark>A.B</mark> aXb"
    assert marked("<script>", ["<script>"]) == "<mark>&lt;script&gt;</mark>"
    assert excerpt("가 " * 200 + "등대 " + "나 " * 200, ["등대"]).strip("…").count("등대") == 1


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_the_question_is_escaped(client: Client, text: str) -> None:
    ArticleFactory(title_ko=text)
    for prefix in ("", "/en"):
        html = page(client, f"{prefix}/search/", q=text)
        assert "<script>alert" not in html
        assert "<img" not in html


@pytest.mark.parametrize(
    ("prefix", "words"),
    [("", ["등대공장", "결과 1건", "디지털 트윈"]), ("/en", ["Lighthouse factories", "1 result"])],
)
def test_results_are_told_in_the_readers_language(
    some: Any, client: Client, prefix: str, words: list[str]
) -> None:
    html = page(client, f"{prefix}/search/", q="대선")
    text = re.sub(r"<[^>]+>", "", html)
    assert words[0] in text
    assert words[1] in re.sub(r"\s+", " ", text)
    assert f"{prefix}/factories/{some.slug}/" in html
    assert ("<mark>대선</mark>주조" in html) or ("Daesun Distilling" in html)


def test_the_header_has_the_form_on_every_page(client: Client) -> None:
    ProgrammeFactory(key="k-smart-lighthouse")
    for address, target in (("/news/", "/search/"), ("/en/news/", "/en/search/")):
        html = page(client, address)
        [form] = re.findall(r'<form[^>]*role="search"[^>]*>', html)
        assert f'action="{target}"' in form
        assert 'method="get"' in form
        assert "aria-label" in form
    assert len(re.findall(r'role="search"', page(client, "/search/"))) == 1  # its own, in sight


@pytest.mark.parametrize(
    ("text", "words"),
    [("가", "두 글자 이상"), ("가" * 200, "80")],
)
def test_too_short_and_too_long_questions_are_refused(client: Client, text: str, words: str) -> None:
    html = page(client, "/search/", q=text)
    assert "오류: " in html
    assert words in html


def test_without_a_question_or_a_result_it_says_where_to_look(client: Client) -> None:
    for query in ({}, {"q": "  "}, {"q": "없는말이다"}):
        html = page(client, "/search/", **query)
        assert 'href="/factories/"' in html.partition("<main")[2]
    assert "검색 결과가 없습니다" in html


def test_all_of_a_kind_are_in_pages(client: Client) -> None:
    for number in range(23):
        ArticleFactory(title_ko=f"같은 말 {number}")
    AnswerFactory(question_ko="같은 말?")
    overview = page(client, "/search/", q="같은")
    assert "in=news" in overview
    assert overview.count("search-title") == 6  # five of the news and the question
    html = page(client, "/search/", q="같은", **{"in": "news"})
    assert html.count("search-title") == 20
    assert "같은 말?" not in html
    assert page(client, "/search/", q="같은", **{"in": "news", "page": "2"}).count("search-title") == 3
    assert page(client, "/search/", q="같은", **{"in": "nothing"}).count("search-title") == 6


def test_a_search_asks_no_more_for_more(client: Client, some: Any) -> None:
    def queries(text: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            page(client, "/search/", q=text)
        return len(seen)

    page(client, "/search/", q="공장")
    few, nothing = queries("공장"), queries("없는말이다")
    for number in range(12):
        LighthouseFactoryFactory(company=CompanyFactory(name_ko=f"공장 {number}"))
        ArticleFactory(title_ko=f"공장 {number}")
        AnswerFactory(question_ko=f"공장 {number}", call=CallFactory(title_ko=f"공장 {number}"))
    assert queries("공장") <= few + 2  # the two kinds that had nothing are now read
    assert queries("공장 " * 6) <= few + 2
    assert nothing <= 2 * len(KINDS) + 4
    assert len(words_of("가나 다라 " * 50)) <= 6


def test_the_index_serves_even_two_syllables() -> None:
    """Two syllables taken apart have trigrams; the plan uses them once scanning costs more."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM companies_company WHERE "
            "normalize(lower(name_ko || ' ' || later_name_ko), NFD) LIKE %s",
            [f"%{taken_apart('등대')}%"],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "companies_korean_names" in plan
        cursor.execute("SELECT show_trgm(%s), show_trgm(%s)", [taken_apart("등대"), "!!"])
        with_letters, without = cursor.fetchone()
    assert len(with_letters) > 3
    assert len(without) == 0

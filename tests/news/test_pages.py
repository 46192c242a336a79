"""News, questions and contacts as anyone reads them; drafts and what they carry are nobody's."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programme.accounts.choices import StaffGroup
from programme.news import services
from programme.news.models import Article, Contact
from programme.news.prose import as_html, first_words
from tests.accounts.second_factor import sign_in
from tests.records import AnswerFactory, ArticleFactory, CallFactory, ProgrammeFactory, UserFactory, staff_in

from .test_services import PDF, upload

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


# --- Text -----------------------------------------------------------------------------------


def test_plain_text_becomes_paragraphs_lists_and_links() -> None:
    html = as_html("첫 줄\n둘째 줄\n\n- 하나\n- 둘\n\n1. 처음\n2. 다음\n끝 https://example.test/a?b=1&c=2")
    assert html.split("\n") == [
        "<p>첫 줄<br>둘째 줄</p>",
        "<ul><li>하나</li><li>둘</li></ul>",
        "<ol><li>처음</li><li>다음</li></ol>",
        '<p>끝 <a href="https://example.test/a?b=1&amp;c=2" rel="nofollow">'
        "https://example.test/a?b=1&amp;c=2</a></p>",
    ]


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        "- <img src=x onerror=alert(1)>",
        "1. <b>x</b>",
        "javascript:alert(1)",
        'https://x.test/"onmouseover="alert(1)',
    ],
)
def test_nothing_written_runs(client: Client, written: str) -> None:
    article = ArticleFactory(title_ko=written, body_ko=written, english_checked=False)
    AnswerFactory(question_ko=written, answer_ko=written)
    for address in (article.get_absolute_url(), "/news/", "/news/questions/", "/news/feed/"):
        html = page(client, address).lower()
        body = html.partition("<main")[2] or html
        assert not re.search(r"<(script|img|b)\b", body)
        assert not re.search(r"<[^>]*\son\w+=", body)
        assert 'href="javascript' not in body


def test_a_list_shows_the_first_words_without_marks() -> None:
    assert first_words("- 하나\n- 둘") == "하나 둘"
    assert first_words("가" * 300) == "가" * 160 + "…"


# --- Lists and pages ------------------------------------------------------------------------


def test_the_list_puts_pinned_ones_first_then_the_latest(client: Client) -> None:
    old = ArticleFactory(title_ko="지난 글", pinned=True)
    Article.objects.filter(pk=old.pk).update(published_on=old.published_on - timedelta(days=900))
    ArticleFactory(title_ko="새 글")
    html = page(client, "/news/")
    assert html.index("지난 글") < html.index("새 글")


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_list_is_filtered_and_searched(client: Client, prefix: str) -> None:
    ArticleFactory(kind="notice", title_ko="서식 안내", title_en="Forms")
    ArticleFactory(kind="news", title_ko="결과 발표", title_en="Result")
    notices = page(client, f"{prefix}/news/?kind=notice")
    assert ("서식 안내" in notices) or ("Forms" in notices)
    assert "결과 발표" not in notices
    assert ">Result<" not in notices
    found = page(client, f"{prefix}/news/?q=결과")
    assert ("결과 발표" in found) or (">Result<" in found)
    assert "서식 안내" not in found
    assert ">Forms<" not in found
    nothing = page(client, f"{prefix}/news/?q=없는말")
    assert ("조건에 맞는 소식이 없습니다" in nothing) or ("No news meets these conditions" in nothing)


def test_pages_of_the_list_do_not_ask_more_for_more_rows(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(client, "/news/")
        return len(seen)

    ArticleFactory()
    page(client, "/news/")
    one = queries()
    for _number in range(30):
        ArticleFactory()
    assert queries() == one
    assert "page=2" in page(client, "/news/")
    page(client, "/news/?page=3")
    page(client, "/news/?page=9", 404)


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_not_published_is_404_and_in_no_list(client: Client, status: str) -> None:
    writer = staff_in(StaffGroup.MINISTRY)
    article = ArticleFactory(title_ko="비밀 초안" if status == "withdrawn" else "공개 글")
    file = services.attach_file(article=article, upload=upload(), by=writer)
    assert client.get(file.get_absolute_url()).status_code == 200  # the control: of a published one
    if status == "withdrawn":
        services.withdraw_article(article=article, by=writer, reason="x")
    else:
        article = ArticleFactory(title_ko="비밀 초안", status="draft", published_on=None)
        file = services.attach_file(article=article, upload=upload(), by=writer)
    for person in (None, UserFactory()):
        visitor = Client() if person is None else sign_in(Client(), person)
        for address in (article.get_absolute_url(), file.get_absolute_url()):
            page(visitor, address, 404)
        for address in ("/news/", "/en/news/", "/news/feed/", "/api/v1/news/"):
            assert "비밀 초안" not in page(visitor, address)
        page(visitor, f"/api/v1/news/{article.slug}/", 404)
    html = page(sign_in(Client(), writer), article.get_absolute_url())
    assert "게시되지 않은 글" in html


def test_a_file_leaves_as_a_download_under_its_name(client: Client) -> None:
    article = ArticleFactory()
    file = services.attach_file(article=article, upload=upload("신청 서식.pdf"), by=None)
    html = page(client, article.get_absolute_url())
    assert "신청 서식.pdf" in html
    assert "PDF" in html
    answer = client.get(file.get_absolute_url())
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    services.remove_file(article=article, file=file, by=None)
    page(client, file.get_absolute_url(), 404)
    assert "신청 서식.pdf" not in page(client, article.get_absolute_url())


@pytest.mark.parametrize("demo", [True, False])
def test_the_demonstration_is_labelled_and_only_shown_while_on(
    client: Client, settings: Any, demo: bool
) -> None:
    settings.DEMO = demo
    programme = ProgrammeFactory(is_demo=True)
    article = ArticleFactory(programme=programme, title_ko="꾸며 낸 소식")
    AnswerFactory(programme=programme, question_ko="꾸며 낸 질문")
    Contact.objects.create(programme=programme, department_ko="꾸며 낸 부서")
    for address, words in (
        ("/news/", "꾸며 낸 소식"),
        ("/news/questions/", "꾸며 낸 질문"),
        ("/news/contact/", "꾸며 낸 부서"),
    ):
        main = page(client, address).partition("<main")[2]
        assert (words in main) is demo
        assert ("badge-warning" in main) is demo
    page(client, article.get_absolute_url(), 200 if demo else 404)
    assert "꾸며 낸 소식" not in page(client, "/news/feed/")  # taken elsewhere, nobody sees the label
    assert "꾸며 낸 소식" not in page(client, "/api/v1/news/")


def test_unchecked_english_is_not_shown(client: Client) -> None:
    article = ArticleFactory(title_ko="국문 제목", title_en="Unchecked", english_checked=False)
    html = page(client, f"/en/news/{article.slug}/")
    assert "Unchecked" not in html
    assert '<span lang="ko">국문 제목</span>' in html
    assert '<div class="prose" lang="ko">' in html
    [row] = client.get("/api/v1/news/").json()["results"]
    assert (row["title_ko"], row["title_en"], row["body_en"]) == ("국문 제목", None, None)


def test_a_correction_names_its_day(client: Client) -> None:
    article = ArticleFactory()
    assert "정정일" not in page(client, article.get_absolute_url())
    services.revise_article(
        article=article, title_ko="고침", body_ko="고침", title_en="", body_en="",
        english_checked=False, by=None, reason="오기",
    )  # fmt: skip
    assert "정정일" in page(client, article.get_absolute_url())


# --- Questions, contacts and the call's page ------------------------------------------------


def test_a_calls_page_has_its_news_questions_and_contact(client: Client) -> None:
    call = CallFactory()
    ArticleFactory(programme=call.programme, call=call, title_ko="이 공고의 공지")
    AnswerFactory(programme=call.programme, call=call, question_ko="이 공고의 질문")
    AnswerFactory(programme=call.programme, call=CallFactory(), question_ko="다른 공고의 질문")
    AnswerFactory(programme=call.programme, call=call, question_ko="초안 질문", status="draft")
    Contact.objects.create(programme=call.programme, department_ko="총괄과", telephone="02-000-0000")
    html = page(client, f"/calls/{call.key}/")
    assert "이 공고의 공지" in html
    assert "이 공고의 질문" in html
    assert "다른 공고의 질문" not in html
    assert "초안 질문" not in html
    assert 'href="tel:02-000-0000"' in html  # the programme's, until the call has its own
    Contact.objects.create(programme=call.programme, call=call, department_ko="공고 담당과")
    html = page(client, f"/calls/{call.key}/")
    assert "공고 담당과" in html
    assert "총괄과" not in html


def test_questions_stand_by_category_and_are_found(client: Client) -> None:
    call = CallFactory()
    AnswerFactory(programme=call.programme, category="tours", question_ko="견학 횟수")
    AnswerFactory(programme=call.programme, category="eligibility", question_ko="신청 자격 질문")
    AnswerFactory(programme=call.programme, call=call, question_ko="이 공고만의 질문")
    AnswerFactory(programme=call.programme, call=CallFactory(), question_ko="다른 공고의 질문")
    html = page(client, "/news/questions/")
    assert html.index("신청 자격 질문") < html.index("견학 횟수")
    of_call = page(client, f"/news/questions/?call={call.key}")
    assert "이 공고만의 질문" in of_call
    assert "견학 횟수" in of_call
    assert "다른 공고의 질문" not in of_call.partition("<main")[2]
    assert "견학 횟수" not in page(client, "/news/questions/?q=자격").partition('role="status"')[2]


def test_the_questions_page_does_not_ask_more_for_more_rows(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(client, "/news/questions/")
        return len(seen)

    AnswerFactory(call=CallFactory())
    page(client, "/news/questions/")
    one = queries()
    for _number in range(10):
        AnswerFactory(call=CallFactory())
    assert queries() == one


# --- Feed and API ---------------------------------------------------------------------------


@pytest.mark.parametrize(("prefix", "title"), [("", "국문 소식"), ("/en", "English news")])
def test_there_is_a_feed_in_each_language(client: Client, prefix: str, title: str) -> None:
    article = ArticleFactory(title_ko="국문 소식", title_en="English news")
    answer = client.get(f"{prefix}/news/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = answer.content.decode()
    assert f"<title>{title}</title>" in feed
    assert f"{prefix}/news/{article.slug}/" in feed
    assert f'xml:lang="{"en" if prefix else "ko"}"' in feed
    assert f'href="{prefix}/news/feed/"' in page(client, f"{prefix}/news/")
    polled = client.get(f"{prefix}/news/feed/", headers={"If-None-Match": answer["ETag"]})
    assert (polled.status_code, polled.content) == (304, b"")
    ArticleFactory()
    assert client.get(f"{prefix}/news/feed/", headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_the_open_data_tell_of_files_and_sources(client: Client) -> None:
    article = ArticleFactory(sources=["https://example.test/release"], kind="notice")
    ArticleFactory(kind="news")
    file = services.attach_file(article=article, upload=upload(), by=None)
    [row] = client.get("/api/v1/news/?kind=notice").json()["results"]
    assert row["sources"] == ["https://example.test/release"]
    assert row["files"][0]["url"] == f"http://testserver{file.get_absolute_url()}"
    assert client.get("/api/v1/news/?kid=notice").status_code == 400
    assert client.post("/api/v1/news/", {}).status_code == 405


def test_the_open_data_do_not_ask_more_for_more_rows(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get("/api/v1/news/")
        return len(seen)

    services.attach_file(article=ArticleFactory(), upload=upload(), by=None)
    one = queries()
    for number in range(5):
        services.attach_file(article=ArticleFactory(), upload=upload(f"{number}.pdf"), by=None)
    assert queries() == one

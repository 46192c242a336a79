"""What stands around every page: the other language, the query, names in two languages."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import resolve
from django.utils import translation
from whitenoise.storage import CompressedManifestStaticFilesStorage

from lighthouse.static_files import StaticFiles
from programme.core.clock import day_end
from programme.core.context import alternate_url


def render(source: str, address: str = "/", **context: object) -> str:
    return Template(source).render(Context({"request": RequestFactory().get(address), **context}))


@pytest.mark.parametrize(
    ("here", "language", "there"),
    [
        ("/account/login/?next=/a/", "en", "/en/account/login/?next=/a/"),
        ("/en/account/login/?next=/a/", "ko", "/account/login/?next=/a/"),
    ],
)
def test_the_language_link_keeps_path_and_query(here: str, language: str, there: str) -> None:
    request = RequestFactory().get(here)
    with translation.override("en" if language == "ko" else "ko"):
        request.resolver_match = resolve(request.path_info)
        assert alternate_url(request, language) == there


def test_an_unknown_address_changes_its_prefix_only() -> None:
    request = RequestFactory().get("/no/where/?a=1")
    request.resolver_match = None
    assert alternate_url(request, "en") == "/en/no/where/?a=1"
    request = RequestFactory().get("/enter/")
    request.resolver_match = None
    assert alternate_url(request, "en") == "/en/enter/"
    assert alternate_url(request, "ko") == "/enter/"
    request = RequestFactory().get("/en/no/where/")
    request.resolver_match = None
    assert alternate_url(request, "ko") == "/no/where/"


def test_a_static_file_s_address_is_looked_up_once(monkeypatch, tmp_path) -> None:
    asked: list[str] = []

    def look_up(storage: object, name: str, force: bool = False) -> str:
        asked.append(name)
        return f"/static/{name}"

    monkeypatch.setattr(CompressedManifestStaticFilesStorage, "url", look_up)
    files = StaticFiles(location=tmp_path, base_url="/static/")
    assert [files.url(name) for name in ("a.css", "b.css", "a.css")] == [
        "/static/a.css", "/static/b.css", "/static/a.css",
    ]  # fmt: skip
    assert asked == ["a.css", "b.css"]


def test_the_language_link_never_leads_to_another_host() -> None:
    request = RequestFactory().get("/")
    request.path = "//evil.example/"
    request.resolver_match = None
    assert alternate_url(request, "en") == "/en/evil.example/"


def test_changing_a_filter_goes_back_to_the_first_page() -> None:
    address = "/?region=11&region=41&page=3&q=a b"
    assert render("{% query q=None %}", address) == "?region=11&amp;region=41"
    assert render("{% query page=4 %}", address) == "?region=11&amp;region=41&amp;q=a+b&amp;page=4"
    assert render('{% query_without "region" "11" %}', address) == "?region=41&amp;q=a+b"


def test_pages_keep_the_query_and_one_page_shows_nothing() -> None:
    page = Paginator(range(30), 10).page(2)
    text = render("{% pagination page %}", "/?q=a&page=2", page=page)
    assert 'href="?q=a&amp;page=3" rel="next"' in text
    assert text.count("aria-current") == 1
    assert render("{% pagination page %}", page=Paginator(range(3), 10).page(1)).strip() == ""


@pytest.mark.parametrize(
    ("record", "shown"),
    [
        ({"name": "가", "name_en": "Ga", "name_en_checked": True}, "Ga"),
        ({"name": "가", "name_en": "Ga", "name_en_checked": False}, '<span lang="ko">가</span>'),
        ({"name": "가", "name_en": "Ga", "english_checked": False}, '<span lang="ko">가</span>'),
        ({"name_ko": "가", "name_en": ""}, '<span lang="ko">가</span>'),
        ({"name": "<b>", "name_en": ""}, '<span lang="ko">&lt;b&gt;</span>'),
    ],
)
def test_english_is_shown_only_when_checked(record: dict[str, object], shown: str) -> None:
    with translation.override("en"):
        assert render('{% bilingual record "name" %}', record=SimpleNamespace(**record)) == shown
    with translation.override("ko"):
        assert "lang" not in render('{% bilingual record "name" %}', record=SimpleNamespace(**record))


def test_a_status_says_what_is_next_and_by_when() -> None:
    source = '{% status_badge "요건 검토 중" "info" "서류를 확인합니다" by %}'
    with translation.override("ko"):
        text = render(source, by=day_end(date(2026, 12, 31)))
    assert "2026. 12. 31. 24:00" in text
    assert "까지" in text


def test_a_fact_escapes_values_and_not_its_markup() -> None:
    source = "{% fact label %}<b>{{ value }}</b>{% endfact %}"
    text = render(source, label="<i>", value="<u>")
    assert "<dt>&lt;i&gt;</dt><dd><b>&lt;u&gt;</b></dd>" in text


def test_an_empty_fact_says_so() -> None:
    with translation.override("en"):
        assert "Not given" in render("{% fact label %} {{ value }} {% endfact %}", label="a", value="")
        assert "Not given" not in render("{% fact label %} {{ value }} {% endfact %}", label="a", value=0)

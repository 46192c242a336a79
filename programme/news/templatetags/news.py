"""Parts of pages that tell of news and help; other apps' pages use them too."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from programme.calls.models import Call
from programme.core.display import name_in_language

from .. import prose as text
from ..models import Article
from ..queries import contact_of, files_of, listed_answers, listed_articles

register = template.Library()

ON_A_CALLS_PAGE = 3


@register.filter
def text_lang(record: Any, field: str) -> SafeString:
    """`lang="ko"` for an element that holds the record's Korean on an English page."""
    foreign = not (get_language() or "ko").startswith("ko")
    korean = name_in_language(record, field) == getattr(record, f"{field}_ko")
    return SafeString(' lang="ko"' if foreign and korean else "")


@register.simple_tag
def prose(record: Any, field: str) -> SafeString:
    """The record's long text in the page's language, as paragraphs and lists (prose.py)."""
    words = text.as_html(name_in_language(record, field))
    return format_html('<div class="prose"{}>{}</div>', text_lang(record, field), words)


@register.filter
def beginning(record: Any, field: str) -> str:
    """The first words of the record's long text, for lists."""
    return text.first_words(name_in_language(record, field))


@register.filter
def files(article: Article) -> list[dict[str, Any]]:
    """An article's files as partials/file_list.html takes them."""
    return [
        {"name": one.name, "url": one.get_absolute_url(), "kind": one.kind.upper(), "size": one.size}
        for one in files_of(article)
    ]


@register.inclusion_tag("news/partials/call_help.html")
def call_help(call: Call) -> dict[str, Any]:
    """What a call's page says besides its terms: its notices, questions and answers, whom to ask."""
    return {
        "call": call,
        "articles": listed_articles().filter(call=call)[:ON_A_CALLS_PAGE],
        "answers": listed_answers().filter(call=call),
        "contact": contact_of(call),
    }


@register.inclusion_tag("news/partials/article_rows.html")
def latest_news(count: int = 3, level: int = 3) -> dict[str, Any]:
    """The latest articles, pinned or not, for a first page."""
    return {"articles": listed_articles()[:count], "level": level}

"""Plain text as a page: paragraphs, lists and links, and nothing else.

An empty line ends a paragraph. Lines that begin with "- " or with a number ("1. ") are a list.
Everything written is escaped; addresses become links by Django's urlize.
"""

import re
from collections.abc import Iterator

from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

BULLET = re.compile(r"^\s*[-*•]\s+(?=\S)")
NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+(?=\S)")


def as_html(text: str) -> SafeString:
    """The text as paragraphs and lists, safe whatever was written."""
    return mark_safe("\n".join(_blocks(text)))  # noqa: S308  every part below is escaped


def first_words(text: str, longest: int = 160) -> str:
    """The beginning of a text on one line, for lists; still to be escaped."""
    line = " ".join(_unmarked(line) for line in text.split("\n")).strip()
    line = re.sub(r"\s+", " ", line)
    return line if len(line) <= longest else line[:longest].rstrip() + "…"


def _unmarked(line: str) -> str:
    return NUMBER.sub("", BULLET.sub("", line))


def _blocks(text: str) -> Iterator[str]:
    """One element each; a list ends where its lines do, with or without an empty line."""
    kind = ""
    lines: list[str] = []
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        mark = "ul" if BULLET.match(line) else "ol" if NUMBER.match(line) else "p" if line.strip() else ""
        if mark != kind and lines:
            yield _element(kind, lines)
            lines = []
        kind = mark
        if line.strip():
            lines.append(line.strip())


def _element(kind: str, lines: list[str]) -> str:
    if kind == "p":
        return format_html(
            "<p>{}</p>", format_html_join(mark_safe("<br>"), "{}", ((_linked(one),) for one in lines))
        )
    items = format_html_join("", "<li>{}</li>", ((_linked(_unmarked(one)),) for one in lines))
    return format_html("<{}>{}</{}>", kind, items, kind)


def _linked(line: str) -> str:
    return mark_safe(urlize(line, nofollow=True, autoescape=True))  # noqa: S308  escaped by urlize

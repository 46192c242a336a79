"""What a submitted version holds, in the reader's words."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from programme.companies.choices import Size

from ..words import Words, answer_words

register = template.Library()


@register.filter
def size_words(key: str) -> str:
    """The size class by its name; a key that is no longer used stays as it was submitted."""
    return str(Size(key).label) if key in Size.values else key


@register.filter
def words(answer: Mapping[str, Any]) -> Words:
    """An answer as a person reads it."""
    return answer_words(answer)


@register.simple_tag
def submitted_name(content: Mapping[str, Any], noun: str) -> str:
    """As `bilingual`, of a part of a submitted content: the English, or the Korean marked as such.

    A part that the content does not have is shown as nothing.
    """
    if not content:
        return ""
    korean = content.get(f"{noun}_ko") or ""
    if (get_language() or "ko").startswith("ko"):
        return korean
    return content.get(f"{noun}_en") or format_html('<span lang="ko">{}</span>', korean)

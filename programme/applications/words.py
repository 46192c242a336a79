"""Answers of an application as people read them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programme.calls.choices import QuestionKind
from programme.core.display import date_text
from programme.core.money import format_won_digits


class Words(NamedTuple):
    """An answer in words; `korean` when they are the company's own text or have no English."""

    text: str
    korean: bool = False


def answer_words(answer: Mapping[str, Any]) -> Words:
    """An answer of a submitted content in the reader's words.

    What was submitted is never changed: an answer that does not fit its kind is shown as it stands.
    """
    value, kind = answer["answer"], answer.get("kind")
    language = get_language() or "ko"
    if value is None or value == "":
        return Words("—")
    if kind == QuestionKind.YES_NO:
        return Words({"yes": _("Yes"), "no": _("No")}.get(value, str(value)))
    if kind == QuestionKind.CHOICE:
        for key, korean, english in answer.get("choices") or []:
            if key == value:
                in_korean = language.startswith("ko") or not english
                return Words(korean, korean=True) if in_korean else Words(english)
    if kind == QuestionKind.MONEY and isinstance(value, int):
        return Words(format_won_digits(value, language))
    if kind == QuestionKind.NUMBER and isinstance(value, int):
        return Words(f"{value:,}")
    if kind == QuestionKind.DATE:
        return Words(date_text(date.fromisoformat(value), language))
    return Words(str(value), korean=True)

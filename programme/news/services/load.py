"""News, answers and the contact that can be told from publications."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from programme.calls.models import Call, Programme
from programme.calls.services import cited
from programme.core.registers import put

from ..choices import AnswerStatus, ArticleStatus
from ..models import Answer, Article, Contact

DATA = Path(__file__).resolve().parent.parent / "data"


def _rows(name: str) -> list[dict[str, Any]]:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))["rows"]


def _text(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(paragraphs)


@transaction.atomic
def load_news() -> Counter[str]:
    """What data/*.json tells, published already; a reload never rewrites a status or staff's words.

    A row whose text changes needs the next `revision`: the database refuses to change it silently.
    """
    tally: Counter[str] = Counter()
    programme = Programme.objects.get(key="k-smart-lighthouse")
    calls = {call.key: call for call in Call.objects.filter(programme=programme)}
    for row in _rows("articles"):
        values = {
            "kind": row["kind"],
            "programme": programme,
            "call": calls.get(row.get("call", "")),
            "title_ko": row["title_ko"],
            "title_en": row["title_en"],
            "body_ko": _text(row["body_ko"]),
            "body_en": _text(row["body_en"]),
            "english_checked": True,
            "published_on": date.fromisoformat(row["on"]),
            "revision": row["revision"],
            "sources": cited(row["sources"]),
        }
        if not Article.objects.filter(slug=row["key"]).exists():
            values["status"] = ArticleStatus.PUBLISHED
        put(Article, {"slug": row["key"]}, values, tally)
    for position, row in enumerate(_rows("answers"), 1):
        values = {
            "programme": programme,
            "call": calls.get(row.get("call", "")),
            "category": row["category"],
            "question_ko": row["question_ko"],
            "question_en": row["question_en"],
            "answer_ko": _text(row["answer_ko"]),
            "answer_en": _text(row["answer_en"]),
            "english_checked": True,
            "position": position * 10,  # room for staff's own between them
            "sources": cited(row["sources"]),
        }
        if not Answer.objects.filter(key=row["key"]).exists():
            values["status"] = AnswerStatus.PUBLISHED
        put(Answer, {"key": row["key"]}, values, tally)
    for row in _rows("contacts"):
        values = {name: row[name] for name in ("department_ko", "department_en", "note_ko", "note_en")}
        key = {"programme": programme, "call": calls.get(row.get("call", ""))}
        put(Contact, key, {**values, "sources": cited(row["sources"])}, tally)
    return tally

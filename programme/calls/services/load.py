"""The programme and its three past rounds, as published."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from programme.core.registers import put

from ..choices import CallStatus
from ..models import Call, Programme

# How rounds.json cites the ministry's English press release, and how we do.
RELEASE = ("seed:", "Ministry of SMEs and Startups, press release of 30 May 2022")

DATA = Path(__file__).resolve().parent.parent / "data"


def _read(name: str) -> dict[str, Any]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def published_rounds() -> dict[str, Any]:
    """What publications say of the rounds and their companies (data/rounds.json)."""
    return _read("rounds.json")


def cited(sources: list[str]) -> list[str]:
    """Sources as they are shown, each once."""
    prefix, release = RELEASE
    return list(dict.fromkeys(release if source.startswith(prefix) else source for source in sources))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@transaction.atomic
def load_programme() -> Counter[str]:
    """The programme and its three concluded calls; their days are published, their hours are not."""
    tally: Counter[str] = Counter()
    published, texts = published_rounds(), _read("texts.json")
    programme = _put_programme(published, texts["programme"], tally)
    for row in published["rounds"]:
        values = {
            "programme": programme,
            **texts["calls"][row["id"]],
            "year": row["year"],
            "half": row.get("half"),
            "opens_on": _day(row.get("call_open")),
            "closes_on": _day(row["call_close"]),
            "announced_on": _day(row.get("announced_on")),
            "planned_places": row["planned_places"],
            "planned_sme_min": row.get("planned_sme_min"),
            "announced_selected": row["selected"],
            "announced_sme": row.get("sme"),
            "announced_mid": row.get("mid_sized"),
            "budget_krw": row.get("budget_krw"),
            "sources": cited(row["sources"]),
        }
        if "technopark_candidates_max" in row:
            values["candidates_per_technopark"] = row["technopark_candidates_max"]
        _put_concluded(row["id"], values, tally)
    return tally


def _put_programme(published: dict[str, Any], texts: dict[str, Any], tally: Counter[str]) -> Programme:
    named, successors = published["programme"], published["successors"]
    sources = [
        *named["sources"],
        *(
            source
            for row in successors
            if row["period"] in texts["successor_periods"]
            for source in row["sources"]
        ),
    ]
    values = {
        "name_ko": named["name_ko"],
        "name_en": named["name_en"],
        "sources": cited(sources),
        "as_of": _day(texts["as_of"]),
        **{name: texts[name] for name in ("target_count", "target_year", "note_ko", "note_en")},
        **{name: texts[name] for name in ("successor_ko", "successor_en")},
    }
    return put(Programme, {"key": texts["key"]}, values, tally)


def _put_concluded(key: str, values: dict[str, Any], tally: Counter[str]) -> Call:
    """A past round enters as concluded; its status is never rewritten by a reload."""
    if not Call.objects.filter(key=key).exists():
        values = {**values, "status": CallStatus.CONCLUDED}
    return put(Call, {"key": key}, values, tally)

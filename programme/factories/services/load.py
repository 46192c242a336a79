"""The factories that publications name, without applications."""

from collections import Counter
from datetime import date
from typing import Any

from django.db import transaction

from programme.calls.models import Call
from programme.calls.services import cited, published_rounds
from programme.companies.models import Company
from programme.core.choices import Audience
from programme.core.events import record_event
from programme.core.registers import NEW, bring_up, bring_up_many
from programme.core.slugs import address_of
from programme.regions.models import IndustryLabel, Region, Technology, TechnoPark
from programme.regions.services import REGION_KEYS, technopark_keys

from ..choices import FactoryStatus
from ..models import LighthouseFactory

# What has no field of its own is kept as the note-taker wrote it.
FURTHER = (
    "supplier",
    "group",
    "funding",
    "facts",
    "status",
    "size_basis",
    "plan_basis",
    "round_basis",
)


@transaction.atomic
def load_history() -> Counter[str]:
    """The companies known by name, each with its factory; unknown stays empty.

    The addresses are made from published names, so that a reload finds its rows again even after
    staff corrected a name. A call's unnamed companies have no row: they only count.
    """
    tally: Counter[str] = Counter()
    published = published_rounds()
    rounds = {row["id"]: row for row in published["rounds"]}
    for row in published["companies"]:
        slug = address_of(row["name_ko"], row.get("name_en", ""))
        factory = LighthouseFactory.objects.select_related("company").filter(slug=slug).first()
        values = _factory_values(row, rounds[row["round"]])
        if factory is None:
            factory = _import(slug, row, values)
            tally[NEW] += 2
        else:
            bring_up(factory.company, _company_values(row), tally)
            bring_up(factory, values, tally)
        bring_up_many(
            factory, "technologies", list(Technology.objects.filter(key__in=row["technologies"])), tally
        )
    return tally


def _import(slug: str, row: dict[str, Any], values: dict[str, Any]) -> LighthouseFactory:
    built = row.get("status", {}).get("construction") == "complete"
    factory = LighthouseFactory.objects.create(
        slug=slug,
        company=Company.objects.create(**_company_values(row)),
        status=FactoryStatus.COMPLETED if built else FactoryStatus.SELECTED,
        **values,
    )
    factory.technologies.set(Technology.objects.filter(key__in=row["technologies"]))
    record_event(factory, "factories.import", by=None, data={"call": row["round"]}, audience=Audience.STAFF)
    return factory


def _company_values(row: dict[str, Any]) -> dict[str, Any]:
    later = row.get("renamed_to", {})
    return {
        "name_ko": row["name_ko"],
        "name_en": row.get("name_en") or row.get("name_en_unverified", ""),
        "name_en_checked": "name_en" in row,
        "later_name_ko": later.get("name_ko", ""),
        "later_name_en": later.get("name_en", ""),
        "sources": cited(row["sources"]),
    }


def _factory_values(row: dict[str, Any], of_round: dict[str, Any]) -> dict[str, Any]:
    release = row.get("release_row")
    technopark = row.get("technopark")
    announced = of_round.get("announced_on")
    return {
        "call": Call.objects.get(key=row["round"]),
        "technopark": TechnoPark.objects.get(key=technopark_keys()[technopark]) if technopark else None,
        "region": Region.objects.get(key=REGION_KEYS[row["region_iso"]]),
        "city_ko": row.get("city", ""),
        "size": row.get("size", ""),
        "industry_label": IndustryLabel.objects.get(key=row["industry_label"]),
        "industry_as_given": row.get("industry_ko") or row.get("industry_en", ""),
        "main_product_ko": row["main_product_ko"],
        "main_product_en": row["main_product"],
        "plan_ko": row.get("plan_ko", ""),
        "plan_en": row.get("plan", ""),
        "selected_on": date.fromisoformat(announced) if announced else None,
        "known_on": _known_on(row, announced or of_round["reported_by"]),
        "project_total_krw": row.get("project_total_krw") or row.get("funding", {}).get("total_krw"),
        "release_row": {"company": row["name_en"], **release} if release else None,
        "facts": {name: row[name] for name in FURTHER if name in row},
        "sources": cited(row["sources"]),
    }


def _known_on(row: dict[str, Any], reported: str) -> date:
    """The date of the newest dated report of its state: a tour, else the round's result."""
    tours = row.get("status", {}).get("tours", [])
    return date.fromisoformat(max([reported, *(tour["date"] for tour in tours if "date" in tour)]))

"""Every rule that writes regions, industries, technologies and techno-parks."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.choices import Role
from programme.accounts.models import RoleGrant, User
from programme.accounts.services import grant_role, revoke_role
from programme.core.errors import Incomplete, NotAllowed
from programme.core.moves import require
from programme.core.registers import put

from .models import Industry, IndustryLabel, Region, Technology, TechnoPark
from .permissions import can_appoint_officers

DATA = Path(__file__).resolve().parent / "data"

# Our address parts for the ISO 3166-2 codes; the merged city has no ISO code yet.
REGION_KEYS = {
    "KR-11": "seoul",
    "KR-26": "busan",
    "KR-27": "daegu",
    "KR-28": "incheon",
    "KR-29": "gwangju",
    "KR-30": "daejeon",
    "KR-31": "ulsan",
    "KR-50": "sejong",
    "KR-41": "gyeonggi",
    "KR-42": "gangwon",
    "KR-43": "chungbuk",
    "KR-44": "chungnam",
    "KR-45": "jeonbuk",
    "KR-46": "jeonnam",
    "KR-47": "gyeongbuk",
    "KR-48": "gyeongnam",
    "KR-49": "jeju",
    "KR-X-JNGJ": "jeonnam-gwangju",
}
# The sources write the merged city's English name in three ways; this much they share.
MERGED_NAMES = {"short_ko": "전남광주", "name_en": "Jeonnam-Gwangju"}
REGION_FACTS = (
    "former_name_ko",
    "former_name_en",
    "renamed_on",
    "former_mois_code",
    "iso_note",
    "confidence",
)
# Labels of result tables that no call's list of main and other industries names.
UNGROUPED_LABELS = {"electrical", "other"}


def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@transaction.atomic
def load_regions() -> Counter[str]:
    """The first-level divisions with their periods and successors (data/regions.json)."""
    tally: Counter[str] = Counter()
    rows = _read("regions.json")["regions"]
    # Successors first, so that the abolished divisions can point to them.
    for position, row in sorted(enumerate(rows, 1), key=lambda pair: bool(pair[1].get("successor"))):
        code = row["iso"] or row["local_key"]
        successor = row.get("successor")
        values = {
            "name_ko": row["name_ko"],
            "name_en": row["name_en"],
            "short_ko": row["short_ko"],
            "iso": row["iso"] or "",
            "mois_code": row["mois_code"],
            "category": row["category"],
            "valid_from": _day(row.get("established_on")),
            "valid_to": _day(row.get("abolished_on")),
            "successor": Region.objects.get(key=REGION_KEYS[successor]) if successor else None,
            "position": position,
            "facts": {name: row[name] for name in REGION_FACTS if name in row},
            "sources": row["source"],
        }
        if not row["iso"]:
            values |= MERGED_NAMES
        put(Region, {"key": REGION_KEYS[code]}, values, tally)
    return tally


@transaction.atomic
def load_industries() -> Counter[str]:
    """The manufacturing divisions of KSIC (data/industries.json)."""
    tally: Counter[str] = Counter()
    for row in _read("industries.json")["divisions"]:
        names = {"name_ko": row["name_ko"], "name_en": row["name_en"]}
        put(Industry, {"code": row["code"], "revision": row["rev"]}, names, tally)
    return tally


@transaction.atomic
def load_labels_and_technologies() -> Counter[str]:
    """The programme's industry labels and technology tags (data/industries.json)."""
    tally: Counter[str] = Counter()
    data = _read("industries.json")
    for position, row in enumerate(data["industry_labels"]["labels"], 1):
        values = {
            "name_ko": row["ko"],
            "name_en": row["en"],
            "main": None if row["key"] in UNGROUPED_LABELS else row["group"] == "main",
            "position": position,
        }
        put(IndustryLabel, {"key": row["key"]}, values, tally)
    for row in data["technology_tags"]:
        put(Technology, {"key": row["key"]}, {"name_ko": row["ko"], "name_en": row["en"]}, tally)
    return tally


@transaction.atomic
def load_technoparks() -> Counter[str]:
    """The nineteen techno-parks (data/technoparks.json), each in the region it was founded for."""
    tally: Counter[str] = Counter()
    for row in _read("technoparks.json")["technoparks"]:
        values = {
            "name_ko": row["name_ko"],
            "name_en": row["name_en"],
            "region": Region.objects.get(key=REGION_KEYS[row["region_iso"]]),
            "domain": row["domain"],
            "founded": row["designated_or_founded"],
            "note": row.get("note", ""),
            "sources": [*row["name_source"], row["year_source"], row["domain_source"]],
        }
        put(TechnoPark, {"key": row["key"]}, values, tally)
    return tally


def technopark_keys() -> dict[str, str]:
    """Each techno-park's key by its published Korean name."""
    return {row["name_ko"]: row["key"] for row in _read("technoparks.json")["technoparks"]}


def appoint_officer(*, technopark: TechnoPark, user: User, by: User | None) -> RoleGrant:
    """Make `user` an officer of the techno-park, who nominates and recommends for it.

    Raises NotAllowed; Incomplete when the account is not active.
    """
    if by is not None:
        require(can_appoint_officers(by, technopark), _("You may not appoint officers of a techno-park."))
    if not user.is_active:
        raise Incomplete(_("This account is not active."), {"email": _("This account is not active.")})
    return grant_role(user=user, role=Role.OFFICER, scope=technopark.uid, by=by)


def end_officer(*, technopark: TechnoPark, user: User, by: User | None) -> None:
    """End the person's office in this techno-park; nothing happens when there is none.

    Raises NotAllowed.
    """
    if by is not None and not can_appoint_officers(by, technopark):
        raise NotAllowed(_("You may not appoint officers of a techno-park."))
    grants = RoleGrant.objects.filter(user=user, role=Role.OFFICER, scope=technopark.uid, revoked_at=None)
    for grant in grants:
        revoke_role(grant=grant, by=by)

"""What changed in a record's tracked fields, from its history (pghistory), field by field."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import Any

import pghistory.models
from django.apps import apps
from django.contrib.admin.utils import display_for_field
from django.db.models import Model
from django.utils.text import capfirst

EMPTY = "–"
SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field at one moment; `before` is empty in the first record."""

    at: datetime
    field: str
    before: Any
    after: Any


@cache
def history_of(model: type[Model]) -> Any:
    """The model that keeps the history of `model`, or None."""
    for kept in apps.get_models():
        if issubclass(kept, pghistory.models.Event) and getattr(kept, "pgh_tracked_model", None) is model:
            return kept
    return None


def changes_of(obj: Model, user: Any) -> list[Change]:
    """The changes of a tracked record, the latest first; [] without a history or the right to see it."""
    kept = history_of(type(obj))
    if kept is None or not user.has_perm(f"{kept._meta.app_label}.view_{kept._meta.model_name}"):
        return []
    rows = list(kept.objects.filter(pgh_obj_id=obj.pk).order_by("-pgh_id")[:SHOWN])[::-1]
    fields = [one for one in kept._meta.fields if not one.name.startswith("pgh_") and one.name != "id"]
    found = []
    for old, new in pairwise([None, *rows]):
        for one in fields:
            after, before = getattr(new, one.attname), getattr(old, one.attname) if old else None
            if before == after:
                continue
            found.append(
                Change(
                    at=new.pgh_created_at,
                    field=capfirst(str(one.verbose_name)),
                    before=written(before, one, old),
                    after=written(after, one, new),
                )
            )
    return found[::-1]


def written(value: Any, one: Any, row: Any) -> Any:
    """A field's value in words; of a long structure only that there is one."""
    if value in (None, "", [], {}):
        return EMPTY
    if one.is_relation:
        return str(getattr(row, one.name))
    if isinstance(value, dict | list):
        return "…"
    if one.name.endswith("_krw"):
        return f"{value:,}"
    return display_for_field(value, one, EMPTY)

"""Loading published data again without undoing what staff corrected."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import models, transaction

from .choices import Audience
from .events import record_event
from .models import Corrected

M = TypeVar("M", bound=Corrected)
NEW, CHANGED, SAME = "new", "changed", "same"


def put(model: type[M], key: Mapping[str, Any], values: Mapping[str, Any], tally: Counter[str]) -> M:
    """The row of `model` that `key` identifies, brought up to the published `values`.

    Fields named in the row's `corrected` keep what staff wrote. Counts "new", "changed" or "same"
    in `tally`; a second load of the same data therefore counts only "same".
    """
    row = model._default_manager.filter(**key).first()
    if row is None:
        tally[NEW] += 1
        return model._default_manager.create(**key, **values)
    return bring_up(row, values, tally)


def bring_up(row: M, values: Mapping[str, Any], tally: Counter[str]) -> M:
    """Write the published `values` to `row`, except for corrected fields."""
    changed = [
        name for name, value in values.items() if name not in row.corrected and getattr(row, name) != value
    ]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    tally[CHANGED if changed else SAME] += 1
    return row


def bring_up_many(row: M, name: str, related: list[models.Model], tally: Counter[str]) -> None:
    """The same for a many-to-many field."""
    if name in row.corrected:
        return
    manager = getattr(row, name)
    if {one.pk for one in manager.all()} != {one.pk for one in related}:
        manager.set(related)
        tally[CHANGED] += 1


def correct(row: Corrected, names: Iterable[str], *, by: Any) -> None:
    """Save what staff changed in `row` and remember the fields, so that a reload leaves them alone."""
    with transaction.atomic():
        row.corrected = sorted({*row.corrected, *names})
        row.save()
        record_event(
            row,
            f"{row._meta.app_label}.correct",
            by=by,
            data={"fields": sorted(names)},
            audience=Audience.STAFF,
        )

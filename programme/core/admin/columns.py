"""Columns and read-only fields that many pages share."""

from typing import Any

from django.contrib import admin
from django.utils.translation import get_language

from ..display import deadline_text
from ..story import name_of


def person_column(field: str, label: Any) -> Any:
    """A read-only field of a page that names the person whose id stands in `field`; one query each."""

    @admin.display(description=label)
    def column(self: Any, obj: Any) -> str:
        person = getattr(obj, field)
        return name_of(person) if person else ""

    return column


def deadline_column(field: str, label: Any) -> Any:
    """A column that writes a deadline at 00:00 as 24:00 of the day before, as every page does."""

    @admin.display(description=label, ordering=field)
    def column(self: Any, obj: Any) -> str:
        instant = getattr(obj, field)
        return deadline_text(instant, get_language() or "ko") if instant else "–"

    return column

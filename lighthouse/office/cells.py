"""The columns of a list as a file holds them: words as read, numbers and moments as such."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import reduce
from html import unescape
from typing import Any

from django.contrib.admin.utils import get_fields_from_path, label_for_field, lookup_field
from django.db.models import Field, Model
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from programme.core.admin import ListPage
from programme.core.display import in_seoul

Value = str | int | float | Decimal | bool | date | None

EMPTY = {"", "-", "–", "—"}
# A shown amount ("1,200,000"): the column is then the number by which the list is ordered.
AMOUNT = re.compile(r"-?[\d,]+(\.\d+)?")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a file; `money` ones are whole won."""

    title: str
    read: Callable[[Any], Value]
    money: bool


def columns_of(office: ListPage, request: HttpRequest, *, demonstration: bool) -> list[Column]:
    """The list's columns and its further ones, each once; the demonstration's mark only where it tells."""
    names = [*office.get_list_display(request), *office.export_columns]
    skipped = {"action_checkbox"} | (set() if demonstration else {"demonstration"})
    return [_column(office, name) for name in dict.fromkeys(names) if name not in skipped]


def _column(office: ListPage, name: str) -> Column:
    if LOOKUP_SEP in name and name != "__str__":
        return _column_behind(office, name)
    label, attribute = label_for_field(name, office.model, office, return_attr=True)
    ordered_by = str(getattr(attribute, "admin_order_field", "") or "").lstrip("-")

    def read(row: Any) -> Value:
        field, shown, value = lookup_field(name, row, office)
        if field is not None:
            return _of_field(row, field, value)
        if getattr(shown, "boolean", False) and value is not None:
            return _yes_or_no(bool(value))
        behind = _follow(row, ordered_by) if ordered_by else None
        return _of_text(value, behind)

    return Column(title=capfirst(str(label)), read=read, money=(ordered_by or name).endswith("_krw"))


def _column_behind(office: ListPage, path: str) -> Column:
    """A field of another record ("version__submitted_at"), called by what it is there and of whom."""
    *before, field = get_fields_from_path(office.model, path)
    label = field.verbose_name if field.is_relation else f"{before[-1].verbose_name}: {field.verbose_name}"
    owner, _sep, _last = path.rpartition(LOOKUP_SEP)

    def read(row: Any) -> Value:
        value = _follow(row, path)
        return "" if value is None else _of_field(_follow(row, owner), field, value)

    return Column(title=capfirst(str(label)), read=read, money=path.endswith("_krw"))


def _follow(row: Any, path: str) -> Any:
    return reduce(lambda found, part: getattr(found, part, None), path.split("__"), row)


def _of_field(row: Model, field: Field, value: Any) -> Value:
    if getattr(field, "flatchoices", None):
        return str(dict(field.flatchoices).get(value, value if value is not None else ""))
    if getattr(field, "many_to_many", False):
        return ", ".join(str(one) for one in value.all())
    return plain(value)


def _of_text(value: Any, behind: Any) -> Value:
    """What a column shows, or the moment or number that it shows in words."""
    if not isinstance(value, str):
        return plain(value)
    text = unescape(strip_tags(value)).strip()
    if text in EMPTY:
        return ""
    if isinstance(behind, date) or (isinstance(behind, int | Decimal) and AMOUNT.fullmatch(text)):
        return plain(behind)
    return text


def plain(value: Any) -> Value:
    """A value as a cell holds it; instants on Seoul's clock, without a zone, as spreadsheets want them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _yes_or_no(value)
    if isinstance(value, datetime):
        return in_seoul(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, date | int | float | Decimal):
        return value
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, list | tuple):
        return ", ".join(str(plain(one)) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _yes_or_no(value: bool) -> str:
    return _("Yes") if value else _("No")

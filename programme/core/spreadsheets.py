"""Tables for people's spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse

from .display import in_seoul

# What a spreadsheet reads as the beginning of a formula; the last two are the full-width forms.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes Korean for another encoding


def harmless(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula, with an apostrophe before it; all else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def safe_cell(value: Any) -> str | int | float:
    """A cell that a spreadsheet shows and never computes: numbers stay, text loses its power."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return in_seoul(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return harmless(str(value))


def csv_response(filename: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A CSV file that Excel opens with its Korean intact; cells by `safe_cell`."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([safe_cell(heading) for heading in headings])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    response = HttpResponse(BYTE_ORDER_MARK + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response

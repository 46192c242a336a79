"""What the tests of lists share: the addresses of files, and their rows."""

import csv
import io
from typing import Any

from django.contrib import admin
from django.urls import reverse
from openpyxl import load_workbook

from programme.core.admin import ListPage

LISTS = {
    model._meta.label_lower: office
    for model, office in admin.site._registry.items()
    if isinstance(office, ListPage)
}


def export_url(label: str, query: str = "") -> str:
    return reverse("admin:office_export", args=[label]) + (f"?{query}" if query else "")


def csv_rows(answer: Any) -> list[list[str]]:
    data = b"".join(answer.streaming_content)
    assert data.startswith(b"\xef\xbb\xbf"), "Excel reads Korean only with the mark"
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet_rows(answer: Any) -> list[list[Any]]:
    """The cells of the first sheet."""
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [list(row) for row in book.worksheets[0].iter_rows()]

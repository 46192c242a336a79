"""A list's rows as a workbook or as comma-separated values."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils import translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from programme.core.spreadsheets import BYTE_ORDER_MARK, harmless

from .cells import Column, Value

WON = "#,##0"
DAY = "yyyy-mm-dd"
INSTANT = "yyyy-mm-dd hh:mm"
ROWS_AT_ONCE = 500


class Line:
    """What csv writes into: the last line written."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def csv_lines(columns: list[Column], rows: Any, language: str) -> Iterator[bytes]:
    """Lines in UTF-8, a byte order mark first, so that Excel reads Korean; rows are read bit by bit.

    They are written after the request's language has gone, so that it is said here.
    """
    line = Line()
    writer = csv.writer(line)
    writer.writerow([harmless(column.title) for column in columns])
    yield (BYTE_ORDER_MARK + line.text).encode()
    found = rows.iterator(chunk_size=ROWS_AT_ONCE)
    while some := list(islice(found, ROWS_AT_ONCE)):
        with translation.override(language):
            lines = []
            for row in some:
                writer.writerow([_csv_value(column.read(row)) for column in columns])
                lines.append(line.text)
        yield "".join(lines).encode()


def _csv_value(value: Value) -> Value:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return harmless(value)


def workbook(columns: list[Column], rows: Any, title: str, about: Iterable[tuple[str, str]]) -> IO[bytes]:
    """A workbook of the rows, and a second sheet that says what they are; a file at its start."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(12, min(40, len(column.title) * 2 + 2))
    sheet.append([_cell(sheet, column.title, bold=True) for column in columns])
    count = 1
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        sheet.append([_cell(sheet, column.read(row), money=column.money) for column in columns])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(columns)))}{count}"
    told = book.create_sheet("README")
    told.column_dimensions["A"].width, told.column_dimensions["B"].width = 24, 80
    for name, value in about:
        told.append([_cell(told, name, bold=True), _cell(told, value)])
    file = TemporaryFile()  # noqa: SIM115  the response closes it
    book.save(file)
    file.seek(0)
    return file


def _sheet_title(title: str) -> str:
    """Excel refuses some characters in a sheet's name, and more than 31."""
    return "".join(" " if sign in r"[]:*?/\'" else sign for sign in title)[:31] or "1"


def _cell(sheet: Any, value: Value, *, bold: bool = False, money: bool = False) -> WriteOnlyCell:
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, value=harmless(value))
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula, whatever it begins with
    elif isinstance(value, datetime):
        cell.number_format = INSTANT
    elif isinstance(value, date):
        cell.number_format = DAY
    elif money:
        cell.number_format = WON
    if bold:
        cell.font = Font(bold=True)
    return cell

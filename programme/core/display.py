"""Dates, times and names as people read them; times always in Seoul's.

Instants are kept in UTC; every page shows them in Asia/Seoul whatever the visitor's own zone,
because deadlines are judged there.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import get_language, ngettext, override

from .clock import SEOUL

ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip


ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
KOREAN_DAYS = "월화수목금토일"


def in_seoul(instant: datetime) -> datetime:
    """The same instant on Seoul's clock."""
    return instant.astimezone(SEOUL)


def date_text(day: date, language: str, *, year: bool = True, weekday: bool = False) -> str:
    """Write a day: "2026. 11. 22." or "22 November 2026"; without the year for the end of a period.

    With its weekday: "2026. 11. 22.(일)" or "Sunday 22 November 2026".
    """
    if language.startswith("ko"):
        written = f"{day.year}. {day.month}. {day.day}." if year else f"{day.month}. {day.day}."
        return f"{written}({KOREAN_DAYS[day.weekday()]})" if weekday else written
    month = ENGLISH_MONTHS[day.month - 1]
    written = f"{day.day} {month} {day.year}" if year else f"{day.day} {month}"
    return f"{ENGLISH_DAYS[day.weekday()]} {written}" if weekday else written


def month_text(day: date, language: str) -> str:
    """Write a day's month: "2026년 11월" or "November 2026"."""
    if language.startswith("ko"):
        return f"{day.year}년 {day.month}월"
    return f"{ENGLISH_MONTHS[day.month - 1]} {day.year}"


def datetime_text(instant: datetime, language: str, *, weekday: bool = False) -> str:
    """Write an instant: "2026. 11. 22. 14:00" or "22 November 2026, 14:00"."""
    local = in_seoul(instant)
    between = " " if language.startswith("ko") else ", "
    return f"{date_text(local.date(), language, weekday=weekday)}{between}{local:%H:%M}"


def deadline_text(instant: datetime, language: str, *, weekday: bool = False) -> str:
    """Write a deadline; one at 00:00 is said as 24:00 of the day before, which nobody mistakes."""
    local = in_seoul(instant)
    if local.time() != time(0, 0):
        return datetime_text(instant, language, weekday=weekday)
    between = " " if language.startswith("ko") else ", "
    before = local.date() - timedelta(days=1)
    return f"{date_text(before, language, weekday=weekday)}{between}24:00"


def period_texts(
    start: date | datetime, end: date | datetime, language: str, *, weekday: bool = False
) -> tuple[str, str]:
    """Write both ends of a period, leaving out of the end what the start already said.

    With weekdays where both ends are instants.
    """
    if isinstance(start, datetime) and isinstance(end, datetime):
        start_day, end_day = in_seoul(start).date(), in_seoul(end).date()
        first = datetime_text(start, language, weekday=weekday)
        if start_day == end_day:
            return first, f"{in_seoul(end):%H:%M}"
        return first, deadline_text(end, language, weekday=weekday)
    same_year_ko = start.year == end.year and language.startswith("ko")
    return date_text(start, language), date_text(end, language, year=not same_year_ko)


def period_text(start: date | datetime, end: date | datetime, language: str, *, weekday: bool = False) -> str:
    """Write a period in one text: "2026. 11. 22. 14:00 ~ 15:30" or "22 November 2026, 14:00 – 15:30"."""
    return period_dash(language).join(period_texts(start, end, language, weekday=weekday))


def period_dash(language: str) -> str:
    """What stands between the ends of a period."""
    return " ~ " if language.startswith("ko") else " – "


def people_text(people: int) -> str:
    """A number of people with its unit: "25명" or "25 people"."""
    return ngettext("%(people)s person", "%(people)s people", people) % {"people": people}


def name_in_language(record: Any, field: str = "name") -> str:
    """The record's text in the language in use: English when there is one and it was checked, else Korean."""
    korean = getattr(record, f"{field}_ko", None) or getattr(record, field, "")
    if (get_language() or "ko").startswith("ko"):
        return str(korean)
    english = getattr(record, f"{field}_en", "")
    checked = getattr(record, f"{field}_en_checked", getattr(record, "english_checked", True))
    return str(english) if english and checked else str(korean)


def in_both(name: str, record: Any, field: str = "name") -> dict[str, str]:
    """The record's text as a mail takes it: {name: in Korean, name_en: in English when checked}."""
    with override("ko"):
        korean = name_in_language(record, field)
    with override("en"):
        return {name: korean, f"{name}_en": name_in_language(record, field)}

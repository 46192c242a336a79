"""A month of sessions, in Seoul's days; weeks from Monday to Sunday."""

import re
from calendar import Calendar, monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.core.clock import day_end, day_start, seoul_day

from .models import Session

SHOWN_A_DAY = 3


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month in Seoul."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Month | None":
        """From "2027-05"; None when it is none."""
        found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text, re.ASCII)
        return cls(int(found[1]), int(found[2])) if found else None

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    def plus(self, months: int) -> "Month":
        year, month = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, month + 1)

    @property
    def words(self) -> str:
        """As people read it: "2026년 11월" or "November 2026"."""
        return _("%(name)s %(year)s") % {"name": date_format(self.first, "F"), "year": self.year}

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def starts_at(self) -> datetime:
        return day_start(self.first)

    @property
    def ends_at(self) -> datetime:
        return day_end(self.last)


@dataclass
class Day:
    """A day of the calendar: its first sessions, and how many more there are."""

    date: date
    inside: bool
    sessions: list[Session] = field(default_factory=list)

    @property
    def iso(self) -> str:
        return self.date.isoformat()

    @property
    def shown(self) -> list[Session]:
        return self.sessions[:SHOWN_A_DAY]

    @property
    def more(self) -> int:
        return max(0, len(self.sessions) - SHOWN_A_DAY)


def weeks_of(month: Month, sessions: Iterable[Session]) -> list[list[Day]]:
    """The month's weeks with their days and what takes place on them."""
    by_day: dict[date, list[Session]] = defaultdict(list)
    for session in sessions:
        by_day[seoul_day(session.starts_at)].append(session)
    return [
        [
            Day(day, day.month == month.number, by_day[day] if day.month == month.number else [])
            for day in week
        ]
        for week in Calendar().monthdatescalendar(month.year, month.number)
    ]

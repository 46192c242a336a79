"""The walk's own clock: a story of four years is written down on the days on which it happens.

The portal reads its time from the database alone (core.clock, `Now()`, `db_default=Now()`). While the clock
is set back, this connection's statements ask for that instant less an interval, and for nothing else: no
service, trigger or row knows of it, no other connection sees it, and what is only added stays only added.
Services are refused on these days what they would have been refused on them. What a trigger stamps by
itself (the histories' `pgh_created_at`) says when the row was really written.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from programme.calls.models import Call
from programme.core.clock import SEOUL, db_now, seoul_day

INSTANT = re.compile(r"\b(?:(?:clock|statement|transaction)_timestamp|now)\(\)", re.IGNORECASE)
SATURDAY = 5
DEFAULTS = ("supports_default_keyword_in_insert", "supports_default_keyword_in_bulk_insert")


@contextmanager
def set_to(instant: datetime) -> Iterator[None]:
    """Let the database's clock, as this connection reads it, go on from `instant`."""
    back = (db_now() - instant).total_seconds()

    def ask(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        earlier = INSTANT.sub(lambda found: f"({found[0]} - interval '{back:.3f} seconds')", sql)
        return execute(earlier, *arguments)

    # A column's own default would be the real instant: Django then writes the expression itself.
    before = {name: getattr(connection.features, name) for name in DEFAULTS}
    vars(connection.features).update(dict.fromkeys(DEFAULTS, False))
    try:
        with connection.execute_wrapper(ask):
            yield
    finally:
        vars(connection.features).update(before)


def workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= SATURDAY else 0)


@contextmanager
def on(call: Call, days: int, hour: int = 10) -> Iterator[None]:
    """A working day so many days after the call opened, from `hour` o'clock in Seoul."""
    assert call.opens_at is not None
    day = workday(seoul_day(call.opens_at) + timedelta(days=days))
    with set_to(datetime.combine(day, time(hour), tzinfo=SEOUL)):
        yield

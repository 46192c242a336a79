"""Time: instants in UTC, judged in Asia/Seoul, on the database's clock.

All workers share the database's clock, so that two servers never disagree about a deadline.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

SEOUL = ZoneInfo("Asia/Seoul")


def db_now() -> datetime:
    """The database's present instant (UTC, aware); it moves on inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def day_start(day: date) -> datetime:
    """The instant at which `day` begins in Seoul."""
    return datetime.combine(day, time.min, tzinfo=SEOUL)


def day_end(day: date) -> datetime:
    """The first instant that is no longer `day` in Seoul.

    A deadline "until 21 February" is stored as this instant and compared with `<`: 23:59:59 is in
    time, 00:00:00 is not.
    """
    return day_start(day + timedelta(days=1))


def seoul_day(instant: datetime) -> date:
    """The calendar day of `instant` in Seoul."""
    return instant.astimezone(SEOUL).date()

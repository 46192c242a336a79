"""Dates and times: Seoul's, in both languages."""

from datetime import UTC, date, datetime

from django.template import Context, Template
from django.utils import translation

from programme.core.clock import day_end
from programme.core.display import date_text, datetime_text, deadline_text, period_texts

MORNING = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # 14:00 in Seoul


def test_an_instant_is_shown_in_seoul() -> None:
    assert datetime_text(MORNING, "ko") == "2026. 11. 22. 14:00"
    assert datetime_text(MORNING, "en") == "22 November 2026, 14:00"


def test_an_instant_late_in_utc_is_the_next_day_in_seoul() -> None:
    assert datetime_text(datetime(2026, 11, 22, 15, 30, tzinfo=UTC), "ko") == "2026. 11. 23. 00:30"


def test_the_end_of_a_day_is_said_as_2400_of_that_day() -> None:
    until = day_end(date(2026, 12, 31))
    assert deadline_text(until, "ko") == "2026. 12. 31. 24:00"
    assert deadline_text(until, "en") == "31 December 2026, 24:00"


def test_another_deadline_is_said_as_it_is() -> None:
    assert deadline_text(MORNING, "en") == datetime_text(MORNING, "en")


def test_a_day() -> None:
    assert date_text(date(2026, 1, 3), "ko") == "2026. 1. 3."
    assert date_text(date(2026, 1, 3), "en") == "3 January 2026"


def test_a_period_says_the_same_day_or_year_once() -> None:
    later = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
    assert period_texts(MORNING, later, "ko") == ("2026. 11. 22. 14:00", "16:00")
    assert period_texts(date(2026, 1, 3), date(2026, 2, 4), "ko") == ("2026. 1. 3.", "2. 4.")
    assert period_texts(date(2026, 1, 3), date(2027, 2, 4), "ko") == ("2026. 1. 3.", "2027. 2. 4.")
    assert period_texts(date(2026, 1, 3), date(2026, 2, 4), "en") == ("3 January 2026", "4 February 2026")


def test_the_filters_write_time_elements() -> None:
    with translation.override("en"):
        text = Template("{{ at|seoul }} {{ at|seoul_date }} {{ none|seoul }}").render(
            Context({"at": MORNING, "none": None})
        )
    assert text == (
        '<time datetime="2026-11-22T14:00+09:00">22 November 2026, 14:00</time> '
        '<time datetime="2026-11-22">22 November 2026</time> '
    )

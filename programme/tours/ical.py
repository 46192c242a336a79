"""Calendar files (RFC 5545) of events with a start, an end and a state, written by the icalendar library."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vText

READ_AGAIN = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event. `uid` never changes; `sequence` grows when a calendar must take the newer version."""

    uid: str
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    sequence: int = 0
    status: str = "CONFIRMED"  # or TENTATIVE, CANCELLED


def calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """The file: one VCALENDAR that publishes the entries. Times are UTC, which needs no VTIMEZONE."""
    file = Calendar()
    file.add("prodid", "-//K-Smart Lighthouse Factory//Tours//KO")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", "PUBLISH")
    for property_name in ("name", "x-wr-calname"):  # RFC 7986's, and what came before it
        file.add(property_name, vText(name))
    file.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in entries:
        file.add_component(_event(entry))
    return file.to_ical()


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("status", entry.status)
    for name in ("summary", "location", "description", "url"):
        if text := getattr(entry, name):
            event.add(name, text)
    return event

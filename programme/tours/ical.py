"""iCalendar files (RFC 5545), as far as tours need them: events with a start, an end and a state."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

LINE_OCTETS = 75


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


def escaped(text: str) -> str:
    """TEXT (3.3.11): backslash, semicolon, comma and line breaks."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """A content line in pieces of at most 75 octets, no character cut in two (3.1)."""
    pieces, piece, octets = [], "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > LINE_OCTETS:
            pieces.append(piece)
            piece, octets = " ", 1
        piece += character
        octets += size
    return "\r\n".join([*pieces, piece]) + "\r\n"


def instant(moment: datetime) -> str:
    """DATE-TIME in UTC (3.3.5, form 2): needs no VTIMEZONE."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def calendar(name: str, entries: Iterable[Entry]) -> str:
    """The file: one VCALENDAR that publishes the entries."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//K-Smart Lighthouse Factory//Tours//KO",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for entry in entries:
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) for line in lines)


def _event(entry: Entry) -> list[str]:
    texts = {"SUMMARY": entry.summary, "LOCATION": entry.location, "DESCRIPTION": entry.description}
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{instant(entry.stamp)}",
        f"DTSTART:{instant(entry.starts_at)}",
        f"DTEND:{instant(entry.ends_at)}",
        f"SEQUENCE:{entry.sequence}",
        f"STATUS:{entry.status}",
        *(f"{name}:{escaped(text)}" for name, text in texts.items() if text),
        *([f"URL:{entry.url}"] if entry.url else []),
        "END:VEVENT",
    ]

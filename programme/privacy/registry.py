"""What each app says about the personal data it owns: how long it is kept, what an export holds,
what stands against an erasure. Apps below know nothing of those above, so each registers its own in
`AppConfig.ready` (for most: a file privacy.py of the app).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from programme.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class Retention:
    """One row of the retention table: shown on the privacy page, carried out by the nightly job.

    `destroy` removes what is over its time and says how many; None where nothing is removed by a job
    (the text of `period` then says when). `as_owner` marks what only the database owner may delete.
    """

    kind: str
    what: Any
    why: Any
    period: Any
    law: Any = ""
    destroy: Callable[[], int] | None = None
    as_owner: bool = False


_retentions: dict[str, Retention] = {}
_sections: dict[str, Callable[[User], Any]] = {}
_obstacles: list[Callable[[User], Any]] = []
_erasers: list[Callable[[User], None]] = []


def keep(*rows: Retention) -> None:
    """Add rows to the retention table."""
    _retentions.update((row.kind, row) for row in rows)


def retentions() -> list[Retention]:
    return list(_retentions.values())


def export_section(name: str, read: Callable[[User], Any]) -> None:
    """Add a section to a person's export: `read(user)` returns what JSON can hold."""
    _sections[name] = read


def export_sections() -> dict[str, Callable[[User], Any]]:
    return dict(_sections)


def against_erasure(reason: Callable[[User], Any]) -> None:
    """`reason(user)` returns a sentence why this person cannot be erased now, or nothing."""
    _obstacles.append(reason)


def obstacles(user: User) -> list[str]:
    """Every sentence that stands against erasing `user` now."""
    return [str(reason) for reason in (ask(user) for ask in _obstacles) if reason]


def on_erasure(erase: Callable[[User], None]) -> None:
    """`erase(user)` removes what an app holds about the person, inside the erasure's transaction."""
    _erasers.append(erase)


def erase_everywhere(user: User) -> None:
    for erase in _erasers:
        erase(user)

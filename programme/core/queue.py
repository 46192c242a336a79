"""One line of a person's work queue; each app's `queries.waiting_for(user)` returns them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class WaitingItem:
    """Something that waits for a person: what, where to do it, since when, until when (UTC)."""

    stage: Any
    title: Any
    url: str
    since: datetime | None = None
    due: datetime | None = None

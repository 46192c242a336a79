"""Deferring a job by its name, in the same transaction as the change that asks for it."""

from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app


def defer(name: str, *, at: datetime | None = None, **arguments: Any) -> None:
    """Insert the job `name` ("<app>.<verb>") with JSON-able arguments; `at` delays it (UTC).

    Naming the job keeps a service from importing tasks, which import services. A test checks that
    every name resolves.
    """
    app.configure_task(name, schedule_at=at).defer(**arguments)

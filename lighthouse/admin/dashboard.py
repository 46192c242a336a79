"""The back office's first page."""

from typing import Any

from django.http import HttpRequest

from programme.core.clock import db_now
from programme.core.queue import WaitingItem


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The back office's first page: what waits for this person at each stage, and for how long."""
    from programme.portal.queries import work_queue  # the admin site is set up before the apps' models

    by_stage: dict[str, list[WaitingItem]] = {}
    for item in work_queue(request.user):  # type: ignore[arg-type]
        by_stage.setdefault(str(item.stage), []).append(item)
    context |= {"queue": by_stage, "now": db_now()}
    return context

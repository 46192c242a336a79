"""The back office's first page: the work queue of the person who is signed in."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from programme.core.clock import db_now
from programme.core.office_lists import list_address, office_of


@dataclass(frozen=True)
class ListLink:
    """A kind of work, how much of it waits, and the list that holds just this."""

    name: str
    count: int
    url: str


def work_queue(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What waits for this person: counted by stage and urgency, each count with its list."""
    from programme.portal import queries, worklist  # the site is set up before the apps' models

    work = worklist.Worklist(
        queries.work_queue(request.user),  # type: ignore[arg-type]
        now=db_now(),
        params=request.GET,
    )
    lists = {
        one.stage: [link for kind in one.kinds if (link := list_link(request, kind, work.without_demo))]
        for one in work.by_stage
    }
    context |= {"work": work, "stages": [(one, lists[one.stage]) for one in work.by_stage]}
    return context


def list_link(request: HttpRequest, kind: Any, without_demo: bool = False) -> ListLink | None:
    """The link to a kind of work's list; None for who may not open it.

    Where no filter says just this work, or the filter cannot leave out the demonstration, the items
    are named by id: the list then holds what waits now, and not what comes later.
    """
    filters = dict(kind.listed.filters)
    if filters and without_demo and office_of(kind.listed.model).demo_path:
        filters["demo"] = "0"
    elif not filters or without_demo:
        filters = {"id__in": ",".join(str(item.pk) for item in kind.items)}
    address = list_address(request, kind.listed.model, filters)
    return ListLink(kind.listed.name, len(kind.items), address) if address else None

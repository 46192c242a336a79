"""The back office's first page: the work queue of the person who is signed in."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from programme.core.clock import db_now


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
    office = office_of(kind.listed.model)
    if office is None or not office.has_view_permission(request):
        return None
    filters = dict(kind.listed.filters)
    if filters and without_demo and office.demo_path:
        filters["demo"] = "0"
    elif not filters or without_demo:
        filters = {"id__in": ",".join(str(item.pk) for item in kind.items)}
    address = reverse(f"admin:{office.opts.app_label}_{office.opts.model_name}_changelist")
    return ListLink(kind.listed.name, len(kind.items), f"{address}?{urlencode(filters)}")


def office_of(label: str) -> Any:
    """The back-office page of a model by its label ("applications.application")."""
    registered = {model._meta.label_lower: office for model, office in admin.site._registry.items()}
    return registered.get(label)

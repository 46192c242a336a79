"""What stands above a list: its views, the conditions in force, saving and exporting."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.accounts.models import SavedView
from programme.accounts.saved_views import tidy, views_of
from programme.core.admin import ListPage

from .listing import conditions_of, may_export, reader


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A view above the list; `own` is the person's, empty for those that come with the list."""

    name: str
    url: str
    chosen: bool
    own: SavedView | None = None


def tools_of(request: HttpRequest, cl: Any) -> dict[str, Any]:
    """What the template of the tools needs; nothing for a list in a pop-up."""
    office = cl.model_admin
    if cl.is_popup or not isinstance(office, ListPage):
        return {}
    label, here = office.opts.label_lower, tidy(request.GET.urlencode())
    own = views_of(reader(request), label)
    tabs = [Tab(name=_("All"), url="?q=", chosen=not here)]
    tabs += [
        Tab(name=str(view.name), url=f"?{view.query}", chosen=tidy(view.query) == here)
        for view in office.standard_views
    ]
    tabs += [Tab(name=view.name, url=f"?{view.query}", chosen=view.query == here, own=view) for view in own]
    return {
        "cl": cl,
        "tabs": tabs,
        "mine": next((tab.own for tab in tabs if tab.own and tab.chosen), None),
        "can_save": bool(here) and not any(tab.chosen for tab in tabs),
        "query": here,
        "save_url": reverse("admin:office_save_view", args=[label]),
        "conditions": conditions_of(cl),
        "export_url": reverse("admin:office_export", args=[label]) + (f"?{here}" if here else "")
        if may_export(reader(request), office)
        else "",
    }


def opening_query(user: Any, office: ListPage) -> str:
    """The query of the view with which this person's list opens; "" without one."""
    found = SavedView.objects.filter(owner=user, list=office.opts.label_lower, is_default=True).first()
    return found.query if found else ""

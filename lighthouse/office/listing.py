"""A list as its address says: which rows, under which conditions, and what of it may leave as a file."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.accounts.saved_views import tidy
from programme.core.admin import ListPage

# How many rows a file takes: a workbook is made as a whole before it is sent, a csv row by row.
LIMITS = {"xlsx": 20_000, "csv": 100_000}
PERSONAL = "privacy.export_personal"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition in force, in words, and the list's query without it."""

    title: str
    value: str
    without: str


def reader(request: HttpRequest) -> User:
    """Who asks: the site lets in nobody who is not signed in."""
    return cast(User, request.user)


def office_of(label: str) -> ListPage:
    """The list of a model ("applications.application"); Http404 when the back office has none."""
    for model, office in admin.site._registry.items():
        if model._meta.label_lower == label and isinstance(office, ListPage):
            return office
    raise Http404


def open_list(request: HttpRequest, office: ListPage) -> Any:
    """The list as the request's query says, all its pages (a ChangeList).

    Raises PermissionDenied, and Http404 for a query that the list refuses.
    """
    if not office.has_view_or_change_permission(request):
        raise PermissionDenied
    request.GET = QueryDict(tidy(request.GET.urlencode()))
    try:
        return office.get_changelist_instance(request)
    except IncorrectLookupParameters as error:
        raise Http404 from error


def conditions_of(changes: Any) -> list[Condition]:
    """What a list is narrowed by: the search, each filter, the part of the calendar."""
    found = []
    if changes.query:
        without = changes.get_query_string(remove=[SEARCH_VAR])
        found.append(Condition(title=_("Search"), value=changes.query, without=without))
    for spec in changes.filter_specs:
        used = getattr(spec, "used_parameters", {})
        if not any(value not in (None, "", []) for value in used.values()):
            continue
        chosen = [str(choice["display"]) for choice in spec.choices(changes) if choice["selected"]]
        if chosen:
            without = changes.get_query_string(remove=spec.expected_parameters())
            found.append(Condition(title=str(spec.title), value=", ".join(chosen), without=without))
    if changes.date_hierarchy:
        parts = [f"{changes.date_hierarchy}__{part}" for part in ("year", "month", "day")]
        day = "-".join(changes.params[part].zfill(2) for part in parts if part in changes.params)
        if day:
            title = str(label_for_field(changes.date_hierarchy, changes.model, changes.model_admin))
            found.append(Condition(title=title, value=day, without=changes.get_query_string(remove=parts)))
    return found


def in_words(conditions: list[Condition]) -> str:
    """The conditions as one line; "" without any."""
    return "; ".join(f"{one.title}: {one.value}" for one in conditions)


def may_export(user: User, office: ListPage) -> bool:
    """Whoever sees a list takes it along; one with personal data only with a permission of its own."""
    return not office.personal or user.has_perm(PERSONAL)


def rows_to_export(changes: Any) -> tuple[Any, int]:
    """The rows of the list in its order, and how many of the demonstration are left out.

    Demonstration rows are in a file only when the list shows nothing else: never beside real ones.
    """
    rows = changes.queryset
    if not changes.model_admin.demo_path or changes.params.get("demo") in ("0", "1"):
        return rows, 0
    return rows.filter(in_demonstration=False), rows.filter(in_demonstration=True).count()

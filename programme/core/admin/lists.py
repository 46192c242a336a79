"""What every list of the back office has: its filters, its order, its views, what may leave it as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import BooleanField, Case, DateTimeField, F, Q, Value, When
from django.db.models.functions import Coalesce, Now
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin
from unfold.views import ChangeList

from ..clock import seoul_day
from ..display import deadline_text
from .filters import SOON, DeadlineFilter, DemonstrationFilter

EVERYTHING = "?q="  # the whole list: a bare address opens a person's default view instead


@dataclass(frozen=True, kw_only=True)
class StandardView:
    """A view that every reader of a list finds above it: its name, and the list's query ("due=overdue")."""

    name: Any
    query: str


class OfficeChangeList(ChangeList):
    """A list named after what it lists; its links to "everything" say so, as its bare address may open
    a person's own view."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = capfirst(self.opts.verbose_name_plural)

    def get_query_string(self, new_params: Any = None, remove: Any = None) -> str:
        query: str = super().get_query_string(new_params, remove)
        return EVERYTHING if query == "?" else query


class ListPage(ModelAdmin):
    """The list of a model's records."""

    list_fullwidth = True
    empty_value_display = "–"
    list_per_page = 50
    # Where a record's demonstration mark stands, when it has one: a column and a filter are made of it.
    demo_path: str = ""
    # Which records wait for somebody (`waits`), until when (`due`, an instant) and since when (`since`, a
    # field): a column, a filter and the order of the list are made of them, the most urgent first.
    waits: ClassVar[Q | None] = None
    due: ClassVar[Any] = None
    since: str = ""
    standard_views: ClassVar[tuple[StandardView, ...]] = ()
    # What the file of the list holds beside its columns.
    export_columns: ClassVar[Sequence[str]] = ()
    # Whether its columns hold personal data of others: the file then asks for a reason and is logged.
    # A list of a model with names, addresses or telephones says yes or no (tests/core/test_lists.py).
    personal: bool | None = None

    def get_queryset(self, request: HttpRequest) -> Any:
        found = super().get_queryset(request)
        if self.demo_path:
            found = found.annotate(in_demonstration=Coalesce(F(self.demo_path), Value(False)))
        if self.waits is not None:
            waiting = Case(
                When(self.waits, then=Value(True)), default=Value(False), output_field=BooleanField()
            )
            due = Value(None) if self.due is None else self.due
            until = Case(When(self.waits, then=due), default=None, output_field=DateTimeField())
            found = found.annotate(is_waiting=waiting, due_at=until, asked_at=Now())
            if self.since:
                found = found.annotate(waiting_since=Case(When(self.waits, then=F(self.since)), default=None))
        return found

    def get_ordering(self, request: HttpRequest) -> Any:
        if self.waits is None or self.ordering:
            return super().get_ordering(request)
        # What waits first: the nearest deadline, then the longest wait; after it the newest.
        first = [F("is_waiting").desc(), F("due_at").asc(nulls_last=True)]
        then = [F("waiting_since").asc(nulls_last=True), F(self.since).desc(nulls_last=True)]
        return [*first, *then] if self.since else first

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = list(super().get_list_display(request))
        if self.waits is not None and self.due is not None:
            columns.append("due_column")
        return [*columns, "demonstration"] if self.demo_path else columns

    def get_list_filter(self, request: HttpRequest) -> Any:
        filters = list(super().get_list_filter(request))
        if self.waits is not None:
            filters.insert(0, DeadlineFilter)
        return [*filters, DemonstrationFilter] if self.demo_path else filters

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return OfficeChangeList

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The bare address opens the person's default view, when there is one."""
        if request.method == "GET" and not request.META.get("QUERY_STRING"):
            query = self.admin_site.opening_query(request, self)
            if query:
                return redirect(f"{request.path}?{query}")
        return super().changelist_view(request, extra_context)

    @admin.display(description=gettext_lazy("demonstration"))
    def demonstration(self, obj: Any) -> str:
        label = _("demonstration")
        return format_html('<span class="office-demo">{}</span>', label) if obj.in_demonstration else ""

    @admin.display(description=gettext_lazy("due"), ordering="due_at")
    def due_column(self, obj: Any) -> str:
        """The deadline, and in words when it is near or over."""
        if obj.due_at is None:
            return "–"
        text = deadline_text(obj.due_at, get_language() or "ko")
        left = obj.due_at - obj.asked_at
        if left <= timedelta(0):
            return format_html('{} <span class="office-late">{}</span>', text, _("overdue"))
        if left <= SOON:
            days = (seoul_day(obj.due_at - timedelta(seconds=1)) - seoul_day(obj.asked_at)).days
            words = ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
            return format_html('{} <span class="list-soon">{}</span>', text, words if days else _("today"))
        return text

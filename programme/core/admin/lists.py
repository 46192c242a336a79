"""What every list of the back office has: its filters, its pages, the mark of the demonstration."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin


class DemonstrationFilter(admin.SimpleListFilter):
    """Only what is real, or only the demonstration's."""

    title = gettext_lazy("demonstration")
    parameter_name = "demo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("0", _("Only real records")), ("1", _("Only the demonstration"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("0", "1"):
            return queryset
        return queryset.filter(in_demonstration=self.value() == "1")


class ListPage(ModelAdmin):
    """The list of a model's records."""

    list_filter_submit = True
    list_fullwidth = True
    list_per_page = 50
    # Where a record's demonstration mark stands, when it has one: a column and a filter are made of it.
    demo_path: str = ""

    def get_queryset(self, request: HttpRequest) -> Any:
        found = super().get_queryset(request)
        return found.annotate(in_demonstration=F(self.demo_path)) if self.demo_path else found

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = list(super().get_list_display(request))
        return [*columns, "demonstration"] if self.demo_path else columns

    def get_list_filter(self, request: HttpRequest) -> Any:
        filters = list(super().get_list_filter(request))
        return [*filters, DemonstrationFilter] if self.demo_path else filters

    @admin.display(description=gettext_lazy("demonstration"))
    def demonstration(self, obj: Any) -> str:
        label = _("demonstration")
        return format_html('<span class="office-demo">{}</span>', label) if obj.in_demonstration else ""

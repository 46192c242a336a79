"""Filters of the back office's lists that many of them share."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SOON = timedelta(days=7)


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


class DeadlineFilter(admin.SimpleListFilter):
    """What still waits, by its deadline; for a list with `waits` (ListPage)."""

    title = gettext_lazy("deadline")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        if model_admin.due is None:
            return [("waiting", _("All that wait"))]
        return [
            ("overdue", _("Overdue")),
            ("soon", _("Due within 7 days")),
            ("later", _("Due later")),
            ("none", _("Waiting, without a date")),
            ("waiting", _("All that wait")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        waiting = queryset.filter(is_waiting=True)
        match self.value():
            case "overdue":
                return waiting.filter(due_at__lte=Now())
            case "soon":
                return waiting.filter(due_at__gt=Now(), due_at__lte=Now() + SOON)
            case "later":
                return waiting.filter(due_at__gt=Now() + SOON)
            case "none":
                return waiting.filter(due_at=None)
            case "waiting":
                return waiting
        return queryset

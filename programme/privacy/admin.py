"""The log of accesses, and the people's pages that write it."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.apps import apps
from django.contrib import admin
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.accounts.admin import UserAdmin
from programme.accounts.models import User
from programme.core.admin import ReadOnlyAdmin, StandardView

from .models import AccessLog
from .services import log_access


class LoggedAccessMixin:
    """Note who opened a list of people or one of them; `person_of(obj)` says whose page it is."""

    def person_of(self, obj: Any) -> User | None:
        return obj if isinstance(obj, User) else None

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        shown = getattr(response, "context_data", None) or {}
        if "cl" in shown:
            people = len(shown["cl"].result_list)
            self._log(request, people=people)
        return response

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().change_view(request, object_id, *args, **kwargs)
        obj = self.get_object(request, object_id)
        person = self.person_of(obj) if obj is not None else None
        if person is not None:
            self._log(request, whose=person.pk)
        return response

    def _log(self, request: HttpRequest, **details: Any) -> None:
        log_access(
            by=request.user,
            what=f"admin.{self.opts.label_lower}",
            place=get_adapter().get_client_ip(request),
            **details,
        )


admin.site.unregister(User)


@admin.register(User)
class LoggedUserAdmin(LoggedAccessMixin, UserAdmin):
    """People, each look noted."""


def what_text(what: str) -> str:
    """What was looked at, in words: "admin.<model>" in the back office, "export.<model>" as a file."""
    kind, _dot, label = what.partition(".")
    names = {"admin": _("Back office: %(what)s"), "export": _("File: %(what)s")}
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return what
    return names[kind] % {"what": model._meta.verbose_name_plural} if kind in names else what


class WhatFilter(admin.SimpleListFilter):
    """Accesses by what was looked at."""

    title = gettext_lazy("what")
    parameter_name = "what"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        kinds = AccessLog.objects.order_by("what").values_list("what", flat=True).distinct()
        return [(what, what_text(what)) for what in kinds]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AccessLog]) -> QuerySet[AccessLog]:
        return queryset.filter(what=self.value()) if self.value() else queryset


def named(field: str) -> Any:
    """The name, or the address, of the person whose id stands in `field`."""
    people = User.objects.filter(pk=OuterRef(field), erased_at=None)
    return Subquery(
        people.values(shown=Coalesce(NullIf("name", Value("")), "email", output_field=CharField()))[:1]
    )


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin):
    """For the monthly check that the rules ask for."""

    personal = True
    list_display = ["at", "person", "looked_at", "looked_at_person", "people", "why", "conditions", "place"]
    list_filter = [WhatFilter, ("why", admin.EmptyFieldListFilter)]
    search_fields = ["by_name", "whose_name", "why", "conditions", "=by", "=whose"]
    date_hierarchy = "at"
    standard_views = (StandardView(name=gettext_lazy("Files taken out"), query="why__isempty=0"),)
    fields = ["at", "person", "looked_at", "looked_at_person", "people", "why", "conditions", "place"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessLog]:
        return super().get_queryset(request).annotate(by_name=named("by"), whose_name=named("whose"))

    @admin.display(description=gettext_lazy("who"), ordering="by_name")
    def person(self, access: Any) -> str:
        return access.by_name or _("A person whose record was erased")

    @admin.display(description=gettext_lazy("what"), ordering="what")
    def looked_at(self, access: AccessLog) -> str:
        return what_text(access.what)

    @admin.display(description=gettext_lazy("whose"), ordering="whose_name")
    def looked_at_person(self, access: Any) -> str:
        if access.whose is None:
            return "–"
        return access.whose_name or _("A person whose record was erased")

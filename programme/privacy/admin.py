"""The log of accesses, and the people's pages that write it."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from programme.accounts.admin import UserAdmin
from programme.accounts.models import User
from programme.core.admin import ReadOnlyAdmin

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


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin):
    """For the monthly check that the rules ask for."""

    list_display = ["at", "by", "what", "whose", "people", "why", "place"]
    list_filter = ["what"]
    search_fields = ["=by", "=whose"]
    date_hierarchy = "at"
    fields = ["at", "by", "what", "whose", "people", "why", "place"]

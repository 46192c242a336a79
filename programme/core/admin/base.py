"""The back office's base: one skin, the steps as buttons, the narrative under each object."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from ..errors import ServiceError
from ..views import add_refusal
from .bulk import BulkPages
from .lists import ListPage
from .objects import ObjectPage
from .skin import sent, skin
from .steps import StepPages


class BaseAdmin(BulkPages, ObjectPage, StepPages, ListPage):
    """An admin page whose status moves only through registered moves.

    Nothing is deleted here: what is no longer wanted is withdrawn, ended or revoked by its service.
    """

    compressed_fields = True
    warn_unsaved_form = True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = list(super().get_readonly_fields(request, obj))
        names = {field.name for field in self.model._meta.fields}
        # Only read-only fields that the page would show; a status is never typed.
        return [*fields, *({"status"} & names - set(fields))]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def service_form_view(
        self, request: HttpRequest, form_class: type[Form], service: Callable[[dict[str, Any]], Model]
    ) -> HttpResponse:
        """Add an object through a service: the same form and rules as the public page."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = skin(form_class(*sent(request)))
        status = 200
        if request.method == "POST":
            if form.is_valid():
                try:
                    obj = service(form.cleaned_data)
                except ServiceError as error:
                    add_refusal(form, error)
                else:
                    messages.success(request, _("Saved: %(what)s.") % {"what": obj})
                    return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", obj.pk)
            status = 422
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "back": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            "title": _("Add %(what)s") % {"what": self.opts.verbose_name},
        }
        return TemplateResponse(request, "core/admin/service_form.html", context, status=status)


class ReadOnlyAdmin(BaseAdmin):
    """For what services write and staff only read."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

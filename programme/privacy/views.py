"""What is kept about people, and what they may do about it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from programme.core.views import ServiceFormView

from . import registry, services


class PolicyView(TemplateView):
    """What is kept, why, how long and by which rule: the table that the nightly job carries out."""

    template_name = "privacy/policy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=registry.retentions(), **kwargs)


class ExportView(LoginRequiredMixin, View):
    """A person's own data as a JSON file."""

    def get(self, request: HttpRequest) -> HttpResponse:
        data = services.export_person(user=request.user)
        response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
        response["Content-Disposition"] = 'attachment; filename="my-data.json"'
        response["Cache-Control"] = "no-store"
        return response


class EraseView(LoginRequiredMixin, ServiceFormView):
    """Erase one's own account: what goes, what stays, what stands against it."""

    template_name = "privacy/erase.html"
    form_class = forms.Form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(obstacles=registry.obstacles(self.request.user), **kwargs)

    def perform(self, form: forms.Form) -> HttpResponse:
        services.erase_person(user=self.request.user, by=self.request.user)
        logout(self.request)
        messages.success(self.request, _("Your account is erased."))
        return redirect("portal:home")

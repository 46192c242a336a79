"""Saving, changing and deleting one's own views of a list."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from programme.accounts import saved_views
from programme.accounts.models import SavedView
from programme.core.admin import ListPage
from programme.core.errors import ServiceError

from .forms import ViewForm
from .listing import office_of, reader

UNNAMED = gettext_lazy("Give the view a name of at most 60 characters.")


def address_of(office: ListPage, query: str = "") -> str:
    """The list with a query; the whole list says "q=", since its bare address may open a view."""
    base = reverse(f"admin:{office.opts.app_label}_{office.opts.model_name}_changelist")
    return f"{base}?{query or 'q='}"


@require_POST
def save_view(request: HttpRequest, label: str) -> HttpResponse:
    """Keep the list as it stands under a name."""
    office = office_of(label)
    if not office.has_view_or_change_permission(request):
        raise Http404
    query = request.POST.get("query", "")
    form = ViewForm(request.POST)
    if not form.is_valid():
        return refused(request, UNNAMED, address_of(office, query))
    try:
        view = saved_views.save_view(by=reader(request), label=label, query=query, **form.cleaned_data)
    except ServiceError as error:
        return refused(request, str(error.message), address_of(office, query))
    messages.success(request, _("View saved: %(name)s.") % {"name": view.name})
    return redirect(address_of(office, view.query))


@require_POST
def change_view(request: HttpRequest, public_id: str) -> HttpResponse:
    """Rename a view of one's own, or delete it (button "delete")."""
    view = SavedView.objects.filter(owner=reader(request), public_id=public_id).first()
    if view is None:
        raise Http404
    office = office_of(view.list)
    if "delete" in request.POST:
        saved_views.delete_view(by=reader(request), public_id=public_id)
        messages.success(request, _("View deleted: %(name)s.") % {"name": view.name})
        return redirect(address_of(office, view.query))
    form = ViewForm(request.POST)
    if not form.is_valid():
        return refused(request, UNNAMED, address_of(office, view.query))
    try:
        saved_views.change_view(by=reader(request), public_id=public_id, **form.cleaned_data)
    except ServiceError as error:
        return refused(request, str(error.message), address_of(office, view.query))
    messages.success(request, _("View changed: %(name)s.") % {"name": form.cleaned_data["name"]})
    return redirect(address_of(office, view.query))


def refused(request: HttpRequest, text: Any, back: str) -> HttpResponse:
    messages.error(request, text)
    return redirect(back)

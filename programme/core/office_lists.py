"""The address of a back-office list that shows just what a number counts."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse


def office_of(label: str) -> Any:
    """The back-office page of a model by its label ("applications.application")."""
    registered = {model._meta.label_lower: office for model, office in admin.site._registry.items()}
    return registered[label]


def list_address(request: HttpRequest, label: str, filters: Mapping[str, str]) -> str:
    """The list of a model narrowed by `filters`; "" for who may not open it."""
    office = office_of(label)
    if not office.has_view_permission(request):
        return ""
    address = reverse(f"admin:{office.opts.app_label}_{office.opts.model_name}_changelist")
    return f"{address}?{urlencode(filters)}"

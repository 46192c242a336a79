"""Applications in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from programme.core.admin import BaseAdmin, ReadOnlyAdmin, TabularInline

from .forms import PaperForm
from .models import Application, PartnerPart, SubmittedVersion
from .services import start_application


class VersionInline(TabularInline):
    model = SubmittedVersion
    fields = readonly_fields = ["receipt_number", "number", "submitted_at", "sha256"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PartnerInline(TabularInline):
    model = PartnerPart
    fields = readonly_fields = ["organisation", "part", "share_krw", "confirmed_at"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Staff read applications and take the steps; what is written in one belongs to the company."""

    demo_path = "call__programme__is_demo"
    list_display = ["company", "call", "status", "technopark", "size", "receipt_number", "status_since"]
    list_filter = ["status", "call", "technopark", "size", "entered_by_staff"]
    list_select_related = ["company", "call", "technopark", "version"]
    search_fields = ["company__name_ko", "company__business_number", "public_id", "versions__receipt_number"]
    fields = [
        "company",
        "call",
        "status",
        "status_since",
        "version",
        "technopark",
        "site",
        "size",
        "main_product",
        "total_krw",
        "requested_krw",
        "contact",
        "entered_by_staff",
    ]
    inlines = [VersionInline, PartnerInline]

    @admin.display(description=_("receipt number"))
    def receipt_number(self, application: Application) -> str:
        return application.version.receipt_number if application.version else "—"

    def portal_page(self, obj: Application) -> str:
        """Where it is read, and where staff fill in what came by paper."""
        return obj.get_absolute_url()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return BaseAdmin.has_add_permission(self, request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """An application that came by paper; staff then fill it in on the company's own pages."""
        return self.service_form_view(
            request,
            PaperForm,
            lambda data: start_application(by=request.user, on_behalf=True, **data),
        )

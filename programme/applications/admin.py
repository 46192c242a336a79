"""Applications in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.core.admin import BaseAdmin, ReadOnlyAdmin, ReadOnlyInline, Tab, make_tab

from .choices import ApplicationStatus as S
from .forms import PaperForm
from .models import Application, PartnerPart
from .queries import due_at
from .services import start_application


class PartnerInline(ReadOnlyInline):
    model = PartnerPart
    fields = readonly_fields = ["organisation", "part", "share_krw", "confirmed_at"]


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Staff read applications and take the steps; what is written in one belongs to the company."""

    demo_path = "call__programme__is_demo"
    case_link = "case"
    shown_on = {"companies.company": "company", "calls.call": "call"}
    shown_fields = ("receipt_number", "company", "call", "status", "technopark", "status_since")
    way = (
        S.DRAFT,
        S.SUBMITTED,
        S.RECOMMENDED,
        S.SCREENED_IN,
        S.DIAGNOSED,
        S.DESIGNED,
        S.EVALUATED,
        S.SELECTED,
    )
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
    inlines = [PartnerInline]

    @admin.display(description=_("receipt number"))
    def receipt_number(self, application: Application) -> str:
        return application.version.receipt_number if application.version else "—"

    def heading(self, obj: Application) -> str:
        return str(obj.company)

    def number_of(self, obj: Application) -> str:
        return self.receipt_number(obj) if obj.version else ""

    def deadline_of(self, obj: Application) -> Any:
        return due_at(obj)

    def own_tabs(self, request: HttpRequest, obj: Application) -> list[Tab]:
        """The live version as it was submitted, with the earlier ones."""
        if obj.version is None:
            return []
        context = {"original": obj, "version": obj.version, "versions": obj.versions.order_by("-number")}
        return [
            make_tab(
                "submitted", gettext("Submitted version"), "applications/admin/version.html", context, request
            )
        ]

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

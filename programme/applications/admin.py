"""Applications in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.core.admin import BaseAdmin, ReadOnlyAdmin, ReadOnlyInline, StandardView, Tab, make_tab

from .choices import ApplicationStatus as S
from .forms import PaperForm
from .models import Application, PartnerPart
from .queries import due_at, due_expression, waits_for_a_step
from .services import start_application


class PartnerInline(ReadOnlyInline):
    model = PartnerPart
    fields = readonly_fields = ["organisation", "part", "share_krw", "confirmed_at"]


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Staff read applications and take the steps; what is written in one belongs to the company."""

    demo_path = "call__programme__is_demo"
    case_link = "case"
    case_place = 1
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
    waits = waits_for_a_step()
    due = due_expression()
    since = "status_since"
    personal = False  # the contact is not among the columns
    list_display = ["company", "receipt_number", "call", "status", "technopark", "status_since"]
    list_filter = [
        "status",
        ("call", admin.RelatedOnlyFieldListFilter),
        ("technopark", admin.RelatedOnlyFieldListFilter),
        ("site__region", admin.RelatedOnlyFieldListFilter),
        "size",
        "entered_by_staff",
    ]
    export_columns = [
        "size",
        "main_product",
        "total_krw",
        "requested_krw",
        "site__region",
        "version__submitted_at",
    ]
    standard_views = (
        StandardView(name=_("Waiting for a recommendation"), query="status__exact=submitted"),
        StandardView(name=_("Waiting for screening"), query="status__exact=recommended"),
        StandardView(name=_("Screening overdue"), query="due=overdue&status__exact=recommended"),
        StandardView(name=_("Everything overdue"), query="due=overdue"),
        StandardView(
            name=_("On paper, not submitted"), query="entered_by_staff__exact=1&status__exact=draft"
        ),
    )
    list_select_related = ["company", "call", "technopark", "version", "site__region"]
    search_fields = [
        "company__name_ko",
        "company__name_en",
        "company__business_number",
        "public_id",
        "versions__receipt_number",
    ]
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

    @admin.display(description=_("receipt number"), ordering="version__receipt_number")
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

"""Money in the back office: read here, moved by the steps above each object."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from programme.calls.choices import Stage
from programme.calls.queries import stage_end
from programme.core.admin import BaseAdmin, ReadOnlyAdmin, ReadOnlyInline, StandardView, person_column
from programme.core.templatetags.office import plain_number

from .choices import UNSIGNED, InstalmentStatus
from .choices import AgreementStatus as A
from .choices import InstalmentStatus as I
from .forms import AppropriationForm
from .models import (
    Agreement,
    Appropriation,
    Indicator,
    Instalment,
    LedgerEntry,
    Measurement,
    Milestone,
    YearCheck,
    YearPlan,
)
from .services import set_appropriation


def won(amount: int) -> str:
    return f"{amount:,}"


def won_column(field: str, label: Any) -> Any:
    """A column or read-only field that shows an amount with its thousands apart."""

    @admin.display(description=label, ordering=field if field.endswith("_krw") else None)
    def column(self: Any, row: Any) -> str:
        return won(getattr(row, field))

    return column


class TabInline(ReadOnlyInline):
    tab = True


class YearInline(TabInline):
    amount = won_column("amount_krw", _("amount (won)"))
    requested = won_column("requested_krw", _("requested (won)"))
    committed = won_column("committed_krw", _("committed (won)"))
    paid = won_column("paid_krw", _("paid (won)"))
    model = YearPlan
    fields = ["year_number", "fiscal_year", "amount", "requested", "committed", "paid"]
    readonly_fields = fields
    show_change_link = True


class IndicatorInline(TabInline):
    model = Indicator
    fields = ["category", "name", "unit", "direction", "baseline", "target"]


class MilestoneInline(TabInline):
    model = Milestone
    fields = ["year_number", "title", "due_on", "done_at"]
    readonly_fields = ["done_at"]


class InstalmentInline(TabInline):
    amount = won_column("amount_krw", _("amount (won)"))
    model = Instalment
    fields = ["number", "amount", "status", "requested_at", "approved_at", "paid_at"]
    readonly_fields = ["amount", "requested_at", "approved_at", "paid_at"]
    show_change_link = True


class CheckInline(TabInline):
    model = YearCheck
    fields = ["outcome", "note", "at"]
    readonly_fields = fields


class LedgerInline(TabInline):
    amount = won_column("amount_krw", _("amount (won)"))
    model = LedgerEntry
    fields = ["at", "kind", "amount", "instalment"]
    readonly_fields = fields


class MeasurementInline(TabInline):
    model = Measurement
    fields = ["measured_on", "value", "at"]
    readonly_fields = fields


@admin.register(Appropriation)
class AppropriationAdmin(ReadOnlyAdmin):
    shown_on = {"calls.call": "call"}
    amount = won_column("amount_krw", _("appropriation (won)"))
    committed = won_column("committed_krw", _("committed (won)"))
    paid = won_column("paid_krw", _("paid (won)"))
    left = won_column("left_krw", _("left to commit (won)"))
    demo_path = "call__programme__is_demo"
    list_display = ["call", "fiscal_year", "amount", "committed", "paid", "left"]
    list_filter = [("call", admin.RelatedOnlyFieldListFilter), "fiscal_year"]
    search_fields = ["call__title_ko", "call__title_en"]
    ordering = ["-fiscal_year", "-id"]
    list_select_related = ["call"]
    fields = readonly_fields = ["call", "fiscal_year", "amount", "committed", "paid", "left"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return BaseAdmin.has_add_permission(self, request)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return self.service_form_view(
            request,
            AppropriationForm,
            lambda data: set_appropriation(by=request.user, **data),
        )


@admin.register(Agreement)
class AgreementAdmin(ReadOnlyAdmin):
    """Drafted from the selected factory's own page; carried on by its steps."""

    case_link = "case"
    case_place = 8
    shown_on = {
        "applications.application": "case",
        "factories.lighthousefactory": "factory",
        "companies.company": "factory__company",
    }
    way = (A.DRAFT, A.OFFERED, A.COMPANY_SIGNED, A.SIGNED)
    total = won_column("total_krw", _("total (won)"))
    committed = won_column("committed_krw", _("committed (won)"))
    paid = won_column("paid_krw", _("paid (won)"))
    year_cap = won_column("year_cap_krw", _("cap per year (won)"))
    total_cap = won_column("total_cap_krw", _("cap in all (won)"))
    demo_path = "factory__call__programme__is_demo"
    waits = Q(status__in=UNSIGNED)
    due = stage_end("factory__call", Stage.AGREEMENT)
    since = "drafted_at"
    list_display = ["factory", "status", "total", "committed", "paid", "starts_on", "signed_at"]
    list_filter = [
        "status",
        ("factory__call", admin.RelatedOnlyFieldListFilter),
        ("factory__region", admin.RelatedOnlyFieldListFilter),
        ("factory__technopark", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["factory__company"]
    search_fields = ["factory__company__name_ko", "factory__company__name_en", "public_id"]
    date_hierarchy = "starts_on"
    export_columns = ["offered_at", "company_signed_at", "year_cap_krw", "total_cap_krw"]
    standard_views = (
        StandardView(name=_("Agreements unsigned"), query="due=waiting"),
        StandardView(name=_("The ministry's signature is missing"), query="status__exact=company_signed"),
        StandardView(name=_("In force"), query="status__exact=signed"),
    )
    fields = readonly_fields = [
        "factory",
        "status",
        "starts_on",
        "total",
        "committed",
        "paid",
        "year_cap",
        "total_cap",
        "capability_level",
        "offered_at",
        "company_signed_at",
        "signed_at",
    ]
    inlines = [YearInline, IndicatorInline, MilestoneInline, LedgerInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agreement]:
        return super().get_queryset(request).select_related("factory__company", "factory__call")


@admin.register(YearPlan)
class YearPlanAdmin(ReadOnlyAdmin):
    """Where the yearly check is recorded."""

    amount = won_column("amount_krw", _("amount (won)"))
    requested = won_column("requested_krw", _("requested (won)"))
    committed = won_column("committed_krw", _("committed (won)"))
    paid = won_column("paid_krw", _("paid (won)"))
    demo_path = "agreement__factory__call__programme__is_demo"
    list_display = ["agreement", "year_number", "fiscal_year", "amount", "requested", "paid"]
    list_filter = [
        "fiscal_year",
        "year_number",
        ("agreement__factory__call", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["agreement__factory__company"]
    search_fields = ["agreement__factory__company__name_ko", "agreement__factory__company__name_en"]
    export_columns = ["committed_krw"]
    fields = readonly_fields = [
        "agreement",
        "year_number",
        "fiscal_year",
        "amount",
        "requested",
        "committed",
        "paid",
    ]
    inlines = [InstalmentInline, CheckInline]


@admin.register(Instalment)
class InstalmentAdmin(ReadOnlyAdmin):
    shown_on = {
        "applications.application": "year_plan__agreement__case",
        "factories.lighthousefactory": "year_plan__agreement__factory",
        "funding.agreement": "year_plan__agreement",
    }
    shown_fields = ("year_plan", "number", "amount", "status", "requested_at", "paid_at")
    way = (I.REQUESTED, I.APPROVED, I.PAID)
    amount = won_column("amount_krw", _("amount (won)"))
    demo_path = "year_plan__agreement__factory__call__programme__is_demo"
    list_display = ["company", "year_plan", "number", "amount", "status", "requested_at"]
    waits = Q(status__in=[InstalmentStatus.REQUESTED, InstalmentStatus.APPROVED])
    since = "requested_at"
    list_filter = [
        "status",
        "year_plan__fiscal_year",
        ("year_plan__agreement__factory__call", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["year_plan__agreement__factory__company"]
    search_fields = [
        "year_plan__agreement__factory__company__name_ko",
        "year_plan__agreement__factory__company__name_en",
        "public_id",
    ]
    date_hierarchy = "requested_at"
    export_columns = ["approved_at", "paid_at", "reason"]
    standard_views = (
        StandardView(name=_("To check and approve"), query="status__exact=requested"),
        StandardView(name=_("To pay"), query="status__exact=approved"),
    )
    fields = readonly_fields = [
        "company",
        "year_plan",
        "number",
        "amount",
        "status",
        "evidence",
        "reason",
        "requested_at",
        "approved_at",
        "paid_at",
    ]
    inlines = [LedgerInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Instalment]:
        return super().get_queryset(request).select_related("year_plan__agreement__factory__company")

    @admin.display(description=_("company"), ordering="year_plan__agreement__factory__company__name_ko")
    def company(self, row: Instalment) -> str:
        return str(row.year_plan.agreement)


@admin.register(Indicator)
class IndicatorAdmin(ReadOnlyAdmin):
    shown_on = {"factories.lighthousefactory": "agreement__factory"}
    shown_fields = ("name", "unit", "from_value", "to_value")
    demo_path = "agreement__factory__call__programme__is_demo"
    personal = False
    list_display = ["agreement", "category", "name", "unit", "from_value", "to_value"]
    list_filter = ["category", ("agreement__factory__call", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["agreement__factory__company"]
    search_fields = ["name", "agreement__factory__company__name_ko", "agreement__factory__company__name_en"]
    inlines = [MeasurementInline]

    @admin.display(description=_("baseline"), ordering="baseline")
    def from_value(self, indicator: Indicator) -> str:
        return plain_number(indicator.baseline)

    @admin.display(description=_("target"), ordering="target")
    def to_value(self, indicator: Indicator) -> str:
        return plain_number(indicator.target)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    """The ledger, with the sums of what the filters leave."""

    amount = won_column("amount_krw", _("amount (won)"))
    demo_path = "appropriation__call__programme__is_demo"
    shown_on = {"factories.lighthousefactory": "agreement__factory", "funding.appropriation": "appropriation"}
    shown_fields = ("at", "kind", "amount", "year_plan")
    person = person_column("by", _("recorded by"))
    fields = readonly_fields = [
        "at",
        "kind",
        "amount",
        "agreement",
        "year_plan",
        "instalment",
        "reverses",
        "appropriation",
        "person",
    ]
    list_display = ["at", "kind", "amount", "agreement_page", "year_plan", "appropriation"]
    list_filter = [
        "kind",
        ("appropriation__call", admin.RelatedOnlyFieldListFilter),
        "appropriation__fiscal_year",
    ]
    list_select_related = [
        "agreement__factory__company",
        "year_plan__agreement__factory__company",
        "appropriation__call",
    ]
    search_fields = ["agreement__factory__company__name_ko", "agreement__factory__company__name_en"]
    date_hierarchy = "at"
    list_before_template = "funding/admin/ledger_sums.html"

    @admin.display(description=_("agreement"), ordering="agreement")
    def agreement_page(self, entry: LedgerEntry) -> str:
        """From a sum straight to the agreements behind it."""
        address = reverse("admin:funding_agreement_change", args=[entry.agreement_id])
        return format_html('<a href="{}">{}</a>', address, entry.agreement)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        found = getattr(response, "context_data", {}).get("cl")
        if found is not None:
            rows = found.queryset.order_by().values("kind").annotate(sum_krw=Sum("amount_krw"))
            kinds = {row["kind"]: row["sum_krw"] for row in rows}
            response.context_data["sums"] = [
                (label, won(kinds.get(kind, 0)))
                for kind, label in LedgerEntry._meta.get_field("kind").choices
            ]
        return response

"""The back office's view of recommendations; steps on an application are on the application's page."""

from typing import Any

from django.contrib import admin
from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from programme.core.admin import ReadOnlyAdmin, StandardView

from .choices import NominationStatus
from .models import Nomination, Quota, Recommendation
from .queries import with_received


@admin.register(Quota)
class QuotaAdmin(ReadOnlyAdmin):
    """Rows are made with the first word of a call; staff change what is allowed by a step."""

    shown_on = {"calls.call": "call", "regions.technopark": "technopark"}
    demo_path = "call__programme__is_demo"
    list_display = ["technopark", "call", "received", "allowed", "used", "left"]
    ordering = ["-call__year", "-call__half", "-call", "technopark"]
    list_filter = [
        ("call", admin.RelatedOnlyFieldListFilter),
        ("technopark", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["technopark__name_ko", "technopark__name_en", "call__title_ko"]
    fields = ["technopark", "call", "allowed", "used"]
    list_select_related = ["call", "technopark"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return with_received(super().get_queryset(request))

    @admin.display(description=_("applications received"), ordering="received_count")
    def received(self, quota: Any) -> str:
        """How many, linked to the list of them."""
        if not quota.received_count:
            return "0"
        query = f"call__id__exact={quota.call_id}&technopark__id__exact={quota.technopark_id}"
        address = reverse("admin:applications_application_changelist")
        return format_html(
            '<a href="{}?{}&version__isnull=False">{}</a>', address, query, quota.received_count
        )

    @admin.display(description=_("left"))
    def left(self, quota: Quota) -> int:
        return quota.left


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnlyAdmin):
    case_link = "application__case"
    shown_on = {"applications.application": "application"}
    shown_fields = ("outcome", "technopark", "standing", "priority", "reason", "decided_at", "ended_at")
    demo_path = "application__call__programme__is_demo"
    list_display = ["application", "technopark", "outcome", "standing", "priority", "decided_at"]
    list_filter = [
        "outcome",
        "standing",
        ("application__call", admin.RelatedOnlyFieldListFilter),
        ("technopark", admin.RelatedOnlyFieldListFilter),
    ]
    export_columns = ["version__receipt_number", "reason", "ended_at", "end_reason"]
    list_select_related = ["application__company", "application__call", "technopark", "version"]
    search_fields = [
        "application__company__name_ko",
        "application__company__name_en",
        "version__receipt_number",
    ]
    date_hierarchy = "decided_at"


@admin.register(Nomination)
class NominationAdmin(ReadOnlyAdmin):
    shown_on = {"calls.call": "call", "regions.technopark": "technopark"}
    demo_path = "call__programme__is_demo"
    waits = Q(status=NominationStatus.OPEN)
    due = F("call__closes_at")
    since = "nominated_at"
    personal = True  # the file also names the contact
    list_display = ["company_name", "call", "technopark", "status", "nominated_at"]
    list_filter = [
        "status",
        ("call", admin.RelatedOnlyFieldListFilter),
        ("technopark", admin.RelatedOnlyFieldListFilter),
    ]
    export_columns = ["contact_email", "contact_phone", "note"]
    date_hierarchy = "nominated_at"
    standard_views = (StandardView(name=_("Invited, not applied"), query="status__exact=open"),)
    list_select_related = ["call", "technopark"]
    search_fields = ["company_name"]

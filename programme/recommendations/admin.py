"""The back office's view of recommendations; steps on an application are on the application's page."""

from django.contrib import admin

from programme.core.admin import ReadOnlyAdmin

from .models import Nomination, Quota, Recommendation


@admin.register(Quota)
class QuotaAdmin(ReadOnlyAdmin):
    """Rows are made with the first word of a call; staff change what is allowed by a step."""

    shown_on = {"calls.call": "call", "regions.technopark": "technopark"}
    demo_path = "call__programme__is_demo"
    list_display = ["technopark", "call", "allowed", "used"]
    list_filter = ["call", "technopark"]
    search_fields = ["technopark__name_ko"]
    fields = ["technopark", "call", "allowed", "used"]
    list_select_related = ["call", "technopark"]


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnlyAdmin):
    case_link = "application__case"
    shown_on = {"applications.application": "application"}
    shown_fields = ("outcome", "technopark", "standing", "priority", "reason", "decided_at", "ended_at")
    demo_path = "application__call__programme__is_demo"
    list_display = ["application", "technopark", "outcome", "standing", "priority", "decided_at"]
    list_filter = ["application__call", "technopark", "outcome", "standing"]
    list_select_related = ["application__company", "application__call", "technopark"]
    search_fields = ["application__company__name_ko", "version__receipt_number"]
    date_hierarchy = "decided_at"


@admin.register(Nomination)
class NominationAdmin(ReadOnlyAdmin):
    shown_on = {"calls.call": "call", "regions.technopark": "technopark"}
    demo_path = "call__programme__is_demo"
    list_display = ["company_name", "call", "technopark", "status", "nominated_at"]
    list_filter = ["call", "technopark", "status"]
    list_select_related = ["call", "technopark"]
    search_fields = ["company_name"]

"""The back office reads diagnoses and designs; steps are on the application's page."""

from django.contrib import admin

from programme.core.admin import ReadOnlyAdmin, ReadOnlyInline

from .models import Cost, Design, Diagnosis, Finding, Improvement, Indicator


class FindingInline(ReadOnlyInline):
    model = Finding


class ImprovementInline(ReadOnlyInline):
    model = Improvement


class IndicatorInline(ReadOnlyInline):
    model = Indicator


class CostInline(ReadOnlyInline):
    model = Cost


@admin.register(Diagnosis)
class DiagnosisAdmin(ReadOnlyAdmin):
    case_link = "application__case"
    shown_on = {"applications.application": "application"}
    shown_whole = True
    shown_fields = (
        "consultant",
        "assigned_at",
        "visited_on",
        "capability_level",
        "system_level",
        "summary",
        "completed_at",
    )
    demo_path = "application__call__programme__is_demo"
    list_display = ["application", "consultant", "visited_on", "capability_level", "completed_at"]
    list_filter = ["application__call", "application__technopark", "capability_level"]
    list_select_related = ["application__company", "application__call", "consultant"]
    search_fields = ["application__company__name_ko"]
    inlines = [FindingInline]


@admin.register(Design)
class DesignAdmin(ReadOnlyAdmin):
    case_link = "application__case"
    shown_on = {"applications.application": "application"}
    shown_whole = True
    shown_fields = ("designer", "goal_capability_level", "goal_system_level", "summary", "completed_at")
    demo_path = "application__call__programme__is_demo"
    list_display = ["application", "designer", "goal_capability_level", "completed_at"]
    list_filter = ["application__call", "application__technopark"]
    list_select_related = ["application__company", "application__call", "designer"]
    search_fields = ["application__company__name_ko"]
    inlines = [ImprovementInline, IndicatorInline, CostInline]

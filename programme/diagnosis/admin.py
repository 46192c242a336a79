"""The back office reads diagnoses and designs; steps are on the application's page."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.applications.choices import ApplicationStatus
from programme.calls.choices import Stage
from programme.calls.queries import stage_end
from programme.core.admin import ReadOnlyAdmin, ReadOnlyInline, StandardView

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
    waits = Q(completed_at=None, application__status=ApplicationStatus.SCREENED_IN)
    due = stage_end("application__call", Stage.DIAGNOSIS)
    since = "assigned_at"
    personal = True  # the consultant
    list_display = ["application", "consultant", "visited_on", "capability_level", "completed_at"]
    list_filter = [
        ("completed_at", admin.EmptyFieldListFilter),
        ("application__call", admin.RelatedOnlyFieldListFilter),
        ("application__technopark", admin.RelatedOnlyFieldListFilter),
        ("consultant", admin.RelatedOnlyFieldListFilter),
        "capability_level",
    ]
    date_hierarchy = "visited_on"
    export_columns = ["system_level", "summary"]
    standard_views = (
        StandardView(name=_("Under way"), query="due=waiting"),
        StandardView(name=_("Overdue"), query="due=overdue"),
    )
    list_select_related = ["application__company", "application__call", "consultant"]
    search_fields = ["application__company__name_ko", "application__company__name_en", "consultant__name"]
    inlines = [FindingInline]


@admin.register(Design)
class DesignAdmin(ReadOnlyAdmin):
    case_link = "application__case"
    shown_on = {"applications.application": "application"}
    shown_whole = True
    shown_fields = ("designer", "goal_capability_level", "goal_system_level", "summary", "completed_at")
    demo_path = "application__call__programme__is_demo"
    waits = Q(completed_at=None, application__status=ApplicationStatus.DIAGNOSED)
    due = stage_end("application__call", Stage.DIAGNOSIS)
    since = "application__status_since"
    personal = True  # the designer
    list_display = ["application", "designer", "goal_capability_level", "completed_at"]
    list_filter = [
        ("completed_at", admin.EmptyFieldListFilter),
        ("application__call", admin.RelatedOnlyFieldListFilter),
        ("application__technopark", admin.RelatedOnlyFieldListFilter),
        ("designer", admin.RelatedOnlyFieldListFilter),
        "goal_capability_level",
    ]
    export_columns = ["goal_system_level", "summary"]
    standard_views = (
        StandardView(name=_("Under way"), query="due=waiting"),
        StandardView(name=_("Overdue"), query="due=overdue"),
    )
    list_select_related = ["application__company", "application__call", "designer"]
    search_fields = ["application__company__name_ko", "application__company__name_en", "designer__name"]
    inlines = [ImprovementInline, IndicatorInline, CostInline]

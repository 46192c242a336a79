"""The back office reads diagnoses and designs; steps are on the application's page."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from programme.core.admin import ReadOnlyAdmin, TabularInline

from .models import Cost, Design, Diagnosis, Finding, Improvement, Indicator


class RowInline(TabularInline):
    """Rows as they were written; they are changed on the case's own pages."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FindingInline(RowInline):
    model = Finding


class ImprovementInline(RowInline):
    model = Improvement


class IndicatorInline(RowInline):
    model = Indicator


class CostInline(RowInline):
    model = Cost


@admin.register(Diagnosis)
class DiagnosisAdmin(ReadOnlyAdmin):
    demo_path = "application__call__programme__is_demo"
    list_display = ["application", "consultant", "visited_on", "capability_level", "completed_at"]
    list_filter = ["application__call", "application__technopark", "capability_level"]
    list_select_related = ["application__company", "application__call", "consultant"]
    search_fields = ["application__company__name_ko"]
    inlines = [FindingInline]


@admin.register(Design)
class DesignAdmin(ReadOnlyAdmin):
    demo_path = "application__call__programme__is_demo"
    list_display = ["application", "designer", "goal_capability_level", "completed_at"]
    list_filter = ["application__call", "application__technopark"]
    list_select_related = ["application__company", "application__call", "designer"]
    search_fields = ["application__company__name_ko"]
    inlines = [ImprovementInline, IndicatorInline, CostInline]

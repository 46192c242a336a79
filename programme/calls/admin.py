"""Programmes and calls in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.core.admin import StackedInline, StandardView, TabularInline, deadline_column, skin
from programme.core.moves import Act, Move
from programme.core.register_admin import RegisterAdmin

from .choices import CallStatus
from .models import Call, Criterion, Programme, Question, RequiredDocument, StageDate

# What applicants rely on once a call is published; a deadline is then extended by its own button.
SETTLED = (
    "programme",
    "opens_at",
    "closes_at",
    "candidates_per_technopark",
    "year_cap_krw",
    "total_cap_krw",
    "tours_required",
    "tours_within_months",
    "evaluators_per_application",
)


@admin.register(Programme)
class ProgrammeAdmin(RegisterAdmin):
    demo_path = "is_demo"
    list_display = ("name_ko", "name_en", "target_count", "target_year", "as_of")
    search_fields = ("name_ko", "name_en", "key")
    exclude = ("sources",)
    readonly_fields = ("source_list", "corrected_fields")
    fixed = ("key", "is_demo")


class DraftInline:
    """Part of a call that staff edit while it is being prepared, and only read afterwards."""

    tab = True
    extra = 0

    def _drafting(self, obj: Any) -> bool:
        return obj is None or obj.status == CallStatus.DRAFT

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._drafting(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._drafting(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._drafting(obj) and super().has_delete_permission(request, obj)


class StageDateInline(DraftInline, TabularInline):
    model = StageDate


class QuestionInline(DraftInline, StackedInline):
    model = Question
    readonly_fields = ("version",)
    ordering = ("-version", "position")


class CriterionInline(DraftInline, StackedInline):
    model = Criterion
    readonly_fields = ("version",)
    ordering = ("-version", "position")


class RequiredDocumentInline(DraftInline, TabularInline):
    model = RequiredDocument


@admin.register(Call)
class CallAdmin(RegisterAdmin):
    shown_on = {"calls.programme": "programme"}
    way = (CallStatus.DRAFT, CallStatus.PUBLISHED, CallStatus.CONCLUDED)
    demo_path = "programme__is_demo"
    list_display = ("title", "key", "programme", "year", "half", "status", "opens_at", "deadline")
    deadline = deadline_column("closes_at", _("closes at"))
    list_filter = ("status", "programme", "year")
    date_hierarchy = "closes_at"
    export_columns = ("title_ko", "title_en", "closes_at", "announced_on", "budget_krw", "planned_places")
    standard_views = (
        StandardView(name=_("In preparation"), query="status__exact=draft"),
        StandardView(name=_("Published"), query="status__exact=published"),
    )
    search_fields = ("title_ko", "title_en", "key")
    list_select_related = ("programme",)
    inlines = (StageDateInline, QuestionInline, CriterionInline, RequiredDocumentInline)
    readonly_fields = ("question_version", "rubric_version", "source_list", "corrected_fields")
    fieldsets = (
        (None, {"fields": ("programme", "key", "status", "title_ko", "title_en", "year", "half")}),
        (_("Dates"), {"fields": ("opens_at", "closes_at", "opens_on", "closes_on", "announced_on")}),
        (
            _("Places and money"),
            {
                "fields": (
                    "planned_places",
                    "planned_sme_min",
                    "candidates_per_technopark",
                    "budget_krw",
                    "year_cap_krw",
                    "total_cap_krw",
                    "tours_required",
                    "tours_within_months",
                    "evaluators_per_application",
                )
            },
        ),
        (_("Announced result"), {"fields": ("announced_selected", "announced_sme", "announced_mid")}),
        (_("Texts"), {"fields": ("summary_ko", "summary_en", "note_ko", "note_en")}),
        (
            _("Record"),
            {"fields": ("question_version", "rubric_version", "source_list", "corrected_fields")},
        ),
    )

    def number_of(self, obj: Call) -> str:
        return obj.key

    def deadline_of(self, obj: Call) -> Any:
        return obj.closes_at if obj.status == CallStatus.PUBLISHED else None

    def public_page(self, obj: Call) -> str:
        return "" if obj.status == CallStatus.DRAFT else reverse("portal:call", args=[obj.key])

    @admin.display(description=_("title"), ordering="title_ko")
    def title(self, call: Call) -> str:
        return str(call)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return [*fields, *SETTLED] if obj is not None and obj.status == CallStatus.PUBLISHED else fields

    def step_form(self, request: HttpRequest, obj: Call, move: Move | Act) -> Any:
        form = super().step_form(request, obj, move)
        for row in getattr(form, "rows", ()):
            skin(row)
        return form

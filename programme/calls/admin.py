"""Programmes and calls in the back office."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from programme.core.admin import StackedInline, TabularInline, sent, skin
from programme.core.errors import ServiceError
from programme.core.forms import ReasonForm
from programme.core.register_admin import Act, RegisterAdmin
from programme.core.views import add_refusal

from .choices import CallStatus
from .forms import CriterionForm, ExtendDeadlineForm, ExtendStageForm, QuestionForm
from .models import Call, Criterion, Programme, Question, RequiredDocument, StageDate
from .permissions import can_run_call
from .queries import criteria_of, questions_of
from .services import extend_deadline, extend_stage, revise_criteria, revise_questions

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
REVISIONS: dict[str, tuple[Any, Any, str]] = {
    "revise_questions": (QuestionForm, questions_of, "questions"),
    "revise_criteria": (CriterionForm, criteria_of, "criteria"),
}


@admin.register(Programme)
class ProgrammeAdmin(RegisterAdmin):
    list_display = ("name_ko", "name_en", "is_demo", "target_count", "target_year", "as_of")
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
        return self._drafting(obj) and super().has_add_permission(request, obj)  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._drafting(obj) and super().has_change_permission(request, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._drafting(obj) and super().has_delete_permission(request, obj)  # type: ignore[misc]


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
    demo_path = "programme__is_demo"
    list_display = ("title_ko", "key", "programme", "year", "half", "status", "opens_at", "closes_at")
    list_filter = ("programme", "status", "year")
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
    acts = (
        Act(
            verb="extend_deadline",
            label=_("Extend the deadline"),
            can=can_run_call,
            service=extend_deadline,
            noun="call",
            form=ExtendDeadlineForm,
        ),
        Act(
            verb="extend_stage",
            label=_("Extend a later stage"),
            can=can_run_call,
            service=extend_stage,
            noun="call",
            form=ExtendStageForm,
        ),
        Act(
            verb="revise_questions",
            label=_("Revise the questions"),
            can=can_run_call,
            service=revise_questions,
            noun="call",
            form=ReasonForm,
            warning=_("Applications submitted before keep the questions that they answered."),
        ),
        Act(
            verb="revise_criteria",
            label=_("Revise the criteria"),
            can=can_run_call,
            service=revise_criteria,
            noun="call",
            form=ReasonForm,
            warning=_("Versions submitted before are judged by the criteria that they named."),
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return [*fields, *SETTLED] if obj is not None and obj.status == CallStatus.PUBLISHED else fields

    def acts_for(self, obj: Call, user: Any) -> list[Act]:
        return super().acts_for(obj, user) if obj.status == CallStatus.PUBLISHED else []

    def act_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        obj = self.get_object(request, object_id)
        act = next((act for act in self.acts if act.verb == verb), None)
        if act is None or obj is None or verb not in REVISIONS or not act.can(request.user, obj):
            return super().act_view(request, object_id, verb)  # answers 404 and 403
        return self.revise_view(request, obj, act)

    def revise_view(self, request: HttpRequest, call: Call, act: Act) -> HttpResponse:
        """All rows of the version in force as forms; what is sent becomes the next version."""
        row_form, rows_of, noun = REVISIONS[act.verb]
        rows = rows_of(call)
        make = forms.formset_factory(row_form, extra=2, can_delete=True, can_order=True)
        names = row_form.Meta.fields
        formset = make(*sent(request), initial=list(rows.values(*names)), prefix="rows")
        form = skin(ReasonForm(*sent(request)))
        for one in formset:
            skin(one)
        status = 200
        if request.method == "POST":
            if form.is_valid() and formset.is_valid():
                kept = [one for one in formset.ordered_forms if one.has_changed() or one.initial]
                values = [{name: one.cleaned_data[name] for name in names} for one in kept]
                try:
                    act.service(call=call, by=request.user, **{noun: values}, **form.cleaned_data)
                except ServiceError as error:
                    add_refusal(form, error)
                else:
                    return self.acted(request, call, act)
            status = 422
        context = self.act_context(request, call, act, form=form, formset=formset)
        return TemplateResponse(request, "calls/admin/revise.html", context, status=status)

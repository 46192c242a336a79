"""Panels, who judges what, and how far it is. Scores are not shown here: they are sealed."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.choices import Stage
from programme.calls.queries import stage_end
from programme.core.admin import ReadOnlyAdmin, StandardView, TabularInline, deadline_column, skin
from programme.core.display import name_in_language
from programme.core.errors import ServiceError
from programme.core.views import add_refusal

from . import services
from .choices import WORKING, AssignmentStatus
from .forms import AssignForm, PanelForm
from .models import CLOSED, Assignment, Panel, PanelMember
from .permissions import can_assign_evaluators, can_form_panel
from .queries import due_of, with_progress


class MemberInline(TabularInline):
    model = PanelMember
    fields = readonly_fields = ["evaluator"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Panel)
class PanelAdmin(ReadOnlyAdmin):
    """A panel with the progress of its call's applications: only how many are sealed, never a score."""

    demo_path = "call__programme__is_demo"
    deadline = deadline_column("closes_at", gettext_lazy("scores due by"))
    list_display = ["name", "call", "opens_at", "deadline"]
    list_filter = [("call", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["call"]
    personal = False
    search_fields = ["name", "call__title_ko"]
    fields = ["call", "name", "opens_at", "deadline", "formed_at"]
    readonly_fields = ["deadline"]
    inlines = [MemberInline]
    shown_on = {"calls.call": "call"}
    work_template = "evaluation/admin/progress.html"

    def deadline_of(self, obj: Panel) -> Any:
        return obj.closes_at

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can_form_panel(request.user)

    def get_urls(self) -> Any:
        own = [
            path(
                "<int:panel_id>/members/",
                self.admin_site.admin_view(self.edit_view),
                name="evaluation_panel_edit",
            ),
            path(
                "application/<str:public_id>/",
                self.admin_site.admin_view(self.assign_view),
                name="evaluation_panel_application",
            ),
        ]
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        panel = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if panel is not None:
            stages = [ApplicationStatus.DESIGNED, *CLOSED]
            context["panel"] = panel
            context["may_edit"] = can_form_panel(request.user)
            context["required"] = panel.call.evaluators_per_application
            context["applications"] = with_progress(
                Application.objects.filter(call=panel.call, status__in=stages).select_related("company")
            ).order_by("company__name_ko")
        return super().change_view(request, object_id, form_url, context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not can_form_panel(request.user):
            raise PermissionDenied
        form = PanelForm(request.POST or None, initial=request.GET.dict())
        title, back = _("Form a panel"), reverse("admin:evaluation_panel_changelist")
        return self.form_page(
            request,
            form,
            lambda: services.form_panel(by=request.user, **form.cleaned_data),
            title,
            back,
        )

    def edit_view(self, request: HttpRequest, panel_id: int) -> HttpResponse:
        if not can_form_panel(request.user):
            raise PermissionDenied
        panel = get_object_or_404(Panel, pk=panel_id)
        form = PanelForm(request.POST or None, instance=panel)

        def change() -> Panel:
            data = {name: value for name, value in form.cleaned_data.items() if name != "call"}
            return services.change_panel(panel=panel, by=request.user, **data)

        back = reverse("admin:evaluation_panel_change", args=[panel.pk])
        return self.form_page(request, form, change, _("Change the panel"), back)

    def assign_view(self, request: HttpRequest, public_id: str) -> HttpResponse:
        application = get_object_or_404(Application.objects.select_related("call"), public_id=public_id)
        if not can_assign_evaluators(request.user, application):
            raise PermissionDenied
        form = AssignForm(request.POST or None, application=application)
        panel = Panel.objects.filter(call=application.call).first()
        back = (
            reverse("admin:evaluation_panel_change", args=[panel.pk])
            if panel
            else reverse("admin:evaluation_panel_changelist")
        )

        def assign() -> None:
            services.assign_evaluators(application=application, by=request.user, **form.cleaned_data)

        title = _("Assign evaluators: %(company)s") % {"company": name_in_language(application.company)}
        live = Assignment.objects.live().filter(application=application).select_related("evaluator")
        notes = [
            _("Assigned: %(number)d of %(required)d. %(names)s")
            % {
                "number": len(live),
                "required": application.call.evaluators_per_application,
                "names": ", ".join(str(one.evaluator) for one in live),
            }
        ]
        if panel is None:
            notes.append(_("The call has no panel yet: form one first."))
        return self.form_page(request, form, assign, title, back, notes)

    def form_page(
        self, request: HttpRequest, form: Any, save: Any, title: str, back: str, notes: Any = ()
    ) -> HttpResponse:
        """A form whose POST calls one service; a refusal stands in the form (422)."""
        status = 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    saved = save()
                except ServiceError as error:
                    add_refusal(form, error)
                else:
                    messages.success(request, _("Saved."))
                    return redirect(
                        reverse("admin:evaluation_panel_change", args=[saved.pk])
                        if isinstance(saved, Panel)
                        else back
                    )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": skin(form),
            "title": title,
            "back": back,
            "notes": notes,
        }
        return TemplateResponse(request, "evaluation/admin/form.html", context, status=status)


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    shown_on = {"applications.application": "application", "evaluation.panel": "panel"}
    shown_fields = ("evaluator", "application", "status", "assigned_at", "declared_at", "sealed_at")
    way = (AssignmentStatus.ASSIGNED, AssignmentStatus.OPEN, AssignmentStatus.SEALED)
    demo_path = "application__call__programme__is_demo"
    waits = Q(status__in=WORKING, application__status=ApplicationStatus.DESIGNED)
    due = Coalesce(F("panel__closes_at"), stage_end("application__call", Stage.EVALUATION))
    since = "assigned_at"
    personal = True  # the evaluator
    list_display = ["application", "evaluator", "status", "assigned_at", "declared_at", "sealed_at"]
    list_filter = [
        "status",
        ("application__call", admin.RelatedOnlyFieldListFilter),
        ("panel", admin.RelatedOnlyFieldListFilter),
        ("evaluator", admin.RelatedOnlyFieldListFilter),
    ]
    date_hierarchy = "assigned_at"
    export_columns = ["panel"]
    standard_views = (
        StandardView(name=gettext_lazy("Not sealed yet"), query="due=waiting"),
        StandardView(name=gettext_lazy("Overdue"), query="due=overdue"),
        StandardView(name=gettext_lazy("Conflicts of interest"), query="status__exact=conflict"),
    )
    list_select_related = ["application__company", "application__call", "evaluator", "panel__call"]
    search_fields = [
        "application__company__name_ko",
        "application__company__name_en",
        "evaluator__name",
        "evaluator__email",
    ]
    fields = [
        "panel",
        "application",
        "evaluator",
        "status",
        "assigned_at",
        "conflict_statement",
        "declaration",
        "declared_at",
        "sealed_at",
    ]

    def heading(self, obj: Assignment) -> str:
        return f"{obj.evaluator} · {obj.application}"

    def deadline_of(self, obj: Assignment) -> Any:
        return due_of(obj) if obj.status in (AssignmentStatus.ASSIGNED, AssignmentStatus.OPEN) else None

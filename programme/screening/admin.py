"""Where the specialised body screens: the list, the checks, and the steps of the application."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.applications.models import Application
from programme.calls.choices import Stage
from programme.calls.queries import stage_end
from programme.core.admin import BaseAdmin, StandardView, TabularInline
from programme.core.display import name_in_language
from programme.core.errors import WrongState

from . import permissions, services
from .choices import ScreeningOutcome
from .models import CheckItem, CheckResult, Screening
from .queries import unmet


@admin.register(CheckItem)
class CheckItemAdmin(BaseAdmin):
    shown_on = {"calls.call": "call"}
    demo_path = "call__programme__is_demo"
    list_display = ["name_ko", "call", "required", "position"]
    list_filter = [("call", admin.RelatedOnlyFieldListFilter), "required"]
    list_select_related = ["call"]
    search_fields = ["name_ko", "name_en"]

    def save_model(self, request: HttpRequest, obj: CheckItem, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        services.add_to_open(item=obj)


class CheckResultInline(TabularInline):
    """One line per item of the call's list; closed once the screening is decided."""

    model = CheckResult
    fields = ["name", "met", "note", "checked_at"]
    readonly_fields = ["name", "checked_at"]
    extra = 0
    can_delete = False
    tab = False

    @admin.display(description=gettext_lazy("check item"))
    def name(self, result: CheckResult) -> str:
        return name_in_language(result.item)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        opened = obj is None or obj.outcome == ScreeningOutcome.OPEN
        return opened and super().has_change_permission(request, obj)


@admin.register(Screening)
class ScreeningAdmin(BaseAdmin):
    """The application's steps of this stage are offered here too (moves.py)."""

    demo_path = "application__call__programme__is_demo"
    waits = Q(outcome=ScreeningOutcome.OPEN)
    due = stage_end("application__call", Stage.SCREENING)
    since = "opened_at"
    list_display = ["company", "receipt_number", "technopark", "outcome", "opened_at", "decided_at"]
    list_filter = [
        "outcome",
        ("application__call", admin.RelatedOnlyFieldListFilter),
        ("application__technopark", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = [
        "application__company",
        "application__call",
        "application__technopark",
        "version",
    ]
    date_hierarchy = "opened_at"
    export_columns = ["reason"]
    standard_views = (
        StandardView(name=gettext_lazy("Under review"), query="outcome__exact=open"),
        StandardView(name=gettext_lazy("Overdue"), query="due=overdue"),
    )
    search_fields = [
        "application__company__name_ko",
        "application__company__name_en",
        "version__receipt_number",
    ]
    readonly_fields = ["company", "to_judge_by", "outcome", "reason", "opened_at", "decided_at"]
    fields = readonly_fields
    case_link = "application__case"
    shown_on = {"applications.application": "application"}
    shown_fields = ("receipt_number", "outcome", "reason", "opened_at", "decided_at")
    work_template = "screening/admin/missing.html"
    inlines = [CheckResultInline]

    @admin.display(description=gettext_lazy("receipt number"), ordering="version__receipt_number")
    def receipt_number(self, screening: Screening) -> str:
        return screening.version.receipt_number

    @admin.display(description=gettext_lazy("techno-park"), ordering="application__technopark__name_ko")
    def technopark(self, screening: Screening) -> str:
        return str(screening.application.technopark or "–")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> Any:
        own = path(
            "for/<int:application_id>/",
            self.admin_site.admin_view(self.for_application),
            name="screening_screening_for",
        )
        return [own, *super().get_urls()]

    def for_application(self, request: HttpRequest, application_id: int) -> HttpResponse:
        """Lead to the check of an application; one that was never opened is opened by a POST."""
        application = get_object_or_404(Application.objects.visible_to(request.user), pk=application_id)
        if not self.has_view_permission(request):
            raise PermissionDenied
        screening = Screening.objects.filter(version=application.version_id).first()
        refused = ""
        if screening is None and request.method == "POST":
            try:
                screening = services.open_screening(application=application, by=request.user)
            except WrongState as error:
                refused = str(error.message)
        if screening is not None:
            return redirect("admin:screening_screening_change", screening.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Open the check"),
            "application": application,
            "may_open": permissions.can_screen(request.user, application) and not refused,
            "refused": refused,
            "back": reverse("admin:screening_screening_changelist"),
        }
        return TemplateResponse(request, "screening/admin/open.html", context, status=409 if refused else 200)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context = dict(extra_context or {})
        screening = self.get_object(request, object_id)
        if screening is not None:
            context["missing"] = unmet(screening) if screening.outcome == ScreeningOutcome.OPEN else []
        return super().change_view(request, object_id, form_url, context)

    @admin.display(description=gettext_lazy("application"), ordering="application__company__name_ko")
    def company(self, screening: Screening) -> str:
        """The company and the call, in the reader's language."""
        application = screening.application
        return f"{name_in_language(application.company)} · {name_in_language(application.call, 'title')}"

    @admin.display(description=gettext_lazy("submitted version"))
    def to_judge_by(self, screening: Screening) -> str:
        """Links to the version as submitted and to each of its documents."""
        version = screening.version
        page = reverse("applications:version", args=[screening.application.public_id, version.number])
        documents = [
            (reverse("applications:attachment", args=[one["attachment"]]), one["file"])
            for one in version.content.get("documents", [])
        ]
        return format_html(
            '<a class="office-link" href="{}">{}</a><ul>{}</ul>',
            page,
            version.receipt_number,
            format_html_join("", '<li><a class="office-link" href="{}">{}</a></li>', documents),
        )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        for result, _changed in formset.changed_objects:
            services.record_check(
                screening=form.instance, by=request.user, item=result.item, met=result.met, note=result.note
            )

"""Where the specialised body screens: the list, the checks, and the steps of the application."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.applications.models import Application
from programme.core.admin import BaseAdmin, TabularInline

from . import permissions, services
from .choices import ScreeningOutcome
from .models import CheckItem, CheckResult, Screening


@admin.register(CheckItem)
class CheckItemAdmin(BaseAdmin):
    demo_path = "call__programme__is_demo"
    list_display = ["name_ko", "call", "required", "position"]
    list_filter = ["call", "required"]
    list_select_related = ["call"]
    search_fields = ["name_ko", "name_en"]


class CheckResultInline(TabularInline):
    """One line per item of the call's list; closed once the screening is decided."""

    model = CheckResult
    fields = ["item", "met", "note", "checked_at"]
    readonly_fields = ["item", "checked_at"]
    extra = 0
    can_delete = False
    tab = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        opened = obj is None or obj.outcome == ScreeningOutcome.OPEN
        return opened and super().has_change_permission(request, obj)


@admin.register(Screening)
class ScreeningAdmin(BaseAdmin):
    """The application's steps of this stage are offered here too (moves.py)."""

    demo_path = "application__call__programme__is_demo"
    list_display = ["application", "receipt_number", "outcome", "opened_at", "decided_at"]
    list_filter = ["outcome", "application__call", "application__technopark"]
    list_select_related = ["application__company", "application__call", "version"]
    search_fields = ["application__company__name_ko", "version__receipt_number"]
    readonly_fields = ["application", "version", "outcome", "reason", "opened_at", "decided_at"]
    fields = ["application", "version", "outcome", "reason", "opened_at", "decided_at"]
    inlines = [CheckResultInline]
    actions = ["pass_selected"]

    @admin.display(description=gettext_lazy("receipt number"))
    def receipt_number(self, screening: Screening) -> str:
        return screening.version.receipt_number

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
        """Lead to the check of an application, made on first need (it decides nothing)."""
        application = get_object_or_404(Application.objects.visible_to(request.user), pk=application_id)
        screening = services.open_screening(application=application, by=request.user)
        return redirect("admin:screening_screening_change", screening.pk)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.user.has_perm("screening.change_screening"):
            services.open_screenings(by=request.user)
        return super().changelist_view(request, extra_context)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        for result, _changed in formset.changed_objects:
            services.record_check(
                screening=form.instance, by=request.user, item=result.item, met=result.met, note=result.note
            )

    def has_screen_permission(self, request: HttpRequest) -> bool:
        return permissions.can_screen(request.user, None)

    @admin.action(description=gettext_lazy("Pass those selected"), permissions=["screen"])
    def pass_selected(self, request: HttpRequest, queryset: Any) -> None:
        """Pass every selected application whose required items are met, and name the others."""
        screenings = queryset.select_related("application__company", "application__call")
        passed, skipped = services.pass_many(
            applications=[screening.application for screening in screenings], by=request.user
        )
        if passed:
            names = ", ".join(str(application.company) for application in passed)
            messages.success(request, _("Passed screening: %(names)s.") % {"names": names})
        for application, why in skipped:
            messages.warning(
                request,
                _("Left as it was: %(company)s. %(why)s") % {"company": application.company, "why": why},
            )

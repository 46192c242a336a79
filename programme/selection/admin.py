"""Deciding by the ranking, publishing, answering appeals."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.applications.models import Application
from programme.calls.choices import Stage
from programme.calls.queries import stage_end
from programme.core.admin import ReadOnlyAdmin, StandardView, deadline_column, skin
from programme.core.display import name_in_language
from programme.core.errors import ServiceError
from programme.core.views import add_refusal

from . import queries, services
from .choices import AppealStatus
from .forms import DecisionForm
from .models import Appeal, Decision, Publication, Ranking
from .permissions import can_stage_decision


@admin.register(Ranking)
class RankingAdmin(ReadOnlyAdmin):
    """A call's ranking: the place where decisions are prepared and results published."""

    demo_path = "programme__is_demo"
    list_display = ["__str__", "year", "status", "planned_places", "announced_on"]
    list_filter = ["status", "year"]
    search_fields = ["title_ko", "title_en", "key"]
    ordering = ["-year", "-id"]
    fields = ["planned_places", "planned_sme_min"]
    work_template = "selection/admin/ranking.html"

    def get_urls(self) -> Any:
        own = [
            path(
                "<int:call_id>/decide/<str:public_id>/",
                self.admin_site.admin_view(self.decide_view),
                name="selection_ranking_decide",
            )
        ]
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        call = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if call is not None:
            rows = queries.ranking(call)
            context |= {
                "rows": rows,
                "criteria": [one.criterion for one in rows[0].result.criteria] if rows else [],
                "targets": queries.targets(call, rows),
                "unfinished": queries.unfinished(call),
                "publication": Publication.objects.filter(call=call).first(),
                "may_decide": can_stage_decision(request.user, call),
            }
        return super().change_view(request, object_id, form_url, context)

    def decide_view(self, request: HttpRequest, call_id: int, public_id: str) -> HttpResponse:
        """Decide on one application of the ranking."""
        call = get_object_or_404(Ranking, pk=call_id)
        if not can_stage_decision(request.user, call):
            raise PermissionDenied
        rows = queries.ranking(call)
        row = next((one for one in rows if one.application.public_id == public_id), None)
        if row is None:
            raise Http404
        before = row.decision
        initial = {"outcome": before.outcome, "reason": before.reason} if before else {}
        form = DecisionForm(request.POST or None, initial=initial)
        back = reverse("admin:selection_ranking_change", args=[call.pk])
        status = 200
        if request.method == "POST":
            status = 422
            if form.is_valid() and self.decide(request, row.application, form):
                messages.success(
                    request,
                    _("Decision prepared: %(company)s.")
                    % {"company": name_in_language(row.application.company)},
                )
                return redirect(back)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Decide: %(company)s") % {"company": name_in_language(row.application.company)},
            "form": skin(form),
            "row": row,
            "back": back,
        }
        return TemplateResponse(request, "selection/admin/decide.html", context, status=status)

    def decide(self, request: HttpRequest, application: Application, form: Any) -> bool:
        try:
            services.stage_decision(application=application, by=request.user, **form.cleaned_data)
        except ServiceError as error:
            add_refusal(form, error)
            return False
        return True


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    case_link = "application__case"
    shown_on = {"applications.application": "application"}
    shown_fields = ("outcome", "reason", "staged_at", "published_at")
    demo_path = "application__call__programme__is_demo"
    waits = Q(published_at=None)
    due = stage_end("application__call", Stage.SELECTION)
    since = "staged_at"
    list_display = ["application", "outcome", "staged_at", "published_at"]
    list_filter = [
        "outcome",
        ("published_at", admin.EmptyFieldListFilter),
        ("application__call", admin.RelatedOnlyFieldListFilter),
        ("application__technopark", admin.RelatedOnlyFieldListFilter),
    ]
    date_hierarchy = "published_at"
    export_columns = ["reason"]
    standard_views = (
        StandardView(name=gettext_lazy("Not published yet"), query="due=waiting"),
        StandardView(name=gettext_lazy("Selected"), query="outcome__exact=select"),
    )
    search_fields = ["application__company__name_ko", "application__company__name_en"]
    list_select_related = ["application__company", "application__call"]
    fields = ["application", "outcome", "reason", "staged_at", "published_at"]


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    shown_on = {"calls.call": "call"}
    demo_path = "call__programme__is_demo"
    deadline = deadline_column("appeals_until", gettext_lazy("appeals until"))
    list_display = ["call", "published_at", "deadline"]
    search_fields = ["call__title_ko", "call__title_en"]
    ordering = ["-published_at"]
    list_select_related = ["call"]
    fields = ["call", "statement", "published_at", "deadline", "signature"]
    readonly_fields = ["deadline"]


@admin.register(Appeal)
class AppealAdmin(ReadOnlyAdmin):
    case_link = "application__case"
    shown_on = {"applications.application": "application"}
    shown_fields = ("status", "text", "filed_at", "answer", "answered_at")
    demo_path = "application__call__programme__is_demo"
    waits = Q(status=AppealStatus.FILED)
    since = "filed_at"
    list_display = ["application", "status", "filed_at", "answered_at"]
    list_filter = ["status", ("application__call", admin.RelatedOnlyFieldListFilter)]
    date_hierarchy = "filed_at"
    export_columns = ["text", "answer"]
    standard_views = (StandardView(name=gettext_lazy("Waiting for an answer"), query="status__exact=filed"),)
    search_fields = ["application__company__name_ko", "application__company__name_en"]
    list_select_related = ["application__company", "application__call"]
    fields = ["application", "text", "status", "filed_at", "answer", "answered_at"]

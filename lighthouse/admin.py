"""The back office: one site for ministry and specialised body."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from programme.core.clock import db_now
from programme.core.queue import WaitingItem

# The way of a factory from top to bottom, as the side bar and the first page list it; every
# registered model stands in exactly one place (tests/core/test_office.py).
STAGES: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Calls"), ("calls.call", "calls.programme", "screening.checkitem")),
    (
        _("Applicants"),
        (
            "applications.application",
            "companies.company",
            "companies.claim",
            "companies.partnerorganisation",
        ),
    ),
    (
        _("Recommendation"),
        ("recommendations.recommendation", "recommendations.nomination", "recommendations.quota"),
    ),
    (_("Screening and diagnosis"), ("screening.screening", "diagnosis.diagnosis", "diagnosis.design")),
    (_("Evaluation"), ("evaluation.panel", "evaluation.assignment")),
    (
        _("Selection"),
        ("selection.ranking", "selection.decision", "selection.publication", "selection.appeal"),
    ),
    (
        _("Agreement and funding"),
        (
            "funding.agreement",
            "funding.yearplan",
            "funding.instalment",
            "funding.indicator",
            "funding.appropriation",
            "funding.ledgerentry",
        ),
    ),
    (
        _("Factories and tours"),
        ("factories.lighthousefactory", "tours.tourprogramme", "tours.session", "tours.booking"),
    ),
    (
        _("Registers"),
        (
            "regions.technopark",
            "regions.region",
            "regions.industrylabel",
            "regions.industry",
            "regions.technology",
        ),
    ),
    (
        _("People and records"),
        ("accounts.user", "accounts.rolegrant", "notifications.message", "privacy.accesslog"),
    ),
)


class BackOffice(UnfoldAdminSite):
    """Sign-in happens on the portal's own page, so that its limits and second factor hold here too."""

    index_title = _("Work queue")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """What this person may see, by stage instead of by app; an app's own page stays Django's."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        models = {model["model"]._meta.label_lower: model for app in apps for model in app["models"]}
        stages = [
            {
                "name": title,
                "app_label": f"stage-{number}",
                "app_url": reverse("admin:index"),
                "has_module_perms": True,
                "models": [models[label] for label in labels if label in models],
            }
            for number, (title, labels) in enumerate(STAGES, start=1)
        ]
        return [stage for stage in stages if stage["models"]]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("portal:desk")  # signed in, but not staff
        wanted = request.GET.get("next") or reverse("admin:index")  # allauth refuses other hosts
        return redirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_logout")

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        inner = super().admin_view(view, cacheable)

        def with_admin_policy(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = inner(request, *args, **kwargs)
            response._csp_update = settings.ADMIN_CONTENT_SECURITY_POLICY
            return response

        return with_admin_policy


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The side bar: the person's work first, then the stages."""
    stages = [
        {
            "title": stage["name"],
            "items": [
                {
                    "title": model["name"],
                    "link": model["admin_url"],
                    "active": request.path.startswith(model["admin_url"]),
                }
                for model in stage["models"]
                if model["admin_url"]
            ],
        }
        for stage in admin.site.get_app_list(request)
    ]
    index = reverse("admin:index")
    home = {
        "title": _("Waiting for you"),
        "icon": "inbox",
        "link": index,
        "active": request.path == index,
    }
    return [{"items": [home]}, *stages]


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The back office's first page: what waits for this person at each stage, and for how long."""
    from programme.portal.queries import work_queue  # the admin site is set up before the apps' models

    by_stage: dict[str, list[WaitingItem]] = {}
    for item in work_queue(request.user):  # type: ignore[arg-type]
        by_stage.setdefault(str(item.stage), []).append(item)
    context |= {"queue": by_stage, "now": db_now()}
    return context

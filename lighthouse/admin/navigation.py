"""The side bar: the stages from top to bottom, and what a person may open of each."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .dashboard import sees_dashboard

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
    (_("News and help"), ("news.article", "news.answer", "news.contact")),
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
    items = [home]
    if sees_dashboard(request.user):
        address = reverse("admin:dashboard")
        items.append(
            {
                "title": _("Programme dashboard"),
                "icon": "monitoring",
                "link": address,
                "active": request.path == address,
            }
        )
    return [{"items": items}, *stages]

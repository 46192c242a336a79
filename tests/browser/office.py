"""The back office's pages: every registered model's list, object and form, and every step's confirm page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from programme.accounts.choices import StaffGroup
from programme.accounts.models import User
from programme.applications.models import Application
from programme.companies.models import Company
from programme.companies.services import claim_company
from programme.core.moves import _acts, all_moves
from programme.evaluation.models import Panel
from programme.privacy.services import log_access
from programme.selection.models import Appeal, Ranking
from programme.tours.permissions import nobody
from tests.browser import examples
from tests.guards import cast
from tests.records import UserFactory, business_number, staff_in

# They lead to the portal's own pages, answer the back office's scripts, or only take a POST.
NOT_PAGES = {
    *("login", "logout", "autocomplete", "jsi18n", "view_on_site", "search"),
    *("office_save_view", "office_change_view"),
}

STEPS = [step for step in (*all_moves(), *_acts.values()) if step.model in admin.site._registry]
MODELS = {
    f"{model._meta.app_label}_{model._meta.model_name}": (model, office)
    for model, office in admin.site._registry.items()
}


def people() -> list[User]:
    """Staff who may look, the ones with the most everyday work first."""
    superuser = User.objects.filter(is_superuser=True).first() or UserFactory(
        is_staff=True, is_superuser=True, email="superuser@example.test"
    )
    auditor = User.objects.filter(groups__name=StaffGroup.AUDITOR).first() or staff_in(StaffGroup.AUDITOR)
    return [*(cast.account(key) for key in ("ministry", "body", "finance")), auditor, superuser]


def split(page: str) -> tuple[str, str, str]:
    """`funding_instalment_step[pay]` → the model's key, "step" and "pay"."""
    name, _, verb = page.partition("[")
    key, _, kind = name.rpartition("_")
    return key, kind, verb.rstrip("]")


def pages_of(name: str) -> list[str]:
    """The pages behind one pattern: none where even a superuser is refused, one per step."""
    key, kind, _verb = split(name)
    if name in NOT_PAGES or key not in MODELS:
        return [] if name in NOT_PAGES else [f"admin:{name}"]
    model, office = MODELS[key]
    if kind == "step":
        return [f"admin:{name}[{step.verb}]" for step in STEPS if step.model is model]
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    if (kind == "add" and not office.has_add_permission(request)) or (
        kind == "delete" and not office.has_delete_permission(request)
    ):
        return []
    return [f"admin:{name}"]


def is_not_for_staff(name: str) -> bool:
    """Whether the page is the confirm page of a step that people take on the portal, or only the clock."""
    key, kind, verb = split(name.removeprefix("admin:"))
    return kind == "step" and any(
        bool(getattr(step, "url", None)) or step.can is nobody
        for step in STEPS
        if step.model is MODELS[key][0] and step.verb == verb
    )


def ranking_row() -> tuple[Any, ...]:
    call = Ranking.objects.get(key="demo-1")
    return call.pk, Application.objects.filter(call_id=call.pk, status="selected").earliest("pk").public_id


def claim() -> None:
    """Someone who says to speak for a company known from publications."""
    listed = Company.objects.filter(is_demo=False, business_number=None).earliest("pk")
    claim_company(company=listed, by=UserFactory(), business_number=business_number(7001))


def appeal() -> None:
    """Straight into the table: the walked round's time for appeals is over at once."""
    last = Application.objects.filter(status="not_selected").latest("pk")
    Appeal.objects.create(application=last, text="평가 의견에 대한 자료를 보완합니다.")


# What the walked round leaves none of, by the model's key.
MADE: dict[str, Callable[[], object]] = {
    "companies_claim": claim,
    "selection_appeal": appeal,
    "recommendations_nomination": examples.nomination,
    "privacy_accesslog": lambda: log_access(by=cast.account("ministry"), what="export"),
}

EXAMPLES: dict[str, Callable[[], tuple[Any, ...]]] = {
    "app_list": lambda: ("funding",),
    "office_export": lambda: ("applications.application",),
    "screening_screening_for": lambda: (cast.first(Application, status="recommended").pk,),
    "evaluation_panel_edit": lambda: (cast.first(Panel).pk,),
    "evaluation_panel_application": lambda: (cast.first(Application, status="designed").public_id,),
    "selection_ranking_decide": ranking_row,
}


def example(page: str) -> tuple[Any, ...]:
    """The arguments of a page's example."""
    key, kind, verb = split(page)
    if page in EXAMPLES:
        return EXAMPLES[page]()
    if key not in MODELS:
        try:
            reverse(f"admin:{page}")
        except NoReverseMatch:
            pytest.fail(f"no example for admin:{page}: add one in tests/browser/office.py")
        return ()
    model, _office = MODELS[key]
    if kind in {"changelist", "add"}:
        return ()
    if key in MADE and not model._default_manager.exists():
        MADE[key]()
    found = list(model._default_manager.order_by("pk")[:200])
    assert found, f"the walk leaves no {model.__name__}"
    if kind == "step":
        step = next(step for step in STEPS if step.model is model and step.verb == verb)
        staff = people()
        now = [one for one in found if step.possible(one)]
        may = (one for one in [*now, *found] if any(step.can(person, one) for person in staff))
        return next(may, found[0]).pk, verb
    return (found[0].pk,)

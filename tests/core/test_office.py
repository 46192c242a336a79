"""The back office as a whole, by enumeration: every list, every step, every place in the side bar."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from lighthouse.admin import STAGES
from lighthouse.office.cells import columns_of
from lighthouse.office.files import _csv_value
from programme.accounts.choices import StaffGroup
from programme.accounts.models import User
from programme.accounts.services import sync_groups
from programme.core.models import Event
from programme.core.moves import _acts, all_moves
from tests.accounts.second_factor import sign_in
from tests.core.exports import LISTS, csv_rows, export_url
from tests.records import UserFactory, staff, staff_in

pytestmark = pytest.mark.django_db

STEPS = [step for step in (*all_moves(), *_acts.values()) if step.model in admin.site._registry]


@pytest.fixture
def whole_round(walked_database: None, db: None) -> None:
    """Each test's own changes are rolled back."""


def object_for(step: Any) -> Any:
    """One on which the step would be possible for the right person, else any one."""
    found = list(step.model._default_manager.all()[:200])
    return next((obj for obj in found if step.possible(obj)), found[0] if found else None)


def named(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def bare_staff() -> User:
    return staff()


def auditor() -> User:
    return staff_in(StaffGroup.AUDITOR)


# --- The side bar ----------------------------------------------------------------------------


def test_every_list_stands_in_one_place_of_the_side_bar() -> None:
    placed = Counter(label for _title, labels in STAGES for label in labels)
    registered = {
        model._meta.label_lower for model in admin.site._registry if model.__module__.startswith("programme.")
    }
    assert set(placed) == registered
    assert max(placed.values()) == 1


def test_the_side_bar_shows_only_what_the_person_may_see(client: Client) -> None:
    sign_in(client, staff("accounts.view_user"))
    page = client.get("/admin/").content.decode()
    assert 'href="/admin/accounts/user/"' in page
    assert "/admin/funding/" not in page


# --- What nobody sees --------------------------------------------------------------------------


def test_scores_and_the_access_log_are_held_back_from_the_groups() -> None:
    sync_groups()
    held = Permission.objects.filter(content_type__model__in=["score", "scoreevent"])
    assert held.exists()
    assert not Group.objects.filter(permissions__in=held).exists()
    readers = Group.objects.filter(permissions__codename="view_accesslog")
    assert [group.name for group in readers] == [StaffGroup.AUDITOR]


def test_only_an_auditor_opens_the_access_log(client: Client) -> None:
    sign_in(client, staff_in(StaffGroup.MINISTRY))
    assert client.get(reverse("admin:privacy_accesslog_changelist")).status_code == 403
    sign_in(client, auditor())
    assert client.get(reverse("admin:privacy_accesslog_changelist")).status_code == 200


# --- Lists -------------------------------------------------------------------------------------


def queries_of(client: Client, office: Any, rows: int, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Queries of a list that shows at most `rows`, and how many it showed."""
    monkeypatch.setattr(office, "list_per_page", rows)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(named(office.model, "changelist"))
    assert answer.status_code == 200, office.model
    return len(seen), len(answer.context_data["cl"].result_list)


def test_no_list_asks_more_for_more_rows(
    whole_round: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = staff_in(StaffGroup.AUDITOR)
    User.objects.filter(pk=by.pk).update(is_superuser=True)
    sign_in(client, User.objects.get(pk=by.pk))
    grown, shown = {}, set()
    for model, office in admin.site._registry.items():
        many, rows = queries_of(client, office, 100, monkeypatch)
        one, _ = queries_of(client, office, 1, monkeypatch)
        if many > one:  # content types and the like are read once
            many, rows = queries_of(client, office, 100, monkeypatch)
        if many > one:
            grown[model._meta.label] = (one, many, rows)
        if rows > 1:
            shown.add(model)
    assert not grown
    assert len(shown) >= 30, "the lists of a whole round are not empty"


def everyone(client: Client) -> User:
    """Somebody who may open every list."""
    by = staff_in(StaffGroup.AUDITOR)
    User.objects.filter(pk=by.pk).update(is_superuser=True)
    by = User.objects.get(pk=by.pk)
    sign_in(client, by)
    return by


@pytest.mark.proof
def test_every_list_opens_with_each_filter_each_view_and_a_search(whole_round: None, client: Client) -> None:
    everyone(client)
    tried = 0
    for office in LISTS.values():
        address = named(office.model, "changelist")
        found = client.get(address).context_data["cl"]
        choices = {choice["query_string"] for spec in found.filter_specs for choice in spec.choices(found)}
        for query in (*choices, *(f"?{view.query}" for view in office.standard_views), "?q=%ED%95%9C"):
            answer = client.get(address + query)
            assert answer.status_code == 200, (office.model, query)
            tried += 1
    assert tried > 200


@pytest.mark.proof
def test_a_file_holds_the_rows_of_its_list_in_their_order(whole_round: None, client: Client) -> None:
    """Every list, real and demonstration apart; and its queries do not grow with its rows."""
    request = RequestFactory().get("/")
    request.user = everyone(client)
    sent = 0
    for label, office in LISTS.items():
        for query in ("demo=1", "demo=0", "q=") if office.demo_path else ("q=",):
            shown = client.get(f"{named(office.model, 'changelist')}?{query}").context_data["cl"]
            rows = shown.queryset
            if office.demo_path and query == "q=":
                rows = rows.filter(in_demonstration=False)
            answer = client.post(export_url(label, query), {"format": "csv", "reason": "The monthly check"})
            if not rows.exists():
                assert answer.status_code == 422, label
                continue
            title, *lines = csv_rows(answer)
            columns = columns_of(office, request, demonstration=query == "demo=1")
            assert title == [column.title for column in columns]
            assert lines == [[str(_csv_value(column.read(row))) for column in columns] for row in rows], label
            sent += 1
    assert sent > 25


def test_a_file_asks_no_more_for_more_rows(whole_round: None, client: Client) -> None:
    by = everyone(client)
    request = RequestFactory().get("/")
    request.user = by
    grown = {}
    for label, office in LISTS.items():
        rows = office.get_queryset(request)
        if office.list_select_related:
            rows = rows.select_related(*office.list_select_related)
        columns = columns_of(office, request, demonstration=True)
        counts = []
        for number in (1, 100):
            with CaptureQueriesContext(connection) as seen:
                for row in rows[:number]:
                    for column in columns:
                        column.read(row)
            counts.append(len(seen))
        if counts[1] > counts[0]:
            grown[label] = counts
    assert not grown


# --- Pages -------------------------------------------------------------------------------------


def test_every_page_of_the_round_opens(whole_round: None, client: Client) -> None:
    sign_in(client, auditor())
    for model in admin.site._registry:
        first = model._default_manager.first()
        if first is not None and model.__module__.startswith("programme."):
            answer = client.get(named(model, "change", first.pk))
            assert answer.status_code == 200, model


def test_every_label_is_korean_for_a_korean_reader() -> None:
    """A label without a translation, or a field named after its column, shows in Latin letters."""
    request = RequestFactory().get("/")
    request.user = UserFactory(is_staff=True, is_superuser=True)
    latin = []
    with translation.override("ko"):
        for model, office in admin.site._registry.items():
            if not model.__module__.startswith("programme."):
                continue
            fields = flatten_fieldsets(office.get_fieldsets(request))
            pairs = {(name, model, office) for name in (*office.get_list_display(request), *fields)}
            for inline in office.get_inline_instances(request):
                parent = inline.get_formset(request).fk.name
                names = set(inline.get_fields(request)) - {parent}
                pairs |= {(name, inline.model, inline) for name in names}
            for name, of, place in pairs:
                label = str(label_for_field(name, of, place))
                if not re.search("[가-힣]", label) and label not in {"SHA-256", "ISO 3166-2"}:
                    latin.append((of.__name__, name, label))
    assert not latin


# --- Steps -------------------------------------------------------------------------------------


def test_there_are_steps_to_refuse() -> None:
    assert len(STEPS) > 30


# Who sees everything and may do nothing; whoever sees nothing is asked by script/proof.
WITHOUT_PERMISSION = pytest.mark.parametrize(
    "who", [pytest.param(bare_staff, marks=pytest.mark.proof), auditor], ids=["bare_staff", "auditor"]
)


@WITHOUT_PERMISSION
def test_a_step_is_refused_to_staff_without_its_permission(
    whole_round: None, client: Client, who: Callable[[], User]
) -> None:
    """Both ways of asking; nothing is written, whatever is sent along."""
    sign_in(client, who())
    events, tried = Event.objects.count(), 0
    wrong = []
    for step in STEPS:
        obj = object_for(step)
        if obj is None:
            continue
        tried += 1
        before = getattr(obj, "status", None)
        address = named(step.model, "step", obj.pk, step.verb)
        codes = (
            client.get(address).status_code,
            client.post(address, {"reason": "x", "agree": "on", "shown_sha256": "x"}).status_code,
        )
        after = getattr(step.model._default_manager.get(pk=obj.pk), "status", None)
        if codes != (403, 403) or after != before:
            wrong.append((step.model.__name__, step.verb, codes))
    assert not wrong
    assert Event.objects.count() == events
    assert tried > 25


@WITHOUT_PERMISSION
def test_adding_is_refused_to_staff_without_permission(
    whole_round: None, client: Client, who: Callable[[], User]
) -> None:
    sign_in(client, who())
    wrong = []
    for model in admin.site._registry:
        address = named(model, "add")
        codes = (client.get(address).status_code, client.post(address, {}).status_code)
        if codes != (403, 403):
            wrong.append((model.__name__, "add", codes))
    assert not wrong

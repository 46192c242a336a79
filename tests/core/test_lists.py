"""Lists of the back office: what a person keeps of them, and what leaves them as a file."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import models
from django.test import Client, RequestFactory
from django.urls import reverse

from lighthouse.office import export, listing
from lighthouse.office.cells import plain
from programme.accounts.choices import StaffGroup
from programme.accounts.models import SavedView, User
from programme.accounts.saved_views import VIEWS_OF_A_LIST, tidy
from programme.applications.models import Application
from programme.applications.queries import due_at
from programme.calls.models import StageDate
from programme.companies.models import Company
from programme.core.clock import db_now
from programme.core.spreadsheets import harmless
from programme.privacy.models import AccessLog
from programme.privacy.services import erase_person
from programme.recommendations.models import Quota
from programme.recommendations.queries import with_received
from tests.accounts.second_factor import sign_in
from tests.core.exports import LISTS, csv_rows, export_url, sheet_rows
from tests.records import (
    ApplicationFactory,
    CompanyFactory,
    LighthouseFactoryFactory,
    TechnoParkFactory,
    UserFactory,
    staff,
    staff_in,
)

pytestmark = pytest.mark.django_db

COMPANIES = "/admin/companies/company/"
APPLICATIONS = "/admin/applications/application/"


@pytest.fixture
def officer(client: Client) -> User:
    """Somebody of the ministry, signed in."""
    by = staff_in(StaffGroup.MINISTRY)
    sign_in(client, by)
    return by


# --- What is declared ----------------------------------------------------------------------------

# Names of fields that hold data of a person, and what a person's record is reached by.
TELLING = ("email", "phone", "representative", "guest_name", "contact", "address")


def holds_people(model: type[models.Model]) -> bool:
    return any(
        isinstance(field, models.EmailField)
        or any(word in field.name for word in TELLING)
        or (field.many_to_one and field.related_model is User)
        for field in model._meta.get_fields()
        if field.concrete
    )


def shows_people(office: Any) -> list[str]:
    """Columns of a list, or of its file, that are a person or a person's field."""
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True)
    names = [*office.get_list_display(request), *office.export_columns]
    fields = {field.name: field for field in office.model._meta.get_fields() if field.concrete}
    return [
        name
        for name in names
        if any(word in name for word in TELLING)
        or (name in fields and getattr(fields[name], "related_model", None) is User)
        or isinstance(fields.get(name), models.EmailField)
    ]


def test_a_list_that_could_hold_personal_data_says_whether_it_does() -> None:
    silent = [
        label for label, office in LISTS.items() if holds_people(office.model) and office.personal is None
    ]
    assert not silent


def test_a_list_that_shows_people_is_personal() -> None:
    wrong = {label: shows_people(office) for label, office in LISTS.items() if not office.personal}
    assert not {label: names for label, names in wrong.items() if names}


def test_the_guard_on_personal_data_bites() -> None:
    assert holds_people(User)
    assert holds_people(Application)  # its contact
    assert shows_people(LISTS["accounts.user"]) == ["email"]
    assert shows_people(LISTS["diagnosis.diagnosis"]) == ["consultant"]


def test_every_list_can_be_searched() -> None:
    assert not [label for label, office in LISTS.items() if not office.search_fields]


def test_what_leads_to_the_demonstration_is_marked_by_one_column_and_filter() -> None:
    for label, office in LISTS.items():
        names = {field.name for field in office.model._meta.fields}
        assert "is_demo" not in names or office.demo_path == "is_demo", label


# --- Saved views ---------------------------------------------------------------------------------


def save(client: Client, name: str = "My companies", query: str = "size=sme", **more: str) -> Any:
    address = reverse("admin:office_save_view", args=["companies.company"])
    return client.post(address, {"name": name, "query": query, **more})


def test_a_view_is_saved_and_shown_above_its_list(client: Client, officer: User) -> None:
    answer = save(client, query="p=3&size__exact=sme&q=")
    assert answer.url == f"{COMPANIES}?size__exact=sme"
    view = SavedView.objects.get()
    assert (view.owner, view.list, view.query) == (officer, "companies.company", "size__exact=sme")
    page = client.get(answer.url).content.decode()
    assert 'href="?size__exact=sme" aria-current="page"' in page
    assert "My companies" in page
    assert "My companies" not in client.get(f"{APPLICATIONS}?q=").content.decode()


def test_the_list_opens_with_the_default_view_and_everything_stays_one_click_away(
    client: Client, officer: User
) -> None:
    save(client, opens="on")
    assert client.get(COMPANIES).url == f"{COMPANIES}?size=sme"
    whole = client.get(f"{COMPANIES}?q=")
    assert whole.status_code == 200
    assert whole.context_data["cl"].clear_all_filters_qs == "?q="


def test_only_one_view_opens_a_list(client: Client, officer: User) -> None:
    save(client, "First", opens="on")
    save(client, "Second", "size__exact=mid", opens="on")
    assert [view.name for view in SavedView.objects.filter(is_default=True)] == ["Second"]


def test_a_view_is_renamed_and_deleted(client: Client, officer: User) -> None:
    save(client)
    view = SavedView.objects.get()
    address = reverse("admin:office_change_view", args=[view.public_id])
    client.post(address, {"name": "Small ones"})
    assert SavedView.objects.get().name == "Small ones"
    client.post(address, {"delete": "1"})
    assert not SavedView.objects.exists()


def test_nobody_finds_another_persons_view(client: Client, officer: User) -> None:
    other = SavedView.objects.create(owner=staff(), list="companies.company", name="Theirs", query="size=mid")
    address = reverse("admin:office_change_view", args=[other.public_id])
    assert client.post(address, {"name": "Mine"}).status_code == 404
    assert client.post(address, {"delete": "1"}).status_code == 404
    other.refresh_from_db()
    assert other.name == "Theirs"
    assert "Theirs" not in client.get(f"{COMPANIES}?q=").content.decode()


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_view_needs_a_name(client: Client, officer: User, name: str) -> None:
    save(client, name)
    assert not SavedView.objects.exists()


def test_a_name_is_used_once_and_a_list_takes_so_many(client: Client, officer: User) -> None:
    for number in range(VIEWS_OF_A_LIST + 1):
        save(client, f"View {number % VIEWS_OF_A_LIST}")
        save(client, f"View {number}")
    assert SavedView.objects.count() == VIEWS_OF_A_LIST


def test_a_view_of_a_list_that_one_may_not_see_is_not_saved(client: Client) -> None:
    sign_in(client, staff("accounts.view_user"))
    assert save(client).status_code == 404
    assert client.get(reverse("admin:office_save_view", args=["companies.company"])).status_code == 405


def test_views_go_with_the_person(officer: User) -> None:
    SavedView.objects.create(owner=officer, list="companies.company", name="A name", query="q=name")
    erase_person(user=officer, by=None)
    assert not SavedView.objects.exists()


def test_equal_views_are_equal_texts() -> None:
    assert tidy("b=2&a=1&p=4&q=") == tidy("a=1&b=2&_changelist_filters=x") == "a=1&b=2"


# --- Deadlines -----------------------------------------------------------------------------------


def test_applications_by_their_deadline(client: Client, officer: User) -> None:
    late, soon, later, done = (ApplicationFactory(status="draft") for _ in range(4))
    now = db_now()
    for application, closes in ((late, -1), (soon, 3), (later, 30), (done, -1)):
        call = application.call
        call.opens_at, call.closes_at = now - timedelta(days=60), now + timedelta(days=closes)
        call.save()
    Application.objects.filter(pk=done.pk).update(status="withdrawn")

    def found(query: str) -> list[Application]:
        return list(client.get(f"{APPLICATIONS}?{query}").context_data["cl"].queryset)

    assert found("due=overdue") == [late]
    assert found("due=soon") == [soon]
    assert found("due=later") == [later]
    assert found("due=waiting") == [late, soon, later]
    assert found("q=") == [late, soon, later, done], "the most urgent first, what is over last"


# --- Files ---------------------------------------------------------------------------------------


def test_the_file_is_the_list_not_its_page(
    client: Client, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LISTS["companies.company"], "list_per_page", 1)
    for name in ("나", "가", "다"):
        CompanyFactory(name_ko=name, size="mid")
    CompanyFactory(name_ko="라", size="sme")
    order = client.get(f"{COMPANIES}?q=").context_data["cl"].list_display.index("name_ko")
    query = f"size__exact=mid&o=-{order}"
    answer = client.post(export_url("companies.company", query), {"format": "csv", "reason": "Visit"})
    assert [row[0] for row in csv_rows(answer)[1:]] == ["다", "나", "가"]
    assert answer["Content-Type"].startswith("text/csv")


def test_the_name_says_list_date_and_filter(client: Client, officer: User) -> None:
    TechnoParkFactory()
    answer = client.post(export_url("regions.technopark", "q=테크노"), {"format": "xlsx"})
    name = unquote(answer["Content-Disposition"])
    assert f"{export.seoul_day(db_now()):%Y-%m-%d}" in name
    assert "테크노파크" in name
    assert "검색-테크노" in name


def test_numbers_dates_and_texts_keep_their_kind(client: Client, officer: User) -> None:
    ApplicationFactory(status="draft", total_krw=1_200_000_000)
    answer = client.post(export_url("applications.application"), {"format": "xlsx"})
    title, row = sheet_rows(answer)
    cells = {head.value: cell for head, cell in zip(title, row, strict=True)}
    total = next(cell for head, cell in cells.items() if "총사업비" in head)
    assert total.value == 1_200_000_000
    assert total.number_format == "#,##0"
    assert any(isinstance(cell.value, datetime) for cell in cells.values())


def test_instants_stand_on_seouls_clock() -> None:
    assert plain(datetime(2026, 11, 21, 15, 30, tzinfo=UTC)) == datetime(2026, 11, 22, 0, 30)  # noqa: DTZ001
    assert plain(date(2026, 11, 22)) == date(2026, 11, 22)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_nothing_in_a_file_is_a_formula(client: Client, officer: User, start: str) -> None:
    text = f"{start}1+1"
    assert harmless(text) == f"'{text}"
    assert harmless(-5) == -5
    CompanyFactory(name_ko=text)
    for kind in ("csv", "xlsx"):
        answer = client.post(export_url("companies.company"), {"format": kind, "reason": "Visit"})
        if kind == "csv":
            assert csv_rows(answer)[1][0] == f"'{text}"
        else:
            cell = sheet_rows(answer)[1][0]
            assert cell.data_type == "s"
            assert cell.value.startswith("'")


def test_the_demonstration_is_never_mixed_in(client: Client, officer: User) -> None:
    CompanyFactory(name_ko="진짜")
    Company.objects.filter(pk=CompanyFactory(name_ko="시연용").pk).update(is_demo=True)
    data = {"format": "csv", "reason": "Visit"}

    def names(query: str) -> list[str]:
        answer = client.post(export_url("companies.company", query), data)
        return [row[0] for row in csv_rows(answer)[1:]]

    assert names("") == names("demo=0") == ["진짜"]
    assert names("demo=1") == ["시연용"]
    page = client.get(export_url("companies.company"))
    assert page.context_data["left_out"] == 1
    assert "demo=1" in page.content.decode()


def test_personal_data_needs_a_reason_and_is_noted(client: Client, officer: User) -> None:
    CompanyFactory(name_ko="가", size="mid")
    address = export_url("companies.company", "size__exact=mid")
    assert client.post(address, {"format": "csv"}).status_code == 422
    assert client.post(address, {"format": "csv", "reason": "  "}).status_code == 422
    assert not AccessLog.objects.filter(what__startswith="export").exists()
    assert client.post(address, {"format": "csv", "reason": "Invitation"}).status_code == 200
    noted = AccessLog.objects.get(what="export.companies.company")
    assert (noted.by, noted.people, noted.why) == (officer.pk, 1, "Invitation")
    assert "중견" in noted.conditions


def test_a_list_without_personal_data_asks_nothing(client: Client, officer: User) -> None:
    TechnoParkFactory()
    before = AccessLog.objects.count()
    assert client.post(export_url("regions.technopark"), {"format": "csv"}).status_code == 200
    assert AccessLog.objects.count() == before


def test_who_may_take_what(client: Client) -> None:
    CompanyFactory()
    address, data = export_url("companies.company"), {"format": "csv", "reason": "Visit"}
    sign_in(client, staff("accounts.view_user"))
    assert (client.get(address).status_code, client.post(address, data).status_code) == (403, 403)
    sign_in(client, staff("companies.view_company"))
    assert (client.get(address).status_code, client.post(address, data).status_code) == (403, 403)
    assert address not in client.get(f"{COMPANIES}?q=").content.decode()
    sign_in(client, staff("companies.view_company", "privacy.export_personal"))
    assert (client.get(address).status_code, client.post(address, data).status_code) == (200, 200)
    assert address in client.get(f"{COMPANIES}?q=").content.decode()
    sign_in(client, UserFactory())
    assert client.get(address).status_code == 302


def test_the_groups_that_take_personal_data_out() -> None:
    for group, may in {"ministry": True, "body": True, "finance": False, "auditor": False}.items():
        assert staff_in(group).has_perm(listing.PERSONAL) is may, group


def test_a_file_has_an_end(client: Client, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "LIMITS", {"xlsx": 1, "csv": 2})
    monkeypatch.setattr(export, "LIMITS", {"xlsx": 1, "csv": 2})
    TechnoParkFactory.create_batch(2)
    refused = client.post(export_url("regions.technopark"), {"format": "xlsx"})
    assert refused.status_code == 422
    assert "최대 1" in refused.content.decode()
    assert client.post(export_url("regions.technopark"), {"format": "csv"}).status_code == 200


def test_what_is_no_list_is_not_found(client: Client, officer: User) -> None:
    assert client.get(export_url("auth.permission")).status_code == 404
    assert client.get(export_url("companies.company", "nonsense=1")).status_code == 404


# --- What a list says ----------------------------------------------------------------------------


def test_a_list_is_named_after_what_it_lists(client: Client, officer: User) -> None:
    page = client.get(APPLICATIONS + "?q=").content.decode()
    assert "<title> 신청서 |" in " ".join(page.split())


def test_a_selected_application_waits_until_its_agreement_is_in_force(client: Client, officer: User) -> None:
    past = db_now() - timedelta(days=1)
    waiting, agreed = (ApplicationFactory(status="selected") for _ in range(2))
    for application, status in ((waiting, "selected"), (agreed, "agreed")):
        StageDate.objects.create(
            call=application.call, stage="agreement", starts_at=past - timedelta(days=1), ends_at=past
        )
        LighthouseFactoryFactory(
            call=application.call, company=application.company, case=application.case, status=status
        )
    page = client.get(APPLICATIONS + "?due=overdue").content.decode()
    assert waiting.company.name_ko in page
    assert agreed.company.name_ko not in page
    assert due_at(waiting) == past
    assert due_at(agreed) is None


def test_a_quota_says_how_many_have_applied_and_leads_to_them(client: Client, officer: User) -> None:
    first = ApplicationFactory(status="submitted")
    ApplicationFactory(call=first.call, technopark=first.technopark)  # a draft asks nobody yet
    Quota.objects.create(call=first.call, technopark=first.technopark, allowed=5)
    idle = Quota.objects.create(call=first.call, technopark=TechnoParkFactory(), allowed=5)
    rows = {quota.pk: quota.received_count for quota in with_received(Quota.objects.all())}
    assert rows[idle.pk] == 0
    assert sorted(rows.values()) == [0, 1]
    page = client.get("/admin/recommendations/quota/?q=").content.decode()
    link = re.search(r'field-received[^>]*>\s*<a href="([^"]+)"', page)
    assert link is not None
    listed = client.get(unescape(link[1])).content.decode()
    assert first.version.receipt_number in listed

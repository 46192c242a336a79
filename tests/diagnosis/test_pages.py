"""The consultant's desk and what the company reads of it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.diagnosis import services
from programme.diagnosis.models import Cost, Design, Diagnosis, Finding, Improvement
from tests.accounts.second_factor import sign_in
from tests.diagnosis.helpers import assigned, consultant, design, diagnose, diagnosed
from tests.records import ApplicationFactory, UserFactory, company_person, officer_of, staff_in

pytestmark = pytest.mark.django_db
S = ApplicationStatus
PAGES = ["case", "record_visit", "save_diagnosis", "complete_diagnosis", "save_design", "complete_design"]


@pytest.fixture
def person() -> User:
    return consultant()


@pytest.fixture
def application(person: User) -> Application:
    return assigned(person)


def address(name: str, application: Application) -> str:
    return reverse(f"diagnosis:{name}", args=[application.public_id])


def as_shown(client: Client, url: str) -> dict[str, Any]:
    """Every field of the page's form and rows, as a browser would send them back."""
    context = client.get(url).context
    data = {name: value if value is not None else "" for name, value in context["form"].initial.items()}
    for _name, _heading, rows in context["sets"]:
        data |= {f"{rows.prefix}-{name}": value for name, value in rows.management_form.initial.items()}
        for form in rows.forms:
            for field in form:
                value = field.value()
                data[field.html_name] = "" if value is None else value
                if field.name == "technologies":  # unticked boxes are not sent
                    data[field.html_name] = [one.pk for one in value or []]
    return {name: value for name, value in data.items() if value is not False}


def test_my_cases_are_those_given_to_me(client: Client, person: User, application: Application) -> None:
    other = assigned(consultant())
    text = sign_in(client, person).get(reverse("diagnosis:cases")).content.decode()
    assert application.company.name_ko in text
    assert other.company.name_ko not in text


def test_the_list_asks_the_database_as_often_for_many(
    client: Client, person: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        assigned(person)
    sign_in(client, person)
    with django_assert_max_num_queries(12):
        client.get(reverse("diagnosis:cases"))


def test_signing_in_comes_first(client: Client, application: Application) -> None:
    for url in (reverse("diagnosis:cases"), *(address(name, application) for name in PAGES)):
        answer = client.get(url)
        assert answer.status_code == 302
        assert reverse("account_login") in answer.url


def test_other_peoples_cases_do_not_exist(client: Client, application: Application) -> None:
    for other in (
        consultant(),
        officer_of(application.technopark),
        company_person(ApplicationFactory().company),
        UserFactory(),
    ):
        sign_in(client, other)
        for name in PAGES:
            assert client.get(address(name, application)).status_code == 404, name


def test_a_consultant_writes_the_diagnosis_row_by_row(
    client: Client, person: User, application: Application
) -> None:
    sign_in(client, person)
    url = address("save_diagnosis", application)
    data = as_shown(client, url) | {
        "capability_level": "2",
        "findings-0-area": "주조",
        "findings-0-severity": "high",
        "findings-0-text": "손으로 적는다.",
    }
    assert client.post(url, data | {"more": "1"}).url == url
    data = as_shown(client, url)
    assert data["findings-TOTAL_FORMS"] == 2
    data |= {"findings-1-area": "가공", "findings-1-severity": "low", "findings-1-text": "공구 마모"}
    assert client.post(url, data).url == address("case", application)
    assert list(Finding.objects.values_list("area", flat=True)) == ["주조", "가공"]

    data = as_shown(client, url) | {"findings-0-DELETE": "on"}
    client.post(url, data)
    assert list(Finding.objects.values_list("area", flat=True)) == ["가공"]
    assert Diagnosis.objects.get().capability_level == 2


def test_an_incomplete_row_is_refused_beside_its_field_and_nothing_is_lost(
    client: Client, person: User, application: Application
) -> None:
    sign_in(client, person)
    url = address("save_diagnosis", application)
    answer = client.post(url, as_shown(client, url) | {"findings-0-text": "지우면 안 되는 글"})
    assert answer.status_code == 422
    assert "지우면 안 되는 글" in answer.content.decode()
    assert 'id="id_findings-0-area_error"' in answer.content.decode()
    assert not Finding.objects.exists()


def test_a_second_window_is_told(client: Client, person: User, application: Application) -> None:
    sign_in(client, person)
    url = address("save_diagnosis", application)
    data = as_shown(client, url)
    client.post(url, data | {"summary": "하나"})
    answer = client.post(url, data | {"summary": "둘"})
    assert answer.status_code == 422
    assert Diagnosis.objects.get().summary == "하나"


def test_the_visit_and_completion(client: Client, person: User, application: Application) -> None:
    sign_in(client, person)
    assert client.post(address("complete_diagnosis", application), {"sent": "1"}).status_code == 422
    assert client.post(address("record_visit", application), {"visited_on": "9999-01-01"}).status_code == 422
    diagnose(application)
    assert client.post(address("record_visit", application), {"visited_on": "2022-03-02"}).status_code == 302
    assert client.post(address("complete_diagnosis", application), {"sent": "1"}).status_code == 302
    application.refresh_from_db()
    assert application.status == S.DIAGNOSED
    assert client.get(address("save_diagnosis", application)).status_code == 302
    assert client.get(address("save_design", application)).status_code == 200


def test_a_designer_writes_the_design(client: Client, person: User) -> None:
    application = diagnosed(person)
    design(application)
    sign_in(client, person)
    url = address("save_design", application)
    data = as_shown(client, url)
    assert data["costs-TOTAL_FORMS"] == 5
    data |= {
        "costs-4-year": "3",
        "costs-4-item": "교육",
        "costs-4-source": "own",
        "costs-4-amount_krw": "1000",
    }
    assert client.post(url, data).status_code == 302
    assert Cost.objects.count() == 5
    assert Improvement.objects.count() == 1

    wrong = as_shown(client, url) | {"indicators-0-target": "99"}
    answer = client.post(url, wrong)
    assert answer.status_code == 422
    assert Design.objects.get().indicators.get().target != 99
    assert client.post(address("complete_design", application), {"sent": "1"}).status_code == 302


def test_the_company_reads_each_part_when_it_is_finished(client: Client, person: User) -> None:
    application = assigned(person)
    diagnose(application, summary="분석하지 않는다")
    sign_in(client, company_person(application.company))
    url = address("case", application)
    assert "분석하지 않는다" not in client.get(url).content.decode()
    assert client.get(address("save_diagnosis", application)).status_code == 404
    services.complete_diagnosis(application=application, by=None)
    design(application, summary="품질 예측 모델")
    text = client.get(url).content.decode()
    assert "분석하지 않는다" in text
    assert "품질 예측 모델" not in text
    services.complete_design(application=application, by=None)
    assert "품질 예측 모델" in client.get(url).content.decode()


def test_staff_assign_in_the_back_office(client: Client, person: User) -> None:
    application = ApplicationFactory(status=S.SCREENED_IN)
    sign_in(client, staff_in("body"))
    step = reverse("admin:applications_application_step", args=[application.pk, "assign_consultant"])
    assert client.get(step).status_code == 200
    assert client.post(step, {"consultant": str(UserFactory().pk)}).status_code == 422
    assert client.post(step, {"consultant": str(person.pk)}).status_code == 302
    diagnosis = Diagnosis.objects.get()
    assert diagnosis.consultant == person
    assert client.get(reverse("admin:diagnosis_diagnosis_change", args=[diagnosis.pk])).status_code == 200
    assert client.get(address("case", application)).status_code == 200


def buttons(text: str) -> dict[str, bool]:
    """Each button's address, and whether it is the main one."""
    found = re.findall(r'class="button button-(\w+)" href="([^"]+)"', text)
    return {href: kind == "primary" for kind, href in found}


def test_completing_is_the_main_button_only_when_nothing_is_missing(
    client: Client, person: User, application: Application
) -> None:
    sign_in(client, person)
    page = client.get(address("case", application))
    assert page.context["missing"]
    shown = buttons(page.content.decode())
    assert shown[address("save_diagnosis", application)]
    assert not shown[address("complete_diagnosis", application)]
    diagnose(application)
    client.post(address("record_visit", application), {"visited_on": "2022-03-02"})
    page = client.get(address("case", application))
    assert not page.context["missing"]
    assert buttons(page.content.decode())[address("complete_diagnosis", application)]


def test_an_error_names_its_row_and_its_field(client: Client, person: User) -> None:
    application = diagnosed(person)
    design(application)
    sign_in(client, person)
    url = address("save_design", application)
    sent = as_shown(client, url) | {"improvements-1-title": "가" * 500, "indicators-0-target": "99"}
    with override("en"):
        answer = client.post(f"/en{url}", sent)
        rows = {name: rows for name, _heading, rows in answer.context["sets"]}
        said = [text for texts in rows["improvements"].forms[1].errors.values() for text in texts]
    assert answer.status_code == 422
    assert any(text.startswith("Improvement 2, ") and "at most" in text for text in said)
    assert any(text.endswith(": is missing") for text in said)


def test_what_completion_needs_is_not_called_optional(
    client: Client, person: User, application: Application
) -> None:
    sign_in(client, person)
    text = client.get("/en" + address("save_diagnosis", application)).content.decode()
    assert "(optional)" not in text
    assert "<fieldset" not in text

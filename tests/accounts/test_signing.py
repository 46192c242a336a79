"""Signing: a second factor just before, the text shown, its hash kept."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from programme.accounts.models import Signature
from programme.companies.models import Company
from programme.core.signing import statement_hash
from tests.accounts.second_factor import code_now, enrol, sign_in
from tests.records import CompanyFactory, company_person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.signing_urls")]

STALE = 301  # seconds; ACCOUNT_REAUTHENTICATION_TIMEOUT is 300


@pytest.fixture
def company() -> Company:
    return CompanyFactory(name_ko="주식회사 등대")


def signed(company: Company) -> dict[str, str]:
    return {"have_read": "on", "shown_sha256": statement_hash(f"We are called {company.name_ko}.")}


def test_the_text_and_its_hash_are_shown(client: Client, company: Company) -> None:
    page = sign_in(client, company_person(company)).get(f"/sign/{company.public_id}/")
    assert page.status_code == 200
    assert page.context["statement"] == "We are called 주식회사 등대."
    assert signed(company)["shown_sha256"] in page.content.decode()


def test_a_signature_keeps_the_text(client: Client, company: Company) -> None:
    person = company_person(company)
    answer = sign_in(client, person).post(f"/sign/{company.public_id}/", signed(company))
    assert answer.url == "/signed/"
    kept = Signature.objects.get()
    assert (kept.by, kept.statement) == (person.pk, "We are called 주식회사 등대.")


def test_a_changed_text_is_refused_and_shown_anew(client: Client, company: Company) -> None:
    sign_in(client, company_person(company))
    shown = signed(company)
    Company.objects.update(name_ko="주식회사 파도")
    answer = client.post(f"/sign/{company.public_id}/", shown)
    assert answer.status_code == 409
    assert answer.context["statement"] == "We are called 주식회사 파도."
    company.refresh_from_db()
    assert answer.context["form"]["shown_sha256"].value() == signed(company)["shown_sha256"]
    assert not answer.context["form"]["have_read"].value()
    assert not Signature.objects.exists()


def test_unread_is_unsigned(client: Client, company: Company) -> None:
    sign_in(client, company_person(company))
    answer = client.post(f"/sign/{company.public_id}/", {"shown_sha256": signed(company)["shown_sha256"]})
    assert answer.status_code == 422
    assert "have_read" in answer.context["form"].errors
    assert not Signature.objects.exists()


def test_a_stale_second_factor_is_asked_again(client: Client, company: Company) -> None:
    sign_in(client, company_person(company), used_seconds_ago=STALE)
    answer = client.get(f"/sign/{company.public_id}/")
    assert urlsplit(answer.url).path == reverse("mfa_reauthenticate")
    assert parse_qs(urlsplit(answer.url).query) == {"next": [f"/sign/{company.public_id}/"]}


def test_what_was_posted_too_late_is_carried_on_after_the_code(client: Client, company: Company) -> None:
    sign_in(client, company_person(company), used_seconds_ago=STALE)
    address = f"/sign/{company.public_id}/"
    asked = client.post(address, signed(company))
    assert not Signature.objects.exists()
    answer = client.post(asked.url, {"code": code_now(), "next": address})
    assert answer.url == "/signed/"
    assert Signature.objects.count() == 1


def test_who_has_no_second_factor_is_led_to_enrol(client: Client, company: Company) -> None:
    client.force_login(company_person(company))
    answer = client.get(f"/sign/{company.public_id}/")
    assert urlsplit(answer.url).path == reverse("mfa_activate_totp")
    assert client.session["second_factor_next"] == f"/sign/{company.public_id}/"


def test_other_peoples_companies_do_not_exist(client: Client, company: Company) -> None:
    sign_in(client, company_person(CompanyFactory()))
    assert client.get(f"/sign/{company.public_id}/").status_code == 404


def test_a_confidential_page_asks_too(client: Client) -> None:
    person = company_person(CompanyFactory())
    assert sign_in(client, person).get("/secret/").status_code == 200
    enrol(person)
    assert sign_in(client, person, used_seconds_ago=STALE).get("/secret/").status_code == 302

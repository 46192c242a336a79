"""The company's pages: whose they are, what they refuse and how they say it."""

import pytest
from django.test import Client
from django.urls import reverse

from programme.accounts.models import Signature, User
from programme.core.signing import statement_hash
from programme.funding.choices import AgreementStatus
from programme.funding.models import Agreement, Instalment, Measurement
from programme.funding.statements import agreement_statement
from tests.accounts.second_factor import sign_in
from tests.funding.stage import MILLION, Stage, indicator
from tests.records import CompanyFactory, company_person

pytestmark = pytest.mark.django_db
PAGES = ["detail", "sign", "request", "measure"]


def at(name: str, agreement: Agreement) -> str:
    return reverse(f"funding:{name}", args=[agreement.public_id])


def as_user(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", PAGES)
def test_anothers_agreement_is_not_found(client: Client, stage: Stage, name: str) -> None:
    agreement = stage.sign()
    assert client.get(at(name, agreement)).status_code == 302  # to sign in
    as_user(client, company_person(CompanyFactory()))
    assert client.get(at(name, agreement)).status_code == 404
    assert client.post(at(name, agreement)).status_code in (404, 405)


@pytest.mark.parametrize("name", PAGES)
def test_a_draft_is_not_found_by_the_company(client: Client, stage: Stage, name: str) -> None:
    agreement = stage.draft()
    assert as_user(client, stage.owner).get(at(name, agreement)).status_code == 404


def test_staff_read_but_do_not_report(client: Client, stage: Stage) -> None:
    agreement = stage.sign()
    sign_in(client, stage.body)
    assert client.get(at("detail", agreement)).status_code == 200
    for name in ("sign", "request", "measure"):
        assert client.get(at(name, agreement)).status_code == 404


def test_the_owner_signs_on_the_page(client: Client, stage: Stage) -> None:
    agreement = stage.offer()
    sign_in(client, stage.owner)
    page = client.get(at("sign", agreement))
    assert page.context["statement"] == agreement_statement(agreement)
    shown = statement_hash(agreement_statement(agreement))
    answer = client.post(at("sign", agreement), {"have_read": "on", "shown_sha256": shown})
    assert answer.url == agreement.get_absolute_url()
    assert stage.agreement.status == AgreementStatus.COMPANY_SIGNED
    assert Signature.objects.get().by == stage.owner.pk


def test_signing_asks_for_a_second_factor(client: Client, stage: Stage) -> None:
    agreement = stage.offer()
    answer = as_user(client, stage.owner).get(at("sign", agreement))
    assert answer.status_code == 302
    assert "/account/" in answer.url


def test_a_member_reports_but_does_not_sign(client: Client, stage: Stage) -> None:
    agreement = stage.offer()
    as_user(client, stage.member)
    assert client.get(at("sign", agreement)).status_code == 404
    assert client.get(at("request", agreement)).status_code == 200


def test_an_instalment_is_requested_on_the_page(client: Client, stage: Stage) -> None:
    agreement = stage.sign()
    asked = {"year_plan": stage.year(1).pk, "amount_krw": "100,000,000", "evidence": "MES 계약 1호"}
    answer = as_user(client, stage.member).post(at("request", agreement), asked)
    assert answer.url == agreement.get_absolute_url()
    assert Instalment.objects.get().amount_krw == 100 * MILLION
    page = client.get(answer.url).content.decode()
    assert reverse("funding:cancel", args=[Instalment.objects.get().public_id]) in page


@pytest.mark.parametrize("amount", ["0", "-1", "1.5", "", "일억", "9" * 30, "9" * 5000, "400000001"])
def test_a_wrong_amount_is_refused_beside_its_field(client: Client, stage: Stage, amount: str) -> None:
    agreement = stage.sign()
    asked = {"year_plan": stage.year(1).pk, "amount_krw": amount, "evidence": "계약 ☃ 契約"}
    answer = as_user(client, stage.owner).post(at("request", agreement), asked)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["amount_krw"]
    assert "계약 ☃ 契約" in answer.content.decode()
    assert not Instalment.objects.exists()


def test_a_year_that_waits_for_its_check_is_refused_beside_the_year(client: Client, stage: Stage) -> None:
    agreement = stage.sign()
    asked = {"year_plan": stage.year(2).pk, "amount_krw": "1", "evidence": "계약"}
    answer = as_user(client, stage.owner).post(at("request", agreement), asked)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["year_plan"]


def test_anothers_year_is_no_choice(client: Client, stage: Stage) -> None:
    from tests.funding.stage import new_stage

    other = new_stage()
    other.appropriate()
    other.sign()
    asked = {"year_plan": other.year(1).pk, "amount_krw": "1", "evidence": "계약"}
    answer = as_user(client, stage.owner).post(at("request", stage.sign()), asked)
    assert answer.status_code == 422
    assert not Instalment.objects.exists()


def test_an_instalment_is_cancelled_by_its_company_only(client: Client, stage: Stage) -> None:
    stage.sign()
    address = reverse("funding:cancel", args=[stage.request().public_id])
    assert as_user(client, company_person(CompanyFactory())).post(address).status_code == 404
    assert as_user(client, stage.owner).get(address).status_code == 200
    assert client.post(address).status_code == 302
    assert Instalment.objects.get().status == "cancelled"


def test_a_measurement_is_recorded_on_the_page(client: Client, stage: Stage) -> None:
    one = indicator(stage.draft())
    from programme.funding import services
    from tests.funding.stage import countersign, sign

    agreement = services.offer_agreement(agreement=stage.agreement, by=stage.body)
    sign(agreement, stage.owner)
    countersign(agreement, stage.ministry)
    as_user(client, stage.owner)
    measured = {"indicator": one.pk, "value": "2.5", "measured_on": "2026-01-05"}
    for wrong in ({"value": "x"}, {"value": "1" * 40}, {"measured_on": "2999-01-01"}, {"indicator": "0"}):
        answer = client.post(at("measure", agreement), {**measured, **wrong})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == list(wrong)
    assert client.post(at("measure", agreement), measured).status_code == 302
    assert Measurement.objects.get().value == 2.5
    assert "2.5" in client.get(agreement.get_absolute_url()).content.decode()


def test_the_pages_ask_the_same_queries_for_one_and_many(
    client: Client, stage: Stage, django_assert_max_num_queries: object
) -> None:
    agreement = stage.sign()
    as_user(client, stage.owner)
    for _ in range(4):
        stage.pay(MILLION)
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        client.get(agreement.get_absolute_url())


@pytest.mark.parametrize("language", ["/", "/en/"])
def test_the_list_shows_the_companys_agreements(client: Client, stage: Stage, language: str) -> None:
    agreement = stage.offer()
    answer = as_user(client, stage.owner).get(f"{language}funding/")
    assert agreement.public_id in answer.content.decode()
    as_user(client, company_person(CompanyFactory()))
    assert agreement.public_id not in client.get(f"{language}funding/").content.decode()

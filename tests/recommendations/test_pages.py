"""The officer's desk and the company's result page: who sees what, and what a POST does."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.core.signing import statement_hash
from programme.recommendations import services
from programme.recommendations.models import Nomination, Quota, Recommendation
from programme.recommendations.queries import recommendation_statement
from tests.accounts.second_factor import sign_in
from tests.records import (
    ApplicationFactory,
    CallFactory,
    TechnoParkFactory,
    UserFactory,
    company_person,
    officer_of,
    staff_in,
)

pytestmark = pytest.mark.django_db
S = ApplicationStatus
PAGES = ["application", "recommend", "decline", "withdraw_recommendation", "take_back_decline"]


@pytest.fixture
def application() -> Application:
    return ApplicationFactory(status=S.SUBMITTED)


def address(name: str, application: Application) -> str:
    return reverse(f"recommendations:{name}", args=[application.public_id])


def test_the_desk_shows_this_technoparks_applications_and_what_is_left(
    client: Client, application: Application
) -> None:
    other = ApplicationFactory(status=S.SUBMITTED, call=application.call)
    draft = ApplicationFactory(call=application.call, technopark=application.technopark)
    page = sign_in(client, officer_of(application.technopark)).get(reverse("recommendations:desk"))
    text = page.content.decode()
    assert application.company.name_ko in text
    assert "0 / 5" in text
    assert other.company.name_ko not in text
    assert draft.company.name_ko not in text


def test_the_desk_asks_the_database_as_often_for_many(
    client: Client, application: Application, django_assert_max_num_queries: Any
) -> None:
    sign_in(client, officer_of(application.technopark))
    for _ in range(6):
        ApplicationFactory(status=S.SUBMITTED, call=application.call, technopark=application.technopark)
    with django_assert_max_num_queries(16):
        client.get(reverse("recommendations:desk"))


def test_signing_in_comes_first(client: Client, application: Application) -> None:
    for url in (reverse("recommendations:desk"), *(address(name, application) for name in PAGES)):
        answer = client.get(url)
        assert answer.status_code == 302
        assert reverse("account_login") in answer.url


def test_other_peoples_applications_do_not_exist(client: Client, application: Application) -> None:
    for person in (
        company_person(application.company),
        officer_of(TechnoParkFactory()),
        staff_in("body"),
        UserFactory(),
    ):
        sign_in(client, person)
        for name in PAGES:
            assert client.get(address(name, application)).status_code == 404, name


def test_an_officer_recommends_on_the_page(client: Client, application: Application) -> None:
    sign_in(client, officer_of(application.technopark))
    page = client.get(address("recommend", application))
    assert page.status_code == 200
    statement = recommendation_statement(Application.objects.get(pk=application.pk))
    assert page.context["statement"] == statement
    answer = client.post(
        address("recommend", application),
        {
            "reason": "우수",
            "priority": "2",
            "have_read": "on",
            "shown_sha256": statement_hash(statement),
        },
    )
    assert answer.url == address("application", application)
    assert Recommendation.objects.get().priority == 2


def test_an_exhausted_quota_is_said_above_the_form_and_nothing_is_lost(
    client: Client, application: Application
) -> None:
    services.open_quotas(call=application.call)
    Quota.objects.update(allowed=0)
    sign_in(client, officer_of(application.technopark))
    answer = client.post(
        address("recommend", application),
        {
            "reason": "지우면 안 되는 글",
            "have_read": "on",
            "shown_sha256": statement_hash(recommendation_statement(application)),
        },
    )
    assert answer.status_code == 422
    assert "지우면 안 되는 글" in answer.content.decode()
    assert answer.context["form"].non_field_errors()


def test_declining_needs_a_reason(client: Client, application: Application) -> None:
    sign_in(client, officer_of(application.technopark))
    assert client.post(address("decline", application), {"reason": ""}).status_code == 422
    assert client.post(address("decline", application), {"reason": "자료 부족"}).status_code == 302
    application.refresh_from_db()
    assert application.status == S.NOT_RECOMMENDED


def test_an_officer_nominates_for_the_own_technopark_only(client: Client) -> None:
    call, technopark = CallFactory(), TechnoParkFactory()
    sign_in(client, officer_of(technopark))
    url = reverse("recommendations:nominate", args=[call.key, technopark.key])
    assert client.get(url).status_code == 200
    assert client.post(url, {"company_name": ""}).status_code == 422
    assert client.post(url, {"company_name": "등대정밀"}).status_code == 302
    assert client.post(url, {"company_name": "등대정밀"}).status_code == 422
    other = reverse("recommendations:nominate", args=[call.key, TechnoParkFactory().key])
    assert client.get(other).status_code == 404
    nomination = Nomination.objects.get()
    settle = reverse("recommendations:settle", args=[nomination.public_id])
    assert client.get(settle).status_code == 200
    assert client.post(settle).status_code == 302
    sign_in(client, officer_of(TechnoParkFactory()))
    assert client.get(settle).status_code == 404


def test_the_company_reads_the_word_on_its_application(client: Client, application: Application) -> None:
    url = address("result", application)
    sign_in(client, company_person(application.company))
    assert client.get(url).status_code == 404
    services.enter_recommendation(application=application, by=None, reason="우수한 데이터", priority=4)
    page = client.get(url)
    assert "우수한 데이터" in page.content.decode()
    sign_in(client, company_person(ApplicationFactory().company))
    assert client.get(url).status_code == 404


def test_a_rank_above_the_quota_is_refused_beside_the_field(client: Client, application: Application) -> None:
    sign_in(client, officer_of(application.technopark))
    sent = {
        "reason": "우수",
        "have_read": "on",
        "shown_sha256": statement_hash(recommendation_statement(application)),
    }
    answer = client.post(address("recommend", application), {**sent, "priority": "6"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["priority"]
    assert not Recommendation.objects.exists()
    assert client.post(address("recommend", application), {**sent, "priority": "5"}).status_code == 302


def test_the_result_says_nothing_of_later_steps(client: Client, application: Application) -> None:
    services.enter_recommendation(application=application, by=None, reason="우수")
    sign_in(client, company_person(application.company))
    url = address("result", application)
    following = str(application.public_status.next)
    application.refresh_from_db()
    assert str(application.public_status.next) in client.get(url).content.decode()
    Application.objects.filter(pk=application.pk).update(status=S.SCREENED_IN)
    application.refresh_from_db()
    text = client.get(url).content.decode()
    assert str(application.public_status.next) not in text
    assert following not in text


def test_english_pages_and_the_signed_text_use_the_checked_english_name(
    client: Client, application: Application
) -> None:
    company = application.company
    company.name_en, company.name_en_checked = "Lighthouse Precision", True
    company.save()
    sign_in(client, officer_of(application.technopark))
    pages = ["/en" + address(name, application) for name in ("application", "recommend")]
    for url in pages:
        assert "Lighthouse Precision" in client.get(url).content.decode(), url
    assert "Company: Lighthouse Precision" in client.get(pages[1]).context["statement"]
    company.name_en_checked = False
    company.save()
    assert f"Company: {company.name_ko}" in client.get(pages[1]).context["statement"]


def test_what_was_done_is_said_as_done(client: Client, application: Application) -> None:
    sign_in(client, officer_of(application.technopark))
    answer = client.post("/en" + address("decline", application), {"reason": "자료 부족"}, follow=True)
    assert "Not recommended by the techno-park" in [
        str(one).removeprefix("Done: ").removesuffix(".") for one in answer.context["messages"]
    ]

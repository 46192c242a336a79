"""The company's letter and appeal, the ministry's ranking and publication, over HTTP."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from programme.accounts.choices import Role
from programme.accounts.models import User
from programme.selection import services
from programme.selection.models import Appeal, Decision, Publication
from tests.accounts.second_factor import sign_in
from tests.records import company_person, officer_of, person_with, staff, staff_in

from .rounds import THREE, Judged, make_judged

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    return sign_in(Client(), user)


def page(name: str, judged: Judged, number: int = 1) -> str:
    return reverse(f"selection:{name}", args=[judged.applications[number].public_id])


# --- The company ------------------------------------------------------------------------------


def test_the_letter_is_for_the_company_and_staff_once_published() -> None:
    judged = make_judged(*THREE).decide()
    loser = judged.applications[1]
    owner = company_person(loser.company)
    for person in (owner, judged.ministry):
        assert client_of(person).get(page("letter", judged)).status_code == 404
    judged.publish()
    for person in (owner, company_person(loser.company, Role.COMPANY_MEMBER), judged.ministry):
        assert client_of(person).get(page("letter", judged)).status_code == 200
    strangers = (
        company_person(judged.applications[0].company),
        judged.evaluator,
        officer_of(loser.technopark),
        staff(),
        person_with(Role.EVALUATOR),
    )
    for person in strangers:
        for name in ("letter", "appeal"):
            assert client_of(person).get(page(name, judged)).status_code == 404
            assert client_of(person).post(page(name, judged)).status_code == 404
    assert Client().get(page("letter", judged)).status_code == 302


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_letter_says_scores_and_reasons_and_names_no_evaluator(prefix: str) -> None:
    judged = make_judged(*THREE).decide()
    judged.publish()
    owner = company_person(judged.applications[1].company)
    text = client_of(owner).get(prefix + page("letter", judged)).content.decode()
    assert "80.00" in text
    assert "근거" in text
    assert judged.evaluator.name not in text
    assert judged.applications[1].version.receipt_number in text
    assert judged.applications[0].company.name_ko not in text


def test_the_representative_files_the_appeal_on_the_page() -> None:
    judged = make_judged(*THREE).decide()
    judged.publish()
    company = judged.applications[1].company
    owner = client_of(company_person(company))
    member = client_of(company_person(company, Role.COMPANY_MEMBER))
    assert member.get(page("appeal", judged)).status_code == 404
    assert member.post(page("appeal", judged), {"text": "이의"}).status_code in (403, 404)
    assert owner.get(page("appeal", judged)).status_code == 200
    assert owner.post(page("appeal", judged), {"text": ""}).status_code == 422
    assert owner.post(page("appeal", judged), {"text": "가" * 4001}).status_code == 422
    assert owner.post(page("appeal", judged), {"text": "점수에 이의가 있습니다"}).status_code == 302
    assert Appeal.objects.get().text == "점수에 이의가 있습니다"
    assert "점수에 이의가 있습니다" in owner.get(page("letter", judged)).content.decode()
    assert owner.post(page("appeal", judged), {"text": "또"}).status_code == 422


# --- The ministry -----------------------------------------------------------------------------


def step(judged: Judged, verb: str) -> str:
    return reverse("admin:selection_ranking_step", args=[judged.call.pk, verb])


def test_the_ministry_decides_signs_and_publishes_in_the_admin() -> None:
    judged = make_judged(*THREE)
    client = client_of(judged.ministry)
    home = reverse("admin:selection_ranking_change", args=[judged.call.pk])
    text = client.get(home).content.decode()
    assert "90.00" in text
    assert client.post(step(judged, "stage_top"), {"places": "9"}).status_code == 422
    assert client.post(step(judged, "stage_top"), {"places": "1"}).status_code == 302
    second = judged.applications[1]
    decide = reverse("admin:selection_ranking_decide", args=[judged.call.pk, second.public_id])
    assert client.get(decide).status_code == 200
    assert client.post(decide, {"outcome": "maybe"}).status_code == 422
    assert client.post(decide, {"outcome": "reserve", "reason": "예비"}).status_code == 302
    assert Decision.objects.get(application=second).outcome == "reserve"

    publish = step(judged, "publish_results")
    shown = client.get(publish).content.decode()
    assert second.version.receipt_number in shown
    from programme.core.signing import statement_hash
    from programme.selection.queries import publication_statement

    sha256 = statement_hash(publication_statement(judged.call))
    assert client.post(publish, {"shown_sha256": sha256}).status_code == 422  # not ticked
    wrong = {"shown_sha256": "0" * 64, "have_read": "on"}
    assert client.post(publish, wrong).status_code == 409
    assert not Publication.objects.exists()
    assert client.post(publish, {"shown_sha256": sha256, "have_read": "on"}).status_code == 302
    assert Publication.objects.get().call_id == judged.call.pk
    assert client.get(home).status_code == 200


def test_without_a_fresh_second_factor_nothing_is_published() -> None:
    judged = make_judged(*THREE).decide()
    client = sign_in(Client(), judged.ministry, used_seconds_ago=3600)
    answer = client.post(step(judged, "publish_results"), {"shown_sha256": judged.shown(), "have_read": "on"})
    assert answer.status_code == 302
    assert not Publication.objects.exists()


def test_others_may_look_but_neither_decide_nor_publish() -> None:
    judged = make_judged(*THREE).decide()
    for person in (staff_in("body"), staff_in("auditor")):
        client = client_of(person)
        assert client.get(reverse("admin:selection_ranking_change", args=[judged.call.pk])).status_code == 200
        decide = reverse(
            "admin:selection_ranking_decide", args=[judged.call.pk, judged.applications[0].public_id]
        )
        for url in (step(judged, "stage_top"), step(judged, "publish_results"), decide):
            assert client.get(url).status_code == 403
            assert client.post(url).status_code == 403
    assert not Publication.objects.exists()


def test_the_admin_shows_no_decision_or_appeal_to_staff_without_permission() -> None:
    judged = make_judged(*THREE).decide()
    client = client_of(staff())
    for name in ("ranking", "decision", "publication", "appeal"):
        assert client.get(reverse(f"admin:selection_{name}_changelist")).status_code == 403
    assert judged.applications


def test_an_appeal_is_answered_in_the_admin() -> None:
    judged = make_judged(*THREE).decide()
    judged.publish()
    loser = judged.applications[1]
    appeal = services.file_appeal(application=loser, text="이의", by=company_person(loser.company))
    client = client_of(judged.ministry)
    for name, args in (("changelist", []), ("change", [appeal.pk])):
        assert client.get(reverse(f"admin:selection_appeal_{name}", args=args)).status_code == 200
    for name in ("decision", "publication"):
        assert client.get(reverse(f"admin:selection_{name}_changelist")).status_code == 200
    url = reverse("admin:selection_appeal_step", args=[appeal.pk, "uphold_appeal"])
    assert client.post(url, {"answer": ""}).status_code == 422
    assert client.post(url, {"answer": "재평가하겠습니다"}).status_code == 302
    appeal.refresh_from_db()
    assert appeal.status == "upheld"


def test_results_are_counted_in_one_query_set_however_many(django_assert_max_num_queries: Any) -> None:
    judged = make_judged(*THREE)
    client = client_of(judged.ministry)
    home = reverse("admin:selection_ranking_change", args=[judged.call.pk])
    client.get(home)
    with django_assert_max_num_queries(40):
        client.get(home)

"""The evaluator's pages and the panel's admin, over HTTP."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from programme.accounts.choices import Role
from programme.diagnosis.models import Design, Diagnosis
from programme.evaluation import services
from programme.evaluation.choices import AssignmentStatus
from programme.evaluation.forms import ReplaceForm
from programme.evaluation.models import Assignment, Panel, Score
from tests.records import company_person, officer_of, person_with, staff, staff_in

from .rounds import Round, make_round

pytestmark = pytest.mark.django_db
PAGES = ["assignment", "declare_no_conflict", "declare_conflict", "scores", "seal_scores"]


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, there: Round, number: int = 0) -> str:
    return reverse(f"evaluation:{name}", args=[there.assignments[number].public_id])


@pytest.fixture(autouse=True)
def _without_second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these pages do; that desk and staff need a second factor is tested with accounts."""
    from programme.accounts.models import User

    monkeypatch.setattr(User, "needs_second_factor", False)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_anothers_assignment_is_not_found(name: str, method: str) -> None:
    there = make_round().assign().declare()
    company = there.application.company
    for person in (
        there.evaluators[1],
        person_with(Role.EVALUATOR),
        company_person(company),
        officer_of(there.application.technopark),
        there.ministry,
        staff(),
    ):
        refused = 405 if (name, method) == ("assignment", "post") else 404
        assert getattr(client_of(person), method)(page(name, there)).status_code == refused
    response = getattr(Client(), method)(page(name, there))
    assert response.status_code == 302
    assert "/account/" in response.headers["Location"]


def test_the_list_is_for_evaluators() -> None:
    there = make_round().assign()
    url = reverse("evaluation:assignments")
    assert client_of(there.evaluators[0]).get(url).status_code == 200
    assert client_of(there.ministry).get(url).status_code == 403
    assert Client().get(url).status_code == 302


def test_before_the_declaration_only_the_names_are_shown() -> None:
    there = make_round().assign()
    client = client_of(there.evaluators[0])
    before = client.get(page("assignment", there)).content.decode()
    assert there.application.company.name_ko in before
    assert there.application.version.receipt_number not in before
    assert client.get(page("scores", there)).status_code == 302
    there.declare()
    Diagnosis.objects.create(application=there.application, summary="설비가 노후함")
    Design.objects.create(application=there.application, summary="자동화 설비 도입")
    after = client.get(page("assignment", there)).content.decode()
    assert "설비가 노후함" in after
    assert "자동화 설비 도입" in after
    assert there.application.version.receipt_number in after


def test_declare_score_and_seal_without_javascript() -> None:
    there = make_round().assign()
    client = client_of(there.evaluators[0])
    refused = client.post(page("declare_no_conflict", there))
    assert refused.status_code == 422
    assert client.post(page("declare_no_conflict", there), {"declared": "on"}).status_code == 302

    entered = {f"score_{one.key}": "80" for one in there.criteria}
    wrong = client.post(page("scores", there), {**entered, f"score_{there.criteria[0].key}": "101"})
    assert wrong.status_code == 422
    assert 'value="101"' in wrong.content.decode()
    assert client.post(page("scores", there), entered).headers["Location"] == page("scores", there)
    assert Score.objects.count() == 3

    early = client.post(page("seal_scores", there))
    assert early.status_code == 422
    assert there.criteria[0].name_ko in early.content.decode()
    entered |= {f"comment_{one.key}": "근거" for one in there.criteria}
    saved = client.post(page("scores", there), {**entered, "seal": "1"})
    assert saved.headers["Location"] == page("seal_scores", there)
    assert client.post(page("seal_scores", there)).status_code == 302
    assert Assignment.objects.get(pk=there.assignments[0].pk).status == AssignmentStatus.SEALED

    late = client.post(page("scores", there), {f"score_{there.criteria[0].key}": "10"})
    assert late.status_code == 422
    assert client.get(page("scores", there)).status_code == 302


def test_after_a_declared_conflict_the_pages_are_gone() -> None:
    there = make_round().assign()
    client = client_of(there.evaluators[0])
    answer = client.post(page("declare_conflict", there), {"statement": "동종업체 자문 중"})
    assert answer.headers["Location"] == reverse("evaluation:assignments")
    assert client.get(page("assignment", there)).status_code == 404


def test_the_list_asks_as_little_for_many_as_for_one(django_assert_max_num_queries: Any) -> None:
    there = make_round().assign()
    client = client_of(there.evaluators[0])
    url = reverse("evaluation:assignments")
    client.get(url)
    with django_assert_max_num_queries(12):
        client.get(url)
    from tests.records import ApplicationFactory

    for _ in range(5):
        there.application = ApplicationFactory(call=there.call, status="designed")
        there.assign()
    with django_assert_max_num_queries(12):
        client.get(url)


# --- Staff ------------------------------------------------------------------------------------


def test_staff_form_a_panel_and_assign_in_the_admin() -> None:
    there = make_round()
    client = client_of(there.ministry)
    people = [str(one.pk) for one in there.evaluators]
    add = reverse("admin:evaluation_panel_add")
    data = {"call": there.call.pk, "name": "제2분과", "evaluators": people}
    assert client.get(add).status_code == 200
    assert client.post(add, {**data, "name": "제1분과"}).status_code == 422
    assert client.post(add, data).status_code == 302
    panel = Panel.objects.get(name="제2분과")
    assert client.get(reverse("admin:evaluation_panel_change", args=[panel.pk])).status_code == 200
    edit = reverse("admin:evaluation_panel_edit", args=[panel.pk])
    assert client.get(edit).status_code == 200
    assert client.post(edit, {"name": "제3분과", "evaluators": people[:1]}).status_code == 302
    assert panel.members.count() == 1
    assign = reverse("admin:evaluation_panel_application", args=[there.application.public_id])
    assert client.get(assign).status_code == 200
    assert client.post(assign, {}).status_code == 422
    assert client.post(assign, {"evaluators": people}).status_code == 302
    assert Assignment.objects.filter(application=there.application).count() == 2


def test_the_admin_shows_how_many_are_sealed_and_never_a_score() -> None:
    there = make_round().assign().declare().score(83).seal()
    client = client_of(there.ministry)
    for url in (
        reverse("admin:evaluation_panel_change", args=[there.panel.pk]),
        reverse("admin:evaluation_assignment_changelist"),
        reverse("admin:evaluation_assignment_change", args=[there.assignments[0].pk]),
    ):
        text = client.get(url).content.decode()
        assert ">83<" not in text
        assert "근거가 충분함" not in text


def test_without_the_permission_the_admin_pages_are_refused() -> None:
    there = make_round()
    auditor = client_of(staff_in("auditor"))
    for url in (
        reverse("admin:evaluation_panel_add"),
        reverse("admin:evaluation_panel_edit", args=[there.panel.pk]),
        reverse("admin:evaluation_panel_application", args=[there.application.public_id]),
    ):
        assert auditor.get(url).status_code == 403
        assert auditor.post(url).status_code == 403
    assert auditor.get(reverse("admin:evaluation_panel_change", args=[there.panel.pk])).status_code == 200


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_mails_are_written_in_the_recipients_language(language: str) -> None:
    from programme.evaluation import services
    from programme.notifications.models import Message
    from programme.notifications.services import render_message

    there = make_round()
    for one in (*there.evaluators, there.ministry):
        one.language = language
        one.save()
    there.assign().declare().score().seal()
    services.unseal_scores(assignment=there.assignments[0], by=there.ministry, reason="배점 오기")
    open_one = Assignment.objects.get(pk=there.assignments[0].pk)
    services.declare_conflict(assignment=open_one, by=open_one.evaluator, statement="지인")
    for message in Message.objects.all():
        subject, body = render_message(message)
        assert getattr(there.application.company, f"name_{language}") in subject
        assert "https://testserver" in body
        assert subject.isascii() == (language == "en")


def test_a_fault_in_english_names_the_criterion_in_english() -> None:
    there = make_round().assign().declare()
    criterion = there.criteria[0]
    assert criterion.name_en not in ("", criterion.name_ko)
    answer = client_of(there.evaluators[0]).post(
        "/en" + page("scores", there), {f"score_{criterion.key}": "9999"}
    )
    assert answer.status_code == 422
    said = " ".join(answer.context["form"].errors[f"score_{criterion.key}"])
    assert said.startswith(f"{criterion.name_en}: enter")


def test_where_nobody_may_take_over_the_step_says_where_to_add_one() -> None:
    round_ = make_round(evaluators=2).assign()
    answer = client_of(round_.ministry).get(
        reverse("admin:evaluation_assignment_step", args=[round_.assignments[0].pk, "replace_evaluator"])
    )
    address = reverse("admin:evaluation_panel_edit", args=[round_.panel.pk])
    assert f'href="{address}"' in answer.content.decode()
    services.change_panel(
        panel=round_.panel,
        name=round_.panel.name,
        evaluators=[*round_.evaluators, person_with(Role.EVALUATOR)],
        by=round_.ministry,
    )
    assert ReplaceForm(obj=round_.assignments[0]).fields["evaluator"].help_text == ""

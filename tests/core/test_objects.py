"""Object pages of the back office: what each says, to whom, and with how many questions."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programme.accounts.choices import StaffGroup
from programme.accounts.models import User
from programme.applications.choices import ApplicationStatus as S
from programme.applications.models import Application
from programme.calls.services import extend_deadline
from programme.core.models import Event
from programme.evaluation.models import Assignment, Panel, Score
from programme.factories.models import LighthouseFactory
from programme.funding.models import Agreement
from programme.notifications.models import Message
from tests.accounts.second_factor import sign_in
from tests.records import ApplicationFactory, CallFactory, CompanyFactory, UserFactory, staff, staff_in

pytestmark = pytest.mark.django_db

OURS = [model for model in admin.site._registry if model.__module__.startswith("programme.")]


@pytest.fixture
def whole_round(walked_database: None, db: None) -> None:
    """Each test's own changes are rolled back."""


def page_of(obj: Any, language: str = "") -> str:
    opts = obj._meta
    return language + reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[obj.pk])


def shown(client: Client, obj: Any, language: str = "") -> str:
    answer = client.get(page_of(obj, language))
    assert answer.status_code == 200
    return answer.content.decode()


def main_part(html: str) -> str:
    return html[html.index('id="main"') :]


# --- Who sees which pages ------------------------------------------------------------------------


def opened_by(client: Client, group: str, *, the_seen: bool) -> dict[str, int]:
    """What the group is answered at the pages that it may see, or at those that it may not."""
    user = staff_in(group)
    sign_in(client, user)
    answers = {}
    for model in OURS:
        may = user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
        obj = model._default_manager.order_by("-pk").first() if may is the_seen else None
        if obj is not None:
            answers[model.__name__] = client.get(page_of(obj)).status_code
    return answers


@pytest.mark.parametrize("group", list(StaffGroup))
def test_no_group_opens_a_page_that_it_may_not_see(whole_round: None, client: Client, group: str) -> None:
    answers = opened_by(client, group, the_seen=False)
    assert set(answers.values()) <= {403}, answers


# To draw the pages of every group takes as long as all other tests of this file.
@pytest.mark.parametrize(
    "group",
    [one if one == StaffGroup.MINISTRY else pytest.param(one, marks=pytest.mark.proof) for one in StaffGroup],
)
def test_each_group_opens_the_pages_that_it_may_see(whole_round: None, client: Client, group: str) -> None:
    answers = opened_by(client, group, the_seen=True)
    assert set(answers.values()) == {200}, answers
    assert len(answers) >= 28


def test_staff_without_permissions_open_none(whole_round: None, client: Client) -> None:
    sign_in(client, staff())
    for model in OURS:
        obj = model._default_manager.first()
        if obj is not None:
            assert client.get(page_of(obj)).status_code == 403, model


def test_a_page_shows_no_tab_of_what_the_person_may_not_see(whole_round: None, client: Client) -> None:
    case = Application.objects.filter(status=S.SELECTED).first()
    sign_in(client, staff("applications.view_application"))
    answer = client.get(page_of(case))
    assert {tab.model_name for tab in answer.context["datasets"]} == {"submitted", "history"}
    assert answer.context["case_links"] == []
    assert "/admin/recommendations/" not in main_part(answer.content.decode())


def test_sealed_scores_stand_on_no_page_of_the_case(whole_round: None, client: Client) -> None:
    case = Application.objects.filter(status=S.DESIGNED, assignments__status="sealed").first()
    sealed_scores = Score.objects.filter(assignment__application=case, assignment__status="sealed")
    secret = max(sealed_scores.values_list("comment", flat=True), key=len)
    assert len(secret) > 5
    sign_in(client, staff_in(StaffGroup.MINISTRY))
    sealed = Assignment.objects.filter(application=case, status="sealed").first()
    for obj in (case, sealed, Panel.objects.filter(call=case.call).first(), case.call, case.company):
        html = shown(client, obj)
        assert secret not in html, obj
        assert "scoreevent" not in html


# --- What a page says ----------------------------------------------------------------------------


def test_the_head_names_the_object_its_way_and_its_case(whole_round: None, client: Client) -> None:
    case = Application.objects.filter(status=S.SELECTED, case__in=Agreement.objects.values("case")).first()
    sign_in(client, staff_in(StaffGroup.MINISTRY))
    context = client.get(page_of(case)).context
    assert context["number"] == case.version.receipt_number
    assert context["in_demonstration"]
    done = [stop for stop in context["way"] if stop.state == "done"]
    assert [stop.state for stop in context["way"]] == ["done"] * 7 + ["now"]
    assert all(stop.at and stop.person for stop in done[1:])
    linked = {link["url"] for link in context["case_links"]}
    factory = LighthouseFactory.objects.get(case=case.case)
    agreement = Agreement.objects.get(factory=factory)
    assert {page_of(factory), page_of(agreement), page_of(case.diagnosis), page_of(case.decision)} <= linked
    # and back again
    for other in (factory, agreement, case.diagnosis, case.decision):
        assert f'href="{page_of(case)}"' in shown(client, other)


def test_a_step_that_lacks_something_says_so_and_is_not_the_main_button(
    whole_round: None, client: Client
) -> None:
    case = Application.objects.filter(status=S.DESIGNED).first()
    Assignment.objects.filter(application=case, status="sealed").first()
    sign_in(client, staff_in(StaffGroup.MINISTRY))
    steps = {step.verb: step for step in client.get(page_of(case)).context["steps"]}
    assert steps["close_evaluation"].lacks
    assert not any(step.main for step in steps.values())


def test_a_later_step_names_the_status_it_waits_for(client: Client) -> None:
    draft = ApplicationFactory()
    sign_in(client, staff_in(StaffGroup.BODY))
    later = {step.verb: str(step.lacks) for step in client.get(page_of(draft)).context["steps_later"]}
    assert "테크노파크 추천" in later["pass_screening"]
    assert "submit" not in later, "the company's own step is not promised to staff"


def test_a_step_back_is_never_the_main_button(client: Client) -> None:
    passed = ApplicationFactory(status=S.SCREENED_IN)
    sign_in(client, staff("applications.view_application", "screening.change_screening"))
    [step] = client.get(page_of(passed)).context["steps"]
    assert (step.verb, step.main) == ("take_back_screening", False)


def test_the_history_says_what_changed_from_what_to_what(client: Client) -> None:
    call = CallFactory()
    user = staff_in(StaffGroup.MINISTRY)
    before = call.closes_at
    extend_deadline(call=call, by=user, closes_at=before + (before - call.opens_at), reason="늦은 안내")
    sign_in(client, user)
    [tab] = [one for one in client.get(page_of(call)).context["datasets"] if one.model_name == "history"]
    assert "늦은 안내" in tab.contents
    assert str(user) in tab.contents
    assert "접수" in tab.contents or "마감" in tab.contents
    assert tab.contents.count("<td") >= 4


def test_the_narrative_names_people_and_amounts_and_no_ids(whole_round: None, client: Client) -> None:
    agreement = Agreement.objects.exclude(signed_at=None).first()
    sign_in(client, staff_in(StaffGroup.MINISTRY))
    [tab] = [one for one in client.get(page_of(agreement)).context["datasets"] if one.model_name == "history"]
    assert "억 원" in tab.contents
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", re.sub(r'href="[^"]*"', "", tab.contents))


def test_an_english_page_says_status_and_names_in_english(client: Client) -> None:
    company = CompanyFactory(name_ko="바다식품", name_en="Bada Foods", name_en_checked=True)
    case = ApplicationFactory(company=company, status=S.SCREENED_IN)
    sign_in(client, staff_in(StaffGroup.BODY))
    answer = client.get(page_of(case, "/en"))
    assert answer.context["heading"] == "Bada Foods"
    assert answer.context["badge"]["name"] == "Passed screening"
    assert "바다식품" not in main_part(answer.content.decode())


def test_a_reader_sees_only_what_is_filled_in(client: Client) -> None:
    case = ApplicationFactory()
    sign_in(client, staff("applications.view_application"))
    names = [name for _t, options in case_fieldsets(client, case) for name in options["fields"]]
    assert "version" not in names
    assert "company" in names


def case_fieldsets(client: Client, case: Application) -> Any:
    return client.get(page_of(case)).context["adminform"].fieldsets


# --- With how many questions ---------------------------------------------------------------------


def questions(client: Client, obj: Any) -> int:
    client.get(page_of(obj))
    with CaptureQueriesContext(connection) as seen:
        assert client.get(page_of(obj)).status_code == 200
    return len(seen)


def test_a_page_asks_no_more_for_more_that_belongs_to_it(client: Client) -> None:
    user = staff_in(StaffGroup.MINISTRY)
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    sign_in(client, User.objects.get(pk=user.pk))
    company = CompanyFactory()
    case = ApplicationFactory(company=company, status=S.SUBMITTED)

    def more(number: int) -> None:
        for _place in range(number):
            ApplicationFactory(company=company, status=S.SUBMITTED)
            Message.objects.create(
                recipient=UserFactory(), template="applications/mail/submitted", case=case.case
            )
            Event.objects.create(case=case.case, verb="applications.attach", audience="staff", by=user.pk)

    more(1)
    one = questions(client, case), questions(client, company)
    more(10)
    assert (questions(client, case), questions(client, company)) == one

"""Diagnosis and design: whose case, in which order, what must be there, and how much it may cost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from programme.accounts.models import RoleGrant
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.applications.queries import readable_by
from programme.core.clock import db_now, seoul_day
from programme.core.errors import Conflict, Incomplete, NotAllowed, WrongState
from programme.core.models import Event
from programme.diagnosis import services
from programme.diagnosis.models import Cost, Design, Diagnosis, Indicator
from programme.diagnosis.queries import cost_table, waiting_for
from programme.notifications.models import Message
from programme.notifications.services import render_message
from tests.diagnosis.helpers import (
    INDICATOR,
    MILLION,
    assigned,
    consultant,
    cost,
    design,
    diagnose,
    diagnosed,
)
from tests.records import (
    ApplicationFactory,
    CallFactory,
    UserFactory,
    company_person,
    officer_of,
    staff,
    staff_in,
)

pytestmark = pytest.mark.django_db
S = ApplicationStatus


def test_staff_give_a_screened_case_to_a_consultant_who_may_then_read_it() -> None:
    application, person = ApplicationFactory(status=S.SCREENED_IN), consultant()
    owner = company_person(application.company)
    services.assign_consultant(application=application, by=staff_in("body"), consultant=person)
    assert Diagnosis.objects.get().consultant == person
    assert application in readable_by(person)
    assert set(Message.objects.values_list("recipient", "template")) == {
        (person.pk, "diagnosis/mail/assigned"),
        (owner.pk, "diagnosis/mail/consultant"),
    }
    for message in Message.objects.all():
        assert all(render_message(message))


def test_another_consultant_takes_the_case_over() -> None:
    before, after = consultant(), consultant()
    application = assigned(before)
    services.assign_consultant(application=application, by=staff_in("body"), consultant=after)
    assert Diagnosis.objects.get().consultant == after
    before = type(before).objects.get(pk=before.pk)
    assert application not in readable_by(before)
    assert RoleGrant.objects.filter(scope=application.case, revoked_at=None).count() == 1
    with pytest.raises(NotAllowed):
        services.record_visit(application=application, by=before, visited_on=seoul_day(db_now()))


def test_only_staff_with_the_permission_assign() -> None:
    application, person = ApplicationFactory(status=S.SCREENED_IN), consultant()
    for by in (
        person,
        company_person(application.company),
        officer_of(application.technopark),
        staff(),
        staff_in("ministry"),
    ):
        with pytest.raises(NotAllowed):
            services.assign_consultant(application=application, by=by, consultant=person)


def test_a_case_goes_to_consultants_outside_the_company_only() -> None:
    application = ApplicationFactory(status=S.SCREENED_IN)
    own = company_person(application.company)
    RoleGrant.objects.create(user=own, role="consultant")
    for person in (UserFactory(), own):
        with pytest.raises(Conflict) as refused:
            services.assign_consultant(application=application, by=None, consultant=person)
        assert set(refused.value.fields) == {"consultant"}


@pytest.mark.parametrize("status", [S.RECOMMENDED, S.DIAGNOSED, S.WITHDRAWN])
def test_a_consultant_is_assigned_between_screening_and_diagnosis(status: str) -> None:
    with pytest.raises(WrongState):
        services.assign_consultant(
            application=ApplicationFactory(status=status), by=None, consultant=consultant()
        )


def test_completing_names_each_gap_and_changes_nothing() -> None:
    person = consultant()
    application = assigned(person)
    with pytest.raises(Incomplete) as refused:
        services.complete_diagnosis(application=application, by=person)
    assert set(refused.value.fields) == {
        "visited_on",
        "capability_level",
        "system_level",
        "summary",
        "findings",
    }
    application.refresh_from_db()
    assert application.status == S.SCREENED_IN
    assert not Design.objects.exists()


def test_a_complete_diagnosis_opens_the_design_for_its_consultant() -> None:
    person = consultant()
    application = assigned(person)
    owner = company_person(application.company)
    diagnose(application, person)
    done = services.complete_diagnosis(application=application, by=person)
    assert done.status == S.DIAGNOSED
    assert Design.objects.get().designer == person
    assert Message.objects.filter(recipient=owner, template="diagnosis/mail/diagnosed").exists()
    verbs = list(Event.objects.of_case(application.case).values_list("verb", flat=True))
    assert verbs == [
        "diagnosis.assign_consultant",
        "diagnosis.record_visit",
        "diagnosis.complete_diagnosis",
    ]
    with pytest.raises(WrongState):
        diagnose(application, person)


def test_nobody_else_writes_in_a_case() -> None:
    person = consultant()
    open_diagnosis, open_design = assigned(person), diagnosed(person)
    for by in (
        consultant(),
        company_person(open_diagnosis.company),
        officer_of(open_diagnosis.technopark),
        staff(),
        staff_in("auditor"),
    ):
        for attempt in (
            lambda by=by: diagnose(open_diagnosis, by),
            lambda by=by: services.complete_diagnosis(application=open_diagnosis, by=by),
            lambda by=by: design(open_design, by),
            lambda by=by: services.complete_design(application=open_design, by=by),
            lambda by=by: services.reopen_diagnosis(application=open_design, by=by, reason="x"),
        ):
            with pytest.raises(NotAllowed):
                attempt()


def test_staff_may_enter_for_the_consultant() -> None:
    application = assigned(consultant())
    diagnose(application, staff_in("body"))
    services.complete_diagnosis(application=application, by=staff_in("body"))


def test_a_visit_lies_not_in_the_future() -> None:
    person = consultant()
    with pytest.raises(Incomplete):
        services.record_visit(
            application=assigned(person), by=person, visited_on=seoul_day(db_now()) + timedelta(days=1)
        )


def test_two_windows_do_not_overwrite_each_other() -> None:
    person = consultant()
    application = assigned(person)
    diagnose(application, person, revision=0)
    with pytest.raises(Conflict) as refused:
        diagnose(application, person, revision=0, summary="다른 창")
    assert refused.value.code == "saved_meanwhile"
    assert Diagnosis.objects.get().summary != "다른 창"


def test_a_faulty_row_is_named_and_the_saved_ones_stay() -> None:
    person = consultant()
    application = diagnosed(person)
    design(application, person)
    with pytest.raises(Incomplete) as refused:
        design(
            application,
            person,
            indicators=[INDICATOR, {**INDICATOR, "target": Decimal("9")}],
            costs=[{**cost(1, 1), "amount_krw": 0}],
        )
    assert [name for name in refused.value.fields if name.startswith("indicators-1-")]
    assert Indicator.objects.count() == 1
    assert Cost.objects.count() == 4


def test_a_complete_design_is_ready_for_evaluation() -> None:
    person = consultant()
    application = diagnosed(person)
    design(application, person)
    assert services.complete_design(application=application, by=person).status == S.DESIGNED
    assert Design.objects.get().completed_at is not None
    table = cost_table(Design.objects.get())
    _label, sums, total = table["rows"][-1]
    assert [amount for _year, amount in sums] == [1600 * MILLION, 400 * MILLION, 400 * MILLION]
    assert total == table["total"] == 2400 * MILLION


def test_an_empty_design_names_each_gap() -> None:
    person = consultant()
    with pytest.raises(Incomplete) as refused:
        services.complete_design(application=diagnosed(person), by=person)
    assert set(refused.value.fields) == {
        "goal_capability_level",
        "goal_system_level",
        "summary",
        "improvements",
        "indicators",
        "costs",
    }


@pytest.mark.parametrize(
    ("costs", "named"),
    [
        ([cost(2, 401)], {"costs_year_2"}),
        ([cost(1, 200), cost(1, 200), cost(1, 1)], {"costs_year_1"}),
        ([cost(1, 401), cost(3, 450)], {"costs_year_1", "costs_year_3"}),
        ([cost(1, 300), cost(2, 300), cost(3, 301)], {"costs_total"}),
        ([cost(1, 5000, "own"), cost(1, 300)], set()),
    ],
)
def test_the_government_share_keeps_within_the_calls_caps(costs: list, named: set[str]) -> None:
    person = consultant()
    application = diagnosed(person, call=CallFactory(total_cap_krw=900 * MILLION))
    design(application, person, costs=costs)
    if named:
        with pytest.raises(Incomplete) as refused:
            services.complete_design(application=application, by=person)
        assert set(refused.value.fields) == named
    else:
        services.complete_design(application=application, by=person)


@pytest.mark.parametrize(("today", "goal"), [(2, 3), (5, 4)])
def test_the_goal_is_level_four_or_more_and_no_step_back(today: int, goal: int) -> None:
    person = consultant()
    application = assigned(person)
    diagnose(application, capability_level=today)
    services.complete_diagnosis(application=application, by=None)
    design(application, person, goal_capability_level=goal)
    with pytest.raises(Incomplete) as refused:
        services.complete_design(application=application, by=person)
    assert set(refused.value.fields) == {"goal_capability_level"}


def test_staff_open_a_finished_part_again_and_what_was_written_stays() -> None:
    person, body = consultant(), staff_in("body")
    application = diagnosed(person)
    design(application, person)
    services.complete_design(application=application, by=person)

    services.reopen_design(application=application, by=body, reason="금액 정정")
    services.reopen_diagnosis(application=application, by=body, reason="수준 정정")

    application.refresh_from_db()
    assert application.status == S.SCREENED_IN
    assert Message.objects.filter(recipient=person, template="diagnosis/mail/reopened").count() == 2
    assert Indicator.objects.count() == 1
    services.complete_diagnosis(application=application, by=person)
    services.complete_design(application=application, by=person)


def test_a_design_is_not_reopened_after_evaluation() -> None:
    person = consultant()
    application = diagnosed(person)
    for status in (S.DESIGNED, S.EVALUATED):
        Application.objects.filter(pk=application.pk).update(status=status)
    with pytest.raises(WrongState):
        services.reopen_design(application=application, by=None, reason="x")


def test_another_designer_takes_over() -> None:
    person, other = consultant(), consultant()
    application = diagnosed(person)
    services.assign_designer(application=application, by=staff_in("body"), designer=other)
    with pytest.raises(NotAllowed):
        design(application, person)
    design(application, other)


def test_the_queue_names_the_next_step_for_each() -> None:
    person, body = consultant(), staff_in("body")
    unassigned = ApplicationFactory(status=S.SCREENED_IN)
    to_diagnose, to_design = assigned(person), diagnosed(person)
    person = type(person).objects.get(pk=person.pk)
    assert [item.url.split("/")[-2] for item in waiting_for(person)] == [
        to_diagnose.public_id,
        to_design.public_id,
    ]
    [item] = waiting_for(body)
    assert f"/{unassigned.pk}/" in item.url
    assert waiting_for(company_person(to_design.company)) == []


class TestTheDatabase:
    def test_a_target_must_improve(self) -> None:
        application = diagnosed(consultant())
        with pytest.raises(IntegrityError), transaction.atomic():
            Indicator.objects.create(design=application.design, **{**INDICATOR, "direction": "up"})

    def test_costs_are_positive_and_in_three_years(self) -> None:
        plan = diagnosed(consultant()).design
        for wrong in ({**cost(1, 1), "amount_krw": 0}, cost(4, 1)):
            with pytest.raises(IntegrityError), transaction.atomic():
                Cost.objects.create(design=plan, **wrong)

    def test_a_completed_diagnosis_is_complete(self) -> None:
        assigned(consultant())
        with pytest.raises(IntegrityError), transaction.atomic():
            Diagnosis.objects.update(completed_at=db_now())

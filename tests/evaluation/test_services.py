"""From panel to closed evaluation: who may, in which state, and what is missing by name."""

from datetime import timedelta
from decimal import Decimal

import pytest

from programme.accounts.choices import Role
from programme.accounts.models import RoleGrant
from programme.applications.choices import ApplicationStatus
from programme.applications.models import PartnerPart
from programme.calls.models import Criterion
from programme.core.choices import Audience
from programme.core.clock import db_now
from programme.core.errors import Conflict, Incomplete, NotAllowed, WrongState
from programme.core.events import record_event
from programme.core.models import Event
from programme.diagnosis.models import Design, Diagnosis
from programme.evaluation import queries, services
from programme.evaluation.choices import AssignmentStatus
from programme.evaluation.models import Assignment, Score
from programme.notifications.models import Message
from tests.records import (
    PartnerOrganisationFactory,
    company_person,
    jump_to,
    officer_of,
    person_with,
    staff,
    staff_in,
)

from .rounds import make_round

pytestmark = pytest.mark.django_db


def test_the_whole_way_closes_the_evaluation() -> None:
    done = make_round().assign().declare().score(80).seal().close()
    assert done.application.status == ApplicationStatus.EVALUATED
    (result,) = queries.results(done.call)
    assert (str(result.total), str(result.spread)) == ("80.00", "0.00")


# --- Who -----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["declare_no_conflict", "declare_conflict", "save_scores", "seal_scores"])
def test_only_the_evaluator_himself_declares_and_scores(step: str) -> None:
    there = make_round().assign()
    if step in {"save_scores", "seal_scores"}:
        there.declare().score()
    arguments = {"declare_conflict": {"statement": "친척"}, "save_scores": {"scores": there.scores()}}
    owner = company_person(there.application.company)
    for person in (there.evaluators[1], there.ministry, owner, person_with(Role.EVALUATOR)):
        with pytest.raises(NotAllowed):
            getattr(services, step)(assignment=there.assignments[0], by=person, **arguments.get(step, {}))


def test_an_evaluator_whose_role_ended_may_not_score() -> None:
    there = make_round().assign().declare()
    evaluator = there.evaluators[0]
    RoleGrant.objects.filter(user=evaluator, scope=None).update(revoked_at=db_now())
    evaluator.forget_grants()
    with pytest.raises(NotAllowed):
        services.save_scores(assignment=there.assignments[0], scores=there.scores(), by=evaluator)


def test_staff_need_the_permission() -> None:
    there = make_round().assign().declare().score().seal()
    nobody, auditor = staff(), staff_in("auditor")
    for person in (nobody, auditor, there.evaluators[0]):
        with pytest.raises(NotAllowed):
            services.form_panel(call=there.call, name="다른", evaluators=[], by=person)
        with pytest.raises(NotAllowed):
            services.assign_evaluators(application=there.application, evaluators=[], by=person)
        with pytest.raises(NotAllowed):
            services.unseal_scores(assignment=there.assignments[0], by=person, reason="x")
        with pytest.raises(NotAllowed):
            services.close_evaluation(application=there.application, by=person)


# --- Assigning -----------------------------------------------------------------------------


def test_assigned_evaluators_get_a_mail_and_the_event_is_for_staff() -> None:
    there = make_round().assign()
    mails = Message.objects.filter(template="evaluation/mail/assigned")
    assert {mail.recipient_id for mail in mails} == {one.pk for one in there.evaluators}
    event = Event.objects.get(verb="evaluation.assign_evaluators")
    assert event.audience == Audience.STAFF
    assert event.case == there.application.case


@pytest.mark.parametrize("tie", ["company", "partner", "technopark"])
def test_who_holds_a_role_there_cannot_be_assigned(tie: str) -> None:
    there = make_round()
    evaluator = there.evaluators[0]
    partner = PartnerOrganisationFactory()
    PartnerPart.objects.create(application=there.application, organisation=partner, part="설비")
    scope, role = {
        "company": (there.application.company.uid, Role.COMPANY_MEMBER),
        "partner": (partner.uid, Role.PARTNER_MEMBER),
        "technopark": (there.application.technopark.uid, Role.OFFICER),
    }[tie]
    grant = RoleGrant.objects.create(user=evaluator, role=role, scope=scope)
    with pytest.raises(Conflict) as refused:
        there.assign()
    assert refused.value.code == "conflict_of_interest"
    assert str(evaluator) in str(refused.value.message)
    grant.revoked_at = db_now()
    grant.save()
    there.assign()  # control: the ended role is no tie


def test_nobody_judges_his_own_diagnosis_or_design() -> None:
    there = make_round()
    Diagnosis.objects.create(application=there.application, consultant=there.evaluators[0])
    Design.objects.create(application=there.application, designer=there.evaluators[1])
    with pytest.raises(Conflict) as refused:
        there.assign()
    assert all(str(one) in str(refused.value.message) for one in there.evaluators)


def test_a_tie_that_comes_up_later_stops_declaration_and_seal() -> None:
    there = make_round().assign()
    first, second = there.assignments
    services.declare_no_conflict(assignment=second, by=second.evaluator)
    services.save_scores(assignment=second, scores=there.scores(), by=second.evaluator)
    for evaluator in there.evaluators:
        RoleGrant.objects.create(
            user=evaluator, role=Role.COMPANY_MEMBER, scope=there.application.company.uid
        )
    with pytest.raises(Conflict):
        services.declare_no_conflict(assignment=first, by=first.evaluator)
    with pytest.raises(Conflict):
        services.seal_scores(assignment=second, by=second.evaluator)


def test_not_more_evaluators_than_the_call_foresees() -> None:
    there = make_round(evaluators=3)
    there.call.evaluators_per_application = 2
    there.call.save()
    with pytest.raises(Conflict) as refused:
        there.assign()
    assert refused.value.code == "too_many"
    assert not Assignment.objects.exists()


def test_who_is_not_on_the_panel_or_no_evaluator_is_named() -> None:
    there = make_round()
    for stranger, code in ((person_with(Role.EVALUATOR), "not_on_panel"), (staff(), "not_evaluator")):
        with pytest.raises(Incomplete) as refused:
            services.assign_evaluators(
                application=there.application, evaluators=[stranger], by=there.ministry
            )
        assert refused.value.code == code
        assert str(stranger) in refused.value.fields["evaluators"]


def test_only_a_designed_application_gets_evaluators() -> None:
    there = make_round()
    jump_to(there.application, ApplicationStatus.WITHDRAWN)
    with pytest.raises(WrongState):
        there.assign()


def test_a_member_who_still_judges_cannot_leave_the_panel() -> None:
    there = make_round().assign()
    change = {"panel": there.panel, "name": "제1분과", "by": there.ministry}
    with pytest.raises(Conflict):
        services.change_panel(evaluators=there.evaluators[:1], **change)
    more = [*there.evaluators, person_with(Role.EVALUATOR)]
    services.change_panel(evaluators=more, **change)
    assert there.panel.members.count() == 3


# --- Declaring -----------------------------------------------------------------------------


def test_the_declaration_is_kept_and_opens_the_application_to_its_evaluator_only() -> None:
    there = make_round().assign()
    first = there.assignments[0]
    assert not first.evaluator.holds(Role.EVALUATOR, scope=there.application.case)
    first = services.declare_no_conflict(assignment=first, by=first.evaluator)
    assert first.status == AssignmentStatus.OPEN
    assert first.declaration
    assert first.declared_at is not None
    grants = RoleGrant.objects.filter(scope=there.application.case, revoked_at=None)
    assert [grant.user_id for grant in grants] == [first.evaluator_id]


def test_a_panel_that_opens_later_takes_no_declaration_yet() -> None:
    there = make_round().assign()
    there.panel.opens_at = db_now() + timedelta(minutes=5)
    there.panel.save()
    with pytest.raises(WrongState) as refused:
        there.declare()
    assert refused.value.code == "not_open"
    there.panel.opens_at = db_now() - timedelta(minutes=5)
    there.panel.save()
    for one in there.assignments:
        one.refresh_from_db()
    there.declare()


def test_a_conflict_takes_the_evaluator_off_and_asks_for_a_replacement() -> None:
    there = make_round().assign().declare()
    first = there.assignments[0]
    with pytest.raises(Incomplete):
        services.declare_conflict(assignment=first, by=first.evaluator, statement=" ")
    services.declare_conflict(assignment=first, by=first.evaluator, statement="예전 동료가 대표임")
    assert not Assignment.objects.of_evaluator(first.evaluator).exists()
    assert not RoleGrant.objects.filter(
        user=first.evaluator, scope=there.application.case, revoked_at=None
    ).exists()
    assert Message.objects.get(template="evaluation/mail/conflict").recipient == there.ministry
    titles = [item.title for item in queries.waiting_for(there.ministry)]
    assert len(titles) == 1
    # what was said stays out of the narrative
    assert "예전" not in str(list(Event.objects.values_list("data", flat=True)))


def test_the_replacement_may_not_be_someone_who_left() -> None:
    there = make_round().assign()
    first = services.declare_conflict(
        assignment=there.assignments[0], by=there.evaluators[0], statement="지분 보유"
    )
    with pytest.raises(Conflict) as refused:
        services.replace_evaluator(assignment=first, evaluator=first.evaluator, by=there.ministry)
    assert refused.value.code == "assigned_before"
    third = person_with(Role.EVALUATOR)
    services.change_panel(
        panel=there.panel, name="제1분과", evaluators=[*there.evaluators, third], by=there.ministry
    )
    new = services.replace_evaluator(assignment=first, evaluator=third, by=there.ministry)
    assert (new.status, new.evaluator) == (AssignmentStatus.ASSIGNED, third)
    first.refresh_from_db()
    assert first.status == AssignmentStatus.REPLACED


# --- Scoring and sealing --------------------------------------------------------------------


def test_a_draft_may_be_incomplete_but_not_wrong() -> None:
    there = make_round().assign().declare()
    first = there.assignments[0]
    key = there.criteria[0].key
    services.save_scores(assignment=first, scores={key: (None, "검토 중")}, by=first.evaluator)
    services.save_scores(assignment=first, scores={key: (70, "충분")}, by=first.evaluator)
    assert Score.objects.get().score == 70
    for wrong in (101, -1):
        with pytest.raises(Incomplete) as refused:
            services.save_scores(assignment=first, scores={key: (wrong, "")}, by=first.evaluator)
        assert list(refused.value.fields) == [f"score_{key}"]
    with pytest.raises(Incomplete):
        services.save_scores(assignment=first, scores={"no-such": (1, "")}, by=first.evaluator)
    with pytest.raises(Incomplete) as refused:
        services.save_scores(assignment=first, scores={key: (1, "가" * 2001)}, by=first.evaluator)
    assert list(refused.value.fields) == [f"comment_{key}"]


def test_an_unchanged_save_writes_no_history() -> None:
    there = make_round().assign().declare().score(80)
    history = Score.pgh_event_model.objects.count()
    there.score(80)
    assert Score.pgh_event_model.objects.count() == history
    there.score(81)
    assert Score.pgh_event_model.objects.count() == history + 6


def test_nothing_is_scored_before_the_declaration_or_after_the_seal() -> None:
    there = make_round().assign()
    with pytest.raises(WrongState):
        there.score()
    there.declare().score().seal()
    with pytest.raises(WrongState):
        there.score(90)


def test_a_seal_names_each_missing_score_and_comment() -> None:
    there = make_round().assign().declare()
    first = there.assignments[0]
    one, two, three = (criterion.key for criterion in there.criteria)
    services.save_scores(assignment=first, scores={one: (50, ""), two: (None, "근거")}, by=first.evaluator)
    with pytest.raises(Incomplete) as refused:
        services.seal_scores(assignment=first, by=first.evaluator)
    assert set(refused.value.fields) == {
        f"comment_{one}",
        f"score_{two}",
        f"score_{three}",
        f"comment_{three}",
    }


def test_a_seal_is_taken_back_with_a_reason_before_closing_only() -> None:
    there = make_round().assign().declare().score().seal()
    first = services.unseal_scores(assignment=there.assignments[0], by=there.ministry, reason="배점 오기")
    assert (first.status, first.sealed_at) == (AssignmentStatus.OPEN, None)
    with pytest.raises(Incomplete):
        there.close()
    services.seal_scores(assignment=first, by=first.evaluator)
    there.close()
    with pytest.raises(WrongState):
        services.unseal_scores(assignment=first, by=there.ministry, reason="늦음")


def test_a_withdrawn_application_is_no_longer_scored() -> None:
    there = make_round().assign().declare()
    jump_to(there.application, ApplicationStatus.WITHDRAWN)
    for one in there.assignments:
        one.refresh_from_db()
    with pytest.raises(WrongState):
        there.score()


# --- Closing --------------------------------------------------------------------------------


def test_closing_names_who_has_not_sealed() -> None:
    there = make_round().assign().declare().score()
    services.seal_scores(assignment=there.assignments[0], by=there.evaluators[0])
    with pytest.raises(Incomplete) as refused:
        there.close()
    assert str(there.evaluators[1]) in str(refused.value.message)
    assert str(there.evaluators[0]) not in str(refused.value.message)


def test_closing_wants_as_many_evaluators_as_the_call() -> None:
    there = make_round()
    there.call.evaluators_per_application = 3
    there.call.save()
    there.assign().declare().score().seal()
    with pytest.raises(Incomplete) as refused:
        there.close()
    assert refused.value.code == "too_few_evaluators"


def test_scores_sealed_before_the_design_was_completed_anew_do_not_count() -> None:
    there = make_round().assign().declare().score().seal()
    Assignment.objects.update(sealed_at=db_now() - timedelta(days=1))
    record_event(there.application, "diagnosis.complete_design", by=None)
    with pytest.raises(Incomplete) as refused:
        there.close()
    assert refused.value.code == "sealed_before_design"


def test_closing_is_taken_back_with_a_reason_and_hides_the_scores_again() -> None:
    there = make_round().assign().declare().score().seal().close()
    assert Score.objects.visible_to(there.ministry).count() == 6
    services.reopen_evaluation(application=there.application, by=there.ministry, reason="이의")
    assert not Score.objects.visible_to(there.ministry).exists()
    assert queries.results(there.call) == []
    there.close()


# --- Who sees -------------------------------------------------------------------------------


def test_nobody_sees_anothers_scores_before_the_evaluation_is_closed() -> None:
    there = make_round().assign().declare().score().seal()
    first, second = there.evaluators
    owner, officer = company_person(there.application.company), officer_of(there.application.technopark)
    for person in (there.ministry, staff_in("auditor"), owner, officer, person_with(Role.EVALUATOR)):
        assert not Score.objects.visible_to(person).exists()
    assert {score.assignment.evaluator for score in Score.objects.visible_to(first)} == {first}
    assert queries.results(there.call) == []
    there.close()
    assert Score.objects.visible_to(there.ministry).count() == 6
    assert {score.assignment.evaluator for score in Score.objects.visible_to(second)} == {second}
    for person in (owner, officer, staff()):
        assert not Score.objects.visible_to(person).exists()


def test_the_narrative_holds_no_score() -> None:
    there = make_round().assign().declare().score(83).seal().close()
    told = list(Event.objects.of_case(there.application.case).values_list("data", flat=True))
    # The ids of the assignments may be any number.
    assert "83" not in str(
        [{name: value for name, value in data.items() if name != "assignments"} for data in told]
    )
    shown = Event.objects.of_case(there.application.case).exclude(audience=Audience.STAFF)
    assert [event.verb for event in shown] == ["evaluation.close_evaluation"]


def test_the_queue_says_what_waits_for_whom() -> None:
    there = make_round()
    assert len(queries.waiting_for(there.ministry)) == 1  # assign
    there.assign()
    assert len(queries.waiting_for(there.evaluators[0])) == 1
    assert queries.waiting_for(there.ministry) == []
    there.declare().score().seal()
    assert queries.waiting_for(there.evaluators[0]) == []
    (close,) = queries.waiting_for(there.ministry)
    assert close.url.endswith("/step/close_evaluation/")
    there.close()
    assert queries.waiting_for(there.ministry) == []


def test_each_distinct_comment_is_said_once_with_its_number() -> None:
    result = queries.CriterionResult(
        criterion=Criterion(), average=Decimal(1), comments=["같다", "다르다", "같다"]
    )
    assert result.said == [("같다", 2), ("다르다", 1)]

"""Decisions, publication and appeals: who, when, all at once or not at all."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from programme.accounts.choices import Role
from programme.accounts.models import Signature
from programme.applications.choices import ApplicationStatus
from programme.core.choices import Audience
from programme.core.clock import SEOUL, db_now
from programme.core.errors import Conflict, Incomplete, NotAllowed, WrongState
from programme.core.models import Event
from programme.core.moves import moves_for
from programme.core.transitions import transition
from programme.evaluation import services as evaluation
from programme.factories.models import LighthouseFactory
from programme.notifications.models import Message
from programme.notifications.services import render_message
from programme.selection import choices, queries, services
from programme.selection.choices import AppealStatus, Outcome
from programme.selection.models import Appeal, Decision, Publication
from programme.selection.services import decisions
from tests.records import ApplicationFactory, company_person, jump_to, person_with, staff, staff_in

from .rounds import THREE, judge, make_judged

pytestmark = pytest.mark.django_db


# --- Ranking ----------------------------------------------------------------------------------


def test_the_ranking_is_computed_from_closed_evaluations_only() -> None:
    judged = make_judged((70, 70, 70), (90, 80, 70))
    ApplicationFactory(call=judged.call, status=ApplicationStatus.DESIGNED)
    rows = queries.ranking(judged.call)
    assert [(row.rank, str(row.result.total)) for row in rows] == [(1, "83.00"), (2, "70.00")]


def test_a_tie_says_what_broke_it() -> None:
    judged = make_judged((80, 80, 80), (86, 70, 80))  # 43 + 21 + 16 = 80
    rows = queries.ranking(judged.call)
    assert [row.application for row in rows] == judged.applications[::-1]
    heaviest = judged.call.criteria.order_by("-weight").first()
    assert all(str(heaviest.name_ko) in row.tie for row in rows)


def test_the_ranking_asks_as_little_for_many_as_for_few(django_assert_max_num_queries: Any) -> None:
    judged = make_judged(*THREE)
    with django_assert_max_num_queries(6):
        queries.ranking(judged.call)
    for _ in range(4):
        application = ApplicationFactory(call=judged.call, status=ApplicationStatus.DESIGNED)
        judge(judged, application, (50, 50, 50))
    with django_assert_max_num_queries(6):
        assert len(queries.ranking(judged.call)) == 7


# --- Deciding ---------------------------------------------------------------------------------


def test_a_decision_may_change_until_it_is_published() -> None:
    judged = make_judged(*THREE)
    first = judged.applications[0]
    for outcome in (Outcome.SELECT, Outcome.RESERVE, Outcome.REJECT):
        services.stage_decision(application=first, outcome=outcome, by=judged.ministry, reason="사유")
    assert Decision.objects.get().outcome == Outcome.REJECT
    first.refresh_from_db()
    assert first.status == ApplicationStatus.EVALUATED
    judged.decide().publish()
    with pytest.raises(WrongState):
        services.stage_decision(application=first, outcome=Outcome.SELECT, by=judged.ministry)


def test_only_who_may_decides() -> None:
    judged = make_judged(*THREE)
    first = judged.applications[0]
    refused = (
        staff(),
        staff_in("body"),
        staff_in("auditor"),
        company_person(first.company),
        judged.evaluator,
    )
    for person in refused:
        with pytest.raises(NotAllowed):
            services.stage_decision(application=first, outcome=Outcome.SELECT, by=person)
        with pytest.raises(NotAllowed):
            services.stage_top(call=judged.call, places=1, by=person)
        with pytest.raises(NotAllowed):
            services.publish_results(call=judged.call, by=person, shown_sha256=judged.shown())


@pytest.mark.parametrize("status", ["designed", "withdrawn", "screened_out", "draft"])
def test_only_an_evaluated_application_is_decided_on(status: str) -> None:
    judged = make_judged()
    application = ApplicationFactory(call=judged.call, status=status)
    with pytest.raises(WrongState):
        services.stage_decision(application=application, outcome=Outcome.SELECT, by=judged.ministry)


def test_an_unknown_outcome_is_refused() -> None:
    judged = make_judged(*THREE)
    with pytest.raises(Incomplete):
        services.stage_decision(application=judged.applications[0], outcome="maybe", by=judged.ministry)


def test_deciding_by_the_ranking_takes_the_first_places() -> None:
    judged = make_judged(*THREE).decide(2)
    outcomes = [Decision.objects.get(application=one).outcome for one in judged.applications]
    assert outcomes == [Outcome.SELECT, Outcome.SELECT, Outcome.REJECT]
    found = queries.targets(judged.call, queries.ranking(judged.call))
    assert (found.places, found.selected, found.sme, found.mid) == (2, 2, 2, 0)
    for wrong in (-1, 4):
        with pytest.raises(Incomplete):
            judged.decide(wrong)


def test_the_line_does_not_run_through_a_tie_that_no_rule_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = make_judged((80, 80, 80), (80, 80, 80))
    equal = [replace(row, rank=1) for row in queries.ranking(judged.call)]
    monkeypatch.setattr(decisions, "ranking", lambda call: equal)
    with pytest.raises(Conflict):
        judged.decide(1)
    judged.decide(2)


def test_sme_share_and_places_are_targets_and_refuse_nothing() -> None:
    judged = make_judged(*THREE)
    judged.call.planned_places, judged.call.planned_sme_min = 1, 3
    judged.call.save()
    judged.decide(3).publish()
    assert LighthouseFactory.objects.count() == 3


# --- Publishing -------------------------------------------------------------------------------


def test_publishing_moves_all_founds_the_factories_tells_everyone_and_keeps_the_signature() -> None:
    judged = make_judged(*THREE).decide(1)
    owners = [company_person(one.company) for one in judged.applications]
    publication = judged.publish()
    assert [one.status for one in judged.applications] == ["selected", "not_selected", "not_selected"]
    factory = LighthouseFactory.objects.get()
    chosen = judged.applications[0]
    assert (factory.case, factory.company, factory.site) == (chosen.case, chosen.company, chosen.site)
    assert factory.project_total_krw == chosen.total_krw
    assert factory.region == chosen.site.region
    mails = Message.objects.filter(template="selection/mail/result")
    assert {mail.recipient for mail in mails} == set(owners)
    signature = Signature.objects.get()
    assert (signature.by, signature.statement) == (judged.ministry.pk, publication.statement)
    for one in judged.applications:
        assert one.version.receipt_number in publication.statement
    event = Event.objects.get(verb="selection.publish_results")
    assert event.audience == Audience.PUBLIC
    assert not Decision.objects.filter(published_at=None).exists()


def test_the_last_day_for_appeals_ends_at_midnight_in_seoul() -> None:
    publication = make_judged(*THREE).decide().publish()
    last = publication.appeals_until.astimezone(SEOUL)
    assert (last.hour, last.minute, last.second) == (0, 0, 0)
    days = (last.date() - publication.published_at.astimezone(SEOUL).date()).days
    assert days == choices.APPEAL_DAYS + 1  # the first instant after the last day


def test_what_has_no_decision_is_named_and_nothing_is_published() -> None:
    judged = make_judged(*THREE)
    services.stage_decision(application=judged.applications[0], outcome=Outcome.SELECT, by=judged.ministry)
    with pytest.raises(Incomplete) as refused:
        judged.publish()
    assert refused.value.code == "undecided"
    for one in judged.applications[1:]:
        assert one.company.name_ko in str(refused.value.message)
    assert judged.applications[0].company.name_ko not in str(refused.value.message)
    assert not Publication.objects.exists()
    assert not Signature.objects.exists()


@pytest.mark.parametrize("status", ["recommended", "screened_in", "diagnosed", "designed"])
def test_what_is_still_under_way_stops_the_publication(status: str) -> None:
    judged = make_judged(*THREE).decide()
    late = ApplicationFactory(call=judged.call, status=status)
    with pytest.raises(Incomplete) as refused:
        judged.publish()
    assert refused.value.code == "unfinished"
    jump_to(late, ApplicationStatus.WITHDRAWN)
    judged.publish()


def test_an_empty_call_publishes_nothing() -> None:
    with pytest.raises(Incomplete):
        make_judged().publish()


def test_a_decision_changed_after_reading_stops_the_signature() -> None:
    judged = make_judged(*THREE).decide(1)
    shown = judged.shown()
    services.stage_decision(application=judged.applications[1], outcome=Outcome.SELECT, by=judged.ministry)
    with pytest.raises(Conflict) as refused:
        services.publish_results(call=judged.call, by=judged.ministry, shown_sha256=shown)
    assert refused.value.code == "text_changed"
    assert not Publication.objects.exists()
    assert not LighthouseFactory.objects.exists()


def test_a_decision_from_before_the_scores_changed_does_not_stand() -> None:
    judged = make_judged(*THREE).decide()
    first = judged.applications[0]
    evaluation.reopen_evaluation(application=first, by=judged.ministry, reason="오기")
    evaluation.close_evaluation(application=first, by=judged.ministry)
    Decision.objects.filter(application=first).update(staged_at=db_now() - timedelta(days=1))
    with pytest.raises(Incomplete) as refused:
        judged.publish()
    assert refused.value.code == "undecided"
    judged.decide().publish()


def test_results_are_published_once() -> None:
    judged = make_judged(*THREE).decide()
    judged.publish()
    with pytest.raises(WrongState) as refused:
        judged.publish()
    assert refused.value.code == "published"


def test_a_single_result_moves_only_with_its_publication() -> None:
    judged = make_judged(*THREE).decide()
    first = judged.applications[0]
    for verb in ("select", "reject"):
        assert verb not in [move.verb for move in moves_for(first, judged.ministry)]
        with pytest.raises(NotAllowed), transition(first, verb, by=judged.ministry):
            pass
    for service in (services.select_application, services.reject_application):
        with pytest.raises(NotAllowed):
            service(application=first, by=judged.ministry)


def test_an_evaluation_is_not_reopened_after_publication() -> None:
    judged = make_judged(*THREE).decide()
    judged.publish()
    with pytest.raises(WrongState):
        evaluation.reopen_evaluation(application=judged.applications[0], by=judged.ministry, reason="x")


def test_a_staged_decision_is_for_staff_a_published_one_also_for_its_company() -> None:
    judged = make_judged(*THREE).decide()
    owner = company_person(judged.applications[0].company)
    other = company_person(judged.applications[1].company)
    assert not Decision.objects.visible_to(owner).exists()
    assert Decision.objects.visible_to(judged.ministry).count() == 3
    judged.publish()
    assert [one.application for one in Decision.objects.visible_to(owner)] == [judged.applications[0]]
    assert [one.application for one in Decision.objects.visible_to(other)] == [judged.applications[1]]
    assert not Decision.objects.visible_to(judged.evaluator).exists()
    events = Event.objects.filter(verb="selection.stage_decision")
    assert {event.audience for event in events} == {Audience.STAFF}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_mails_say_the_outcome_in_the_recipients_language(language: str) -> None:
    judged = make_judged(*THREE)
    for one, outcome in zip(judged.applications, ("select", "reserve", "reject"), strict=True):
        company_person(one.company).__class__.objects.update(language=language)
        services.stage_decision(application=one, outcome=outcome, by=judged.ministry)
    judged.publish()
    texts = {render_message(mail) for mail in Message.objects.filter(template="selection/mail/result")}
    assert len({body.split("\n")[2] for _, body in texts}) == 3  # after the company and a blank line
    for (subject, body), english in ((one, language == "en") for one in texts):
        assert subject.isascii() == english
        assert "/letter/" in body


# --- Appeals ----------------------------------------------------------------------------------


def test_the_companys_representative_appeals_once_and_the_ministry_answers() -> None:
    judged = make_judged(*THREE).decide()
    judged.publish()
    loser = judged.applications[1]
    owner = company_person(loser.company)
    with pytest.raises(Incomplete):
        services.file_appeal(application=loser, text=" ", by=owner)
    appeal = services.file_appeal(application=loser, text="점수 산정에 이의가 있습니다", by=owner)
    with pytest.raises(Conflict):
        services.file_appeal(application=loser, text="다시", by=owner)
    assert len(queries.waiting_for(judged.ministry)) == 1
    with pytest.raises(NotAllowed):
        services.uphold_appeal(appeal=appeal, by=owner, answer="인용")
    with pytest.raises(Incomplete):
        services.dismiss_appeal(appeal=appeal, by=judged.ministry, answer=" ")
    appeal = services.dismiss_appeal(appeal=appeal, by=judged.ministry, answer="산정에 오류가 없습니다")
    assert appeal.status == AppealStatus.DISMISSED
    assert Message.objects.get(template="selection/mail/appeal_answered").recipient == owner
    with pytest.raises(WrongState):
        services.uphold_appeal(appeal=appeal, by=judged.ministry, answer="번복")
    assert queries.waiting_for(judged.ministry) == []


def test_nobody_else_appeals() -> None:
    judged = make_judged(*THREE).decide()
    judged.publish()
    loser = judged.applications[1]
    for person in (
        company_person(loser.company, Role.COMPANY_MEMBER),
        company_person(judged.applications[2].company),
        person_with(Role.EVALUATOR),
        judged.ministry,
    ):
        with pytest.raises(NotAllowed):
            services.file_appeal(application=loser, text="이의", by=person)
    assert not Appeal.objects.exists()


def test_there_is_no_appeal_before_publication_after_selection_or_too_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged = make_judged(*THREE).decide()
    winner, loser = judged.applications[:2]
    with pytest.raises(WrongState):
        services.file_appeal(application=loser, text="이의", by=company_person(loser.company))
    monkeypatch.setattr(choices, "APPEAL_DAYS", -1)  # the last day was yesterday
    judged.publish()
    with pytest.raises(WrongState) as refused:
        services.file_appeal(application=loser, text="이의", by=company_person(loser.company))
    assert refused.value.code == "too_late"
    with pytest.raises(WrongState):
        services.file_appeal(application=winner, text="이의", by=company_person(winner.company))


# --- The queue --------------------------------------------------------------------------------


def test_the_queue_asks_the_ministry_to_decide_and_then_to_publish() -> None:
    judged = make_judged(*THREE)
    decide = queries.waiting_for(judged.ministry)
    judged.decide()
    publish = queries.waiting_for(judged.ministry)
    assert [len(decide), len(publish)] == [1, 1]
    assert decide[0].title != publish[0].title
    judged.publish()
    assert queries.waiting_for(judged.ministry) == []
    assert queries.waiting_for(staff()) == []

"""A call: what it needs to be published, what never changes afterwards, deadlines that only move out."""

from datetime import timedelta
from typing import Any

import pghistory
import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, transaction

from programme.accounts.choices import StaffGroup
from programme.calls.choices import CallStatus, Stage
from programme.calls.models import Call, Criterion, Question, StageDate
from programme.calls.queries import deadline_of, open_calls
from programme.calls.services import (
    conclude_call,
    draft_call,
    extend_deadline,
    extend_stage,
    publish_call,
    reopen_call,
    revise_criteria,
    revise_questions,
)
from programme.core.clock import db_now
from programme.core.errors import Conflict, Incomplete, NotAllowed, WrongState
from programme.core.models import Event
from tests.records import CallFactory, ProgrammeFactory, QuestionFactory, UserFactory, staff, staff_in

LATER = [stage for stage in Stage if stage != Stage.APPLICATION]


def complete_draft(**fields: Any) -> Call:
    call = CallFactory(status=CallStatus.DRAFT, **fields)
    Question.objects.create(call=call, key="why", text_ko="왜?", text_en="Why?")
    for position, (key, weight) in enumerate([("advance", 40), ("sustain", 30), ("ripple", 30)]):
        Criterion.objects.create(
            call=call, key=key, name_ko=key, name_en=key, weight=weight, position=position
        )
    for number, stage in enumerate(LATER):
        StageDate.objects.create(
            call=call,
            stage=stage,
            starts_at=call.closes_at + timedelta(days=10 * number),
            ends_at=call.closes_at + timedelta(days=10 * number + 10),
        )
    return call


DRAFT: dict[str, Any] = {
    "terms": {"key": "2027-1", "title_ko": "2027년 공고", "year": 2027},
    "stages": {},
    "questions": [{"key": "plan", "text_ko": "계획"}, {"key": "goal", "text_ko": "목표"}],
    "criteria": [{"key": "ripple", "name_ko": "파급효과", "name_en": "Ripple effect", "weight": 100}],
    "documents": [{"key": "plan", "name_ko": "사업계획서", "kinds": ["pdf"]}],
}


@pytest.mark.django_db
def test_a_call_is_prepared_as_one_draft_that_nobody_sees() -> None:
    call = draft_call(programme=ProgrammeFactory(), by=staff_in(StaffGroup.MINISTRY), **DRAFT)
    assert list(call.questions.values_list("key", "position")) == [("plan", 1), ("goal", 2)]
    assert (call.criteria.count(), call.documents.count()) == (1, 1)
    assert not Call.objects.published().exists()
    assert Event.objects.about(call).get().verb == "calls.draft"


@pytest.mark.django_db
def test_a_key_is_given_once_and_only_the_ministry_prepares() -> None:
    programme, ministry = ProgrammeFactory(), staff_in(StaffGroup.MINISTRY)
    draft_call(programme=programme, by=ministry, **DRAFT)
    with pytest.raises(Conflict):
        draft_call(programme=programme, by=ministry, **DRAFT)
    with pytest.raises(NotAllowed):
        draft_call(programme=programme, by=staff_in(StaffGroup.BODY), **DRAFT)


@pytest.mark.django_db
def test_a_complete_draft_is_published_and_told_to_everyone() -> None:
    call = publish_call(call=complete_draft(), by=staff("calls.change_call"))
    assert call.status == CallStatus.PUBLISHED
    event = Event.objects.about(call).get(verb="calls.publish")
    assert (event.audience, event.data["from"]) == ("public", "draft")
    assert apps.get_model("calls", "CallHistory").objects.filter(status="published").exists()
    assert issubclass(apps.get_model("calls", "CallHistory"), pghistory.models.Event)


@pytest.mark.django_db
def test_publication_names_every_gap() -> None:
    call = CallFactory(status=CallStatus.DRAFT, opens_at=None, closes_at=None)
    with pytest.raises(Incomplete) as refused:
        publish_call(call=call, by=None)
    assert set(refused.value.fields) == {"opens_at", "closes_at", "questions", "criteria", "stages"}


@pytest.mark.django_db
def test_weights_add_up_to_100_at_publication() -> None:
    call = complete_draft()
    call.criteria.filter(key="ripple").update(weight=31)
    with pytest.raises(Incomplete) as refused:
        publish_call(call=call, by=None)
    assert set(refused.value.fields) == {"criteria"}
    assert "101" in refused.value.fields["criteria"]


@pytest.mark.django_db
def test_stages_follow_each_other() -> None:
    call = complete_draft()
    date = call.stages.get(stage=Stage.EVALUATION)
    date.starts_at = call.opens_at
    date.save()
    with pytest.raises(Incomplete) as refused:
        publish_call(call=call, by=None)
    assert set(refused.value.fields) == {"stages"}


@pytest.mark.django_db
@pytest.mark.parametrize("group", [StaffGroup.BODY, StaffGroup.FINANCE, StaffGroup.AUDITOR])
def test_only_the_ministry_publishes(group: str) -> None:
    with pytest.raises(NotAllowed):
        publish_call(call=complete_draft(), by=staff_in(group))
    assert publish_call(call=complete_draft(), by=staff_in(StaffGroup.MINISTRY)).status == "published"


@pytest.mark.django_db
def test_a_call_is_concluded_after_its_deadline_and_reopened_with_a_reason() -> None:
    by = staff("calls.change_call")
    call = CallFactory()
    with pytest.raises(WrongState):
        conclude_call(call=call, by=by)
    Call.objects.filter(pk=call.pk).update(closes_at=db_now())
    call = conclude_call(call=call, by=by)
    call = reopen_call(call=call, by=by, reason="잘못 눌렀습니다.")
    assert call.status == CallStatus.PUBLISHED
    assert Event.objects.about(call).get(verb="calls.reopen").data["reason"] == "잘못 눌렀습니다."
    with pytest.raises(WrongState):
        reopen_call(call=call, by=by, reason="")
    with pytest.raises(NotAllowed):
        conclude_call(call=call, by=UserFactory())


@pytest.mark.django_db
def test_a_deadline_is_extended_never_shortened() -> None:
    call = publish_call(call=complete_draft(), by=None)
    before = call.closes_at
    for wrong in (before, before - timedelta(seconds=1)):
        with pytest.raises(Incomplete):
            extend_deadline(call=call, closes_at=wrong, by=None, reason="")
    with pytest.raises(Incomplete):  # would end after the recommendation does
        extend_deadline(call=call, closes_at=before + timedelta(days=11), by=None, reason="")
    with pytest.raises(NotAllowed):
        extend_deadline(call=call, closes_at=before + timedelta(days=1), by=UserFactory(), reason="")
    call = extend_deadline(call=call, closes_at=before + timedelta(days=1), by=None, reason="연휴")
    assert Call.objects.get(pk=call.pk).closes_at == before + timedelta(days=1)
    event = Event.objects.about(call).get(verb="calls.extend_deadline")
    assert event.data == {
        "stage": "application",
        "before": before.isoformat(),
        "after": (before + timedelta(days=1)).isoformat(),
        "reason": "연휴",
    }


@pytest.mark.django_db
def test_a_stage_is_extended_within_the_next() -> None:
    call = publish_call(call=complete_draft(), by=None)
    before = deadline_of(call, Stage.SCREENING)
    assert before is not None
    with pytest.raises(Incomplete):
        extend_stage(call=call, stage=Stage.SCREENING, ends_at=before, by=None, reason="")
    with pytest.raises(Incomplete):
        extend_stage(
            call=call, stage=Stage.SCREENING, ends_at=before + timedelta(days=30), by=None, reason=""
        )
    extend_stage(call=call, stage=Stage.SCREENING, ends_at=before + timedelta(days=2), by=None, reason="")
    assert deadline_of(Call.objects.get(pk=call.pk), Stage.SCREENING) == before + timedelta(days=2)


@pytest.mark.django_db
def test_open_calls_are_published_in_time_and_real(settings: Any) -> None:
    now = db_now()
    real, shown_in_demo = CallFactory(), CallFactory(programme=ProgrammeFactory(is_demo=True))
    CallFactory(status=CallStatus.DRAFT)
    CallFactory(status=CallStatus.CONCLUDED)
    CallFactory(closes_at=now)
    CallFactory(opens_at=now + timedelta(seconds=1))
    edge = CallFactory(opens_at=now, closes_at=now + timedelta(microseconds=1))
    assert list(open_calls(now)) == [edge, real]
    settings.DEMO = True
    assert set(open_calls(now)) == {edge, real, shown_in_demo}


@pytest.mark.django_db
def test_the_call_itself_dates_the_application() -> None:
    call = CallFactory()
    with pytest.raises(DatabaseError, match="calls_application_dates_are_the_calls"), transaction.atomic():
        StageDate.objects.create(
            call=call, stage=Stage.APPLICATION, starts_at=call.opens_at, ends_at=call.closes_at
        )


# --- Questions and criteria of a version in force -----------------------------------------------


@pytest.mark.django_db
def test_revised_questions_are_a_new_version_beside_the_old() -> None:
    call = publish_call(call=complete_draft(), by=None)
    old = list(call.questions.values())
    call = revise_questions(
        call=call,
        questions=[
            {"key": "why", "text_ko": "왜 하십니까?"},
            {"key": "how", "text_ko": "어떻게 하십니까?", "max_length": 500},
        ],
        by=staff("calls.change_call"),
        reason="명확히",
    )
    assert call.question_version == 2
    assert list(call.questions.filter(version=1).values()) == old
    assert [q.key for q in call.questions.filter(version=2)] == ["why", "how"]
    assert Event.objects.about(call).get(verb="calls.revise_questions").data == {
        "version": 2,
        "reason": "명확히",
    }


@pytest.mark.django_db
def test_revision_is_refused_in_draft_without_right_and_when_wrong() -> None:
    call = complete_draft()
    row = {"key": "why", "text_ko": "왜?"}
    with pytest.raises(WrongState):
        revise_questions(call=call, questions=[row], by=None, reason="")
    call = publish_call(call=call, by=None)
    with pytest.raises(NotAllowed):
        revise_questions(call=call, questions=[row], by=staff_in(StaffGroup.BODY), reason="")
    with pytest.raises(Incomplete):
        revise_questions(call=call, questions=[], by=None, reason="")
    with pytest.raises(Incomplete) as refused:
        revise_questions(call=call, questions=[row, {"key": "why", "text_ko": ""}], by=None, reason="")
    assert "text_ko" in refused.value.fields
    assert Call.objects.get(pk=call.pk).question_version == 1
    assert call.questions.count() == 1  # nothing of the refused version stays


@pytest.mark.django_db
def test_revised_criteria_add_up_to_100() -> None:
    call = publish_call(call=complete_draft(), by=None)
    rows = [{"key": "advance", "name_ko": "고도화", "name_en": "Advancement", "weight": 60}]
    with pytest.raises(Incomplete):
        revise_criteria(call=call, criteria=rows, by=None, reason="")
    rows.append({"key": "sustain", "name_ko": "지속가능성", "name_en": "Sustainability", "weight": 40})
    assert revise_criteria(call=call, criteria=rows, by=None, reason="").rubric_version == 2


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Question, Criterion])
def test_the_database_freezes_the_version_in_force(model: Any) -> None:
    draft = complete_draft()
    row = model.objects.filter(call=draft).first()
    row.save()  # a draft is changed freely
    call = publish_call(call=draft, by=None)
    fields = {"call": call, "key": "new"}
    if model is Criterion:
        fields |= {"weight": 10}
    for forbidden in (
        lambda: model.objects.filter(pk=row.pk).update(key="changed"),
        lambda: model.objects.filter(pk=row.pk).delete(),
        lambda: model.objects.filter(pk=row.pk).update(version=2),
        lambda: model.objects.create(**fields, version=1),
    ):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            forbidden()
    model.objects.create(**fields, version=2)  # the next version may be prepared


def test_control_without_the_trigger_a_question_changes(owner_connection: psycopg.Connection) -> None:
    call = CallFactory()
    question = QuestionFactory(call=call)
    with pytest.raises(DatabaseError, match="frozen"):
        Question.objects.filter(pk=question.pk).update(text_ko="바뀜")
    owner_connection.execute("ALTER TABLE calls_question DISABLE TRIGGER USER")
    assert Question.objects.filter(pk=question.pk).update(text_ko="바뀜") == 1


def test_control_without_the_trigger_a_status_jumps(owner_connection: psycopg.Connection) -> None:
    call = CallFactory(status=CallStatus.PUBLISHED)
    with pytest.raises(DatabaseError):
        Call.objects.filter(pk=call.pk).update(status=CallStatus.DRAFT)
    owner_connection.execute("ALTER TABLE calls_call DISABLE TRIGGER USER")
    assert Call.objects.filter(pk=call.pk).update(status=CallStatus.DRAFT) == 1

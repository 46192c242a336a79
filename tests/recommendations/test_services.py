"""Recommending: who, when, within which quota, and what a mistake leaves behind."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob

from programme.accounts.models import Signature, User
from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.calls.choices import Stage
from programme.calls.models import StageDate
from programme.core.clock import db_now
from programme.core.errors import Conflict, Incomplete, NotAllowed, WrongState
from programme.core.models import Event
from programme.core.signing import statement_hash
from programme.notifications.models import Message
from programme.notifications.services import render_message
from programme.recommendations import services
from programme.recommendations.models import Quota, Recommendation
from programme.recommendations.queries import places_left, recommendation_statement, waiting_for
from tests.records import (
    ApplicationFactory,
    CallFactory,
    TechnoParkFactory,
    add_version,
    company_person,
    officer_of,
    staff,
    staff_in,
)

pytestmark = pytest.mark.django_db
S = ApplicationStatus


def submitted(**fields: Any) -> Application:
    return ApplicationFactory(status=S.SUBMITTED, **fields)


def recommend(application: Application, by: User, **fields: Any) -> Application:
    shown = statement_hash(recommendation_statement(application))
    return services.recommend_application(
        application=application, by=by, **{"reason": "우수한 제조 데이터", "shown_sha256": shown, **fields}
    )


def quota_of(application: Application) -> Quota:
    return Quota.objects.get(call=application.call, technopark=application.technopark)


def test_an_officer_recommends_and_signs_the_submitted_version() -> None:
    application = submitted()
    owner = company_person(application.company)
    officer = officer_of(application.technopark)

    done = recommend(application, officer, priority=1)

    assert done.status == S.RECOMMENDED
    word = Recommendation.objects.get()
    assert (word.version, word.technopark, word.priority) == (
        application.version,
        application.technopark,
        1,
    )
    assert word.signature.by == officer.pk
    assert application.version.sha256 in word.signature.statement
    assert (quota_of(application).used, quota_of(application).allowed) == (1, 5)
    job = ProcrastinateJob.objects.get(task_name="screening.open")  # the next stage lays out its check
    assert job.args == {"application_id": application.pk}
    event = Event.objects.of_case(application.case).get()
    assert (event.verb, event.data["to"]) == ("recommendations.recommend", S.RECOMMENDED)
    assert Message.objects.get().recipient == owner


@pytest.mark.parametrize("status", [S.DRAFT, S.RECOMMENDED, S.SCREENED_IN, S.WITHDRAWN])
def test_only_a_submitted_application_is_recommended(status: str) -> None:
    application = ApplicationFactory(status=status)
    with pytest.raises(WrongState):
        services.recommend_application(
            application=application, by=officer_of(application.technopark), reason="x", shown_sha256="0"
        )


def test_nobody_but_the_officer_asked_recommends() -> None:
    application = submitted()
    for person in (
        company_person(application.company),
        officer_of(TechnoParkFactory()),
        staff(),
        staff_in("body"),
    ):
        with pytest.raises(NotAllowed):
            recommend(application, person)
    assert not Recommendation.objects.exists()


def test_staff_enter_what_came_on_paper_unsigned() -> None:
    application = submitted()
    with pytest.raises(NotAllowed):
        services.enter_recommendation(
            application=application, by=officer_of(application.technopark), reason="x"
        )
    with pytest.raises(NotAllowed):
        services.enter_recommendation(application=application, by=staff_in("auditor"), reason="x")
    services.enter_recommendation(application=application, by=staff_in("body"), reason="공문 2026-12")
    assert Recommendation.objects.get().signature is None
    assert quota_of(application).used == 1


def test_a_changed_version_must_be_read_again_before_signing() -> None:
    application = submitted()
    shown = statement_hash(recommendation_statement(application))
    add_version(application, number=2)
    application.save()
    with pytest.raises(Conflict) as refused:
        recommend(application, officer_of(application.technopark), shown_sha256=shown)
    assert refused.value.code == "text_changed"
    application.refresh_from_db()
    assert application.status == S.SUBMITTED
    assert not Signature.objects.exists()
    assert not Message.objects.exists()


def test_the_sixth_is_refused_and_leaves_nothing() -> None:
    call, technopark = CallFactory(candidates_per_technopark=1), TechnoParkFactory()
    officer = officer_of(technopark)
    recommend(submitted(call=call, technopark=technopark), officer)
    second = submitted(call=call, technopark=technopark)

    with pytest.raises(Conflict) as refused:
        recommend(second, officer)

    assert refused.value.code == "quota_exhausted"
    second.refresh_from_db()
    assert second.status == S.SUBMITTED
    assert Recommendation.objects.count() == 1
    assert Signature.objects.count() == 1
    assert not Event.objects.of_case(second.case).exists()


def test_a_quota_is_for_one_call_and_one_technopark() -> None:
    call = CallFactory(candidates_per_technopark=1)
    for technopark in (TechnoParkFactory(), TechnoParkFactory()):
        recommend(submitted(call=call, technopark=technopark), officer_of(technopark))
    other = submitted(technopark=technopark)
    recommend(other, officer_of(technopark))
    assert list(Quota.objects.filter(used=1).values_list("used", flat=True)) == [1, 1, 1]


def test_withdrawing_gives_the_place_back_and_the_version_may_be_recommended_again() -> None:
    call, technopark = CallFactory(candidates_per_technopark=1), TechnoParkFactory()
    officer = officer_of(technopark)
    first, second = (submitted(call=call, technopark=technopark) for _ in range(2))
    recommend(first, officer)

    services.withdraw_recommendation(application=first, by=officer, reason="잘못 누름")

    first.refresh_from_db()
    assert first.status == S.SUBMITTED
    assert quota_of(first).used == 0
    recommend(second, officer)
    services.withdraw_recommendation(application=second, by=staff_in("body"), reason="x")
    recommend(first, officer)
    assert Recommendation.objects.filter(application=first).count() == 2


def test_a_company_that_leaves_for_good_gives_the_place_back() -> None:
    call, technopark = CallFactory(candidates_per_technopark=1), TechnoParkFactory()
    officer = officer_of(technopark)
    first, second = (submitted(call=call, technopark=technopark) for _ in range(2))
    recommend(first, officer)
    Application.objects.filter(pk=first.pk).update(status=S.WITHDRAWN)
    assert places_left(second) == 1
    recommend(second, officer)
    assert quota_of(second).used == 1
    assert Recommendation.objects.get(application=first).standing == "withdrawn"
    assert places_left(second) == 0


def test_nothing_is_withdrawn_once_screening_has_decided() -> None:
    application = submitted()
    officer = officer_of(application.technopark)
    recommend(application, officer)
    Application.objects.filter(pk=application.pk).update(status=S.SCREENED_IN)
    with pytest.raises(WrongState):
        services.withdraw_recommendation(application=application, by=officer, reason="x")


def test_a_refusal_tells_why_costs_no_quota_and_can_be_taken_back() -> None:
    application = submitted()
    company_person(application.company)
    officer = officer_of(application.technopark)

    services.decline_recommendation(application=application, by=officer, reason="자료 부족")

    application.refresh_from_db()
    assert application.status == S.NOT_RECOMMENDED
    assert Message.objects.get().context["reason"] == "자료 부족"
    assert quota_of(application).used == 0
    with pytest.raises(NotAllowed):
        services.take_back_decline(
            application=application, by=company_person(application.company), reason="x"
        )
    services.take_back_decline(application=application, by=officer, reason="착오")
    recommend(application, officer)


def test_a_word_needs_a_reason() -> None:
    application = submitted()
    with pytest.raises(Incomplete) as refused:
        services.decline_recommendation(
            application=application, by=officer_of(application.technopark), reason="  "
        )
    assert set(refused.value.fields) == {"reason"}


@pytest.mark.parametrize(("starts", "ends", "allowed"), [(-2, 1, True), (-2, -1, False), (1, 2, False)])
def test_technoparks_speak_within_their_dates(starts: int, ends: int, allowed: bool) -> None:
    application = submitted()
    now = db_now()
    StageDate.objects.create(
        call=application.call,
        stage=Stage.RECOMMENDATION,
        starts_at=now + timedelta(hours=starts),
        ends_at=now + timedelta(hours=ends),
    )
    officer = officer_of(application.technopark)
    assert [item.due for item in waiting_for(officer)] == [now + timedelta(hours=ends)]
    if allowed:
        recommend(application, officer)
    else:
        with pytest.raises(WrongState):
            recommend(application, officer)


def test_staff_raise_a_quota_but_not_below_what_is_used() -> None:
    application = submitted()
    officer = officer_of(application.technopark)
    recommend(application, officer)
    quota = quota_of(application)
    with pytest.raises(NotAllowed):
        services.set_quota(quota=quota, by=officer, allowed=9, reason="x")
    services.set_quota(quota=quota, by=staff_in("body"), allowed=6, reason="추가 배정")
    assert quota_of(application).allowed == 6
    with pytest.raises(Conflict):
        services.set_quota(quota=quota, by=None, allowed=0, reason="x")


def test_opening_quotas_twice_changes_nothing() -> None:
    call = CallFactory(candidates_per_technopark=3)
    TechnoParkFactory()
    for _ in range(2):
        services.open_quotas(call=call)
    assert list(Quota.objects.filter(call=call).values_list("allowed", "used")) == [(3, 0)]


def test_the_work_queue_names_what_waits_for_this_officer_only() -> None:
    application = submitted()
    submitted()
    [item] = waiting_for(officer_of(application.technopark))
    assert application.public_id in item.url
    assert waiting_for(company_person(application.company)) == []


def test_a_nominated_company_is_a_note_whose_contact_goes_when_settled() -> None:
    call, technopark = CallFactory(), TechnoParkFactory()
    officer = officer_of(technopark)
    given = {"company_name": "등대정밀", "contact_email": "ceo@example.test", "contact_phone": "02-1234-5678"}
    with pytest.raises(NotAllowed):
        services.nominate_company(
            call=call, technopark=technopark, by=officer_of(TechnoParkFactory()), **given
        )
    nomination = services.nominate_company(call=call, technopark=technopark, by=officer, **given)
    with pytest.raises(Conflict):
        services.nominate_company(call=call, technopark=technopark, by=officer, **given)
    with pytest.raises(NotAllowed):
        services.drop_nomination(nomination=nomination, by=officer_of(TechnoParkFactory()))
    services.settle_nomination(nomination=nomination, by=officer)
    nomination.refresh_from_db()
    assert (nomination.status, nomination.contact_email, nomination.contact_phone) == ("applied", "", "")
    with pytest.raises(WrongState):
        services.drop_nomination(nomination=nomination, by=officer)


def test_nobody_is_nominated_for_a_call_that_is_over() -> None:
    call, technopark = CallFactory(closes_at=db_now()), TechnoParkFactory()
    with pytest.raises(WrongState):
        services.nominate_company(call=call, technopark=technopark, by=None, company_name="등대정밀")


def test_a_mail_speaks_its_readers_language_names_the_company_and_says_who_writes() -> None:
    application = submitted()
    owner = company_person(application.company)
    services.enter_recommendation(application=application, by=None, reason="우수")
    company, technopark = application.company, application.technopark
    for language, name, by in (
        ("ko", company.name_ko, technopark.name_ko),
        ("en", company.name_en, technopark.name_en),
    ):
        owner.language = language
        owner.save()
        message = Message.objects.get()
        subject, body = render_message(message)
        assert by in subject
        assert not subject.startswith("[")
        assert name in body.splitlines()[0]
        assert body.rstrip().endswith(settings.SITE_URL)
    assert body.startswith(f"To {company.name_en}\n")

"""The exemplary stage: allowed, refused by state, refused by person, atomic, two at once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from programme.accounts.choices import Role
from programme.applications import services
from programme.applications.choices import ApplicationStatus
from programme.applications.forms import PaperForm
from programme.applications.models import Application, SubmittedVersion
from programme.applications.services.submission import content_hash
from programme.calls.models import Call
from programme.core.clock import day_end, db_now
from programme.core.errors import Conflict, Incomplete, NotAllowed, WrongState
from programme.core.models import Event
from programme.notifications.models import Message
from tests.records import (
    ApplicationFactory,
    CallFactory,
    CompanyFactory,
    PartnerOrganisationFactory,
    QuestionFactory,
    SiteFactory,
    UserFactory,
    company_person,
    jump_to,
    officer_of,
    staff,
)

S = ApplicationStatus


def test_submitting_freezes_a_version_and_tells_the_company(draft, owner, company):
    colleague = company_person(company, Role.COMPANY_MEMBER)
    application = services.submit_application(application=draft, by=owner)
    version = application.version
    assert application.status == S.SUBMITTED
    assert version.receipt_number == f"{draft.call.key}-0001"
    assert version.sha256 == content_hash(version.content)
    assert version.content["answers"][0]["answer"] == "예지보전"
    event = Event.objects.of_case(draft.case).get(verb="applications.submit")
    assert (event.by, event.data["receipt"]) == (owner.pk, version.receipt_number)
    told = Message.objects.filter(case=draft.case, template="applications/mail/submitted")
    assert {message.recipient for message in told} == {owner, colleague}


def test_the_hash_survives_the_database(draft, owner):
    version = services.submit_application(application=draft, by=owner).version
    assert content_hash(SubmittedVersion.objects.get(pk=version.pk).content) == version.sha256


def test_every_missing_field_is_named(call, company, owner):
    draft = ApplicationFactory(
        call=call,
        company=company,
        site=None,
        technopark=None,
        size="",
        main_product="",
        total_krw=None,
        requested_krw=None,
    )
    with pytest.raises(Incomplete) as refusal:
        services.submit_application(application=draft, by=owner)
    assert set(refusal.value.fields) == {
        "site",
        "technopark",
        "size",
        "main_product",
        "total_krw",
        "requested_krw",
        "answer_plan",
    }
    draft.refresh_from_db()
    assert (draft.status, draft.versions.count()) == (S.DRAFT, 0)


@pytest.mark.parametrize(
    ("total", "requested"), [(2_400_000_000, 1_200_000_001), (1_000_000_000, 1_000_000_001)]
)
def test_an_amount_above_the_cap_or_the_total_is_refused(draft, owner, total, requested):
    Application.objects.filter(pk=draft.pk).update(total_krw=total, requested_krw=requested)
    with pytest.raises(Incomplete) as refusal:
        services.submit_application(application=draft, by=owner)
    assert set(refusal.value.fields) == {"requested_krw"}


def test_a_partner_who_has_not_confirmed_holds_it_back(draft, owner):
    organisation = PartnerOrganisationFactory()
    part = services.add_partner(
        application=draft, organisation=organisation, part="MES 구축", share_krw=100_000_000, by=owner
    )
    with pytest.raises(Incomplete):
        services.submit_application(application=draft, by=owner)
    from tests.records import person_with

    services.confirm_part(part=part, by=person_with(Role.PARTNER_MEMBER, scope=organisation))
    version = services.submit_application(application=draft, by=owner).version
    assert version.content["partners"][0]["share_krw"] == 100_000_000


def test_others_may_not_confirm_a_part(draft, owner):
    part = services.add_partner(
        application=draft, organisation=PartnerOrganisationFactory(), part="설계", share_krw=0, by=owner
    )
    for person in (owner, UserFactory(), company_person(CompanyFactory())):
        with pytest.raises(NotAllowed):
            services.confirm_part(part=part, by=person)


def people_without_the_right(draft):
    return {
        "colleague": company_person(draft.company, Role.COMPANY_MEMBER),
        "another company": company_person(CompanyFactory()),
        "officer": officer_of(draft.technopark),
        "staff": staff("applications.view_application", "applications.add_application"),
        "nobody in particular": UserFactory(),
    }


@pytest.mark.parametrize(
    "service",
    [
        services.submit_application,
        services.recall_application,
        lambda **a: services.withdraw_application(reason="x", **a),
    ],
)
def test_only_the_representative_moves_the_application(draft, service):
    for person in people_without_the_right(draft).values():
        with pytest.raises(NotAllowed):
            service(application=draft, by=person)


def test_staff_act_only_for_applications_that_came_by_paper(call, company):
    clerk = staff("applications.add_application")
    with pytest.raises(NotAllowed):
        services.start_application(call=call, company=company, by=clerk)
    paper = services.start_application(call=call, company=company, by=clerk, on_behalf=True)
    Application.objects.filter(pk=paper.pk).update(
        site=SiteFactory(company=company),
        technopark=ApplicationFactory().technopark,
        main_product="밸브",
        total_krw=10,
        requested_krw=5,
        answers={"plan": "x"},
    )
    assert services.submit_application(application=paper, by=clerk).status == S.SUBMITTED


@pytest.mark.parametrize("status", [status for status in S if status != S.DRAFT])
def test_only_a_draft_is_submitted(draft, owner, status):
    services.submit_application(application=draft, by=owner)
    jump_to(draft, status)
    with pytest.raises(WrongState):
        services.submit_application(application=draft, by=owner)


def test_recalled_and_submitted_again_is_a_second_version(draft, owner):
    first = services.submit_application(application=draft, by=owner).version
    recalled = services.recall_application(application=draft, by=owner)
    assert (recalled.status, recalled.version) == (S.DRAFT, None)
    second = services.submit_application(application=draft, by=owner).version
    assert (second.number, second.receipt_number) == (2, f"{first.receipt_number}-2")


def test_a_recommended_application_is_not_recalled(draft, owner):
    services.submit_application(application=draft, by=owner)
    jump_to(draft, S.RECOMMENDED)
    with pytest.raises(WrongState):
        services.recall_application(application=draft, by=owner)


def test_withdrawing_is_for_good(draft, owner):
    services.submit_application(application=draft, by=owner)
    services.withdraw_application(application=draft, by=owner, reason="투자 계획 변경")
    with pytest.raises(WrongState):
        services.submit_application(application=draft, by=owner)
    with pytest.raises(Conflict):
        services.start_application(call=draft.call, company=draft.company, by=owner)


def test_a_published_result_is_not_withdrawn_from(draft, owner):
    services.submit_application(application=draft, by=owner)
    jump_to(draft, S.SELECTED)
    with pytest.raises(WrongState):
        services.withdraw_application(application=draft, by=owner, reason="x")


# --- The deadline -------------------------------------------------------------------------


def test_a_day_ends_at_midnight_in_seoul():
    end = day_end(datetime(2022, 2, 21).date())  # noqa: DTZ001
    assert end.astimezone(UTC) == datetime(2022, 2, 21, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(("late_by", "taken"), [(timedelta(seconds=-1), True), (timedelta(0), False)])
def test_the_last_second_is_in_time_and_midnight_is_not(late_by, taken):
    closes = day_end(datetime(2022, 2, 21).date())  # noqa: DTZ001
    call = CallFactory.build(opens_at=closes - timedelta(days=20), closes_at=closes)
    assert call.takes_applications(closes + late_by) is taken


def test_the_database_s_clock_closes_the_call(draft, owner):
    Call.objects.filter(pk=draft.call_id).update(closes_at=db_now())
    draft.call.refresh_from_db()
    with pytest.raises(WrongState) as refusal:
        services.submit_application(application=draft, by=owner)
    assert refusal.value.code == "closed"


def test_nothing_starts_before_the_call_opens(company, owner):
    call = CallFactory(opens_at=db_now() + timedelta(hours=1))
    with pytest.raises(WrongState):
        services.start_application(call=call, company=company, by=owner)


# --- Never broken -------------------------------------------------------------------------


def test_a_second_application_in_a_call_is_refused(draft, owner):
    with pytest.raises(Conflict):
        services.start_application(call=draft.call, company=draft.company, by=owner)


def test_demonstration_and_real_do_not_mix(call, owner, company):
    call.programme.is_demo = True
    call.programme.save()
    with pytest.raises(WrongState):
        services.start_application(call=call, company=company, by=owner)


def test_two_windows_do_not_overwrite_each_other(draft, owner):
    entered = {
        "site": draft.site,
        "technopark": draft.technopark,
        "size": "mid",
        "main_product": "밸브",
        "total_krw": 10,
        "requested_krw": 5,
        "answers": {},
    }
    services.save_draft(application=draft, by=owner, revision=0, **entered)
    with pytest.raises(Conflict) as refusal:
        services.save_draft(application=draft, by=owner, revision=0, **entered)
    assert refusal.value.code == "stale"


def test_another_company_s_site_is_refused(draft, owner):
    with pytest.raises(Incomplete):
        services.save_draft(
            application=draft,
            by=owner,
            revision=0,
            site=SiteFactory(),
            technopark=None,
            size="",
            main_product="",
            total_krw=None,
            requested_krw=None,
            answers={},
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE applications_submittedversion SET sha256 = 'x'",
        "DELETE FROM applications_submittedversion",
        "TRUNCATE applications_submittedversion CASCADE",
        "UPDATE core_event SET verb = 'x'",
        "DELETE FROM core_event",
        "UPDATE applications_application SET status = 'selected'",
        "UPDATE applications_application SET version_id = NULL",
    ],
)
def test_the_database_refuses_to_rewrite_what_happened(draft, owner, statement):
    services.submit_application(application=draft, by=owner)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def prepared():
    call = CallFactory()
    QuestionFactory(call=call, key="plan")
    company = CompanyFactory()
    draft = ApplicationFactory(call=call, company=company, answers={"plan": "가"})
    return draft, company_person(company)


def test_two_submits_at_once_make_one_version(own_database, run_together):
    draft, owner = prepared()

    def submit():
        return services.submit_application(application=Application.objects.get(pk=draft.pk), by=owner)

    outcomes = run_together(submit, submit)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Application", "WrongState"]
    assert SubmittedVersion.objects.filter(application=draft).count() == 1


def test_submit_and_withdraw_at_once_end_in_one_story(own_database, run_together):
    draft, owner = prepared()
    fresh = Application.objects.get
    run_together(
        lambda: services.submit_application(application=fresh(pk=draft.pk), by=owner),
        lambda: services.withdraw_application(application=fresh(pk=draft.pk), by=owner, reason="x"),
    )
    draft.refresh_from_db()
    assert draft.status == S.WITHDRAWN  # before or after the submission, never lost
    told = [event.data["to"] for event in Event.objects.of_case(draft.case)]
    assert told in (["withdrawn"], ["submitted", "withdrawn"])


def test_receipt_numbers_of_two_companies_at_once_differ(own_database, run_together):
    first, owner = prepared()
    other = CompanyFactory()
    second = ApplicationFactory(call=first.call, company=other, answers={"plan": "나"})
    other_owner = company_person(other)
    outcomes = run_together(
        lambda: services.submit_application(application=Application.objects.get(pk=first.pk), by=owner),
        lambda: services.submit_application(
            application=Application.objects.get(pk=second.pk), by=other_owner
        ),
    )
    receipts = {outcome.version.receipt_number for outcome in outcomes}
    assert receipts == {f"{first.call.key}-0001", f"{first.call.key}-0002"}


def test_without_the_trigger_the_status_would_jump(own_database, owner_connection):
    draft, _owner = prepared()
    jump = "UPDATE applications_application SET status = 'withdrawn' WHERE id = %s"
    back = "UPDATE applications_application SET status = 'draft' WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(jump, [draft.pk])
        with pytest.raises(DatabaseError):
            cursor.execute(back, [draft.pk])
    owner_connection.execute("ALTER TABLE applications_application DISABLE TRIGGER USER")
    with connection.cursor() as cursor:
        cursor.execute(back, [draft.pk])  # the control: it was the trigger that refused


def test_paper_is_entered_only_in_calls_that_take_applications(call):
    closed = CallFactory(closes_at=db_now() - timedelta(days=1))
    concluded = CallFactory(status="concluded")
    offered = set(PaperForm().fields["call"].queryset)
    assert call in offered
    assert not offered & {closed, concluded}

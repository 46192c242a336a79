"""The registers in the back office: corrections are remembered, officers appointed, calls revised."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from programme.accounts.choices import Role, StaffGroup
from programme.accounts.models import RoleGrant
from programme.calls.models import Call
from programme.core.errors import Incomplete, NotAllowed
from programme.core.models import Event
from programme.factories.models import LighthouseFactory
from programme.regions.models import Industry, IndustryLabel, Region, Technology, TechnoPark
from programme.regions.queries import officers_of, technoparks_of
from programme.regions.services import appoint_officer, end_officer
from tests.accounts.second_factor import sign_in
from tests.calls.test_calls import complete_draft
from tests.records import TechnoParkFactory, UserFactory, officer_of, staff, staff_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ministry(client: Client) -> Client:
    return sign_in(client, staff_in(StaffGroup.MINISTRY))


def page(obj: Any, name: str = "change", *more: Any) -> str:
    meta = obj._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}", args=[obj.pk, *more])


def test_every_register_opens_for_the_ministry_and_the_auditor(ministry: Client) -> None:
    call_command("load_reference", stdout=StringIO())
    auditor = sign_in(Client(), staff_in(StaffGroup.AUDITOR))
    rows = [model.objects.first() for model in (Region, Industry, IndustryLabel, Technology, TechnoPark)]
    rows += [Call.objects.get(key="2022-1"), Call.objects.get(key="2021").programme]
    rows += [LighthouseFactory.objects.get(slug="telseuta"), LighthouseFactory.objects.get(slug="jvm")]
    for row in rows:
        listed = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_changelist")
        for client in (ministry, auditor):
            assert client.get(listed).status_code == 200, row
            assert client.get(page(row)).status_code == 200, row
    unchecked = ministry.get(page(LighthouseFactory.objects.get(slug="telseuta"))).content.decode()
    assert "Telstar(미확인" in unchecked  # marked, not shown as a fact


def test_a_correction_by_staff_survives_the_next_load(ministry: Client) -> None:
    call_command("load_reference", stdout=StringIO())
    park = TechnoPark.objects.get(key="gyeongnam")
    form = {
        "name_ko": park.name_ko,
        "name_en": "Gyeongnam TP",
        "region": park.region_id,
        "domain": park.domain,
        "founded": park.founded,
        "note": park.note,
    }
    assert ministry.post(page(park), form).status_code == 302
    park.refresh_from_db()
    assert park.corrected == ["name_en"]
    assert Event.objects.about(park).get().data == {"fields": ["name_en"]}
    call_command("load_reference", stdout=StringIO())
    park.refresh_from_db()
    assert park.name_en == "Gyeongnam TP"
    auditor = sign_in(Client(), staff_in(StaffGroup.AUDITOR))
    assert auditor.post(page(park), form).status_code == 403


def test_only_the_ministry_appoints_and_ends_officers() -> None:
    park, person, by = TechnoParkFactory(), UserFactory(), staff("regions.change_technopark")
    with pytest.raises(NotAllowed):
        appoint_officer(technopark=park, user=person, by=staff_in(StaffGroup.BODY))
    with pytest.raises(Incomplete):
        appoint_officer(technopark=park, user=UserFactory(is_active=False), by=by)
    grant = appoint_officer(technopark=park, user=person, by=by)
    assert appoint_officer(technopark=park, user=person, by=by) == grant
    assert list(officers_of(park)) == [person]
    assert list(technoparks_of(person)) == [park]
    with pytest.raises(NotAllowed):
        end_officer(technopark=park, user=person, by=officer_of(park))
    end_officer(technopark=park, user=person, by=by)
    assert person not in officers_of(park)
    assert RoleGrant.objects.filter(user=person, role=Role.OFFICER).count() == 1  # kept, revoked


def test_officers_are_appointed_and_ended_by_page(ministry: Client) -> None:
    park, person = TechnoParkFactory(), UserFactory()
    appoint, end = page(park, "step", "appoint_officer"), page(park, "step", "end_officer")
    assert ministry.get(appoint).status_code == 200
    assert ministry.post(appoint, {"email": "nobody@example.test"}).status_code == 422
    assert ministry.post(appoint, {"email": person.email}).status_code == 302
    assert person.email in ministry.get(page(park)).content.decode()
    assert ministry.post(end, {"user": ""}).status_code == 422
    assert ministry.post(end, {"user": person.pk}).status_code == 302
    assert not officers_of(park)
    assert ministry.get(page(park, "step", "unknown")).status_code == 404
    body = sign_in(Client(), staff_in(StaffGroup.BODY))
    assert body.get(appoint).status_code == 403


def test_a_call_is_published_extended_and_revised_by_page(ministry: Client) -> None:
    call = complete_draft()
    assert ministry.get(page(call)).status_code == 200
    assert ministry.post(page(call, "step", "publish")).status_code == 302
    call.refresh_from_db()
    assert call.status == "published"
    body = ministry.get(page(call)).content.decode()
    assert 'data-step="extend_deadline"' in body
    deadline = {"closes_at": "2020-01-01T00:00", "reason": "연휴"}
    assert ministry.post(page(call, "step", "extend_deadline"), deadline).status_code == 422

    revise = page(call, "step", "revise_questions")
    assert ministry.get(revise).status_code == 200
    rows = {
        "reason": "명확히",
        "rows-TOTAL_FORMS": "2",
        "rows-INITIAL_FORMS": "1",
        "rows-0-key": "why",
        "rows-0-kind": "text",
        "rows-0-text_ko": "왜 하십니까?",
        "rows-0-choices": "[]",
        "rows-0-required": "on",
        "rows-0-max_length": "2000",
        "rows-0-ORDER": "2",
        "rows-1-key": "how",
        "rows-1-kind": "text",
        "rows-1-text_ko": "어떻게?",
        "rows-1-choices": "[]",
        "rows-1-max_length": "500",
        "rows-1-ORDER": "1",
    }
    assert ministry.post(revise, {**rows, "reason": ""}).status_code == 422
    assert ministry.post(revise, {**rows, "rows-0-key": "두 단어"}).status_code == 422
    assert ministry.post(revise, rows).status_code == 302
    call.refresh_from_db()
    assert call.question_version == 2
    assert [question.key for question in call.questions.filter(version=2)] == ["how", "why"]
    assert sign_in(Client(), staff_in(StaffGroup.BODY)).get(revise).status_code == 403

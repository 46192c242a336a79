"""Giving and ending roles; groups; what the back office may do to people."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from programme.accounts.choices import Role, StaffGroup
from programme.accounts.groups import GROUP_PERMISSIONS, VIEW_ALL
from programme.accounts.models import RoleGrant, User
from programme.accounts.queries import person_of_session
from programme.accounts.services import (
    appoint,
    deactivate_person,
    grant_role,
    reactivate_person,
    revoke_role,
    sync_groups,
)
from programme.core.errors import Incomplete, NotAllowed
from programme.core.models import Event
from programme.privacy.models import AccessLog
from tests.accounts.second_factor import sign_in
from tests.records import CompanyFactory, UserFactory, company_person, staff, staff_in

pytestmark = pytest.mark.django_db


def test_staff_appoint_and_it_is_kept() -> None:
    by = staff("accounts.change_rolegrant")
    grant = appoint(email="Kim@Example.test", name="김평가", role=Role.EVALUATOR, by=by)
    assert grant.user.email == "kim@example.test"
    assert not grant.user.has_usable_password()
    event = Event.objects.get(verb="accounts.grant_role")
    assert (event.by, event.data["role"]) == (by.pk, "evaluator")


def test_appointing_twice_is_once() -> None:
    by = staff("accounts.change_rolegrant")
    for _time in range(2):
        appoint(email="kim@example.test", name="김평가", role=Role.EVALUATOR, by=by)
    assert RoleGrant.objects.count() == 1
    assert User.objects.filter(email="kim@example.test").count() == 1


def test_others_appoint_nobody() -> None:
    with pytest.raises(NotAllowed):
        appoint(email="kim@example.test", name="김", role=Role.EVALUATOR, by=staff())


def test_roles_with_a_scope_are_not_given_here() -> None:
    with pytest.raises(Incomplete):
        appoint(email="a@b.test", name="김", role=Role.OFFICER, by=staff("accounts.change_rolegrant"))


def test_an_ended_role_stays_in_the_record() -> None:
    by = staff("accounts.change_rolegrant")
    grant = appoint(email="kim@example.test", name="김", role=Role.CONSULTANT, by=by)
    revoke_role(grant=grant, by=by)
    assert RoleGrant.objects.get().revoked_by == by.pk
    assert not User.objects.get(email="kim@example.test").holds(Role.CONSULTANT)
    assert appoint(email="kim@example.test", name="김", role=Role.CONSULTANT, by=by).pk != grant.pk


def test_nobody_closes_their_own_account_or_a_superusers() -> None:
    by = staff("accounts.change_user")
    with pytest.raises(NotAllowed):
        deactivate_person(user=by, by=by)
    with pytest.raises(NotAllowed):
        deactivate_person(user=UserFactory(is_superuser=True), by=by)


def test_a_closed_account_opens_again() -> None:
    by, user = staff("accounts.change_user"), UserFactory()
    deactivate_person(user=user, by=by, reason="long leave")
    assert not user.is_active
    reactivate_person(user=user, by=by)
    assert User.objects.get(pk=user.pk).is_active


def test_groups_hold_what_the_table_lists_and_no_deleting() -> None:
    Group.objects.all().delete()
    sync_groups()
    sync_groups()
    ministry = Group.objects.get(name=StaffGroup.MINISTRY).permissions
    assert ministry.filter(codename="change_user").exists()
    assert ministry.filter(codename="change_call").exists()
    assert not ministry.filter(codename__startswith="delete_").exists()
    auditor = set(Group.objects.get(name=StaffGroup.AUDITOR).permissions.values_list("codename", flat=True))
    assert auditor
    assert all(codename.startswith("view_") for codename in auditor)


def test_every_listed_permission_exists() -> None:
    known = {
        f"{app}.{name}" for app, name in Permission.objects.values_list("content_type__app_label", "codename")
    }
    apps = {permission.partition(".")[0] for permission in known}
    for patterns in GROUP_PERMISSIONS.values():
        for pattern in set(patterns) - {VIEW_ALL}:
            app, _dot, codename = pattern.partition(".")
            assert pattern in known or (codename == "*" and app in apps), pattern


def test_the_back_office_appoints_and_ends(client: Client) -> None:
    sign_in(client, staff_in(StaffGroup.MINISTRY))
    answer = client.post(
        "/admin/accounts/rolegrant/add/",
        {"email": "lee@example.test", "name": "이진단", "role": "consultant"},
    )
    grant = RoleGrant.objects.get(user__email="lee@example.test")
    assert answer.status_code == 302
    assert client.get(f"/admin/accounts/rolegrant/{grant.pk}/change/").status_code == 200
    assert client.post(f"/admin/accounts/rolegrant/{grant.pk}/step/revoke_role/").status_code == 302
    assert RoleGrant.objects.get(pk=grant.pk).revoked_at


def test_looking_at_a_person_is_noted(client: Client) -> None:
    by, person = staff_in(StaffGroup.MINISTRY), company_person(CompanyFactory())
    sign_in(client, by)
    assert client.get("/admin/accounts/user/").status_code == 200
    assert client.get(f"/admin/accounts/user/{person.pk}/change/").status_code == 200
    assert list(AccessLog.objects.order_by("id").values_list("by", "whose")) == [
        (by.pk, None),
        (by.pk, person.pk),
    ]


@pytest.mark.parametrize(("proxies", "place"), [(0, "10.0.0.9"), (1, "203.0.113.5")])
def test_the_noted_address_is_the_person_s_behind_trusted_proxies_only(
    client: Client, settings: Any, proxies: int, place: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    sign_in(client, staff_in(StaffGroup.MINISTRY))
    client.get(
        "/admin/accounts/user/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR="192.0.2.77, 203.0.113.5"
    )
    assert AccessLog.objects.get().place == place


def test_a_change_of_groups_is_kept(client: Client) -> None:
    by, person = staff_in(StaffGroup.MINISTRY), staff()
    sign_in(client, by)
    body = Group.objects.get(name=StaffGroup.BODY)
    answer = client.post(
        f"/admin/accounts/user/{person.pk}/change/",
        {
            "name": "새 직원",
            "language": "ko",
            "is_staff": "on",
            "groups": [body.pk],
            "grants-TOTAL_FORMS": 0,
            "grants-INITIAL_FORMS": 0,
        },
    )
    assert answer.status_code == 302, answer.context["errors"]
    assert Event.objects.get(verb="accounts.change_groups").data == {"given": ["body"], "taken": []}


def test_the_account_page_saves_name_and_language(client: Client) -> None:
    person = UserFactory()
    client.force_login(person)
    client.post("/account/profile/", {"name": "새 이름", "language": "en"})
    person.refresh_from_db()
    assert (person.name, person.language) == ("새 이름", "en")


def test_a_person_without_roles_is_not_asked_for_them(django_assert_num_queries: Any) -> None:
    user = UserFactory()
    with django_assert_num_queries(1):
        visitor = person_of_session(user.pk)
        assert not visitor.needs_second_factor
    grant = grant_role(user=visitor, role=Role.CONSULTANT, by=None)
    assert visitor.needs_second_factor
    with django_assert_num_queries(2):
        assert person_of_session(user.pk).holds(Role.CONSULTANT)
    revoke_role(grant=grant, by=None)
    assert not person_of_session(user.pk).needs_second_factor

"""Erasure, export, retention, and the log of accesses."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from programme.accounts.choices import Role
from programme.accounts.models import RoleGrant, User
from programme.core.clock import db_now
from programme.core.errors import Conflict, NotAllowed
from programme.core.models import Event
from programme.notifications.models import Message
from programme.notifications.services import send_message
from programme.privacy import registry
from programme.privacy.models import AccessLog
from programme.privacy.services import destroy_expired, erase_person, export_person, log_access
from tests.accounts.second_factor import enrol
from tests.records import UserFactory, person_with, staff

pytestmark = pytest.mark.django_db


def test_an_erased_person_leaves_only_numbers() -> None:
    user = person_with(Role.EVALUATOR, name="홍길동")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    enrol(user)
    send_message(to=[user], template="accounts/mail/notice", context={"notice": "totp_activated"})
    address = user.email
    erase_person(user=user, by=user)
    user = User.objects.get(pk=user.pk)
    assert "홍길동" not in str(user)
    assert address not in user.email
    assert not user.is_active
    for model in (EmailAddress, Authenticator):
        assert not model.objects.filter(user=user).exists()
    assert not Message.objects.filter(recipient=user).exists()
    assert RoleGrant.objects.get(user=user).revoked_at
    assert Event.objects.get(verb="privacy.erase_person").by == user.pk


def test_nothing_is_erased_while_someone_depends_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_obstacles", [lambda user: "A company would have nobody left."])
    user = person_with(Role.EVALUATOR)
    with pytest.raises(Conflict, match="nobody left"):
        erase_person(user=user, by=user)
    assert not RoleGrant.objects.get().revoked_at


def test_nobody_erases_others() -> None:
    with pytest.raises(NotAllowed):
        erase_person(user=UserFactory(), by=UserFactory())
    erase_person(user=UserFactory(), by=staff("accounts.change_user"))


def test_an_export_holds_the_persons_own_data_only() -> None:
    other = UserFactory()
    user = person_with(Role.CONSULTANT, name="홍길동")
    log_access(by=other, what="admin.user", whose=user.pk)
    data = export_person(user=user)
    assert data["account"]["name"] == "홍길동"
    assert data["roles"][0]["role"] == "consultant"
    assert data["seen_by_others"][0]["what"] == "admin.user"
    assert other.email not in str(data)


def test_the_account_can_be_erased_by_its_page(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    assert client.get("/privacy/erase/").status_code == 200
    assert client.get("/privacy/export/")["Content-Disposition"].startswith("attachment")
    client.post("/privacy/erase/")
    assert User.objects.get(pk=user.pk).erased_at
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_lists_every_kind_that_is_kept(client: Client, language: str) -> None:
    page = client.get(f"{language}/privacy/")
    assert page.status_code == 200
    assert len(page.context["rows"]) == len(registry.retentions()) >= 7


def test_what_is_over_its_time_goes_and_the_rest_stays() -> None:
    old, new = person_with(Role.CONSULTANT), person_with(Role.CONSULTANT)
    RoleGrant.objects.filter(user=old).update(revoked_at=db_now() - timedelta(days=1200))
    RoleGrant.objects.filter(user=new).update(revoked_at=db_now() - timedelta(days=1000))
    assert destroy_expired()["grants"] == 1
    assert RoleGrant.objects.get().user == new


def test_the_log_is_only_added_to() -> None:
    log = log_access(by=UserFactory(), what="admin.user", people=3)
    for change in ("UPDATE privacy_accesslog SET people = 0", "DELETE FROM privacy_accesslog"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert AccessLog.objects.get().people == log.people


def test_an_address_that_nobody_proved_is_destroyed_after_a_week() -> None:
    ago, lately = db_now() - timedelta(days=8), db_now() - timedelta(days=6)
    abandoned = UserFactory(name="", date_joined=ago)
    EmailAddress.objects.create(user=abandoned, email=abandoned.email, primary=True)
    kept = [
        UserFactory(name="", date_joined=lately),
        UserFactory(name="", date_joined=ago, last_login=ago),
        UserFactory(name="홍길동", date_joined=ago),
        person_with(Role.EVALUATOR, name="", date_joined=ago),
    ]
    assert destroy_expired()["unproved_addresses"] == 1
    assert set(User.objects.all()) == set(kept)


def test_the_portals_role_cannot_destroy_the_log() -> None:
    with pytest.raises(CommandError, match="owner"), transaction.atomic():
        call_command("destroy_records")

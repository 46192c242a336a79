"""Demonstration accounts: made once, entered by a button, only where the demonstration is shown."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from programme.accounts.choices import Role
from programme.accounts.demo import DEMO_ACCOUNTS, current_code, ensure_demo_account
from programme.accounts.models import User
from tests.records import CompanyFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.signing_urls")]


@pytest.fixture
def shown(settings) -> None:
    settings.DEMO = True


def test_outside_the_demonstration_there_is_no_such_page(client: Client) -> None:
    ensure_demo_account(key="ministry")
    assert client.get(reverse("accounts:demo")).status_code == 404
    assert client.post(reverse("accounts:demo_sign_in"), {"key": "ministry"}).status_code == 404


def test_an_account_is_made_once() -> None:
    company = CompanyFactory()
    first = ensure_demo_account(key="company", scope=company.uid)
    again = ensure_demo_account(key="company", scope=company.uid)
    assert first == again
    assert again.grants.count() == 1
    assert again.authenticator_set.count() == 1
    assert ensure_demo_account(key="company", number=2) != first


@pytest.mark.parametrize("key", DEMO_ACCOUNTS)
def test_one_click_signs_in_with_the_second_factor_used(client: Client, shown: None, key: str) -> None:
    user = ensure_demo_account(key=key)
    answer = client.post(reverse("accounts:demo_sign_in"), {"key": key})
    assert answer.url == reverse("portal:desk")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get("/secret/").status_code == 200


def test_the_code_on_the_page_is_accepted(client: Client, shown: None) -> None:
    user = ensure_demo_account(key="evaluator")
    page = client.get(reverse("accounts:demo"))
    assert current_code(user) in page.content.decode()
    client.force_login(user)
    answer = client.post(
        reverse("mfa_reauthenticate") + "?next=/secret/", {"code": current_code(user), "next": "/secret/"}
    )
    assert answer.url == "/secret/"


def test_no_other_account_can_be_entered(client: Client, shown: None) -> None:
    UserFactory(email="someone@example.test")
    assert client.post(reverse("accounts:demo_sign_in"), {"key": "someone@example.test"}).status_code == 404
    with pytest.raises(ValueError, match="Only demonstration"):
        current_code(UserFactory())


def test_it_leads_to_no_other_host(client: Client, shown: None) -> None:
    ensure_demo_account(key="teacher")
    answer = client.post(
        reverse("accounts:demo_sign_in"), {"key": "teacher", "next": "https://evil.example/"}
    )
    assert answer.url == reverse("portal:desk")


def test_the_command_lists_them(shown: None) -> None:
    ensure_demo_account(key="officer")
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    assert "officer@demo.example" in out.getvalue()
    assert reverse("accounts:demo") in out.getvalue()


def test_roles_without_a_scope_come_at_once() -> None:
    ensure_demo_account(key="evaluator")
    assert User.objects.get(email="evaluator@demo.example").holds(Role.EVALUATOR)

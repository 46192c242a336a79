"""Signing in: by a code, by password; limits; language; closed and demonstration accounts."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from programme.accounts.models import User
from programme.accounts.services import deactivate_person, end_sessions
from programme.notifications.models import Message
from programme.notifications.services import deliver_message
from tests.accounts.second_factor import sign_in
from tests.records import UserFactory, staff

pytestmark = pytest.mark.django_db


def person(**fields: object) -> User:
    user = UserFactory(**fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def mailed_code() -> str:
    message = Message.objects.latest("pk")
    deliver_message(message.pk)
    return re.search(r"^([0-9A-Z-]{6,9})$", mail.outbox[-1].body, re.MULTILINE).group(1)


def test_a_code_by_mail_signs_in_and_leads_to_the_desk(client: Client) -> None:
    user = person()
    asked = client.post(reverse("account_request_login_code"), {"email": user.email})
    assert asked.url.startswith(reverse("account_confirm_login_code"))
    answer = client.post(reverse("account_confirm_login_code"), {"code": mailed_code()})
    assert answer.url == reverse("portal:desk")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_code_is_forgotten_once_delivered(client: Client) -> None:
    user = person()
    client.post(reverse("account_request_login_code"), {"email": user.email})
    message = Message.objects.get()
    assert message.context["code"]
    deliver_message(message.pk)
    message.refresh_from_db()
    assert message.context == {}


def test_a_wrong_code_does_not_sign_in(client: Client) -> None:
    user = person()
    client.post(reverse("account_request_login_code"), {"email": user.email})
    client.post(reverse("account_confirm_login_code"), {"code": "000000"})
    assert "_auth_user_id" not in client.session


def test_a_code_opens_an_account_and_the_way_goes_on_where_it_began(client: Client) -> None:
    wanted = "/tours/mine/"
    asked = client.post(reverse("account_request_login_code"), {"email": "New@Example.test", "next": wanted})
    assert asked.url.startswith(reverse("account_confirm_login_code"))
    entered = client.post(asked.url, {"code": mailed_code(), "next": wanted})
    assert entered.url == wanted
    led = client.get(wanted)
    assert led.url.startswith(reverse("accounts:name"))
    assert client.post(led.url, {"name": ""}).status_code == 422
    assert client.post(led.url, {"name": "김새봄"}).url == wanted
    assert client.get(wanted).status_code == 200
    user = User.objects.get(email="new@example.test")
    assert (user.name, user.language) == ("김새봄", "ko")
    assert EmailAddress.objects.get(user=user).verified


def test_known_and_unknown_addresses_are_answered_alike(client: Client) -> None:
    answers = [
        Client().post(reverse("account_request_login_code"), {"email": address})
        for address in (person().email, "nobody@example.test")
    ]
    assert len({(answer.status_code, answer.url) for answer in answers}) == 1
    assert {message.template for message in Message.objects.all()} == {"accounts/mail/login_code"}


def test_a_closed_address_is_told_only_by_mail(client: Client) -> None:
    deactivate_person(user=person(email="closed@example.test"), by=None)
    answer = client.post(reverse("account_request_login_code"), {"email": "closed@example.test"})
    assert answer.status_code == 302
    assert Message.objects.get().template == "accounts/mail/address_unknown"


@pytest.mark.parametrize("wanted", ["https://elsewhere.test/", "//elsewhere.test/", ""])
def test_the_name_leads_nowhere_else(client: Client, wanted: str) -> None:
    client.force_login(UserFactory(name=""))
    answer = client.post(f"{reverse('accounts:name')}?next={wanted}", {"name": "김새봄"})
    assert answer.url == reverse("portal:desk")


def test_the_nameless_may_read_what_is_kept_and_leave(client: Client) -> None:
    client.force_login(UserFactory(name=""))
    assert client.get(reverse("privacy:policy")).status_code == 200
    assert client.get(reverse("privacy:export")).status_code in (200, 302)
    assert client.get(reverse("tours:mine")).url.startswith(reverse("accounts:name"))
    assert client.get(reverse("account_logout")).status_code == 200


def test_signing_up_proves_the_address(client: Client) -> None:
    with translation.override("en"):
        address, confirm = reverse("account_signup"), reverse("account_email_verification_sent")
    client.post(address, {"email": "new@example.test", "name": "Kim"})
    user = User.objects.get(email="new@example.test")
    assert (user.name, user.language) == ("Kim", "en")
    assert client.post(confirm, {"code": mailed_code()}).status_code == 302
    assert EmailAddress.objects.get(user=user).verified


def test_failed_passwords_are_limited_across_workers(client: Client) -> None:
    user = person()
    user.set_password("right-Horse-7-staple")
    user.save()
    wrong = {"login": user.email, "password": "wrong"}
    for _attempt in range(10):
        client.post(reverse("account_login"), wrong)
    answer = client.post(reverse("account_login"), {"login": user.email, "password": "right-Horse-7-staple"})
    assert "_auth_user_id" not in client.session
    assert answer.status_code in (422, 429)


def test_control_the_right_password_signs_in(client: Client) -> None:
    user = person()
    user.set_password("right-Horse-7-staple")
    user.save()
    client.post(reverse("account_login"), {"login": user.email, "password": "right-Horse-7-staple"})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_mail_follows_the_language_of_signing_in(client: Client) -> None:
    user = person(language="ko")
    with translation.override("en"):
        ask, confirm = reverse("account_request_login_code"), reverse("account_confirm_login_code")
    client.post(ask, {"email": user.email})
    client.post(confirm, {"code": mailed_code()})
    user.refresh_from_db()
    assert user.language == "en"
    assert mail.outbox[-1].subject.startswith("Your sign-in code")


def test_all_sessions_end_at_once(client: Client) -> None:
    user = person()
    client.force_login(user)
    assert client.get(reverse("accounts:profile")).status_code == 200
    end_sessions(user=user, by=staff("accounts.change_user"))
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_a_closed_account_is_signed_out(client: Client) -> None:
    user = person()
    client.force_login(user)
    deactivate_person(user=user, by=staff("accounts.change_user"), reason="left")
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_a_demonstration_account_is_nobody_outside_the_demonstration(client: Client, settings) -> None:
    user = person(is_demo=True)
    settings.DEMO = True
    sign_in(client, user)
    assert client.get(reverse("accounts:profile")).status_code == 200
    settings.DEMO = False
    assert client.get(reverse("accounts:profile")).status_code == 302

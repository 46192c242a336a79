"""allauth's own pages: each with the person, or the half-done sign-in, that is shown it."""

import itertools
from collections.abc import Callable
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import reverse

from programme.accounts.models import User
from tests.accounts.second_factor import enrol, sign_in
from tests.guards import cast
from tests.records import UserFactory

# They answer no page to anyone: a file, data for scripts, or a way on that only a provider of
# sign-in (Kakao, Naver: not set up here) opens.
NOT_PAGES = {
    "components",  # the reference of parts, for developers: DEBUG only
    "component_page",
    "mfa_login_webauthn",
    "mfa_reauthenticate_webauthn",  # asks for a security key; the one made here has no secret
    "socialaccount_signup",
}
PASSWORD = "only-for-tests-1234"


def visitor() -> Client:
    return sign_in(Client(), cast.account("teacher"), proved=True)


def clerk() -> Client:
    """Staff who may not open every page of the back office."""
    return sign_in(Client(), cast.account("finance"), proved=True)


def person(email: str, *, password: bool = False) -> User:
    """Someone with no second factor."""
    found = User.objects.filter(email=email).first() or UserFactory(email=email)
    EmailAddress.objects.get_or_create(user=found, email=email, defaults={"verified": True, "primary": True})
    if password:
        found.set_password(PASSWORD)
        found.save(update_fields=["password"])
    return found


def without_factor() -> Client:
    client = Client()
    client.force_login(person("plain@example.test"))
    return client


def with_password() -> Client:
    client = Client()
    client.force_login(person("password@example.test", password=True))
    return client


def after(page: str, **data: str) -> Callable[[], Client]:
    """Someone who has sent the form of an earlier page."""

    def sent() -> Client:
        client = Client()
        client.post(reverse(page), data)
        return client

    return sent


serial = itertools.count(1)


def signing_in() -> Client:
    """Someone who was sent a code: to an address of their own, as one address is sent few in a minute."""
    return after("account_request_login_code", email=f"code{next(serial)}@example.test")()


def signing_up() -> Client:
    """Someone who was sent the code for a new address."""
    return after("account_signup", email=f"new{next(serial)}@example.test", name="새 사람")()


def with_key() -> Client:
    """A security key; only its name and id are looked at here."""
    user = cast.account("teacher", 77)
    Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.WEBAUTHN, defaults={"data": {"name": "열쇠", "credential": {}}}
    )
    return sign_in(Client(), user, proved=True)


def with_recovery_codes() -> Client:
    user = cast.account("teacher", 78)
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists():
        RecoveryCodes.activate(user)
    return sign_in(Client(), user, proved=True)


def before_the_second_factor() -> Client:
    """Password given, code not yet."""
    user = person("factor@example.test", password=True)
    enrol(user)
    return after("account_login", login=user.email, password=PASSWORD)()


VISITS: dict[str, Callable[[], Client | None]] = {
    "account_login": lambda: None,
    "account_signup": lambda: None,
    "account_inactive": lambda: None,
    "account_request_login_code": lambda: None,
    "account_reset_password": lambda: None,
    "account_reset_password_done": lambda: None,
    "account_reset_password_from_key": lambda: None,
    "account_reset_password_from_key_done": lambda: None,
    "account_confirm_login_code": signing_in,
    "account_email_verification_sent": signing_up,
    "account_logout": visitor,
    "account_email": visitor,
    "account_set_password": visitor,
    "account_change_password": with_password,
    "account_reauthenticate": with_password,
    "mfa_index": visitor,
    "mfa_authenticate": before_the_second_factor,
    "mfa_reauthenticate": visitor,
    "mfa_activate_totp": without_factor,
    "mfa_deactivate_totp": visitor,
    "mfa_view_recovery_codes": with_recovery_codes,
    "mfa_download_recovery_codes": with_recovery_codes,
    "mfa_generate_recovery_codes": visitor,
    "mfa_list_webauthn": with_key,
    "mfa_add_webauthn": visitor,
    "mfa_edit_webauthn": with_key,
    "mfa_remove_webauthn": with_key,
    "socialaccount_login_cancelled": lambda: None,
    "socialaccount_login_error": lambda: None,
    "socialaccount_connections": visitor,
}


# What an address answers when it is not 200, and where it leads before it shows its page.
STATUS = {"socialaccount_login_error": 401}
LEADS_ON = {"account_reset_password_from_key"}  # so that the key does not stay in the address


def args_of(page: str) -> tuple[Any, ...]:
    if page in {"mfa_edit_webauthn", "mfa_remove_webauthn"}:
        with_key()
        return (Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).pk,)
    if page == "account_reset_password_from_key":
        user = person("password@example.test", password=True)
        return user_pk_to_url_str(user), default_token_generator.make_token(user)
    return ()

"""Personal tokens for the API: made, shown once, limited, revoked, forgotten."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from programme.accounts.choices import Role
from programme.accounts.models import ApiToken
from programme.accounts.services import (
    TOKENS_AT_MOST,
    create_token,
    deactivate_person,
    end_sessions,
    grant_role,
    revoke_token,
)
from programme.core.clock import db_now
from programme.core.errors import Conflict, Incomplete, NotAllowed
from programme.core.models import Event, IdempotentAnswer
from programme.privacy.services import destroy_expired, erase_person, export_person
from tests.contract import Caller
from tests.records import UserFactory, person_with, staff

pytestmark = pytest.mark.django_db
MINE = "tours/bookings/"


@pytest.fixture
def person():
    return UserFactory()


def make(person, *scopes, days=30):
    name = f"학교 예약기 {person.api_tokens.count()}"
    return create_token(by=person, name=name, scopes=scopes or ["read"], days=days)


def test_the_secret_is_shown_once_and_only_its_hash_is_kept(client: Client, person):
    client.force_login(person)
    address = reverse("accounts:tokens")
    answer = client.post(address, {"name": "학교 예약기", "scopes": ["read", "book"], "days": "90"})
    secret = answer.context["secret"]
    assert answer.status_code == 201
    assert secret in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    token = ApiToken.objects.get()
    assert secret not in str(vars(token))
    assert (token.scopes, token.hint) == (["read", "book"], secret[-4:])
    again = client.get(address).content.decode()
    assert secret not in again
    assert "학교 예약기" in again
    assert Caller(token=secret).get(MINE).status_code == 200
    event = Event.objects.get(verb="accounts.create_token")
    assert event.data == {"token": token.public_id, "scopes": ["read", "book"]}


def test_a_token_is_revoked_by_its_person_only(client: Client, person):
    token, secret = make(person)
    address = reverse("accounts:revoke_token", args=[token.public_id])
    client.force_login(UserFactory())
    assert client.post(address).status_code == 404
    assert Caller(token=secret).get(MINE).status_code == 200
    client.force_login(person)
    assert client.post(address).status_code == 302
    refused = Caller(token=secret).get(MINE)
    assert (refused.status_code, refused.json()["reason"]) == (401, "token_invalid")
    assert refused["WWW-Authenticate"].startswith("Bearer")
    assert Event.objects.filter(verb="accounts.revoke_token").count() == 1
    with pytest.raises(NotAllowed):
        revoke_token(token=token, by=UserFactory())


def test_a_page_that_is_sent_again_makes_no_second_token(client: Client, person):
    client.force_login(person)
    sent = {"name": "Timetable", "scopes": ["read"], "days": "30"}
    assert client.post(reverse("accounts:tokens"), sent).status_code == 201
    again = client.post(reverse("accounts:tokens"), {**sent, "name": " timetable"})
    assert again.status_code == 422
    assert "name" in again.context["form"].errors
    revoke_token(token=person.api_tokens.get(), by=person)
    assert client.post(reverse("accounts:tokens"), sent).status_code == 201


def expire(token):
    now = db_now()
    ApiToken.objects.filter(pk=token.pk).update(made_at=now - timedelta(days=9), expires_at=now)


@pytest.mark.parametrize(
    "end",
    [
        lambda token: expire(token),
        lambda token: end_sessions(user=token.user, by=None),
        lambda token: deactivate_person(user=token.user, by=None),
        lambda token: type(token.user).objects.update(is_active=False),
    ],
    ids=["expired", "signed out everywhere", "closed", "inactive"],
)
def test_what_ends_a_token(person, end):
    token, secret = make(person)
    end(token)
    assert Caller(token=secret).get(MINE).status_code == 401


@pytest.mark.parametrize("secret", ["kslf_unknown", "x y", "ü", "a" * 5000])
def test_an_unknown_token_is_refused(secret):
    assert Caller(token=secret).get(MINE).json()["reason"] == "token_invalid"


def test_a_token_does_only_what_it_was_made_for(person):
    steps = {
        "read": [("GET", "tours/bookings/"), ("GET", "tours/waiting/")],
        "book": [
            ("POST", "tours/bookings/000000000000/cancel/"),
            ("POST", "tours/waiting/000000000000/leave/"),
        ],
        "check_in": [
            ("POST", "tours/bookings/000000000000/check-in/"),
            ("GET", "tours/sessions/000000000000/bookings/"),
        ],
    }
    for scope in steps:
        caller = Caller(token=make(person, scope)[1])
        for needed, calls in steps.items():
            for method, path in calls:
                answer = caller.get(path) if method == "GET" else caller.post(path)
                if scope == needed:
                    assert answer.status_code in (200, 404), (scope, path)
                else:
                    assert (answer.status_code, answer.json()["reason"]) == (403, "scope_missing"), path


def test_a_token_reaches_nothing_but_tours(person):
    secret = make(person, "read", "book", "check_in")[1]
    headers = {"Authorization": f"Bearer {secret}"}
    assert Caller(token=secret).get("applications/").status_code == 403
    for name in ("accounts:profile", "accounts:tokens", "privacy:export", "tours:mine"):
        assert Client().get(reverse(name), headers=headers).status_code == 302


def test_accounts_with_a_second_factor_have_no_tokens(client: Client, person):
    for someone in (staff(), person_with(Role.OFFICER)):
        with pytest.raises(NotAllowed):
            make(someone)
    _token, secret = make(person)
    grant_role(user=person, role=Role.CONSULTANT, by=None)  # from now on a second step is asked
    refused = Caller(token=secret).get(MINE)
    assert (refused.status_code, refused.json()["reason"]) == (403, "second_factor_required")


def test_what_a_token_needs(person):
    with pytest.raises(Incomplete) as refused:
        create_token(by=person, name=" ", scopes=["everything"], days=366)
    assert set(refused.value.fields) == {"name", "scopes", "days"}
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.create(
            user=person, name="x", scopes=["read"], sha256="x", expires_at=db_now() + timedelta(days=400)
        )
    for _ in range(TOKENS_AT_MOST):
        make(person)
    with pytest.raises(Conflict, match=str(TOKENS_AT_MOST)):
        make(person)


def test_the_day_of_use_is_noted_once(person, django_assert_num_queries):
    token, secret = make(person)
    caller = Caller(token=secret)
    caller.get(MINE)
    token.refresh_from_db()
    assert token.last_used_on is not None
    with django_assert_num_queries(2):  # the token with its person, the count of no bookings
        caller.get(MINE)


@pytest.mark.parametrize(("language", "words"), [("ko", "토큰"), ("en", "Make a token")])
def test_the_page_speaks_both_languages(client: Client, person, language, words):
    client.force_login(person)
    with translation.override(language):
        address, account = reverse("accounts:tokens"), reverse("accounts:profile")
    assert words in client.get(address).content.decode()
    assert address in client.get(account).content.decode()
    assert client.post(address, {}).status_code == 422


def test_export_erasure_and_destruction(person):
    token, _secret = make(person)
    IdempotentAnswer.objects.create(by=person.pk, key="k", request_sha256="x", status_code=201, body="{}")
    copy = export_person(user=person)
    assert copy["api_tokens"][0]["name"] == token.name
    assert copy["api_answers"][0]["key"] == "k"
    assert token.sha256 not in str(copy)
    revoke_token(token=token, by=person)
    assert destroy_expired()["api_tokens"] == 0
    ApiToken.objects.update(revoked_at=db_now() - timedelta(days=91))
    assert destroy_expired()["api_tokens"] == 1
    make(person)
    erase_person(user=person, by=person)
    assert not ApiToken.objects.filter(user=person).exists()
    assert not IdempotentAnswer.objects.exists()

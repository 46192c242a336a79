"""Who must have used a second factor before anything else."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from programme.accounts.choices import Role
from programme.accounts.models import User
from tests.accounts.second_factor import SECRET, enrol, sign_in
from tests.records import (
    CompanyFactory,
    TechnoParkFactory,
    UserFactory,
    company_person,
    officer_of,
    person_with,
    staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.signing_urls")]

PEOPLE: dict[str, tuple[Callable[[], User], bool]] = {
    "staff": (staff, True),
    "officer": (lambda: officer_of(TechnoParkFactory()), True),
    "consultant": (lambda: person_with(Role.CONSULTANT), True),
    "evaluator": (lambda: person_with(Role.EVALUATOR), True),
    "company": (lambda: company_person(CompanyFactory()), False),
    "partner": (lambda: person_with(Role.PARTNER_MEMBER), False),
    "visitor": (UserFactory, False),
}


@pytest.mark.parametrize("kind", PEOPLE)
def test_who_is_led_to_enrol(client: Client, kind: str) -> None:
    make, needed = PEOPLE[kind]
    client.force_login(make())
    answer = client.get(reverse("accounts:profile") + "?x=1")
    if not needed:
        assert answer.status_code == 200
        return
    where = urlsplit(answer.url)
    assert where.path == reverse("mfa_activate_totp")
    assert parse_qs(where.query)["next"] == [reverse("accounts:profile") + "?x=1"]


@pytest.mark.parametrize("kind", [kind for kind, (_make, needed) in PEOPLE.items() if needed])
def test_who_has_one_is_led_to_use_it_and_then_passes(client: Client, kind: str) -> None:
    person = PEOPLE[kind][0]()
    enrol(person)
    client.force_login(person)
    page = reverse("accounts:profile")
    assert urlsplit(client.get(page).url).path == reverse("mfa_reauthenticate")
    assert sign_in(client, person, used_seconds_ago=3000).get(page).status_code == 200


def test_a_record_of_another_person_does_not_count(client: Client) -> None:
    sign_in(client, staff())
    session = dict(client.session)
    client.force_login(staff())
    changed = client.session
    changed["account_authentication_methods"] = session["account_authentication_methods"]
    changed.save()
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_nobody_is_asked_before_signing_in(client: Client) -> None:
    assert client.get(reverse("privacy:policy")).status_code == 200


def test_the_way_out_and_the_way_in_stay_open(client: Client) -> None:
    client.force_login(staff())
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200


def test_the_api_answers_403(client: Client) -> None:
    client.force_login(staff())
    answer = client.get("/api/v1/docs/")
    assert answer.status_code == 403
    assert answer.json()["reason"] == "second_factor_required"


def test_the_back_office_too(client: Client) -> None:
    client.force_login(staff())
    assert urlsplit(client.get("/admin/accounts/user/").url).path == reverse("mfa_activate_totp")


def test_the_secret_is_kept_encrypted() -> None:
    assert SECRET not in str(enrol(UserFactory()).data)

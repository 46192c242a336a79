"""Sessions: they end with their time, and no key that someone made up becomes one."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from programme.accounts.sessions import SessionStore
from programme.core.clock import db_now
from tests.records import UserFactory

pytestmark = pytest.mark.django_db


def test_a_session_ends_with_its_time(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get(reverse("tours:mine")).status_code == 200
    Session.objects.update(expire_date=db_now() - timedelta(seconds=1))
    assert client.get(reverse("tours:mine")).status_code == 302


def test_a_key_that_someone_made_up_is_not_taken_over(client: Client) -> None:
    made_up = "a" * 32
    client.cookies[settings.SESSION_COOKIE_NAME] = made_up
    assert client.get(reverse("tours:mine")).status_code == 302
    store = SessionStore(made_up)
    store["known"] = "something"
    store.save()
    assert store.session_key != made_up

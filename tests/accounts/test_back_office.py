"""The back office is our own site: portal sign-in, wider policy under its addresses only."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from lighthouse.admin import BackOffice
from tests.accounts.second_factor import sign_in
from tests.records import staff

pytestmark = pytest.mark.django_db


def test_the_site_is_ours(client: Client) -> None:
    assert isinstance(admin.site, BackOffice)
    answer = client.get("/admin/accounts/user/", follow=True)
    assert answer.redirect_chain[-1][0] == reverse("account_login") + "?next=%2Fadmin%2Faccounts%2Fuser%2F"


def test_the_skins_needs_are_met_under_its_addresses_only(client: Client) -> None:
    sign_in(client, staff("accounts.view_user"))
    assert "'unsafe-eval'" in client.get("/admin/accounts/user/")["Content-Security-Policy"]
    assert "unsafe" not in client.get(reverse("privacy:policy"))["Content-Security-Policy"]

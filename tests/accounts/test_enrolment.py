"""Enrolling a second factor, with real commits: allauth acts after them."""

from typing import Any

from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.test import Client
from django.urls import reverse

from programme.notifications.models import Message
from tests.accounts.second_factor import code_now
from tests.records import staff


def test_enrolling_counts_as_use_is_told_by_mail_and_leads_back(
    client: Client, own_database: str, settings: Any
) -> None:
    settings.MFA_TOTP_TOLERANCE = 1  # half a minute may begin between making the code and sending it
    person = staff()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    client.force_login(person)
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    code = code_now(client.session[SECRET_SESSION_KEY])
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).url == reverse("mfa_view_recovery_codes")
    codes = client.get(reverse("mfa_view_recovery_codes"))
    assert f'href="{reverse("accounts:profile")}"' in codes.content.decode()
    assert client.get(reverse("accounts:profile")).status_code == 200
    notices = Message.objects.values_list("context__notice", flat=True)
    assert "totp_activated" in notices

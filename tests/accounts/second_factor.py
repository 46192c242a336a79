"""Signing in with a second factor in tests."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from programme.accounts.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def enrol(user: User) -> Authenticator:
    """Give the person an authenticator app with a secret that tests know."""
    return Authenticator.objects.filter(user=user).first() or TOTP.activate(user, SECRET).instance


def code_now(secret: str = SECRET) -> str:
    """What an authenticator app shows now: that of `enrol`, or of another secret."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client: Client, user: User, *, used_seconds_ago: float = 0, proved: bool = False) -> Client:
    """Sign `user` in with a second factor that was used `used_seconds_ago`.

    `proved`: it was asked for once more, as before changing how one signs in.
    """
    authenticator = enrol(user)
    client.force_login(user)
    session = client.session
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {
            "method": "mfa",
            "at": time.time() - used_seconds_ago,
            "id": authenticator.pk,
            "type": "totp",
            "reauthenticated": proved,
        }
    ]
    session.save()
    return client

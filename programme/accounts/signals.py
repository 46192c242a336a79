"""What allauth tells us about sign-in."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import get_language

from . import services


@receiver(user_logged_in, dispatch_uid="accounts.follow_language")
def follow_language(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Mails are written in the language in which a person signed in last."""
    services.follow_language(user=user, language=(get_language() or "ko")[:2])


@receiver(authenticator_added, dispatch_uid="accounts.enrolling_counts_as_use")
def enrolling_counts_as_use(
    sender: Any, request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Who enrols an app or a key has just shown that it works: no second code right after the first."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(
            request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
        )

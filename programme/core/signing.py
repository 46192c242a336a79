"""Signing: the statement shown, its hash carried through the form, a second factor used just before.

Whoever signs or releases money has used a second factor within ACCOUNT_REAUTHENTICATION_TIMEOUT
seconds. Signing in with it counts; so does enrolling it. A page that signs:

1. GET: no recent second factor → `ask_second_factor` leads to it (or to enrolment) and back here.
2. GET: shows the statement; the form carries its SHA-256 and a box "I have read the text above".
3. POST: asks again when the time has run out meanwhile, and then carries on with what was entered.
4. The service composes the statement anew and refuses with Conflict("text_changed") when its hash
   is not the one shown (accounts.services.sign).

The statement must be the same text for the same object in the same language: no "now" in it.
"""

import hashlib
import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

TEXT_CHANGED = "text_changed"  # the Conflict's code when the statement differs from what was shown
NEXT_AFTER_ENROLMENT = "second_factor_next"  # session: where the person was going

CODE_TYPES = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]


def statement_hash(statement: str) -> str:
    """SHA-256 of the statement's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(statement.encode()).hexdigest()


def second_factor_times(request: HttpRequest) -> list[float]:
    """When this session used a second factor of its user (seconds since 1970)."""
    if not request.user.is_authenticated:
        return []
    records = get_authentication_records(request, request.user)
    return [record["at"] for record in records if record.get("method") == "mfa"]


def second_factor_is_recent(request: HttpRequest) -> bool:
    """Whether this session used a second factor within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds."""
    earliest = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(at > earliest for at in second_factor_times(request))


def ask_second_factor(request: HttpRequest) -> HttpResponse:
    """Lead to the second factor and back; a POST is kept in the session and carried on afterwards.

    Who has none yet is led to enrolment. Uploaded files cannot be kept: the form then asks again.
    """
    user = request.user
    if is_mfa_enabled(user, CODE_TYPES):
        return suspend_request(request, reverse("mfa_reauthenticate"))
    if is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN]):
        return suspend_request(request, reverse("mfa_reauthenticate_webauthn"))
    request.session[NEXT_AFTER_ENROLMENT] = request.get_full_path()
    query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return redirect(f"{reverse('mfa_activate_totp')}?{query}")


class StatementFields(forms.Form):
    """What a signing form carries beside its own fields."""

    shown_sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    have_read = forms.BooleanField(
        label=_("I have read the text above and sign it."),
        error_messages={"required": _("Tick the box when you have read the text.")},
    )


def signing_form(form_class: type[forms.Form]) -> type[forms.Form]:
    """`form_class` with the statement's hash and the box "I have read" after its own fields."""
    return type(f"Signing{form_class.__name__}", (StatementFields, form_class), {})


def signed_arguments(form: forms.Form) -> dict[str, Any]:
    """The service's arguments: the form's own and `shown_sha256`."""
    return {name: value for name, value in form.cleaned_data.items() if name != "have_read"}


def show_again(form: forms.Form, statement: str) -> None:
    """Prepare a refused form for reading the present statement: its hash, the box empty."""
    form.data = form.data.copy()
    form.data[form.add_prefix("shown_sha256")] = statement_hash(statement)
    form.data.pop(form.add_prefix("have_read"), None)

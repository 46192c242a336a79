"""allauth's mails leave through the outbox, as every other mail does."""

from datetime import timedelta
from typing import Any

from allauth.account import app_settings
from django.utils.translation import get_language

from programme.accounts.adapter import AccountAdapter
from programme.accounts.models import User
from programme.core.clock import db_now

from .services import send_to_address

# allauth's template: ours, and how long its code or link is of use.
MAILS = {
    "account/email/login_code": ("accounts/mail/login_code", app_settings.LOGIN_BY_CODE_TIMEOUT),
    "account/email/email_confirmation": (
        "accounts/mail/confirm_address",
        app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
    ),
    "account/email/email_confirmation_signup": (
        "accounts/mail/confirm_address",
        app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
    ),
    "account/email/password_reset_key": ("accounts/mail/password_reset", None),
    "account/email/account_already_exists": ("accounts/mail/address_known", None),
    "account/email/unknown_account": ("accounts/mail/address_unknown", None),
}
NOTICE = "accounts/mail/notice"  # every other mail of allauth says that something changed in an account
# What our templates use of allauth's context, under names of ours.
VALUES = {
    "code": "code",
    "password_reset_url": "reset_url",
    "signup_url": "signup_url",
    "deleted_email": "old_address",
    "from_email": "old_address",
    "to_email": "new_address",
}


class OutboxAccountAdapter(AccountAdapter):
    """allauth's mails go through the outbox."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue instead of sending; codes and links are forgotten once delivered."""
        template, seconds = MAILS.get(template_prefix, (NOTICE, None))
        values = {ours: str(context[theirs]) for theirs, ours in VALUES.items() if context.get(theirs)}
        if template == NOTICE:
            values["notice"] = template_prefix.rpartition("/")[2]
        person = User.objects.filter(emailaddress__email__iexact=email).first()
        send_to_address(
            address=email,
            person=person,
            language=person.language if person and template == NOTICE else (get_language() or "ko")[:2],
            template=template,
            context=values,
            secret=True,
            expires_at=db_now() + timedelta(seconds=seconds) if seconds else None,
        )

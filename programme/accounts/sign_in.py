"""Signing in by a code: whoever proves an address has an account. Named in settings.ACCOUNT_FORMS.

Apart from forms.py, which allauth.account.forms itself reads.
"""

from allauth.account.forms import RequestLoginCodeForm
from django.utils.translation import get_language

from programme.core.errors import Conflict

from .models import User
from .services import open_account


class CodeForm(RequestLoginCodeForm):
    """Asks for the address; one that nobody has is given an account, still without a name.

    The name is asked for after the code (NameFirstMiddleware), and an account whose code never came back
    is destroyed (privacy.retention). Known and unknown addresses are answered alike; allauth limits how
    often one may ask.
    """

    _user: User | None

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if email and self._user is None:
            try:
                self._user = open_account(email=email, name="", language=(get_language() or "ko")[:2])
            except Conflict:
                pass  # closed: its person is told by mail that there is no account
        return email

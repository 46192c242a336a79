"""The second factor: who needs it at every sign-in, and how a page asks for it before a signature.

How to sign (recommendations, selection, funding):

- A step of a status: give its `Move` a `statement` (programme.core.moves). Its page (MoveView) and
  its admin step do the rest; the service takes `shown_sha256`.
- Anything else: subclass `accounts.views.SignView`:

      class SignAgreement(SignView):
          model = Agreement
          heading = _("Sign the agreement")

          def get_statement(self, obj):            # the same text that the service composes
              return agreement_statement(obj)

          def sign(self, form, shown_sha256):
              sign_agreement(agreement=self.object, by=self.request.user, shown_sha256=shown_sha256)

- The service, inside its transaction, keeps the signature. A changed text raises Conflict (409):

      accounts.services.sign(by=by, statement=agreement_statement(agreement),
                             shown_sha256=shown_sha256, subject=agreement)

- A view that only reads something confidential: `@require_recent_second_factor`.

A test signs in with `tests.accounts.second_factor.sign_in(client, user)`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from programme.core.signing import ask_second_factor, second_factor_is_recent, second_factor_times
from programme.core.views import SigningMixin

__all__ = [
    "SigningMixin",
    "ask_second_factor",
    "require_recent_second_factor",
    "second_factor_is_recent",
    "second_factor_used",
]


def second_factor_used(request: HttpRequest) -> bool:
    """Whether this session has used a second factor of its user at all."""
    return bool(second_factor_times(request))


def require_recent_second_factor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer only a session that used a second factor just now; lead every other to it and back."""

    @wraps(view)
    def with_second_factor(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not second_factor_is_recent(request):
            return ask_second_factor(request)
        return view(request, *args, **kwargs)

    return with_second_factor

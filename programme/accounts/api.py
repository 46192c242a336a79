"""How the API knows who asks with a token."""

from typing import Any

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from .models import ApiToken, User
from .queries import token_of

SCHEME = b"bearer"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <secret>`. Only endpoints that name this class can be reached by a token.

    A person who needs a second factor at sign-in cannot come without it, so that neither can their token.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != SCHEME:
            return None
        token = token_of(secret.strip())
        if token is None or not token.user.is_active or (token.user.is_demo and not settings.DEMO):
            raise AuthenticationFailed(
                _("This token is unknown, has expired or was revoked."), code="token_invalid"
            )
        if token.user.is_staff or token.desk:  # type: ignore[attr-defined]
            raise PermissionDenied(
                _("Accounts that need a second step at sign-in cannot use tokens."),
                code="second_factor_required",
            )
        today = localdate()
        if token.last_used_on != today:
            ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class TokenMay(BasePermission):
    """Whether the token, if one was sent, was made for this: the view's `token_scopes[action]`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        token = request.auth
        if not isinstance(token, ApiToken) or view.action in (None, "metadata"):
            return True
        if view.token_scopes[view.action] in token.scopes:
            return True
        raise PermissionDenied(
            _("This token was not made for this. Its person can make another one."), code="scope_missing"
        )


class TokenScheme(OpenApiAuthenticationExtension):
    """For the description."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal token, made on the account's page. It reaches tours only.",
        }

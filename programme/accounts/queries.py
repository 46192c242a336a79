"""Reads about people that more than one place needs."""

import hashlib
from uuid import UUID

from django.db.models import Exists, OuterRef

from programme.core.prepared import Given, Prepared

from .choices import DESK_ROLES
from .models import ApiToken, RoleGrant, User

LIVE = RoleGrant.objects.filter(revoked_at=None)
PERSON = Prepared(
    lambda: User.objects.filter(pk=Given("pk")).annotate(
        has_grants=Exists(LIVE.filter(user=OuterRef("pk")))  # type: ignore[no-redef]
    )
)


def person_of_session(pk: UUID) -> User | None:
    """Who is signed in, and whether they hold any role; one statement, at every request."""
    return PERSON.first(pk=pk)


def secret_hash(secret: bytes) -> str:
    """SHA-256 in hexadecimal. No slow hash is needed: the secret is 256 random bits."""
    return hashlib.sha256(secret).hexdigest()


def token_of(secret: bytes) -> ApiToken | None:
    """The live token with this secret, its person and `desk` (holds a role of the desk); one statement.

    Found by its hash through an index: how long it takes says nothing about the secret.
    """
    desk = LIVE.filter(user=OuterRef("user"), role__in=DESK_ROLES)
    tokens = ApiToken.objects.live().select_related("user").annotate(desk=Exists(desk))
    return tokens.filter(sha256=secret_hash(secret)).first()

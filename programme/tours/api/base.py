"""What the endpoints for a person share: who asks, and how refusals are described."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, OpenApiResponse
from rest_framework import serializers, viewsets
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.reverse import reverse

from programme.accounts.api import TokenAuthentication, TokenMay
from programme.accounts.models import User
from programme.core.errors import ServiceError
from programme.core.ids import ALPHABET, LENGTH
from programme.core.schema import refusal

# What refuses a party, whichever way it asks for seats (services.refusals, services.audience).
TIME = ("not_open_yet", "closed")
PERSON = ("already_booked", "barred", "visited_recently")
SEATS = ("full", "share_full", "queue_first")
# Where standing in line helps: the refusal then carries the address.
WAITING_HELPS = frozenset(SEATS)
FULL = OpenApiExample(
    "full",
    {
        "reason": "full",
        "detail": "This session is full.",
        "waiting_list": "https://portal.example/api/v1/tours/sessions/7k2m9x4c0qza/waiting/",
    },
    response_only=True,
)
PUBLIC_ID = f"[{ALPHABET}]{{{LENGTH}}}"


class PersonalViewSet(viewsets.GenericViewSet):
    """Signed in by session (writing needs the CSRF token) or by personal token, as `token_scopes` allow."""

    authentication_classes = [TokenAuthentication, SessionAuthentication]
    permission_classes = [IsAuthenticated, TokenMay]
    lookup_field = "public_id"
    lookup_value_regex = PUBLIC_ID
    filter_backends = ()
    token_scopes: ClassVar[dict[str, str]]

    @property
    def person(self) -> User:
        """Who asks: nobody gets here without signing in."""
        person: Any = self.request.user
        return person


def read_body(serializer: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    """What was sent, of the right form. Raises ValidationError."""
    body = serializer(data=request.data)
    body.is_valid(raise_exception=True)
    found: dict[str, Any] = body.validated_data
    return found


@contextmanager
def the_line_of(session_id: str, request: Request) -> Iterator[None]:
    """Let a refusal for want of seats say where to stand in line for this session."""
    try:
        yield
    except ServiceError as error:
        if error.code in WAITING_HELPS:
            error.links["waiting_list"] = reverse("tour-place-wait", [session_id], request=request)
        raise


def refusals(*reasons: str, incomplete: bool = False, once: bool = False) -> dict[int, OpenApiResponse]:
    """The refusals of an operation: 403, 409 with these reasons, 422.

    `once`: guarded by core.idempotency. `incomplete`: the service may miss something in the body.
    """
    found = {
        403: refusal(
            "not_allowed", "permission_denied", "scope_missing", "second_factor_required",
            says="Signed in, but this may not be done.",
        )
    }  # fmt: skip
    conflicts = [*reasons, *(["in_progress"] if once else [])]
    if conflicts:
        found[409] = refusal(
            *conflicts,
            says="As things stand this cannot be done; nothing was changed. "
            "`waiting_list` is where a POST asks for a place in line, given where that helps.",
            links=("waiting_list",) if WAITING_HELPS & set(conflicts) else (),
            examples=[FULL] if "full" in conflicts else (),
        )
    wrong = [*(["incomplete"] if incomplete else []), *(["idempotency_key_reused"] if once else [])]
    if wrong:
        found[422] = refusal(*wrong, says="`fields` says what is missing or wrong.", fields=True)
    return found

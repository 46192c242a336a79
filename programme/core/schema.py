"""The API's description: every answer that an operation can give, also the refusals all of them share."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import cached_property
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from .idempotency import HEADER, KEYS

IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": f"^{KEYS}$"},
    OpenApiParameter.HEADER,
    required=True,
    description=(
        "A key of your own, new for each thing you ask for (a UUID, say). Asking again with the same key "
        "and the same body within 24 hours gives the first answer once more, with `Idempotent-Replayed: "
        "true`, and does nothing twice. Refusals (4xx) are not kept: asking again tries again."
    ),
)
REPLAYED = OpenApiParameter(
    "Idempotent-Replayed",
    {"type": "string", "enum": ["true"]},
    OpenApiParameter.HEADER,
    response=[201],
    description="Sent when this is the answer to an earlier request with the same key.",
)
ONCE = [IDEMPOTENCY_KEY, REPLAYED]  # the parameters of an operation that core.idempotency guards
RETRY_AFTER = OpenApiParameter(
    "Retry-After",
    {"type": "string", "pattern": "^[0-9]+$"},
    OpenApiParameter.HEADER,
    response=["429"],
    description="Seconds to wait.",
)


def refusal(
    *reasons: str,
    says: str,
    fields: bool = False,
    links: Iterable[str] = (),
    examples: Iterable[OpenApiExample] = (),
) -> OpenApiResponse:
    """How a refusal with one of these `reasons` is described: the reason for machines, a sentence for people.

    `fields`: it may name what is wrong, sentences by field. `links`: addresses that may stand beside.
    """
    properties: dict[str, Any] = {
        "reason": {
            "type": "string",
            "enum": sorted(set(reasons)),
            "description": "A code that does not change.",
        },
        "detail": {"type": "string", "description": "A sentence in the language you accept."},
    }
    if fields:
        sentences = {"type": "array", "items": {"type": "string"}}
        properties["fields"] = {"type": "object", "additionalProperties": sentences}
    properties.update({link: {"type": "string", "format": "uri"} for link in links})
    shape = {"type": "object", "properties": properties, "required": ["reason", "detail"]}
    return OpenApiResponse(shape, says, examples=list(examples))


class Schema(AutoSchema):
    """Adds to each operation the refusals that its permissions, its input and the limits imply."""

    def get_override_parameters(self) -> list[Any]:
        return [RETRY_AFTER]

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        for status, answer in self.refusals.items():
            bodies.setdefault(status, self._get_response_for_code(answer, status, None, direction))
        return dict(sorted(bodies.items()))

    @cached_property
    def refusals(self) -> dict[str, OpenApiResponse]:
        """By status; an operation's own words for one of them come first."""
        view, writes = self.view, self.method in ("POST", "PUT", "PATCH")
        listed = self._is_list_view()
        takes_body = writes and self.get_request_serializer() is not None
        found = {
            "400": takes_body or listed or hasattr(view, "refuses_unknown"),
            "401": any(one.authenticate_header(view.request) for one in view.get_authenticators()[:1]),
            "403": True,  # a session without its second factor reaches nothing
            "404": "{" in self.path or listed or bool(getattr(view, "conditions", ())),
            "415": takes_body,
            "429": True,
        }
        return {status: REFUSALS[status] for status, holds in found.items() if holds}


# What the framework itself refuses, whatever the operation.
REFUSALS = {
    "400": refusal(
        "invalid", "parse_error", "http_400",
        says="Not of the right form: `fields` says what is missing or wrong.", fields=True,
    ),
    "401": refusal(
        "not_authenticated", "token_invalid",
        says="Not signed in, or a token that is unknown, expired or revoked.",
    ),
    "403": refusal(
        "not_authenticated", "permission_denied", "not_allowed", "second_factor_required",
        says="Not signed in, or signed in and this may not be done.",
    ),
    "404": refusal("not_found", says="Not there, or not yours to see."),
    "415": refusal("unsupported_media_type", says="The body is not JSON."),
    "429": refusal("throttled", says="Too many requests; `Retry-After` says when to come back."),
}  # fmt: skip


class SessionScheme(OpenApiAuthenticationExtension):
    """The portal's own cookie; what writes needs the CSRF token beside it."""

    target_class = "rest_framework.authentication.SessionAuthentication"
    name = "session"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "Signed in on the portal. POST needs the header X-CSRFToken, the page's token.",
        }

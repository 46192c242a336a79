"""What a service says when it refuses. The errors know nothing of HTTP.

Each door maps them once: pages in core.middleware and core.views, the API in core.api, the
admin in core.admin.
"""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError


class ServiceError(Exception):
    """A refusal with a sentence for the person and a code for machines.

    `fields` maps the name of each field concerned (as the person's form names it) to a sentence. A door
    may add to `links` where a machine can go instead (name to address).
    """

    code = "refused"

    def __init__(self, message: Any, fields: Mapping[str, Any] | None = None, *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fields = dict(fields or {})
        self.code = code or self.code
        self.links: dict[str, str] = {}


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that the database says was violated; "" when it says none."""
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


class NotAllowed(ServiceError):
    """This person may not do this (HTTP 403)."""

    code = "not_allowed"


class WrongState(ServiceError):
    """The object's status, or the time, no longer admits this step (HTTP 409)."""

    code = "wrong_state"


class Conflict(ServiceError):
    """Someone or something else already holds what is asked for (HTTP 409)."""

    code = "conflict"


class Incomplete(ServiceError):
    """Something required is missing or wrong (HTTP 422); `fields` names each."""

    code = "incomplete"

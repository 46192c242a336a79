"""What a service says when it refuses. The errors know nothing of HTTP.

Each door maps them once: pages in core.middleware and core.views, the API in core.api, the
admin in core.admin.
"""

from collections.abc import Mapping
from typing import Any


class ServiceError(Exception):
    """A refusal with a sentence for the person and a code for machines.

    `fields` maps the name of each field concerned (as the person's form names it) to a sentence.
    """

    code = "refused"

    def __init__(self, message: Any, fields: Mapping[str, Any] | None = None, *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fields = dict(fields or {})
        self.code = code or self.code


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

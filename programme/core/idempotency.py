"""Asked twice, done once: requests of the API that carry an Idempotency-Key.

A caller that heard no answer asks again with the same key and hears the first one. The answer is
written in the transaction of what was asked for: a crash leaves both or neither. The unique
constraint decides between two at once; the advisory lock only says "in progress" to the second
instead of letting it wait. Refusals are not kept: they wrote nothing, and may be gone the next time.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from .clock import db_now
from .errors import Conflict, Incomplete, ServiceError, constraint_of
from .models import IdempotentAnswer

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=24)
KEYS = r"[!-~]{1,255}"  # visible ASCII: what a header can carry unharmed

LOOK = """
    SELECT pg_try_advisory_xact_lock(%s), kept.request_sha256, kept.status_code, kept.body
      FROM (VALUES (1)) AS one (row)
      LEFT JOIN core_idempotentanswer AS kept ON kept."by" = %s AND kept.key = %s
"""


@dataclass(frozen=True)
class Asked:
    """A request as far as repetition goes: who asks, under which key, for what."""

    by: uuid.UUID
    key: str
    sha256: str

    @property
    def lock(self) -> int:
        """The advisory lock's number: 64 bits of a hash."""
        digest = hashlib.sha256(f"{self.by} {self.key}".encode()).digest()
        return int.from_bytes(digest[:8], signed=True)


def answer_once(request: Request, act: Callable[[], tuple[int, Any]]) -> HttpResponse:
    """Do `act` once for a person and key; `act` returns the answer's status and its data.

    A repetition gets the first answer with `Idempotent-Replayed: true`. What `act` decided before it
    refused stays (a service's own transactions are its own). Raises ValidationError without a proper
    key, Conflict (`in_progress`), Incomplete (`idempotency_key_reused`), and what `act` raises.
    """
    asked = asked_of(request)
    try:
        return _answer(asked, act)
    except IntegrityError as error:
        if constraint_of(error) != "core_one_answer_per_key":
            raise
    return _answer(asked, act)  # another was quicker: nothing of ours was written, theirs is there to read


def asked_of(request: Request) -> Asked:
    """Read the key and what is asked for. Raises ValidationError."""
    key = request.headers.get(HEADER, "")
    if not re.fullmatch(KEYS, key):
        text = _("Send a key of your own, 1 to 255 visible ASCII characters, new for each thing asked for.")
        raise ValidationError({HEADER: [text]})
    what = json.dumps([request.method, request.path, request.data], sort_keys=True)
    by: Any = request.user.pk
    return Asked(by, key, hashlib.sha256(what.encode()).hexdigest())


def forget_answers() -> int:
    """Delete the answers kept longer than KEPT_FOR; how many."""
    return IdempotentAnswer.objects.filter(at__lt=db_now() - KEPT_FOR).delete()[0]


def _answer(asked: Asked, act: Callable[[], tuple[int, Any]]) -> HttpResponse:
    refused: ServiceError
    with transaction.atomic():
        free, kept = _look(asked)
        if kept:
            return _replay(asked, *kept)
        if not free:
            raise Conflict(_("The first request with this key is still being answered."), code="in_progress")
        try:
            status, data = act()
        except ServiceError as error:
            _free, kept = _look(asked)  # the first may have been committed while the lock was taken
            if kept:
                return _replay(asked, *kept)
            refused = error
        else:
            body = JSONRenderer().render(data).decode()
            IdempotentAnswer.objects.create(
                by=asked.by, key=asked.key, request_sha256=asked.sha256, status_code=status, body=body
            )
            return _json(status, body)
    raise refused


def _look(asked: Asked) -> tuple[bool, Any]:
    """Whether nobody else is answering this, and the answer kept: hash, status, body; None without."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK, [asked.lock, asked.by, asked.key])
        free, *kept = cursor.fetchone()
    return free, kept if kept[0] is not None else None


def _replay(asked: Asked, sha256: str, status: int, body: str) -> HttpResponse:
    if sha256 != asked.sha256:
        message = _("This key was used for another request. Take a new key for each thing you ask for.")
        raise Incomplete(message, code="idempotency_key_reused")
    response = _json(status, body)
    response["Idempotent-Replayed"] = "true"
    return response


def _json(status: int, body: str) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json")

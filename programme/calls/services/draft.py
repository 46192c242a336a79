"""Preparing a call: its terms, dates, questions, criteria and documents as one draft."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.errors import Conflict
from programme.core.events import record_event
from programme.core.moves import require

from ..models import Call, Criterion, Programme, Question, RequiredDocument, StageDate

M = TypeVar("M", Question, Criterion, RequiredDocument)


def draft_call(
    *,
    programme: Programme,
    terms: Mapping[str, Any],
    stages: Mapping[str, tuple[datetime, datetime]],
    questions: Sequence[Mapping[str, Any]],
    criteria: Sequence[Mapping[str, Any]],
    documents: Sequence[Mapping[str, Any]],
    by: User,
) -> Call:
    """A call in preparation; nobody sees it before publish_call.

    `terms` are the call's own fields (key, titles, year, opens_at, closes_at, places, caps in won);
    `stages` are half-open periods by stage; the rows of questions, criteria and documents are field
    values in their order. Raises NotAllowed, Conflict (the key is taken).
    """
    require(by.has_perm("calls.add_call"), _("You may not prepare calls."))
    if Call.objects.filter(key=terms["key"]).exists():
        raise Conflict(_("A call with this key exists already."), code="key_taken")
    with transaction.atomic():
        call = Call.objects.create(programme=programme, **terms)
        StageDate.objects.bulk_create(
            StageDate(call=call, stage=stage, starts_at=starts, ends_at=ends)
            for stage, (starts, ends) in stages.items()
        )
        Question.objects.bulk_create(_rows(Question, call, questions))
        Criterion.objects.bulk_create(_rows(Criterion, call, criteria))
        RequiredDocument.objects.bulk_create(_rows(RequiredDocument, call, documents))
        record_event(call, "calls.draft", by=by)
    return call


def _rows(model: type[M], call: Call, rows: Sequence[Mapping[str, Any]]) -> list[M]:
    return [model(call=call, position=position, **row) for position, row in enumerate(rows, 1)]

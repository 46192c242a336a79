"""Questions and criteria of a published call change only as a new version; the old one stays."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.errors import Incomplete, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock

from ..choices import CallStatus
from ..models import Call, Criterion, Question
from ..permissions import can_run_call
from .publish import FULL_WEIGHT


def revise_questions(
    *, call: Call, questions: Sequence[Mapping[str, Any]], by: User | None, reason: str
) -> Call:
    """Put `questions` (all of them, in order, as field values) in force as a new version.

    Applications submitted before keep the version that they answered. Raises NotAllowed;
    WrongState unless the call is published; Incomplete.
    """
    return _revise(call, Question, "question_version", "calls.revise_questions", questions, by, reason)


def revise_criteria(
    *, call: Call, criteria: Sequence[Mapping[str, Any]], by: User | None, reason: str
) -> Call:
    """Put `criteria` in force as a new version; their weights add up to 100.

    Versions submitted before are judged by the criteria they named. Raises as revise_questions.
    """
    weight = sum(int(criterion.get("weight") or 0) for criterion in criteria)
    if weight != FULL_WEIGHT:
        message = _("The weights of the criteria add up to %(sum)s, not to 100.") % {"sum": weight}
        raise Incomplete(message, {"weight": message})
    return _revise(call, Criterion, "rubric_version", "calls.revise_criteria", criteria, by, reason)


def _revise(
    call: Call,
    model: type[Question] | type[Criterion],
    version_field: str,
    verb: str,
    rows: Sequence[Mapping[str, Any]],
    by: User | None,
    reason: str,
) -> Call:
    require(by is None or can_run_call(by, call), _("You may not change this call."))
    if not rows:
        raise Incomplete(_("At least one is needed."))
    with transaction.atomic():
        call = lock(call)
        if call.status != CallStatus.PUBLISHED:
            raise WrongState(_("Only a published call is revised; a draft is changed directly."))
        version = getattr(call, version_field) + 1
        for position, values in enumerate(rows, 1):
            row = model(**{**values, "call": call, "version": version, "position": position})
            _check(row, position)
            row.save()
        setattr(call, version_field, version)
        call.save(update_fields=[version_field])
        record_event(call, verb, by=by, data={"version": version, "reason": reason}, audience=Audience.PUBLIC)
    return call


def _check(row: Question | Criterion, position: int) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise Incomplete(_("Row %(number)s is not right.") % {"number": position}, fields) from error

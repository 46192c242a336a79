"""A call's way: published, concluded, opened again; its deadlines, which only move outwards."""

from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.choices import Audience
from programme.core.clock import db_now
from programme.core.errors import Incomplete, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock, transition

from ..choices import CallStatus, Stage
from ..models import Call
from ..permissions import can_run_call
from ..queries import criteria_of, dates_of, questions_of

FULL_WEIGHT = 100  # the weights of a version's criteria add up to this, in per cent


def publish_call(*, call: Call, by: User | None) -> Call:
    """Show the call and freeze its questions and criteria.

    Raises NotAllowed, WrongState; Incomplete naming every gap.
    """
    with transition(call, "publish", by=by, audience=Audience.PUBLIC) as call:
        gaps = _gaps(call)
        if gaps:
            raise Incomplete(_("The call cannot be published yet."), gaps)
    return call


def conclude_call(*, call: Call, by: User | None) -> Call:
    """End the round. Raises NotAllowed; WrongState while applications are still taken."""
    with transition(call, "conclude", by=by, audience=Audience.PUBLIC) as call:
        if call.closes_at and db_now() < call.closes_at:
            raise WrongState(_("The call still takes applications."))
    return call


def reopen_call(*, call: Call, by: User | None, reason: str) -> Call:
    """Take back a conclusion. The deadline stays as it was. Raises NotAllowed, WrongState."""
    with transition(call, "reopen", by=by, data={"reason": reason}, audience=Audience.PUBLIC) as call:
        pass
    return call


def extend_deadline(*, call: Call, closes_at: datetime, by: User | None, reason: str) -> Call:
    """Give applicants longer: `closes_at` is the first instant that is too late.

    Raises NotAllowed, WrongState; Incomplete when it would shorten the time or overrun a later stage.
    """
    with transaction.atomic():
        call = _lock_published(call, by)
        before = call.closes_at
        if before is not None and closes_at <= before:
            raise Incomplete(
                _("A deadline is only moved to a later time."),
                {"closes_at": _("Enter a time after the present deadline.")},
            )
        call.closes_at = closes_at
        _refuse_disorder(call, "closes_at")
        call.save(update_fields=["closes_at"])
        _record_extension(call, Stage.APPLICATION, before, closes_at, by, reason)
    return call


def extend_stage(*, call: Call, stage: str, ends_at: datetime, by: User | None, reason: str) -> Call:
    """The same for a stage after the application.

    Raises NotAllowed, WrongState; Incomplete when it would shorten the time or overrun a later stage.
    """
    with transaction.atomic():
        call = _lock_published(call, by)
        date = call.stages.filter(stage=stage).first()
        if date is None:
            raise Incomplete(_("This call has no such stage."), {"stage": _("Choose a stage.")})
        before = date.ends_at
        if ends_at <= before:
            raise Incomplete(
                _("A deadline is only moved to a later time."),
                {"ends_at": _("Enter a time after the present deadline.")},
            )
        date.ends_at = ends_at
        date.save(update_fields=["ends_at"])
        _refuse_disorder(call, "ends_at")
        _record_extension(call, stage, before, ends_at, by, reason)
    return call


def _lock_published(call: Call, by: User | None) -> Call:
    require(by is None or can_run_call(by, call), _("You may not change this call."))
    call = lock(call)
    if call.status != CallStatus.PUBLISHED:
        raise WrongState(_("Only a published call's deadlines are extended."))
    return call


def _refuse_disorder(call: Call, field: str) -> None:
    disorder = _disorder(call)
    if disorder:
        raise Incomplete(disorder, {field: disorder})


def _record_extension(
    call: Call, stage: str, before: datetime | None, after: datetime, by: User | None, reason: str
) -> None:
    data = {
        "stage": str(stage),
        "before": before.isoformat() if before else "",
        "after": after.isoformat(),
        "reason": reason,
    }
    record_event(call, "calls.extend_deadline", by=by, data=data, audience=Audience.PUBLIC)


def _gaps(call: Call) -> dict[str, str]:
    """What keeps the call from being published, by field."""
    gaps: dict[str, str] = {}
    if call.opens_at is None:
        gaps["opens_at"] = _("Say when applications open.")
    if call.closes_at is None:
        gaps["closes_at"] = _("Say when applications close.")
    elif call.closes_at <= db_now():
        gaps["closes_at"] = _("The time to close has passed already.")
    if not questions_of(call).exists():
        gaps["questions"] = _("Ask at least one question.")
    weight = sum(criterion.weight for criterion in criteria_of(call))
    if weight != FULL_WEIGHT:
        gaps["criteria"] = _("The weights of the criteria add up to %(sum)s, not to 100.") % {"sum": weight}
    dates = dates_of(call)
    missing = [stage.label for stage in Stage if stage != Stage.APPLICATION and stage not in dates]
    if missing:
        gaps["stages"] = _("Dates are missing: %(stages)s.") % {"stages": ", ".join(map(str, missing))}
    elif call.opens_at and call.closes_at and (disorder := _disorder(call)):
        gaps["stages"] = disorder
    return gaps


def _disorder(call: Call) -> str:
    """A sentence about the first stage that begins or ends before the one it follows; "" when none."""
    dates = dates_of(call)
    periods = [
        (Stage.APPLICATION, call.opens_at, call.closes_at),
        *((stage, dates[stage].starts_at, dates[stage].ends_at) for stage in Stage if stage in dates),
    ]
    for (_before, starts, ends), (stage, next_starts, next_ends) in pairwise(periods):
        if (starts and next_starts and next_starts < starts) or (ends and next_ends and next_ends < ends):
            return _("“%(stage)s” begins or ends before the stage that it follows.") % {"stage": stage.label}
    return ""

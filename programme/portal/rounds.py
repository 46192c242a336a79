"""Where a call stands, what comes next and by when; its dates as a schedule; calls by programme."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.calls.choices import CallStatus, Stage
from programme.calls.models import Call, Programme
from programme.core.templatetags.core import seoul_date
from programme.factories.queries import Round, rounds

from .queries import days_left

# Up to here a published result has ended every stage, whatever its date says.
JUDGED = (Stage.RECOMMENDATION, Stage.SCREENING, Stage.DIAGNOSIS, Stage.EVALUATION, Stage.SELECTION)


@dataclass(frozen=True, kw_only=True)
class Period:
    """A stage of a call with its dates (the end is the first instant that is too late)."""

    name: Any
    actor_ko: str
    actor_en: str
    starts_at: datetime | None
    ends_at: datetime
    tone: str  # done, now or next, as in partials/timeline.html


@dataclass(frozen=True, kw_only=True)
class CallState:
    """What a call's badge says: its state, the next step and by when."""

    name: Any
    tone: str
    next: Any = ""
    by: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ListedCall:
    """A line of the list of calls."""

    call: Call
    open: bool
    days_left: int | None
    result: Round | None


def schedule_of(call: Call, result_at: datetime | None, now: datetime) -> list[Period]:
    """The application and the stages after it, in order; empty where the call names no dates."""
    if call.closes_at is None:
        return []
    ended = call.status == CallStatus.CONCLUDED

    def tone(starts_at: datetime | None, ends_at: datetime, stage: str) -> str:
        judged = result_at is not None and (stage in JUDGED or stage == Stage.APPLICATION)
        if ended or judged or ends_at <= now:
            return "done"
        return "now" if starts_at is None or starts_at <= now else "next"

    taken = Period(
        name=Stage.APPLICATION.label,
        actor_ko="",
        actor_en="",
        starts_at=call.opens_at,
        ends_at=call.closes_at,
        tone=tone(call.opens_at, call.closes_at, Stage.APPLICATION),
    )
    return [
        taken,
        *(
            Period(
                name=date.get_stage_display(),
                actor_ko=date.actor_ko,
                actor_en=date.actor_en,
                starts_at=date.starts_at,
                ends_at=date.ends_at,
                tone=tone(date.starts_at, date.ends_at, date.stage),
            )
            for date in sorted(call.stages.all(), key=lambda date: (date.starts_at, date.ends_at))
        ),
    ]


def state_of(call: Call, result_at: datetime | None, now: datetime) -> CallState:
    """Where a call stands at `now`. `result_at` is when its result came out on this portal."""
    left = days_left(call, now)
    if result_at is None and call.takes_applications(now) and left is not None:
        name = ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
        return CallState(
            name=name if left else _("Closes today"),
            tone="success",
            next=_("Applications close"),
            by=call.closes_at,
        )
    following = next((one for one in schedule_of(call, result_at, now) if one.tone != "done"), None)
    coming = {"next": following.name, "by": following.ends_at} if following else {}
    if result_at is not None:
        name = format_html(_("Result published on {day}"), day=seoul_date(result_at))
        return CallState(name=name, tone="info", **coming)
    if call.status == CallStatus.CONCLUDED:
        return CallState(name=_("Concluded"), tone="neutral")
    if call.opens_at and now < call.opens_at:
        return CallState(name=_("Announced"), tone="info", next=_("Applications open"), by=call.opens_at)
    return CallState(name=_("Applications closed"), tone="info", **coming)


def by_programme(calls: list[Any], now: datetime) -> list[tuple[Programme, list[ListedCall]]]:
    """Calls (queries.listed_calls) by their programme, real ones first, each with the newest in front."""
    calls = sorted(calls, key=lambda call: (call.programme.is_demo, call.programme_id))
    groups = []
    for _key, found in groupby(calls, key=lambda call: call.programme_id):
        own = list(found)
        results = {one.call.pk: one for one in rounds(own[0].programme)}
        listed = [
            ListedCall(
                call=call,
                open=call.takes_applications(now) and call.result_at is None,
                days_left=days_left(call, now),
                result=results.get(call.pk),
            )
            for call in own
        ]
        groups.append((own[0].programme, listed))
    return groups

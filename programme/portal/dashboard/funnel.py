"""One round from application to agreement, in numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import pgettext_lazy

from programme.applications.choices import ApplicationStatus as S
from programme.applications.queries import NEXT_STAGE, counts_by_status
from programme.calls.models import Call
from programme.calls.queries import deadline_of
from programme.core.queue import OfficeList
from programme.funding.queries import signed_count

# The steps of the funnel: (key, name, the statuses that wait there, the status in which one leaves).
FUNNEL: tuple[tuple[str, Any, tuple[S, ...], S | None], ...] = (
    ("applied", pgettext_lazy("funnel", "Applied"), (S.SUBMITTED,), S.NOT_RECOMMENDED),
    ("recommended", pgettext_lazy("funnel", "Recommended"), (S.RECOMMENDED,), S.SCREENED_OUT),
    ("screened", pgettext_lazy("funnel", "Passed screening"), (S.SCREENED_IN,), None),
    ("diagnosed", pgettext_lazy("funnel", "Diagnosed"), (S.DIAGNOSED, S.DESIGNED), None),
    ("evaluated", pgettext_lazy("funnel", "Evaluated"), (S.EVALUATED,), S.NOT_SELECTED),
    ("selected", pgettext_lazy("funnel", "Selected"), (S.SELECTED,), None),
)


@dataclass(frozen=True, kw_only=True)
class FunnelStep:
    """How many came this far, how many of them wait here and how many left from here."""

    key: str
    name: Any
    count: int
    listed: OfficeList
    waiting: int
    waiting_listed: OfficeList | None
    overdue: bool  # something waits, and the call's date for the step that comes next is past
    left: int
    left_listed: OfficeList | None
    percent: int | None  # of those who applied, rounded down; None while nobody has


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """One round from application to agreement. Who withdrew is counted as applied alone."""

    call: Call
    steps: list[FunnelStep]
    withdrawn: int
    withdrawn_listed: OfficeList

    @property
    def applied(self) -> int:
        return self.steps[0].count


def funnel_of(call: Call, now: datetime) -> Funnel:
    """The round's funnel. A step counts all who reached it and went on, were refused later or wait there.

    Applied are all submitted applications. Agreed are the agreements that the ministry has signed.
    """
    counts = counts_by_status([call])
    rest = [status for _key, _name, waits, leaves in FUNNEL for status in (*waits, leaves) if status]
    applied = sum(counts.values())
    steps = []
    for key, name, waits, leaves in FUNNEL:
        reached = [*rest, S.WITHDRAWN] if key == "applied" else list(rest)
        count = sum(counts.get(status, 0) for status in reached)
        waiting = sum(counts.get(status, 0) for status in waits) if key != "selected" else 0
        due = deadline_of(call, NEXT_STAGE[waits[0]])
        steps.append(
            FunnelStep(
                key=key,
                name=name,
                count=count,
                listed=_applications(call, reached),
                waiting=waiting,
                waiting_listed=_applications(call, waits) if key != "selected" else None,
                overdue=bool(waiting and due and due <= now),
                left=counts.get(leaves, 0) if leaves else 0,
                left_listed=_applications(call, [leaves]) if leaves else None,
                percent=_percent(count, applied),
            )
        )
        rest = [status for status in rest if status not in (*waits, leaves)]
    agreed = signed_count(call)
    steps.append(
        FunnelStep(
            key="agreed",
            name=pgettext_lazy("funnel", "Agreed"),
            count=agreed,
            listed=OfficeList(
                "funding.agreement",
                "",
                (("factory__call__id__exact", str(call.pk)), ("signed_at__isnull", "False")),
            ),
            waiting=0,
            waiting_listed=None,
            overdue=False,
            left=0,
            left_listed=None,
            percent=_percent(agreed, applied),
        )
    )
    return Funnel(
        call=call,
        steps=steps,
        withdrawn=counts.get(S.WITHDRAWN, 0),
        withdrawn_listed=_applications(call, [S.WITHDRAWN]),
    )


def _applications(call: Call, statuses: Iterable[S]) -> OfficeList:
    filters = (
        ("call__id__exact", str(call.pk)),
        ("status__in", ",".join(status.value for status in statuses)),
        ("version__isnull", "False"),
    )
    return OfficeList("applications.application", "", filters)


def _percent(count: int, whole: int) -> int | None:
    return count * 100 // whole if whole else None

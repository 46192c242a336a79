"""A person's work queue as a page shows it: narrowed, counted, ordered and put into groups.

What a page asks for stands in its address: `stage`, `when` (Urgency), `for=me`, `demo=0` (without the
demonstration), `sort` and `all=1` (no group is cut short).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programme.core.clock import seoul_day
from programme.core.queue import OfficeList, Urgency, WaitingItem, WorkStage, last_day, urgency_of

NEVER = datetime.max.replace(tzinfo=UTC)
SORTS = {
    "due": _("nearest deadline"),
    "waiting": _("waiting longest"),
    "stage": _("by stage"),
}
SHOWN_OF_A_GROUP = 20
TONES = {Urgency.OVERDUE: "danger", Urgency.TODAY: "warning", Urgency.SOON: "info"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A waiting thing with what its dates mean today."""

    item: WaitingItem
    urgency: Urgency
    waited_days: int | None  # whole Seoul days
    due_days: int | None  # until the last day in time; negative when that is past

    @property
    def tone(self) -> str:
        """The badge's colour; its words say the same."""
        return TONES.get(self.urgency, "neutral")

    @property
    def waited(self) -> str:
        """For how long it waits."""
        if self.waited_days is None:
            return ""
        if self.waited_days <= 0:
            return str(_("since today"))
        return ngettext("%d day", "%d days", self.waited_days) % self.waited_days

    @property
    def nearness(self) -> str:
        """How near its deadline is."""
        days = self.due_days
        if days is None:
            return ""
        if self.urgency == Urgency.OVERDUE:
            if days >= 0:
                return str(_("overdue since today"))
            return ngettext("%d day overdue", "%d days overdue", -days) % -days
        if days <= 0:
            return str(_("due today"))
        return ngettext("%d day left", "%d days left", days) % days


@dataclass(frozen=True, kw_only=True)
class Group:
    """Lines under one heading; `lines` are those shown of `count`."""

    key: str
    title: Any
    count: int
    lines: list[Line]

    @property
    def cut(self) -> int:
        """How many are not shown."""
        return self.count - len(self.lines)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of work with the back-office list that holds it."""

    listed: OfficeList
    items: list[WaitingItem]


@dataclass(frozen=True, kw_only=True)
class StageCount:
    """How much waits at a stage, by urgency, and in which lists."""

    stage: WorkStage
    count: int
    by_urgency: list[tuple[Urgency, int]]
    longest: Line | None
    kinds: list[Kind]


class Worklist:
    """The queue of one person at `now`, as the parameters of a page's address ask for it.

    Values nobody knows are as good as none. Counts are of all that is left after `for` and `demo`, so
    that each number says what a click on it will show.
    """

    def __init__(
        self,
        items: Iterable[WaitingItem],
        *,
        now: datetime,
        params: Mapping[str, Any],
        shown: int = SHOWN_OF_A_GROUP,
    ) -> None:
        lines = [_line(item, now) for item in items]
        self.now = now
        self.stage = _one_of(params.get("stage"), WorkStage.values)
        self.when = _one_of(params.get("when"), Urgency.values)
        self.sort = _one_of(params.get("sort"), SORTS) or "due"
        self.mine = params.get("for") == "me"
        self.without_demo = params.get("demo") == "0"
        self.shown = None if params.get("all") == "1" else shown
        self.personal = sum(line.item.personal for line in lines)
        self.demonstrated = sum(line.item.is_demo for line in lines)
        self.everything = len(lines)
        self.lines = [
            line
            for line in lines
            if not (self.mine and not line.item.personal) and not (self.without_demo and line.item.is_demo)
        ]

    @property
    def count(self) -> int:
        """All that waits, before it is narrowed to a stage or an urgency."""
        return len(self.lines)

    @property
    def sorts(self) -> list[tuple[str, Any]]:
        return list(SORTS.items())

    @cached_property
    def by_urgency(self) -> list[tuple[Urgency, int]]:
        """How many are how urgent, of the chosen stage."""
        return _urgencies(line for line in self.lines if self.stage in ("", line.item.stage))

    @cached_property
    def all_urgencies(self) -> list[tuple[Urgency, int]]:
        """How many are how urgent, of all stages."""
        return _urgencies(self.lines)

    @cached_property
    def by_stage(self) -> list[StageCount]:
        """Every stage at which something waits, in the way's order."""
        return [_stage_count(stage, found) for stage in WorkStage if (found := self._at(stage))]

    @cached_property
    def found(self) -> list[Line]:
        """The lines asked for, in the order asked for."""
        found = [
            line
            for line in self.lines
            if self.stage in ("", line.item.stage) and self.when in ("", line.urgency)
        ]
        if self.sort == "waiting":
            return sorted(found, key=lambda line: line.item.since or NEVER)
        return sorted(found, key=lambda line: (line.item.due or NEVER, line.item.since or NEVER))

    @cached_property
    def groups(self) -> list[Group]:
        """The lines found under headings: by stage, by urgency, or all under one."""
        if self.sort == "waiting":
            groups = [("waiting", _("Waiting longest first"), self.found)] if self.found else []
        elif self.sort == "stage":
            groups = [
                (one.value, one.label, [line for line in self.found if line.item.stage == one])
                for one in WorkStage
            ]
        else:
            groups = [
                (one.value, one.label, [line for line in self.found if line.urgency == one])
                for one in Urgency
            ]
        return [
            Group(key=key, title=title, count=len(lines), lines=lines[: self.shown])
            for key, title, lines in groups
            if lines
        ]

    @property
    def stage_label(self) -> str:
        return str(WorkStage(self.stage).label) if self.stage else ""

    @property
    def when_label(self) -> str:
        return str(Urgency(self.when).label) if self.when else ""

    def _at(self, stage: WorkStage) -> list[Line]:
        return [line for line in self.lines if line.item.stage == stage]


def _one_of(value: Any, known: Iterable[str]) -> str:
    return value if value in known else ""


def _line(item: WaitingItem, now: datetime) -> Line:
    today = seoul_day(now)
    return Line(
        item=item,
        urgency=urgency_of(item.due, now),
        waited_days=(today - seoul_day(item.since)).days if item.since else None,
        due_days=(last_day(item.due) - today).days if item.due else None,
    )


def _urgencies(lines: Iterable[Line]) -> list[tuple[Urgency, int]]:
    counts = Counter(line.urgency for line in lines)
    return [(one, counts[one]) for one in Urgency]


def _stage_count(stage: WorkStage, lines: list[Line]) -> StageCount:
    kinds: dict[OfficeList, list[WaitingItem]] = {}
    for line in lines:
        if line.item.listed:
            kinds.setdefault(line.item.listed, []).append(line.item)
    dated = [line for line in lines if line.waited_days is not None]
    return StageCount(
        stage=stage,
        count=len(lines),
        by_urgency=_urgencies(lines),
        longest=max(dated, key=lambda line: line.waited_days or 0, default=None),
        kinds=[Kind(listed=listed, items=items) for listed, items in kinds.items()],
    )

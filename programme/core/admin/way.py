"""The way of an object: the statuses it went through, where it is, what comes, and what it waits for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ..models import Event
from ..moves import Act, Move, steps_of
from ..story import names_of


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One status on the way; `state` is done, now, next or off (a status beside the way)."""

    name: Any
    state: str
    at: datetime | None = None
    person: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """A registered step as the page offers it: now, or not yet and why."""

    move: Move | Act
    lacks: Any = ""
    main: bool = False

    @property
    def verb(self) -> str:
        return self.move.verb

    @property
    def label(self) -> Any:
        return self.move.label


def way_of(obj: Any, order: Sequence[str]) -> list[Stop]:
    """The statuses of `order` with who reached them when; a status beside the way stands last."""
    if not order:
        return []
    events = Event.objects.about(obj).filter(data__has_key="to")
    reached = {event.data["to"]: event for event in events}  # the last time counts
    people = names_of(reached.values())
    labels = dict(obj._meta.get_field("status").flatchoices)
    beside = obj.status not in order
    here = len(order) if beside else list(order).index(obj.status)

    def stop(place: int, status: str) -> Stop:
        event = reached.get(status)
        if place > here or (event is None and place != here and beside):
            return Stop(name=labels[status], state="next")
        state = "off" if status not in order else "now" if place == here else "done"
        if event is None:
            return Stop(name=labels[status], state=state)
        return Stop(name=labels[status], state=state, at=event.at, person=people(event))

    stops = [stop(place, status) for place, status in enumerate([*order, *([obj.status] if beside else [])])]
    return [one for one in stops if one.state != "next"] if beside else stops


def steps_now(obj: Any, user: Any, order: Sequence[str] = ()) -> list[Step]:
    """The steps `user` may take now; with what is still missing where the step can say it.

    The main one is the first that leads on along the way and lacks nothing: never a step back.
    """
    offered = [
        (step, step.lacks(obj) if step.lacks else "")
        for step in steps_of(type(obj))
        if step.offered(user, obj)
    ]
    if order:
        on = list(order)[list(order).index(obj.status) + 1 :] if obj.status in order else []
        leads: list[Move | Act] = [
            step for step, lacks in offered if isinstance(step, Move) and step.target in on and not lacks
        ]
    else:
        leads = [step for step, _lacks in offered] if not any(lacks for _step, lacks in offered) else []
    return [Step(move=step, lacks=lacks, main=step in leads[:1]) for step, lacks in offered]


def steps_later(obj: Any, user: Any, order: Sequence[str]) -> list[Step]:
    """The moves ahead on the way that `user` may take later, with the status they wait for."""
    if not order or obj.status not in order:
        return []
    labels = dict(obj._meta.get_field("status").flatchoices)
    ahead = list(order)[list(order).index(obj.status) + 1 :]
    later = []
    for step in steps_of(type(obj)):
        if not isinstance(step, Move) or step.possible(obj) or step.target not in ahead:
            continue
        sources = [str(labels[status]) for status in order if status in step.sources]
        if sources and step.can(user, obj):
            why = _("Possible from the status “%(status)s”.") % {"status": "”, “".join(sources)}
            later.append(Step(move=step, lacks=why))
    return later

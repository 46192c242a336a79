"""The registry of moves: every step a status can take, who may take it and which service does it.

Statuses and their allowed pairs are declared beside the model and held by a trigger. The app that
owns a step registers it in its `moves.py` at start. Admin buttons, page actions and the matrix of
addresses are made from what is registered; a test checks that registered equals declared.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Model

from .errors import NotAllowed


@dataclass(frozen=True, kw_only=True)
class Move:
    """One registered step of `model.status` from any of `sources` to `target`.

    `can(user, obj)` asks the person, not the status. `service(**{noun: obj}, by=user, **form data)`
    does the step. `url` is the name of the page on which the person does it (its only argument is
    the object's public_id); None where staff do it in the admin. `form` collects the service's
    further arguments.

    A step that signs or releases money gives `statement(obj)`, the text to be signed: its pages ask
    for a second factor, show the text and pass `shown_sha256` to the service (core.signing).

    `lacks(obj)` says what is still missing before the service would do the step, "" when nothing is.
    `bulk` is the permission with which the back office's lists offer the step for many rows at once
    (core.admin.bulk); "" is never. One that is signed, or whose form asks about one object, may not.
    """

    model: type[Model]
    verb: str
    label: Any
    sources: frozenset[str]
    target: str
    can: Callable[[Any, Any], bool]
    service: Callable[..., Any]
    noun: str
    form: type[forms.Form] = field(default=forms.Form)
    url: str | None = None
    warning: Any = ""  # said on the confirm page when the step is hard to undo
    app: str = ""  # the app that owns the step; differs from the model's for stage moves
    statement: Callable[[Any], str] | None = None
    lacks: Callable[[Any], Any] | None = None
    bulk: str = ""

    @property
    def pairs(self) -> set[tuple[str, str]]:
        return {(source, self.target) for source in self.sources}

    @property
    def event_verb(self) -> str:
        return f"{self.app or self.model._meta.app_label}.{self.verb}"

    def possible(self, obj: Any) -> bool:
        return obj.status in self.sources

    def offered(self, user: Any, obj: Any) -> bool:
        """Whether to show this step's button to `user` for `obj` as it stands."""
        return self.possible(obj) and self.can(user, obj)

    def run(self, obj: Any, by: Any, **arguments: Any) -> Any:
        """Call the service that does the step; it checks everything again under the lock."""
        return self.service(**{self.noun: obj}, by=by, **arguments)


@dataclass(frozen=True, kw_only=True)
class Act:
    """A step that moves no status but has its button and its confirm page in the admin all the same.

    `can` asks the person, `when` the object; `service`, `noun`, `form`, `warning`, `statement`, `lacks`
    and `bulk` are as in Move. Its event is recorded by the service and named by `name_events`.
    """

    model: type[Model]
    verb: str
    label: Any
    can: Callable[[Any, Any], bool]
    service: Callable[..., Any]
    noun: str
    when: Callable[[Any], bool] = lambda obj: True
    form: type[forms.Form] = field(default=forms.Form)
    warning: Any = ""
    statement: Callable[[Any], str] | None = None
    lacks: Callable[[Any], Any] | None = None
    bulk: str = ""

    def possible(self, obj: Any) -> bool:
        return self.when(obj)

    def offered(self, user: Any, obj: Any) -> bool:
        """Whether to show this step's button to `user` for `obj` as it stands."""
        return self.possible(obj) and self.can(user, obj)

    def run(self, obj: Any, by: Any, **arguments: Any) -> Any:
        return self.service(**{self.noun: obj}, by=by, **arguments)


_registry: dict[tuple[type[Model], str], Move] = {}
_acts: dict[tuple[type[Model], str], Act] = {}


def register(*moves: Move) -> None:
    """Register moves; called once per app from AppConfig.ready."""
    for move in moves:
        key = (move.model, move.verb)
        if key in _registry:
            raise ValueError(f"{move.model.__name__}.{move.verb} is registered twice")
        _check_bulk(move)
        _registry[key] = move


def register_acts(*acts: Act) -> None:
    """Register steps that move no status; called once per app from AppConfig.ready."""
    for act in acts:
        key = (act.model, act.verb)
        if key in _acts or key in _registry:
            raise ValueError(f"{act.model.__name__}.{act.verb} is registered twice")
        _check_bulk(act)
        _acts[key] = act


def _check_bulk(step: Move | Act) -> None:
    if step.bulk and (step.statement or getattr(step.form, "takes_object", False)):
        raise ValueError(f"{step.model.__name__}.{step.verb} asks about one object: not for many at once")


def get_step(model: type[Model], verb: str) -> Move | Act:
    """The move or act of this name; KeyError when there is none."""
    return _acts.get((model, verb)) or _registry[model, verb]


def get_move(model: type[Model], verb: str) -> Move:
    """The move of this name; KeyError when there is none."""
    return _registry[model, verb]


def all_moves() -> Iterator[Move]:
    """Every registered move, in order of registration."""
    yield from _registry.values()


def moves_of(model: type[Model]) -> list[Move]:
    """Every move registered for a model, in order of registration."""
    return [move for move in _registry.values() if move.model is model]


def moves_for(obj: Any, user: Any) -> list[Move]:
    """The moves `user` may take on `obj` now, for buttons."""
    return [move for move in moves_of(type(obj)) if move.offered(user, obj)]


def steps_of(model: type[Model]) -> list[Move | Act]:
    """Every move and act of a model, in order of registration, moves first."""
    return [*moves_of(model), *(act for act in _acts.values() if act.model is model)]


_event_names: dict[str, Any] = {}


def name_events(names: Mapping[str, Any]) -> None:
    """Say how events that are not moves read in a timeline: {"<app>.<verb>": label}."""
    _event_names.update(names)


def event_name(verb: str) -> Any:
    """How an event's verb reads to a person; every recorded verb has a name (tests/core)."""
    if verb in _event_names:
        return _event_names[verb]
    return next((move.label for move in _registry.values() if move.event_verb == verb), verb)


def require(allowed: bool, message: Any) -> None:
    """Raise NotAllowed with `message` unless `allowed`: for services that move no status."""
    if not allowed:
        raise NotAllowed(message)

"""What the dashboard is about: a programme, or one round of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from programme.calls.models import Call, Programme
from programme.calls.queries import in_order


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What the dashboard is about: a programme, or one round of it."""

    programme: Programme
    rounds: list[Call]  # all published rounds of the programme, the oldest first
    chosen: Call | None

    @property
    def calls(self) -> list[Call]:
        """The rounds that are counted."""
        return [self.chosen] if self.chosen else self.rounds

    @property
    def current(self) -> Call | None:
        """The round whose funnel is shown: the chosen one, else the latest."""
        return self.chosen or (self.rounds[-1] if self.rounds else None)

    @property
    def key(self) -> str:
        """As the page's address names it."""
        return f"round:{self.chosen.key}" if self.chosen else f"programme:{self.programme.key}"

    @property
    def slug(self) -> str:
        """For a file's name."""
        return self.chosen.key if self.chosen else self.programme.key


def scopes() -> list[Scope]:
    """Every programme with its rounds, the real ones first."""
    return [
        Scope(programme=one, rounds=in_order(one), chosen=None)
        for one in Programme.objects.order_by("is_demo", "id")
    ]


def scope_named(key: str, known: Iterable[Scope]) -> Scope | None:
    """The scope that an address names; the first real programme for a name nobody knows."""
    known = list(known)
    for scope in known:
        if scope.key == key:
            return scope
        for call in scope.rounds:
            if key == f"round:{call.key}":
                return Scope(programme=scope.programme, rounds=scope.rounds, chosen=call)
    return known[0] if known else None


def call_filter(path: str, calls: list[Call]) -> list[tuple[str, str]]:
    """A list's filter on the calls to which `path` leads."""
    if len(calls) == 1:
        return [(f"{path}__id__exact", str(calls[0].pk))]
    return [(f"{path}__id__in", ",".join(str(call.pk) for call in calls))]

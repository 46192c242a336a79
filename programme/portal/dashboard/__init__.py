"""The programme in numbers, for staff: one round's funnel, and what a programme came to.

Every number carries the back-office list that holds what it counts. A demonstration is counted only
when its own programme is chosen. Amounts are whole won, times are days.
"""

from datetime import datetime
from functools import cached_property
from typing import Any

from .funnel import Funnel, funnel_of
from .money import Money, money_of
from .scope import Scope, scope_named, scopes
from .selected import Selected, selected_of
from .times import StageTime, stage_times
from .tours import Tours, tours_of

__all__ = ["Dashboard", "Scope", "scope_named", "scopes"]


class Dashboard:
    """The parts of the page that this person may see; each is read when it is first asked for."""

    def __init__(self, scope: Scope, *, user: Any, now: datetime) -> None:
        self.scope = scope
        self.now = now
        self.sees_applications = user.has_perm("applications.view_application")
        self.sees_factories = user.has_perm("factories.view_lighthousefactory")
        self.sees_money = user.has_perm("funding.view_appropriation")
        self.sees_tours = user.has_perm("tours.view_session")

    @cached_property
    def funnel(self) -> Funnel | None:
        call = self.scope.current
        return funnel_of(call, self.now) if self.sees_applications and call else None

    @cached_property
    def times(self) -> list[StageTime] | None:
        return stage_times(self.scope.calls) if self.sees_applications else None

    @property
    def has_times(self) -> bool:
        """Whether any case has passed a stage."""
        return any(one.cases for one in self.times or ())

    @cached_property
    def selected(self) -> Selected | None:
        return selected_of(self.scope, self.now) if self.sees_factories else None

    @cached_property
    def money(self) -> Money | None:
        return money_of(self.scope) if self.sees_money else None

    @cached_property
    def tours(self) -> Tours | None:
        return tours_of(self.scope, self.now) if self.sees_tours else None

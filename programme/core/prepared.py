"""Statements that Django writes once, for the few reads of which it writes more than it reads.

Django writes a queryset's SQL anew each time: for one with joins and subqueries that takes it longer than
asking PostgreSQL and making the objects (docs/decisions/0053-statements-written-once.md). Nothing that
was read is kept, only the SQL.
"""

from collections.abc import Callable
from copy import copy
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model, QuerySet

M = TypeVar("M", bound=Model)


class Given(Expression):
    """A value that is given by this name each time the statement is asked; None is NULL."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


class Prepared(Generic[M]):
    """A queryset with Given in place of what differs from time to time.

        BOOKING = Prepared(lambda: Booking.objects.filter(public_id=Given("public_id")))

        booking = BOOKING.first(public_id="7k2m9x4c0qza")

    What makes the queryset may depend on settings.DEMO (`shown`), on nothing else.
    """

    def __init__(self, made: Callable[[], QuerySet[M]]) -> None:
        self.made = made
        self.written: dict[bool, tuple[QuerySet[M], Any, str, tuple[Any, ...]]] = {}

    def all(self, **values: Any) -> list[M]:
        """What is found with these values."""
        queryset, compiler, sql, params = self._written()
        compiler = copy(compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # this thread's
        filled = tuple(values[one.name] if isinstance(one, Given) else one for one in params)
        compiler.as_sql = lambda: (sql, filled)
        found = queryset.all()
        found.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        return list(found)

    def first(self, **values: Any) -> M | None:
        """The first that is found."""
        return next(iter(self.all(**values)), None)

    def _written(self) -> tuple[QuerySet[M], Any, str, tuple[Any, ...]]:
        if settings.DEMO not in self.written:
            queryset = self.made()
            compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
            self.written[settings.DEMO] = (queryset, compiler, *compiler.as_sql())
        return self.written[settings.DEMO]

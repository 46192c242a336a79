"""Triggers that several tables share."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pgtrigger
from django.db import connection, transaction

IGNORE = "SELECT set_config('pgtrigger.ignore', %s, true)"


def status_moves(name: str, pairs: Iterable[tuple[str, str]]) -> pgtrigger.FSM:
    """Refuse, in the database, every change of `status` that is not in `pairs`."""
    return pgtrigger.FSM(name=name, field="status", transitions=sorted(pairs))


def only_added(name: str) -> pgtrigger.Protect:
    """Refuse UPDATE and DELETE for every role; core.roles also withholds the right itself."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


@contextmanager
def set_aside(uri: str) -> Iterator[None]:
    """While inside, in one transaction, the trigger "<app>.<Model>:<name>" lets everything pass.

    As pgtrigger.ignore, which puts its own statement before each of ours: PostgreSQL takes only one at a
    time where it binds the values itself (settings.DATABASES).
    """
    ((model, trigger),) = pgtrigger.registered(uri)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(IGNORE, [f"{{{trigger.get_pgid(model)}}}"])
        yield
        cursor.execute(IGNORE, ["{}"])

"""Triggers that several tables share."""

from collections.abc import Iterable

import pgtrigger


def status_moves(name: str, pairs: Iterable[tuple[str, str]]) -> pgtrigger.FSM:
    """Refuse, in the database, every change of `status` that is not in `pairs`."""
    return pgtrigger.FSM(name=name, field="status", transitions=sorted(pairs))


def only_added(name: str) -> pgtrigger.Protect:
    """Refuse UPDATE and DELETE for every role; core.roles also withholds the right itself."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)

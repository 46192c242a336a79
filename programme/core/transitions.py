"""Moving a status: permission, lock, status, save and event live here, once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from .choices import Audience
from .clock import db_now
from .errors import NotAllowed, WrongState
from .events import record_event
from .moves import get_move

M = TypeVar("M", bound=models.Model)


def lock(obj: M) -> M:
    """The same row read again under a lock that lets children be inserted meanwhile.

    Must run inside a transaction; `select_for_update` without no_key would block every insert of a
    row that refers to this one.
    """
    manager = type(obj)._base_manager
    return manager.select_for_update(no_key=True).get(pk=obj.pk)


@contextmanager
def transition(
    obj: M,
    verb: str,
    *,
    by: Any,
    data: dict[str, Any] | None = None,
    audience: str = Audience.PARTICIPANTS,
) -> Iterator[M]:
    """Move `obj` along the registered move `verb`, atomically.

    Checks that `by` may (None is the system), locks the row, checks the *locked* status, hands the
    locked object to the block, then sets the target status, saves and records one event. Whatever
    the block raises rolls everything back. `data` may be filled by the block.

    Raises NotAllowed, WrongState.
    """
    move = get_move(type(obj), verb)
    details = {} if data is None else data
    with transaction.atomic():
        if by is not None and not move.can(by, obj):
            raise NotAllowed(_("You may not do this: %(step)s.") % {"step": move.label})
        locked = lock(obj)
        before = locked.status  # type: ignore[attr-defined]
        if before not in move.sources:
            raise WrongState(
                _("“%(step)s” is not possible in the status “%(status)s”. Someone may have acted meanwhile.")
                % {"step": move.label, "status": locked.get_status_display()}  # type: ignore[attr-defined]
            )
        yield locked
        locked.status = move.target  # type: ignore[attr-defined]
        if hasattr(locked, "status_since"):
            locked.status_since = db_now()
        locked.save()
        record_event(
            locked,
            move.event_verb,
            by=by,
            data={"from": before, "to": move.target, **details},
            audience=audience,
        )

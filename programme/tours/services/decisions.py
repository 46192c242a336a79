"""Go or no-go: a session with too few visitors is the host's to decide, never the clock's.

No-go is a stop like any other (services.stops), looked at before it is done.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.core.clock import db_now
from programme.core.errors import WrongState
from programme.core.events import record_event
from programme.core.transitions import lock

from ..models import Session
from ..queries import sessions_below
from .hosts import require_host


def hold_anyway(*, session: Session, by: User) -> Session:
    """The host holds a session although fewer booked than its programme asks for.

    Raises NotAllowed, WrongState (nothing to decide).
    """
    with transaction.atomic():
        session = _to_decide(session, by)
        session.held_anyway_at = db_now()
        session.save(update_fields=["held_anyway_at"])
        data = {"session": session.public_id, "taken": session.taken}
        record_event(session, "tours.hold_anyway", by=by, data=data)
    return session


def _to_decide(session: Session, by: User) -> Session:
    require_host(by, session.factory)
    lock(session)
    found = sessions_below().with_factory().filter(pk=session.pk).first()
    if found is None:
        raise WrongState(_("There is nothing to decide about this session."))
    return found

"""Where sessions are kept: in the database, as Django does it."""

from django.contrib.sessions.backends.db import SessionStore as DjangoSessionStore
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from programme.core.prepared import Given, Prepared

SESSION = Prepared(lambda: Session.objects.filter(session_key=Given("session_key"), expire_date__gt=Now()))


class SessionStore(DjangoSessionStore):
    """With the read at the beginning of every request written once."""

    def _get_session_from_db(self) -> Session | None:
        session = SESSION.first(session_key=self.session_key)
        if session is None:
            self._session_key = None  # as Django does, so that no key that someone made up is taken over
        return session

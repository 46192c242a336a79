"""The programme dashboard in tests: its page, its figures."""

from typing import Any

from programme.accounts.choices import StaffGroup
from programme.core.clock import db_now
from programme.portal.dashboard import Dashboard, scope_named, scopes
from tests.records import staff_in

PAGE = "/en/admin/dashboard/"


def board(of: str = "", user: Any = None) -> Dashboard:
    scope = scope_named(of, scopes())
    assert scope
    return Dashboard(scope, user=user or staff_in(StaffGroup.MINISTRY), now=db_now())

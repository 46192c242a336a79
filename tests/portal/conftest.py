"""The published history, loaded as script/run loads it."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client

from programme.accounts.choices import StaffGroup
from programme.accounts.models import User
from tests.accounts.second_factor import sign_in
from tests.conftest import point_to
from tests.databases import Databases
from tests.records import staff_in


@pytest.fixture(scope="module")
def published_database(
    databases: Databases, database_template: str, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """A copy that holds it, for the tests of a module: loading it for each takes longer than they do."""
    before = connections.settings["default"]["NAME"]
    with databases.clone(database_template) as name, django_db_blocker.unblock():
        point_to(databases, name)
        call_command("load_reference", stdout=StringIO())
        connections.close_all()
        yield
        point_to(databases, before)


@pytest.fixture
def published(published_database: None, db: None) -> None:
    """The registers, the three rounds and the 23 known factories; each test's changes are rolled back."""


@pytest.fixture
def ministry(client: Client) -> User:
    """A signed-in officer of the ministry."""
    person = staff_in(StaffGroup.MINISTRY)
    sign_in(client, person)
    return person

"""A database in which a whole demonstration round was walked, shared by a module's tests."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, transaction

from programme.calls.models import Call
from programme.portal.walk.stages import walk
from tests.conftest import point_to
from tests.databases import Databases


@pytest.fixture(scope="module")
def walked(
    databases: Databases,
    database_template: str,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Call]:
    """The walked round's call; what a test changes is undone by `undone`."""
    from django.conf import settings

    before, uploads = connections.settings["default"]["NAME"], settings.MEDIA_ROOT
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("uploads")
    with databases.clone(database_template) as name, django_db_blocker.unblock():
        point_to(databases, name)
        call_command("load_reference", verbosity=0)
        yield walk(say=lambda text: None)
        point_to(databases, before)
    settings.MEDIA_ROOT = uploads


@pytest.fixture
def undone(walked: Call) -> Iterator[Call]:
    """The walked round, with everything that the test does rolled back."""
    with transaction.atomic():
        yield walked
        transaction.set_rollback(True)

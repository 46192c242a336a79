"""What every test may use. The database part: tests connect as the application role, as the portal does.

`db` (or the `django_db` mark) rolls back after each test. A test of two at once needs real commits:
it takes `own_database` instead, a fresh copy thrown away afterwards.
"""

import gc
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.test import override_settings
from django.utils import translation
from django.utils.translation import trans_real

from script.messages import compile_catalogues
from tests.databases import Databases, server

compile_catalogues()
# What the start-up made stays; looking through it again and again costs a tenth of every run.
gc.freeze()
gc.set_threshold(100_000, 50, 50)
# Django's set-up may have read the catalogues as they were.
trans_real._translations.clear()  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """The tests' own PostgreSQL."""
    with server() as found:
        yield found


@pytest.fixture(scope="session")
def database_template(databases: Databases) -> str:
    """Name of the migrated template that clones are made of."""
    return databases.template()


@pytest.fixture(scope="session")
def django_db_setup(databases: Databases, database_template: str, django_db_blocker: Any) -> Iterator[None]:
    """Instead of pytest-django's: a clone per process, and the application role, which cannot flush."""
    with databases.clone(database_template) as name:
        point_to(databases, name)
        yield
        with django_db_blocker.unblock():
            connections.close_all()


@pytest.fixture(scope="session")
def published_copy(databases: Databases, django_db_setup: None) -> Iterator[str]:
    """A clone per process, with the published history."""
    with databases.clone(databases.published_template()) as name:
        yield name


@pytest.fixture(scope="module")
def published_database(databases: Databases, published_copy: str, django_db_blocker: Any) -> Iterator[None]:
    """This module's tests find the published history: loading it for each takes longer than they do."""
    before = connections.settings["default"]["NAME"]
    with django_db_blocker.unblock():
        point_to(databases, published_copy)
        yield
        point_to(databases, before)


@pytest.fixture
def published(published_database: None, db: None) -> None:
    """The registers, the three rounds and the 23 known factories; each test's changes are rolled back."""


@pytest.fixture(scope="session")
def walked_template(databases: Databases) -> tuple[str, Path]:
    """A template in which a demonstration round was walked, and the files uploaded in it."""
    return databases.walked_template()


@pytest.fixture(scope="module")
def walked_database(
    databases: Databases,
    walked_template: tuple[str, Path],
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """A whole demonstration round for this module's tests; what one commits, the next ones see."""
    template, uploaded = walked_template
    before = connections.settings["default"]["NAME"]
    uploads = tmp_path_factory.mktemp("walked") / "uploads"
    shutil.copytree(uploaded, uploads)
    with (
        databases.clone(template) as name,
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=uploads),
    ):
        point_to(databases, name)
        yield
        point_to(databases, before)


@pytest.fixture
def own_database(
    request: pytest.FixtureRequest,
    databases: Databases,
    database_template: str,
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[str]:
    """A fresh database for this test alone, for all its threads, with real commits; its name."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        pytest.fail("own_database stands instead of db: a test that rolls back cannot see its own commits.")
    before = connections.settings["default"]["NAME"]
    with databases.clone(database_template) as name, django_db_blocker.unblock():
        point_to(databases, name)
        yield name
        point_to(databases, before)


@pytest.fixture
def owner_connection(databases: Databases, own_database: str) -> Iterator[psycopg.Connection]:
    """The owner of `own_database`, for a control that switches a guard off. Autocommit."""
    with databases.connect(own_database, options="-c lock_timeout=5000") as connection:
        yield connection


def point_to(databases: Databases, name: str) -> None:
    """Send every thread's next query to this database, as the application role."""
    role = psycopg.conninfo.conninfo_to_dict(databases.application_url)
    connections.close_all()
    connections.settings["default"].update(
        NAME=name,
        USER=role.get("user", ""),
        PASSWORD=role.get("password", ""),
        HOST=role.get("host", ""),
        PORT=role.get("port", ""),
    )


@pytest.fixture
def run_together(own_database: str) -> Callable[..., list[Any]]:
    """Runs callables at the same moment, each in a thread with a connection of its own.

    Returns each one's result, or the exception it raised, in the order given.
    """

    def run(*callables: Callable[[], Any]) -> list[Any]:
        results: list[Any] = [None] * len(callables)
        start = threading.Barrier(len(callables))

        def one(index: int, call: Callable[[], Any]) -> None:
            connections["default"].ensure_connection()  # so that only the work itself is in the race
            start.wait(timeout=10)
            try:
                results[index] = call()
            except Exception as error:  # noqa: BLE001  what went wrong is the result
                results[index] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=pair, daemon=True) for pair in enumerate(callables)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert not any(thread.is_alive() for thread in threads), "still waiting for a lock after 30 seconds"
        return results

    return run


@pytest.fixture(autouse=True)
def _korean_first() -> Iterator[None]:
    """A request leaves its language active in the thread; each test begins with the default one."""
    yield
    translation.deactivate()


def pytest_runtest_setup(item: pytest.Item) -> None:
    mark = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server", "django_db_reset_sequences"} & set(
        getattr(item, "fixturenames", ())
    )
    if asked or (mark and (mark.args or mark.kwargs.keys() & {"transaction", "reset_sequences"})):
        pytest.fail("The application role cannot flush: take own_database for real commits.", pytrace=False)

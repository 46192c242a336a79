"""The whole portal on a PostgreSQL that keeps what it confirmed, apart from the quick tests' own."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from script.postgres import OWNER, Cluster
from tests.conftest import point_to
from tests.databases import ROOT, Databases

from .mailbox import Mailbox, mailbox
from .portal import Portal, own_cluster, portal


@pytest.fixture(scope="session")
def safe_cluster() -> Iterator[Cluster]:
    with own_cluster(ROOT / "var" / "proof-postgres") as cluster:
        yield cluster


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Writes a line of figures between the tests' dots."""

    def write(text: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{text}\n")

    return write


@pytest.fixture
def mails() -> Iterator[Mailbox]:
    with mailbox() as found:
        yield found


@pytest.fixture
def whole_portal(
    safe_cluster: Cluster, mails: Mailbox, django_db_blocker: Any, tmp_path: Path
) -> Iterator[Portal]:
    """A portal on a database of its own, which this process sees as the application role; not started."""
    before = dict(connections.settings["default"])
    databases = Databases(safe_cluster.url(), safe_cluster.url(OWNER))
    with (
        portal(safe_cluster, databases.template(), tmp_path, mails.port) as found,
        django_db_blocker.unblock(),
    ):
        point_to(found.databases, found.name)
        yield found
        connections.close_all()
        connections.settings["default"].update(before)

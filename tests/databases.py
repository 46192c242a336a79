"""Databases of the tests: one migrated template, and clones of it that take a tenth of a second.

The server is a cluster of the tests' own under var/test-postgres, or TEST_DATABASE_URL (the
application role) with TEST_DATABASE_OWNER_URL (the owner, with CREATEDB): any PostgreSQL 15 or
newer that has pg_trgm and btree_gist.
"""

import hashlib
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from script.postgres import OWNER, Cluster

ROOT = Path(__file__).resolve().parent.parent
LEFTOVER_SECONDS = 3600  # a clone older than this belongs to a run that was killed
LOCK = 7_021_100  # pg_advisory_lock key: one builder of templates at a time


def schema_key() -> str:
    """Hash of all that shapes a migrated database: migrations, post-migrate code, libraries."""
    files = {
        *ROOT.glob("programme/*/migrations/*.py"),
        *ROOT.glob("programme/*/models.py"),  # which tables are only added to
        *ROOT.glob("programme/*/models/*.py"),
        *ROOT.glob("programme/core/*.py"),
        *ROOT.glob("lighthouse/*.py"),
        ROOT / "requirements.txt",
        *(file for file in ROOT.glob("programme/**/*.py") if b"post_migrate" in file.read_bytes()),
    }
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


class Databases:
    """Makes and drops databases on the tests' server, as their owner."""

    def __init__(self, application_url: str, owner_url: str) -> None:
        self.application_url, self.owner_url = application_url, owner_url

    def connect(self, database: str | None = None, **options: Any) -> psycopg.Connection:
        """As the owner, with autocommit; to the maintenance database when none is named."""
        url = self.owner_url if database is None else at(self.owner_url, database)
        return psycopg.connect(url, autocommit=True, **options)

    def template(self) -> str:
        """The name of the migrated template for this code, made when there is none yet."""
        key = schema_key()
        with self.connect() as server:
            server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            self._drop_leftovers(server, key)
            # Closed to connections means finished: a half-migrated one is made again.
            finished = server.execute(
                "SELECT datname FROM pg_database WHERE datname ~ %s AND NOT datallowconn",
                [f"^tpl_[0-9]+_{key}$"],
            ).fetchone()
            if finished:
                return finished[0]
            name = f"tpl_{int(time.time())}_{key}"
            server.execute(sql("CREATE DATABASE {}", name))
            self._migrate(name)
            server.execute(sql("ALTER DATABASE {} ALLOW_CONNECTIONS false", name))
            return name

    @contextmanager
    def clone(self, template: str) -> Iterator[str]:
        """A fresh copy of the template, dropped at the end; its name."""
        name = f"test_{int(time.time())}_{secrets.token_hex(8)}"
        with self.connect() as server:
            server.execute(sql("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template))
        try:
            yield name
        finally:
            # Without FORCE, which may not end another role's session; it waits for those just closed.
            with self.connect() as server:
                server.execute(sql("DROP DATABASE IF EXISTS {}", name))

    def _migrate(self, name: str) -> None:
        # A process of its own, as the owner: the tests' process only ever knows the application role.
        done = subprocess.run(
            [sys.executable, "-c", MIGRATE, at(self.owner_url, name)],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(
                f"The test database could not be migrated:\n{done.stdout}{done.stderr[-4000:]}"
            )

    @staticmethod
    def _drop_leftovers(server: psycopg.Connection, key: str) -> None:
        """Clones of killed runs and templates of other code, once nobody can be using them."""
        ours = server.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^(tpl|test)_[0-9]+_[0-9a-f]+$'"
        )
        for (name,) in ours.fetchall():
            _, made_at, suffix = name.split("_")
            if suffix != key and int(made_at) < time.time() - LEFTOVER_SECONDS:
                server.execute(sql("DROP DATABASE IF EXISTS {}", name))


MIGRATE = """
import os, sys, django
from django.conf import settings
from django.core.management import call_command
from environs import Env
django.setup()
os.environ["OWNER_URL"] = sys.argv[1]
settings.DATABASES["default"].update(Env().dj_db_url("OWNER_URL"))
call_command("migrate", verbosity=0)
"""


def at(url: str, database: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def sql(text: str, *names: str) -> Composed:
    return SQL(text).format(*map(Identifier, names))


@contextmanager
def server() -> Iterator[Databases]:
    """The tests' server for as long as anyone uses it: the last of several runs stops it."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        owner_url = os.environ.get("TEST_DATABASE_OWNER_URL")
        if not owner_url:
            raise RuntimeError("TEST_DATABASE_URL needs TEST_DATABASE_OWNER_URL: the owner, with CREATEDB.")
        yield Databases(url, owner_url)
        return
    cluster = Cluster(ROOT / "var" / "test-postgres", test=True)
    with cluster.running():
        yield Databases(cluster.url(), cluster.url(OWNER))

"""Databases of the tests: three templates, and clones of them that take a tenth of a second.

Migrated; with the published history besides; and with a demonstration round walked to its end. Each is
made when a test first asks for it, or all of them by `python -m tests.databases`.

The server is a cluster of the tests' own under var/test-postgres, or TEST_DATABASE_URL (the
application role) with TEST_DATABASE_OWNER_URL (the owner, with CREATEDB): any PostgreSQL 15 or
newer that has pg_trgm and btree_gist.
"""

import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from script.postgres import OWNER, Cluster

ROOT = Path(__file__).resolve().parent.parent
LEFTOVER_SECONDS = 7200  # a clone older than this belongs to a run that was killed
WALK_SECONDS = 3600  # how long a walked round is taken for today's: its first tour begins after two hours
LOCK = 7_021_100  # pg_advisory_lock key: one builder of templates at a time
UPLOADS = ROOT / "var" / "test-uploads"  # made in walked templates, a folder each


def schema_key() -> str:
    """Hash of all that shapes a migrated database: migrations, post-migrate code, libraries."""
    files = {
        *ROOT.glob("programme/*/migrations/*.py"),
        *ROOT.glob("programme/*/models.py"),  # which tables are only added to
        *ROOT.glob("programme/*/models/*.py"),
        *ROOT.glob("programme/core/*.py"),
        *ROOT.glob("programme/accounts/*.py"),  # the groups
        *ROOT.glob("lighthouse/*.py"),
        ROOT / "requirements.txt",
        *(file for file in ROOT.glob("programme/**/*.py") if b"post_migrate" in file.read_bytes()),
    }
    return digest_of(files)


def content_key(kind: str) -> str:
    """Hash of all that shapes a database with content: the migrated one, and every app's code and data."""
    files = ROOT.glob("programme/**/*")
    return digest_of(
        {file for file in files if file.is_file() and "__pycache__" not in file.parts},
        f"{schema_key()}{kind}",
    )


def digest_of(files: set[Path], more: str = "") -> str:
    """Of the files' names and contents."""
    digest = hashlib.sha256(more.encode())
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
        with self._builder() as server:
            return self._finished(server, schema_key()) or self._make(server, schema_key(), self._migrate)

    def published_template(self) -> str:
        """A template with the registers, the three rounds and the 23 known factories."""
        migrated, key = self.template(), content_key("published")

        def make(name: str) -> None:
            self._run(PUBLISH, at(self.application_url, name))

        with self._builder() as server:
            return self._finished(server, key) or self._make(server, key, make, like=migrated)

    def walked_template(self) -> tuple[str, Path]:
        """A published template in which a demonstration round was walked, and the files uploaded in it."""
        published, key = self.published_template(), content_key("walked")

        def make(name: str) -> None:
            (UPLOADS / name).mkdir(parents=True)
            self._run(WALK, at(self.application_url, name), str(UPLOADS / name))

        with self._builder() as server:
            name = self._finished(server, key, since=time.time() - WALK_SECONDS)
            if name is None or not (UPLOADS / name).is_dir():
                name = self._make(server, key, make, like=published)
            return name, UPLOADS / name

    @contextmanager
    def _builder(self) -> Iterator[psycopg.Connection]:
        """One at a time, after what nobody needs any more is gone."""
        with self.connect() as server:
            server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            self._drop_leftovers(server)
            yield server

    @staticmethod
    def _finished(server: psycopg.Connection, key: str, *, since: float = 0) -> str | None:
        """The newest template of this key. Closed to connections means finished: a half-made one is not."""
        found = server.execute(
            "SELECT datname FROM pg_database WHERE datname ~ %s AND NOT datallowconn ORDER BY datname DESC",
            [f"^tpl_[0-9]+_{key}$"],
        ).fetchone()
        return found[0] if found and made_at(found[0]) >= since else None

    @staticmethod
    def _make(
        server: psycopg.Connection, key: str, make: Callable[[str], None], *, like: str = "template1"
    ) -> str:
        name = f"tpl_{int(time.time())}_{key}"
        server.execute(sql("CREATE DATABASE {} TEMPLATE {}", name, like))
        make(name)
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
        # As the owner: the tests' process itself only ever knows the application role.
        self._run(MIGRATE, at(self.owner_url, name))

    @staticmethod
    def _run(program: str, *arguments: str) -> None:
        """In a process of its own."""
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"The test database could not be made:\n{done.stdout}{done.stderr[-4000:]}")

    @staticmethod
    def _drop_leftovers(server: psycopg.Connection) -> None:
        """Clones of killed runs and templates of other code, once nobody can be using them."""
        ours = server.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^(tpl|test)_[0-9]+_[0-9a-f]+$'"
        )
        for (name,) in ours.fetchall():
            if not name.endswith(schema_key()) and made_at(name) < time.time() - LEFTOVER_SECONDS:
                server.execute(sql("DROP DATABASE IF EXISTS {}", name))
                shutil.rmtree(UPLOADS / name, ignore_errors=True)


def made_at(name: str) -> int:
    """When a database of ours was made, in seconds since 1970."""
    return int(name.split("_")[1])


SET_UP = """
import os, sys, django
from django.conf import settings
from django.core.management import call_command
from environs import Env
django.setup()
os.environ["THEIR_URL"] = sys.argv[1]
settings.DATABASES["default"].update(Env().dj_db_url("THEIR_URL"))
"""
MIGRATE = f"""{SET_UP}
call_command("migrate", verbosity=0)
from programme.accounts.services import sync_groups
sync_groups()
"""
PUBLISH = f"""{SET_UP}
call_command("load_reference", verbosity=0)
"""
WALK = f"""{SET_UP}
from programme.portal.walk.stages import walk
settings.MEDIA_ROOT = sys.argv[2]
walk(say=lambda line: None)
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


if __name__ == "__main__":
    with server() as ours:
        ours.walked_template()  # made of the others

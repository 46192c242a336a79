"""What is measured: the portal and the reference, each served by granian with the same settings."""

import json
import random
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psycopg
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as Cookie
from django.utils import timezone

from script.postgres import APPLICATION, OWNER, Cluster
from script.serve import server_command, wait_until_ready
from tests.browser.serving import environment, free_port
from tests.databases import ROOT, Databases, at
from tests.proof.portal import Portal, cpu_seconds, descendants, kill_group
from tests.proof.visitors import Visitor, many_users
from tests.tours.conftest import open_factory, session_of

# As browsers ask; both answer with what they have.
BROWSER = {
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "ko",
}
CAPACITY = 1_000_000
HEALTH_CHECK = "SELECT 1"  # CONN_HEALTH_CHECKS
UNCOUNTED = ("FETCH ", "CLOSE ")  # of rows of a statement that was counted already


@dataclass
class Site:
    """A server on a database of its own, with people signed in; each books once in each session."""

    name: str
    address: str
    people: list[Visitor] = field(default_factory=list)
    sessions: list[str] = field(default_factory=list)  # paths of booking pages
    numbers: list[object] = field(default_factory=list)  # the same sessions, as an API knows them
    form: dict[str, object] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def server_seconds(self) -> float:
        assert self.process is not None
        return sum(cpu_seconds(pid) for pid in [self.process.pid, *descendants(self.process.pid)])


def signed_in(address: str, number: int, *, start: int = 0) -> list[Visitor]:
    """So many new people, each with a session in the database: in bulk, as the reference's are made."""
    users, store, until = many_users(number, start=start), SessionStore(), timezone.now() + timedelta(days=1)
    letters = string.ascii_lowercase + string.digits
    keys = ["".join(random.choices(letters, k=32)) for _ in users]
    Cookie.objects.bulk_create(
        Cookie(
            session_key=key,
            session_data=store.encode(
                {
                    SESSION_KEY: str(user.pk),
                    BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                    HASH_SESSION_KEY: user.get_session_auth_hash(),
                }
            ),
            expire_date=until,
        )
        for key, user in zip(keys, users, strict=True)
    )
    return [Visitor(address, user, key, headers=BROWSER) for key, user in zip(keys, users, strict=True)]


def ours(portal: Portal, people: int, sessions: int, *, start: int = 0) -> Site:
    """The portal, with a factory that takes any number of people in so many sessions of next month."""
    programme = open_factory()
    made = [session_of(programme, capacity=CAPACITY, hours=72 + n) for n in range(sessions)]
    return Site(
        "portal",
        portal.address,
        signed_in(portal.address, people, start=start),
        [session.get_absolute_url() for session in made],
        [session.public_id for session in made],
        {"kind": "individual", "seats": 1, "group_name": "", "school_kind": "", "adults": "", "note": ""},
    )


@contextmanager
def reference(cluster: Cluster, folder: Path, people: int, sessions: int) -> Iterator[Site]:
    """Stock Django on the same PostgreSQL."""
    databases = Databases(cluster.url(), cluster.url(OWNER))
    with databases.clone("template1") as name, databases.connect(name) as owner:
        owner.execute(f"GRANT ALL ON SCHEMA public TO {APPLICATION}".encode())
        port = free_port()
        env = {**environment(port, at(cluster.url(), name), folder), "DJANGO_SETTINGS_MODULE": ""}
        filled = subprocess.run(
            [sys.executable, "-m", "tests.bench.reference.fill", str(people), str(sessions)],
            cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        made = json.loads(filled.stdout)
        site = Site(
            "reference",
            env["SITE_URL"],
            [Visitor(env["SITE_URL"], Person(pk), key, headers=BROWSER) for pk, key in made["people"]],
            [f"/sessions/{pk}/" for pk in made["sessions"]],
            made["sessions"],
            {"kind": "individual", "school_kind": "", "seats": 1, "adults": "", "group_name": "", "note": ""},
        )
        command = [*server_command(port)[:-1], "tests.bench.reference.wsgi:application"]
        with (folder / "reference.log").open("wb") as log:
            site.process = subprocess.Popen(
                command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        try:
            wait_until_ready(site.process, site.address)
            yield site
        finally:
            kill_group(site.process)


@dataclass
class Person:
    """Of the reference's people only the number is known here."""

    pk: int


class StatementLog:
    """Counts what PostgreSQL is asked, by its own log: BEGIN and COMMIT too, health checks not."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster, self.log = cluster, cluster.folder / "log"

    def set(self, on: bool) -> None:
        """For connections made from now on."""
        verb = "SET log_min_duration_statement = 0" if on else "RESET log_min_duration_statement"
        with psycopg.connect(self.cluster.url("postgres", "postgres"), autocommit=True) as server:
            server.execute(f"ALTER ROLE {APPLICATION} {verb}".encode())

    def size(self) -> int:
        return self.log.stat().st_size

    def since(self, size: int) -> list[str]:
        with self.log.open("rb") as file:
            file.seek(size)
            text = file.read().decode(errors="replace")
        asked = re.findall(r"LOG:  duration: \S+ ms  (?:statement|execute [^:]*): (.+)", text)
        return [one for one in asked if one != HEALTH_CHECK and not one.startswith(UNCOUNTED)]

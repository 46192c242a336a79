"""The portal whole, on this machine only: PostgreSQL as in production, server, worker and a mail server.

Each part can be killed with -9 and started again, and tells how much processor time it has used.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from script.postgres import OWNER, Cluster, PostgresError
from script.serve import server_command, wait_until_ready
from tests.browser.serving import environment, free_port, share_static
from tests.databases import ROOT, Databases, at

TICKS = os.sysconf("SC_CLK_TCK")


class Portal:
    """Start with `start`; everything ends with the block of `portal`."""

    def __init__(self, cluster: Cluster, name: str, folder: Path, mail_port: int) -> None:
        self.cluster, self.name = cluster, name
        self.databases = Databases(cluster.url(), cluster.url(OWNER))
        self.port = free_port()
        self.env = {
            **environment(self.port, at(cluster.url(), name), folder),
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail_port),
            "LOG_LEVEL": "ERROR",
        }
        self.log = folder / "log"
        self.server: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None
        share_static(self.env, folder)

    @property
    def address(self) -> str:
        return self.env["SITE_URL"]

    def _run(self, *command: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def start_server(self, *, processes: int = 2) -> None:
        self.server = self._run(*server_command(self.port, processes=processes))
        wait_until_ready(self.server, f"{self.address}/health")

    def start_worker(self) -> None:
        self.worker = self._run(sys.executable, "manage.py", "procrastinate", "worker")

    def kill_server(self) -> None:
        self.server = kill_group(self.server)

    def kill_worker(self) -> None:
        self.worker = kill_group(self.worker)

    def kill_database(self) -> None:
        """The whole of it at once: the postmaster first, so that nothing is started again."""
        postmaster = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
        children = descendants(postmaster)
        os.kill(postmaster, signal.SIGKILL)
        for pid in children:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(map(lives, [postmaster, *children])):
            time.sleep(0.01)

    def start_database(self) -> None:
        self.cluster.start()

    def worker_runs(self) -> bool:
        return self.worker is not None and self.worker.poll() is None

    def stop(self) -> None:
        for process in (self.worker, self.server):
            if process is not None and process.poll() is None:
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=15)
        self.worker, self.server = kill_group(self.worker), kill_group(self.server)

    # --- What it used --------------------------------------------------------------------------

    def server_seconds(self) -> float:
        """Processor time of the server's processes so far."""
        assert self.server is not None
        return sum(cpu_seconds(pid) for pid in [self.server.pid, *descendants(self.server.pid)])

    def database_seconds(self) -> float:
        """Processor time of PostgreSQL so far, that of sessions which have ended included."""
        postmaster = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
        return cpu_seconds(postmaster, ended=True) + sum(cpu_seconds(pid) for pid in descendants(postmaster))

    def errors(self) -> list[str]:
        """What server and worker wrote to their log about failures of their own."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return [line for line in lines if "Internal Server Error" in line or "deadlock" in line]


def kill_group(process: subprocess.Popen[bytes] | None) -> None:
    """kill -9 to a process of ours and all that it started."""
    if process is not None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def lives(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be reaped."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_text())
    except OSError:
        return False


def descendants(pid: int) -> list[int]:
    found = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, file.read_text().split()):
                found += [child, *descendants(child)]
    return found


def cpu_seconds(pid: int, *, ended: bool = False) -> float:
    """User and system time of one process, with that of its ended children when asked."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11 : 15 if ended else 13])) / TICKS


@contextmanager
def own_cluster(folder: Path) -> Iterator[Cluster]:
    """PostgreSQL as script/run has it: fsync on, autovacuum on."""
    cluster = Cluster(folder)
    try:
        with cluster.running():
            yield cluster
    except PostgresError as error:
        raise RuntimeError(str(error)) from error


@contextmanager
def portal(cluster: Cluster, template: str, folder: Path, mail_port: int) -> Iterator[Portal]:
    """A portal on a fresh clone; nothing of it runs yet but the database."""
    databases = Databases(cluster.url(), cluster.url(OWNER))
    with databases.clone(template) as name:
        found = Portal(cluster, name, folder, mail_port)
        try:
            yield found
        finally:
            found.stop()
            wait_for_database(cluster)


def wait_for_database(cluster: Cluster) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(cluster.url(OWNER)).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)

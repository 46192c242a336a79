"""What script/run starts once this checkout is set up: PostgreSQL, the server and the worker.

With arguments it runs manage.py with them instead, in the same environment (script/manage).
The environment may name PORT (8000), and in place of the embedded PostgreSQL DATABASE_URL (the
application role) together with DATABASE_OWNER_URL (the role that migrates). Everything else that
lighthouse/settings.py reads is taken from the environment too when it is set there.
"""

import hashlib
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from script.postgres import OWNER, Cluster, PostgresError

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))
PORT = os.environ.get("PORT", "8000")
ADDRESS = f"http://127.0.0.1:{PORT}"
# Each thread of the server keeps one connection to PostgreSQL, whose max_connections is 100.
SERVER_PROCESSES, THREADS = 2, 4
READY_SECONDS = 30


class ServeError(Exception):
    """Says in one line what went wrong and what to do."""


def environment() -> dict[str, str]:
    """For every process: like production, but for the demonstration and plain HTTP on this machine."""
    defaults = {
        "DEBUG": "0",
        "DEMO": "1",
        "SECRET_KEY": secret_key(),
        "SITE_URL": ADDRESS,
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "LOG_LEVEL": "WARNING",
    }
    return {**defaults, **os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}"}


def secret_key() -> str:
    """Made once for this checkout."""
    VAR.mkdir(parents=True, exist_ok=True)
    file = VAR / "secret_key"
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(50))
    return file.read_text()


@contextmanager
def database(env: dict[str, str]) -> Iterator[str]:
    """The owner's URL; while inside, the application role's is in `env`."""
    if "DATABASE_URL" in env:
        if "DATABASE_OWNER_URL" not in env:
            raise ServeError("DATABASE_URL needs DATABASE_OWNER_URL beside it: the role that migrates.")
        yield env["DATABASE_OWNER_URL"]
        return
    cluster = Cluster(VAR / "postgres")
    with cluster.running():
        env["DATABASE_URL"] = cluster.url()
        yield cluster.url(OWNER)


def manage(env: dict[str, str], *arguments: str) -> str:
    """Run a management command; what it printed. Raises ServeError with its last line when it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        (VAR / "failed.log").write_text(done.stdout)
        # A traceback ends with the error; PostgreSQL's adds the place in the statement below it.
        lines = [line for line in done.stdout.splitlines() if re.match(r"(?!LINE \d|DETAIL)\S", line)]
        last = (lines or ["no output"])[-1]
        raise ServeError(f"manage.py {arguments[0]} failed: {last} (all of it: {VAR / 'failed.log'})")
    return done.stdout


def digest_of(*sources: Path) -> str:
    """A hash of these files, and of all files in these folders."""
    digest = hashlib.sha256()
    files = {f for source in sources for f in (source.rglob("*") if source.is_dir() else [source])}
    for file in sorted(f for f in files if f.is_file() and "__pycache__" not in f.parts):
        digest.update(str(file).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def prepare(env: dict[str, str], owner_url: str) -> None:
    """Migrate, load the reference data and walk the demonstration's round.

    Left out when this very code has done so for this very embedded database: it makes a start quick.
    """
    embedded = "DATABASE_URL" not in os.environ
    stamp = VAR / "prepared"
    state = digest_of(ROOT / "programme", ROOT / "lighthouse", ROOT / "requirements.txt")
    if embedded:
        made = (VAR / "postgres" / "data" / "PG_VERSION").stat()  # written once, with the database
        state += f" {made.st_ino} {made.st_mtime_ns}"
        if stamp.exists() and stamp.read_text() == state:
            return
    print("run: preparing the database", flush=True)
    manage({**env, "DATABASE_URL": owner_url}, "migrate", "--noinput", "--verbosity=0")
    manage(env, "load_reference")
    manage(env, "walk_round", "--once")
    if embedded:
        stamp.write_text(state)


def collect_static(env: dict[str, str]) -> None:
    """Copy, hash and compress the static files into VAR_DIR of `env`, unless none has changed since."""
    sources = ("static", "var/fonts", "requirements.txt", "package-lock.json", "lighthouse/settings.py")
    state = digest_of(*(ROOT / source for source in sources))
    stamp = Path(env.get("VAR_DIR", VAR)) / "static" / ".stamp"
    if not stamp.exists() or stamp.read_text() != state:
        print("run: collecting static files", flush=True)
        manage(env, "collectstatic", "--noinput", "--clear", "--verbosity=0")
        stamp.write_text(state)


def refuse_taken_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(PORT)))
        except OSError as error:
            raise ServeError(
                f"Port {PORT} cannot be used ({error.strerror}): name another one in PORT."
            ) from None
        except (ValueError, OverflowError):
            raise ServeError(f"PORT is not a port number: {PORT}") from None


@contextmanager
def started(env: dict[str, str], *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A child in a session of its own, so that Ctrl-C reaches it through us and in order."""
    child = subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def server_command(port: int | str, *, processes: int = SERVER_PROCESSES) -> list[str]:
    """The server on 127.0.0.1, as production runs it (docs/deployment.md)."""
    return [
        *("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--log-level", "warning", "--workers", str(processes), "--blocking-threads", str(THREADS)),
        *("--respawn-failed-workers", "lighthouse.wsgi:application"),
    ]


def wait_until_ready(server: subprocess.Popen[bytes], address: str = ADDRESS) -> None:
    """Return once the server answers. An error on the home page alone does not stop the rest."""
    deadline = time.monotonic() + READY_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/", timeout=READY_SECONDS).close()
            return
        except urllib.error.HTTPError as answer:
            if answer.code >= 500:
                print(f"run: the home page answers {answer.code}: see the messages above", flush=True)
            return
        except OSError:
            time.sleep(0.1)
    raise ServeError("The server did not start: see the messages above.")


def serve(env: dict[str, str], owner_url: str) -> None:
    prepare(env, owner_url)
    collect_static(env)
    with (
        started(env, *server_command(PORT)) as server,
        started(env, sys.executable, "manage.py", "procrastinate", "worker") as worker,
    ):
        wait_until_ready(server)
        print(f"\n  {ADDRESS}/\n\n{manage(env, 'demo_accounts')}", flush=True)
        print(f"Mails are files in {VAR / 'mail'}. Ctrl-C stops everything.", flush=True)
        while server.poll() is None and worker.poll() is None:
            time.sleep(0.5)
        stopped = "server" if worker.poll() is None else "worker"
        raise ServeError(f"The {stopped} stopped by itself: see the messages above.")


STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def interrupt(signum: int, frame: FrameType | None) -> None:
    for other in STOP_SIGNALS:  # a second Ctrl-C must not leave half of it running
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt


def main(*arguments: str) -> None:
    for signum in STOP_SIGNALS:
        signal.signal(signum, interrupt)
    try:
        env = environment()
        if not arguments:
            refuse_taken_port()
        with database(env) as owner_url:
            if arguments:
                migrates = arguments[0] == "migrate"
                command_env = {**env, "DATABASE_URL": owner_url} if migrates else env
                sys.exit(
                    subprocess.run([sys.executable, "manage.py", *arguments], env=command_env).returncode
                )
            serve(env, owner_url)
    except (ServeError, PostgresError) as error:
        sys.exit(f"run: {error}")
    except KeyboardInterrupt:
        print("\nrun: stopped", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

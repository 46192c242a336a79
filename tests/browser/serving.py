"""The portal in a process of its own, as script/run serves it: production's settings and collected files."""

import fcntl
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from script.serve import collect_static, server_command, started, wait_until_ready
from tests.databases import ROOT, Databases, at

SHARED = ROOT / "var" / "test-browser"  # the collected static files, kept between runs


def environment(port: int, database_url: str, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}",
        "DJANGO_SETTINGS_MODULE": "lighthouse.settings",
        "DEBUG": "0",
        "DEMO": "1",
        "SECRET_KEY": settings.SECRET_KEY,  # so that sessions made by the tests hold
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": database_url,
        "CONN_MAX_AGE": "60",  # the tests' own settings keep no connection
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
        "VAR_DIR": str(folder),
        "LOG_LEVEL": "ERROR",
    }


@contextmanager
def served(databases: Databases, name: str, uploads: Path, folder: Path) -> Iterator[str]:
    """The address of the portal on this database; `folder` is its own."""
    shutil.copytree(uploads, folder / "uploads")
    port = free_port()
    env = environment(port, at(databases.application_url, name), folder)
    share_static(env, folder)
    with started(env, *server_command(port, processes=1)) as server:
        wait_until_ready(server, env["SITE_URL"])
        yield env["SITE_URL"]


def share_static(env: dict[str, str], folder: Path) -> None:
    """Give a portal in `folder` the collected static files, made anew when they are old."""
    (folder / "static").symlink_to(SHARED / "static")
    SHARED.mkdir(parents=True, exist_ok=True)
    with open(SHARED / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        collect_static({**env, "VAR_DIR": str(SHARED)})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

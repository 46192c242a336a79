"""The machine that figures were taken on, in one sentence."""

import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psycopg

from script.postgres import Cluster


def described(cluster: Cluster) -> str:
    cpu = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = int(re.findall(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[0]) / 1024 / 1024
    with psycopg.connect(cluster.url("postgres", "postgres")) as server:
        shown = server.execute("SHOW server_version").fetchone()
    load = os.getloadavg()[1]
    return (
        f"Taken on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC: {os.cpu_count()} cores"
        f" ({cpu.group(1).strip() if cpu else platform.machine()}), {memory:.0f} GB, {platform.system()},"
        f" Python {platform.python_version()}, Django {version('django')}, granian {version('granian')},"
        f" PostgreSQL {shown[0].split()[0] if shown else '?'} (fsync on). Load of the machine when it began"
        f" (five minutes' mean, 0 is idle): {load:.1f}."
    )

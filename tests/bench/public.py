"""Visitors of the public pages, so many a second whatever the answers take; writes docs/bench-public.md."""

import asyncio
import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django.urls import reverse

from programme.factories.models import LighthouseFactory
from programme.tours.models import TourProgramme
from tests.databases import ROOT
from tests.proof.visitors import Visitor
from tests.tours.conftest import open_factory, session_of

from .machine import described
from .sites import BROWSER
from .tours import goal, whole

DOCUMENT = ROOT / "docs" / "bench-public.md"
SESSIONS, REACH_MS = 50, 300


@dataclass
class Seen:
    """Answers of one page."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def quantile(self, share: float) -> float:
        found = sorted(self.seconds)
        return 1000 * found[min(len(found) - 1, int(share * len(found)))]


def pages() -> dict[str, list[str]]:
    """What they look at: home, directory, factories, tours."""
    programme: TourProgramme = open_factory()
    for n in range(SESSIONS):
        session_of(programme, capacity=20, hours=72 + n)
    factories = [one.get_absolute_url() for one in LighthouseFactory.objects.all()]
    return {
        "home": [reverse("portal:home")],
        "directory": [reverse("portal:factories")],
        "factory": factories,
        "tours": [reverse("tours:find")],
    }


async def visit(address: str, kind: str, path: str, seen: dict[str, Seen], due: float) -> None:
    """Timed from when the visitor came, so that waiting for a busy server counts."""
    visitor = Visitor(address, None, token="", headers=BROWSER)
    try:
        answer = await visitor.get(path)
        seen[kind].statuses[answer.status] += 1
    except (OSError, EOFError, TimeoutError):
        seen[kind].statuses[0] += 1
    finally:
        visitor.close()
    seen[kind].seconds.append(time.perf_counter() - due)


async def come(address: str, paths: dict[str, list[str]], *, seconds: float, rate: float) -> dict[str, Seen]:
    """`rate` visitors a second for so long, at even distances."""
    seen = {kind: Seen() for kind in paths}
    begun, tasks = time.perf_counter(), []
    for number in range(int(seconds * rate)):
        due = begun + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        kind = random.choice(list(paths))
        tasks.append(asyncio.create_task(visit(address, kind, random.choice(paths[kind]), seen, due)))
    await asyncio.gather(*tasks)
    return seen


def main(*, seconds: int, rate: float) -> None:
    with tempfile.TemporaryDirectory() as scratch, whole(Path(scratch)) as (cluster, served):
        machine = described(cluster)
        call_command("load_reference", verbosity=0)
        paths = pages()
        served.start_server()
        asyncio.run(come(served.address, paths, seconds=5, rate=min(rate, 10)))  # every thread is warm
        server, database = served.server_seconds(), served.database_seconds()
        seen = asyncio.run(come(served.address, paths, seconds=seconds, rate=rate))
        server, database = served.server_seconds() - server, served.database_seconds() - database
    total = Seen()
    for one in seen.values():
        total.seconds += one.seconds
        total.statuses += one.statuses
    errors = total.statuses.total() - total.statuses[200]
    table = [
        f"| {kind} | {len(one.seconds)} | {one.quantile(0.5):.0f} | {one.quantile(0.95):.0f}"
        f" | {one.quantile(0.99):.0f} | {one.statuses.total() - one.statuses[200]} |"
        for kind, one in [*seen.items(), ("**all**", total)]
    ]
    text = [
        "# The public pages under visitors",
        "",
        "Written by `script/bench public`; do not edit.",
        machine,
        "",
        f"{rate:g} visitors a second for {seconds} s over home, directory, factory and tours",
        f"({SESSIONS} sessions), each with a new connection, timed from the moment they came. Per page",
        f"{1000 * server / len(total.seconds):.1f} ms CPU in the server and"
        f" {1000 * database / len(total.seconds):.1f} ms in PostgreSQL.",
        "",
        "| page | visitors | p50 ms | p95 ms | p99 ms | errors |",
        "|---|---|---|---|---|---|",
        *table,
        "",
        "| | to reach | found | reached |",
        "|---|---|---|---|",
        goal("p95, ms", f"≤ {REACH_MS}", total.quantile(0.95), total.quantile(0.95) <= REACH_MS),
        goal("errors", "0", errors, not errors),
        "",
    ]
    DOCUMENT.write_text("\n".join(text))

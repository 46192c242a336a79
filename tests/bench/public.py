"""Visitors of the public pages, so many a second whatever the answers take; writes docs/bench-public.md.

They behave as people do: each comes on a connection of its own, at no fixed distance from the one before,
most without any cookie, to pages of many addresses: what is kept of a page (core.public_pages) serves
those who come to the same address within seconds, and nobody else.
"""

import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management import call_command
from django.urls import reverse

from programme.factories.models import LighthouseFactory
from programme.regions.models import IndustryLabel, Technology
from programme.regions.queries import regions_of_today, today
from programme.tours.models import Session
from tests.databases import ROOT
from tests.proof.visitors import Visitor
from tests.tours.conftest import open_factory, session_of

from .machine import described
from .sites import BROWSER, signed_in
from .tours import goal, whole

DOCUMENT = ROOT / "docs" / "bench-public.md"
HOSTS, SESSIONS, REACH_MS = 5, 50, 300
PEOPLE = 100  # who are signed in
SIGNED_IN, IN_ENGLISH = 0.05, 0.1  # shares of all
AS_IT_IS = 0.5  # share of a list's visitors who narrow nothing down
UNKEPT_SECONDS, UNKEPT_RATE = 20, 8


@dataclass
class Seen:
    """Answers of one kind."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    kept: int = 0  # answers that the server had

    def add(self, seconds: float, status: int, kept: bool) -> None:
        self.seconds.append(seconds)
        self.statuses[status] += 1
        self.kept += kept

    @property
    def errors(self) -> int:
        return self.statuses.total() - self.statuses[200]

    def quantile(self, share: float) -> float:
        found = sorted(self.seconds)
        return 1000 * found[min(len(found) - 1, int(share * len(found)))] if found else 0.0


@dataclass
class Page:
    """A kind of page: the address that most know, and the ways in which the others ask."""

    plain: str
    ways: list[str]

    def choose(self, by: random.Random) -> str:
        asked = self.plain if self.plain and by.random() < AS_IT_IS else by.choice(self.ways)
        return f"/en{asked}" if by.random() < IN_ENGLISH else asked


def addresses(records: Iterable[LighthouseFactory | Session]) -> list[str]:
    return [one.get_absolute_url() for one in records]


def pages() -> dict[str, Page]:
    """What they look at: home; the directory; factories; tours and single sessions."""
    sessions = [
        session_of(programme, capacity=20, hours=72 + 10 * n)
        for programme in [open_factory() for _ in range(HOSTS)]
        for n in range(SESSIONS // HOSTS)
    ]
    regions = [f"?region={key}" for key in sorted({one.key for one in regions_of_today(today()).values()})]
    labels = IndustryLabel.objects.filter(factories__isnull=False).distinct()
    used = Technology.objects.filter(factories__isnull=False).distinct()
    narrowed = [
        *regions,
        *(f"?industry={one.key}" for one in labels),
        *(f"?technology={one.key}" for one in used),
        *("?page=2", "?page=3", "?sort=name", "?sort=region", "?view=table", "?view=map"),
    ]
    wanted = [
        *regions,
        *(f"?seats={number}" for number in (2, 5, 10, 20, 30)),
        *("?page=2", "?page=3", "?language=en", "?school=middle", "?school=high", "?step_free=on"),
    ]
    home, directory, tours = (reverse(name) for name in ("portal:home", "portal:factories", "tours:find"))
    return {
        "home": Page(home, [home]),
        "directory": Page(directory, [f"{directory}{query}" for query in narrowed]),
        "factory": Page("", addresses(LighthouseFactory.objects.all())),
        "tours": Page(tours, [f"{tours}{query}" for query in wanted] + addresses(sessions)),
    }


@dataclass
class Crowd:
    """Who comes, and what they saw."""

    address: str
    pages: dict[str, Page]
    people: list[Visitor]
    kept_for_all: bool = True  # else each asks for an address that nobody asked for before
    by: random.Random = field(default_factory=lambda: random.Random(1))
    asked: int = 0
    seen: dict[str, Seen] = field(default_factory=dict)

    async def visit(self, kind: str, path: str, visitor: Visitor, due: float) -> None:
        """Timed from when the visitor came, so that waiting for a busy server counts."""
        status, kept = 0, False
        try:
            answer = await visitor.get(path)
            status, kept = answer.status, "age" in answer.headers
        except (OSError, EOFError, TimeoutError):
            pass
        finally:
            visitor.close()
        taken = time.perf_counter() - due
        for group in (kind, "**all**", "*kept*" if kept else "*made anew*"):
            self.seen.setdefault(group, Seen()).add(taken, status, kept)

    async def come(self, *, seconds: float, rate: float) -> None:
        """`rate` visitors a second for so long, at distances as chance makes them."""
        due, tasks = time.perf_counter(), []
        for _ in range(int(seconds * rate)):
            due += self.by.expovariate(rate)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            kind = self.by.choice(list(self.pages))
            path = self.pages[kind].choose(self.by)
            if not self.kept_for_all:
                self.asked += 1
                path += f"{'&' if '?' in path else '?'}n={self.asked}"
            known = self.by.random() < SIGNED_IN
            visitor = self.by.choice(self.people).again() if known else self._stranger()
            tasks.append(asyncio.create_task(self.visit(kind, path, visitor, due)))
        await asyncio.gather(*tasks)

    def _stranger(self) -> Visitor:
        return Visitor(self.address, None, token="", headers=BROWSER)


def main(*, seconds: int, rate: float) -> None:
    with tempfile.TemporaryDirectory() as scratch, whole(Path(scratch)) as (cluster, served):
        machine = described(cluster)
        call_command("load_reference", verbosity=0)
        paths, people = pages(), signed_in(served.address, PEOPLE)
        served.start_server()

        def used(crowd: Crowd, seconds: float, rate: float) -> str:
            server, database = served.server_seconds(), served.database_seconds()
            asyncio.run(crowd.come(seconds=seconds, rate=rate))
            visits = len(crowd.seen["**all**"].seconds) / 1000
            server, database = served.server_seconds() - server, served.database_seconds() - database
            return f"{server / visits:.1f} ms in the server and {database / visits:.1f} ms in PostgreSQL"

        asyncio.run(Crowd(served.address, paths, people).come(seconds=5, rate=10))  # every thread is warm
        each_anew = Crowd(served.address, paths, people, kept_for_all=False)
        anew = used(each_anew, min(seconds, UNKEPT_SECONDS), min(rate, UNKEPT_RATE))
        crowd = Crowd(served.address, paths, people)
        mixed = used(crowd, seconds, rate)
    total, rows = crowd.seen["**all**"], [*paths, "*kept*", "*made anew*", "**all**"]
    table = [
        f"| {kind} | {len(one.seconds)} | {one.kept / len(one.seconds):.0%} | {one.quantile(0.5):.0f}"
        f" | {one.quantile(0.95):.0f} | {one.quantile(0.99):.0f} | {one.errors} |"
        for kind in rows
        if (one := crowd.seen.get(kind))
    ]
    filters = len(paths["directory"].ways) + len(paths["tours"].ways) - SESSIONS
    text = [
        "# The public pages under visitors",
        "",
        "Written by `script/bench public`; do not edit.",
        machine,
        "",
        f"{rate:g} visitors a second for {seconds} s, at distances as chance makes them, each with a new",
        "connection, timed from the moment they came; client, server and PostgreSQL on the same cores.",
        f"A quarter each to home, directory, one of {len(paths['factory'].ways)} factories, and tours; half",
        "of those to directory and tours as they are, the others to one of",
        f"{filters} filters, orders and pages or of {SESSIONS} sessions.",
        f"{IN_ENGLISH:.0%} read English; {SIGNED_IN:.0%} are signed in.",
        "",
        f"Processor per visit: {mixed}. The same when each visit is to an address",
        f"that nobody else asks for, so that every page is made anew: {anew}.",
        "*Kept*: the answer was one of the last seconds"
        " ([why](decisions/0052-public-pages-kept-for-seconds.md)).",
        "",
        "| page | visitors | kept | p50 ms | p95 ms | p99 ms | errors |",
        "|---|---|---|---|---|---|---|",
        *table,
        "",
        "| | to reach | found | reached |",
        "|---|---|---|---|",
        goal("p95, ms", f"≤ {REACH_MS}", total.quantile(0.95), total.quantile(0.95) <= REACH_MS),
        goal("errors", "0", total.errors, not total.errors),
        "",
    ]
    DOCUMENT.write_text("\n".join(text))

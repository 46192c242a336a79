"""Booking a tour, beside stock Django and a plain DRF POST in the same run; writes docs/bench-tours.md.

Blocks of the portal and of the reference take turns, so that whatever else the machine does befalls both.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections

from script.postgres import OWNER, Cluster
from tests.conftest import point_to
from tests.databases import ROOT, Databases
from tests.proof.portal import Portal, own_cluster, portal
from tests.proof.visitors import Visitor
from tests.tours.conftest import open_factory, session_of

from .flows import Broken, Cost, Flow, drive, expect, measure, post_form, web_flow
from .machine import described
from .sites import Site, StatementLog, ours, reference

DOCUMENT = ROOT / "docs" / "bench-tours.md"
SESSIONS, CLIENTS = 50, (1, 32)
WARM = 48  # flows before anything is measured: every thread has its connection and its templates
COUNTED = 10  # flows whose statements are counted
STATEMENTS, CALENDAR, CPU, API, WAIT = 20, 10, 1.3, 0.7, 2.0  # what is to be reached


def api_flow(site: Site, number: object) -> Flow:
    """One POST by a program that is signed in by session."""
    if site.name == "portal":
        path, party = f"/api/v1/tours/sessions/{number}/bookings/", {"kind": "individual", "seats": 1}
    else:
        path, party = "/api/bookings/", {"session": number, "seats": 1}
    return timed(lambda visitor: visitor.post_json(path, json.dumps(party).encode()), 201)


def bare_flow(site: Site, number: object) -> Flow:
    def ask(visitor: Visitor):  # type: ignore[no-untyped-def]
        party = {"session": number, "seats": 1, "person": visitor.user.pk}  # type: ignore[union-attr]
        return visitor.post_json("/bare/", json.dumps(party).encode())

    return timed(ask, 201)


def timed(ask: Callable, status: int) -> Flow:  # type: ignore[type-arg]
    """One request that must be answered so."""

    async def flow(visitor: Visitor) -> list[float]:
        begun = time.perf_counter()
        expect(await ask(visitor), status)
        return [time.perf_counter() - begun]

    return flow


KINDS: dict[str, Callable[[Site, int], Flow]] = {
    "web": lambda site, n: web_flow(site, site.sessions[n]),
    "api": lambda site, n: api_flow(site, site.numbers[n]),
    "bare": lambda site, n: bare_flow(site, site.numbers[n]),
}


class Bench:
    """The sites of one run, and the people who have not booked yet."""

    def __init__(self, portal: Portal, stock: Site, site: Site, *, flows: int, blocks: int) -> None:
        self.portal, self.stock, self.site, self.flows, self.blocks = portal, stock, site, flows, blocks
        self.people: dict[str, Iterator[Visitor]] = {one.name: iter(one.people) for one in (stock, site)}

    def next(self, site: Site) -> Visitor:
        return next(self.people[site.name])

    def tasks(
        self, site: Site, kind: str, number: int, *, spread: bool = False
    ) -> list[tuple[Visitor, Flow]]:
        """New people in one session, or spread over all."""
        return [(self.next(site), KINDS[kind](site, n % SESSIONS if spread else 0)) for n in range(number)]

    def warm_up(self) -> bool:
        """Whether the portal takes bookings by API."""
        for site in (self.stock, self.site):
            asyncio.run(drive(8, self.tasks(site, "web", WARM, spread=True)))
        asyncio.run(drive(8, self.tasks(self.stock, "api", WARM, spread=True)))
        asyncio.run(drive(8, self.tasks(self.stock, "bare", WARM, spread=True)))
        try:
            asyncio.run(drive(8, self.tasks(self.site, "api", WARM, spread=True)))
        except Broken as broken:
            if str(broken).startswith(("404", "405")):
                return False
            raise
        return True

    def compare(
        self, pairs: list[tuple[Site, str]], clients: int, *, spread: bool
    ) -> dict[tuple[str, str], Cost]:
        """Block by block in turn."""
        costs = {(site.name, kind): Cost() for site, kind in pairs}
        for _block in range(self.blocks):
            for site, kind in pairs:
                tasks = self.tasks(site, kind, self.flows, spread=spread)
                costs[site.name, kind].add(measure(self.portal, site, clients, tasks))
        return costs

    def refusals(self) -> tuple[Cost, Cost, Cost]:
        """Refusals alone; bookings alone; bookings among nine refusals each: all by 32 clients."""
        site, clients = self.site, max(CLIENTS)
        programme = open_factory()
        full = session_of(programme, capacity=1)
        path = full.get_absolute_url()
        asyncio.run(drive(1, [(self.next(site), web_flow(site, path))]))
        refused, booked = post_form(site, path, 422), post_form(site, site.sessions[1], 302)
        comers = [self.next(site) for _ in range(50)]
        costs = Cost(), Cost(), Cost()
        for _block in range(self.blocks):
            again = [(comers[n % len(comers)].again(), refused) for n in range(self.flows)]
            costs[0].add(measure(self.portal, site, clients, again))
            alone = [(self.next(site), booked) for _ in range(self.flows)]
            costs[1].add(measure(self.portal, site, clients, alone))
            seconds: list[float] = []
            mixed = [
                (comers[n % len(comers)].again(), refused)
                if n % 10
                else (self.next(site), noted(booked, seconds))
                for n in range(self.flows * 4)
            ]
            both = measure(self.portal, site, clients, mixed)
            both.seconds = seconds
            costs[2].add(both)
        return costs


def noted(flow: Flow, seconds: list[float]) -> Flow:
    async def and_note(visitor: Visitor) -> list[float]:
        found = await flow(visitor)
        seconds.extend(found)
        return found

    return and_note


def count_statements(cluster: Cluster, folder: Path, served: Portal) -> dict[str, float]:
    """What PostgreSQL is asked per flow, by its own log, on servers started for this alone."""
    log = StatementLog(cluster)
    log.set(True)
    try:
        served.start_server(processes=1)
        people = 4 * (WARM + COUNTED) + 60
        with reference(cluster, folder, people, SESSIONS) as stock:
            site = ours(served, people, SESSIONS, start=5_000_000)
            site.process = served.server
            bench = Bench(served, stock, site, flows=0, blocks=0)
            has_api = bench.warm_up()
            found = {}
            for one, kind in [(stock, "web"), (site, "web"), (stock, "api"), (site, "api")]:
                if kind == "api" and one is site and not has_api:
                    continue
                size = log.size()
                asyncio.run(drive(1, bench.tasks(one, kind, COUNTED)))
                found[f"{one.name} {kind}"] = len(log.since(size)) / COUNTED
            visitor = bench.next(site)
            for _warm in range(8):
                asyncio.run(drive(1, [(visitor.again(), timed(lambda v: v.get("/tours/"), 200))]))
            size = log.size()
            asyncio.run(drive(1, [(visitor.again(), timed(lambda v: v.get("/tours/"), 200))]))
            found["calendar"] = len(log.since(size))
    finally:
        log.set(False)
        served.stop()
    return found


@contextmanager
def whole(folder: Path) -> Iterator[tuple[Cluster, Portal]]:
    with own_cluster(ROOT / "var" / "proof-postgres") as cluster:
        databases = Databases(cluster.url(), cluster.url(OWNER))
        with portal(cluster, databases.template(), folder, 1) as found:
            point_to(databases, found.name)
            try:
                yield cluster, found
            finally:
                connections.close_all()


def main(*, flows: int, blocks: int) -> None:
    people = 3 * len(CLIENTS) * 2 * flows * blocks + 3 * WARM + 2 * blocks * flows + 100
    with tempfile.TemporaryDirectory() as scratch, whole(Path(scratch)) as (cluster, served):
        machine = described(cluster)
        statements = count_statements(cluster, Path(scratch), served)
        served.start_server()
        with reference(cluster, Path(scratch), people, SESSIONS) as stock:
            site = ours(served, people, SESSIONS)
            site.process = served.server
            bench = Bench(served, stock, site, flows=flows, blocks=blocks)
            has_api = bench.warm_up()
            table, reached = [], []
            web = [(stock, "web"), (site, "web")]
            api = [(stock, "bare"), (stock, "api"), *([(site, "api")] if has_api else [])]
            for clients in CLIENTS:
                for spread in (False, True):
                    costs = bench.compare(web, clients, spread=spread)
                    lean, own = costs["reference", "web"], costs["portal", "web"]
                    table += [
                        row("lean stock Django: form, POST, confirmation", clients, spread, lean),
                        row("**portal**: form, POST, confirmation", clients, spread, own),
                    ]
                    ratio = own.cpu_ms / lean.cpu_ms
                    what = f"web flow, CPU, {where(spread)}, {clients} clients"
                    reached.append(goal(what, f"≤ {CPU} ×", ratio, ratio <= CPU))
            for clients in CLIENTS:
                for spread in (False, True):
                    costs = bench.compare(api, clients, spread=spread)
                    table += [
                        row("bare view of the two statements", clients, spread, costs["reference", "bare"]),
                        row("plain DRF POST of them", clients, spread, costs["reference", "api"]),
                    ]
                    if has_api:
                        table.append(row("**portal**: POST by API", clients, spread, costs["portal", "api"]))
                        share = costs["portal", "api"].rate / costs["reference", "api"].rate
                        reached.append(
                            goal(f"API, rate, {where(spread)}, {clients}", f"≥ {API} ×", share, share >= API)
                        )
            refused, alone, among = bench.refusals()
            table += [
                row("**portal**: refusal (POST, session full)", max(CLIENTS), False, refused),
                row("**portal**: booking (POST alone)", max(CLIENTS), False, alone),
                row("**portal**: the same among 90 % refusals", max(CLIENTS), False, among),
            ]
            slower = among.quantile(0.95) / alone.quantile(0.95)
            reached.append(goal("p95 of bookings among 90 % refusals", f"≤ {WAIT} ×", slower, slower <= WAIT))
    reached = [
        goal(
            "web flow, statements",
            f"≤ {STATEMENTS}",
            statements["portal web"],
            statements["portal web"] <= STATEMENTS,
        ),
        goal(
            "calendar of 50 sessions, statements",
            f"≤ {CALENDAR}",
            statements["calendar"],
            statements["calendar"] <= CALENDAR,
        ),
        *reached,
    ]
    DOCUMENT.write_text(document(machine, flows * blocks, statements, table, reached))


def where(spread: bool) -> str:
    return f"{SESSIONS} sessions" if spread else "one session"


def row(what: str, clients: int, spread: bool, cost: Cost) -> str:
    return (
        f"| {what} | {where(spread)} | {clients} | {cost.rate:.1f} | {cost.quantile(0.5):.0f}"
        f" | {cost.quantile(0.95):.0f} | {cost.server_ms:.1f} | {cost.database_ms:.1f} |"
    )


def goal(what: str, reach: str, found: float, good: bool) -> str:
    return f"| {what} | {reach} | {found:.2f} | {'yes' if good else '**no**'} |"


def document(
    machine: str, flows: int, statements: dict[str, float], table: list[str], reached: list[str]
) -> str:
    counted = ", ".join(f"{name} {number:g}" for name, number in statements.items())
    return "\n".join(
        [
            "# What booking a tour costs",
            "",
            "Written by `script/bench tours`; do not edit.",
            machine,
            "",
            f"Each row is {flows} flows or requests by people who are signed in, in blocks that alternate",
            "with those of its reference. Portal and references are served alike (granian, two processes of",
            "four threads, production settings) on one PostgreSQL; the worker, which sends the mails",
            "afterwards, does not run. A web flow is three requests: form, POST, confirmation. CPU is per",
            "flow or request. References: stock Django that serves the same two pages in the same two",
            "languages, with the same fields in a ModelForm and a frame of search, menu and footer (no",
            "mail, no events, no rules but the number of seats); its two statements as a plain DRF POST,",
            "and as a bare view.",
            "",
            "| what | where | clients | per second | p50 ms | p95 ms | CPU ms, server | CPU ms, PostgreSQL |",
            "|---|---|---|---|---|---|---|---|",
            *table,
            "",
            "Statements by PostgreSQL's own log, BEGIN and COMMIT included, not the SELECT 1 by which each",
            f"request tries a kept connection: {counted}.",
            "",
            "| | to reach | found | reached |",
            "|---|---|---|---|",
            *reached,
            "",
        ]
    )

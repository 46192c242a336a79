"""Driving a site with so many people at once, and what it cost."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from tests.proof.portal import Portal
from tests.proof.visitors import Answer, Visitor

from .sites import Site

Flow = Callable[[Visitor], Awaitable[list[float]]]


class Broken(Exception):
    """An answer that the flow does not expect: the figures would mean nothing."""


@dataclass
class Cost:
    """Of a number of flows; blocks of the same thing add up."""

    flows: int = 0
    wall: float = 0.0
    server: float = 0.0
    database: float = 0.0
    seconds: list[float] = field(default_factory=list)  # of each flow

    def add(self, other: "Cost") -> None:
        self.flows += other.flows
        self.wall += other.wall
        self.server += other.server
        self.database += other.database
        self.seconds += other.seconds

    @property
    def cpu_ms(self) -> float:
        return 1000 * (self.server + self.database) / self.flows

    @property
    def server_ms(self) -> float:
        return 1000 * self.server / self.flows

    @property
    def database_ms(self) -> float:
        return 1000 * self.database / self.flows

    @property
    def rate(self) -> float:
        return self.flows / self.wall

    def quantile(self, share: float) -> float:
        """In milliseconds."""
        found = sorted(self.seconds)
        return 1000 * found[min(len(found) - 1, int(share * len(found)))]


def expect(answer: Answer, status: int) -> Answer:
    if answer.status != status:
        raise Broken(f"{answer.status} instead of {status}: {answer.location} {answer.body[:300]!r}")
    return answer


def web_flow(site: Site, path: str) -> Flow:
    """Form, POST, confirmation: three requests."""

    async def flow(visitor: Visitor) -> list[float]:
        begun = time.perf_counter()
        expect(await visitor.get(path), 200)
        answer = expect(await visitor.post(path, site.form), 302)
        expect(await visitor.get(answer.location), 200)
        return [time.perf_counter() - begun]

    return flow


def post_form(site: Site, path: str, status: int) -> Flow:
    async def flow(visitor: Visitor) -> list[float]:
        begun = time.perf_counter()
        expect(await visitor.post(path, site.form), status)
        return [time.perf_counter() - begun]

    return flow


async def drive(clients: int, tasks: Iterable[tuple[Visitor, Flow]]) -> tuple[list[float], float]:
    """Each of `clients` takes the next person when done with one; seconds of each, and of all."""
    waiting = iter(tasks)
    seconds: list[float] = []

    async def client() -> None:
        for visitor, flow in waiting:
            seconds.extend(await flow(visitor))
            visitor.close()

    begun = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return seconds, time.perf_counter() - begun


def measure(portal: Portal, site: Site, clients: int, tasks: list[tuple[Visitor, Flow]]) -> Cost:
    """One block on one site, with the processor time of its server and of PostgreSQL."""
    server, database = site.server_seconds(), portal.database_seconds()
    seconds, wall = asyncio.run(drive(clients, tasks))
    return Cost(
        len(tasks), wall, site.server_seconds() - server, portal.database_seconds() - database, seconds
    )

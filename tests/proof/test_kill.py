"""kill -9 of server, worker and database while people book: what was confirmed stays, and is written to them.

PostgreSQL runs with fsync. The clients note what they were told; afterwards it is looked for.
"""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.db import connection, connections

from programme.core.jobs import defer
from programme.notifications.models import Message
from programme.tours.choices import BookingStatus
from programme.tours.models import Booking
from tests.tours.conftest import open_factory, session_of
from tests.tours.story import Look, check

from .mailbox import Mailbox
from .portal import Portal
from .visitors import Visitor, many_users, sign_in, with_database

pytestmark = pytest.mark.proof

KILLS = 20
PEOPLE, SESSIONS, SEATS = 24, 40, 6  # at once; for each kill so many sessions of so many seats
FLOWS = 15  # so many bookings must be confirmed before the next kill
FLOWS_WITHIN = 60  # seconds after a part was started again
STALLED_AFTER = 31  # seconds until a killed worker's jobs may be taken up again (procrastinate's 30)
DRAINED_WITHIN = 300


@dataclass
class Told:
    """What people were told, and when."""

    booked: dict[str, object] = field(default_factory=dict)  # public id: person
    cancelled: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)  # asked to cancel, and no answer came
    broken: int = 0  # connections that ended in the middle
    faults: int = 0  # answers of 500 and above: while the database is away


async def visit(visitor: Visitor, told: Told, paths: list[str], over: asyncio.Event) -> None:
    """Book in one session after another; give every fourth booking back."""
    assert visitor.user is not None
    while not over.is_set():
        path = random.choice(paths)
        booking = ""
        try:
            answer = await visitor.post(path, {"kind": "individual", "seats": random.randint(1, 3)})
            told.faults += answer.status >= 500
            booking = answer.booking
            if booking:
                told.booked[booking] = visitor.user.pk
            if booking and booking not in told.cancelled | told.doubtful and random.random() < 0.25:
                told.doubtful.add(booking)
                answer = await visitor.post(f"/tours/bookings/{booking}/cancel/", {})
                told.faults += answer.status >= 500
                if answer.status == 302:
                    told.cancelled.add(booking)
                    told.doubtful.discard(booking)
        except (OSError, EOFError, TimeoutError):
            told.broken += 1
            visitor.close()
            await asyncio.sleep(0.05)


def new_sessions(programme: object) -> list[str]:
    begin = random.randint(48, 200)
    sessions = [session_of(programme, capacity=SEATS, hours=begin + n * 2) for n in range(SESSIONS)]
    return [session.get_absolute_url() for session in sessions]


async def storm(portal: Portal, programme: object, told: Told, kill: Callable[[], None]) -> list[float]:
    """Kill KILLS times while people book; seconds from each kill until bookings flowed again."""
    visitors = await asyncio.to_thread(lambda: sign_in(portal.address, many_users(PEOPLE)))
    paths = await asyncio.to_thread(new_sessions, programme)
    over = asyncio.Event()
    people = [asyncio.create_task(visit(one, told, paths, over)) for one in visitors]
    pauses = []
    await flow(told, time.monotonic())
    for _kill in range(KILLS):
        await asyncio.sleep(random.uniform(0.05, 0.4))
        killed = time.monotonic()
        await asyncio.to_thread(kill)
        paths[:] = await asyncio.to_thread(again(new_sessions, programme))
        pauses.append(await flow(told, killed))
    over.set()
    await asyncio.gather(*people)
    for visitor in visitors:
        visitor.close()
    return pauses


def again(call: Callable[..., list[str]], *arguments: object) -> Callable[[], list[str]]:
    """The test's own connection may have gone with the database."""

    def run() -> list[str]:
        connections.close_all()
        return call(*arguments)

    return run


async def flow(told: Told, since: float) -> float:
    """Wait until bookings are confirmed again; how long it took."""
    before = len(told.booked)
    while len(told.booked) < before + FLOWS:
        assert time.monotonic() < since + FLOWS_WITHIN, "nothing flows any more"
        await asyncio.sleep(0.02)
    return time.monotonic() - since


def drain(portal: Portal) -> None:
    """Let the worker send all that waits, what a killed one had begun included."""
    if not portal.worker_runs():
        portal.start_worker()
    time.sleep(STALLED_AFTER)
    defer("core.retry_stalled_jobs", timestamp=0)  # as every five minutes
    deadline = time.monotonic() + DRAINED_WITHIN
    while left := Message.objects.filter(status="queued").count():
        assert time.monotonic() < deadline, f"{left} mails still wait"
        time.sleep(0.5)


def judge(told: Told, programme: object, mails: Mailbox) -> dict[str, int]:
    """Everything that people were told is true, and every booking is written to its person."""
    check(Look.at(programme), programme)
    found = {one.public_id: one for one in Booking.objects.filter(session__tour_programme=programme)}
    lost = [key for key, person in told.booked.items() if found[key].person_id != person]
    assert not lost
    for key in told.booked:
        status = found[key].status
        if key in told.cancelled:
            assert status == BookingStatus.CANCELLED
        elif key not in told.doubtful:
            assert status == BookingStatus.CONFIRMED
    host = settings.SITE_URL.partition("://")[2].partition(":")[0]
    written: dict[tuple[str, str], str] = {}
    for message in Message.objects.filter(template__in=["tours/mail/booked", "tours/mail/cancelled"]):
        assert message.status == "sent"
        written[message.context["booking_id"], message.template.rpartition("/")[2]] = f"{message.uid}@{host}"
    arrived = {key.partition("@")[0]: times for key, times in mails.times.items()}
    for key, booking in found.items():
        assert arrived[written[key, "booked"].partition("@")[0]] >= 1
        if booking.status == BookingStatus.CANCELLED:
            assert arrived[written[key, "cancelled"].partition("@")[0]] >= 1
    # Sent again is the same mail: same Message-ID, same words; nothing was sent that is not in the outbox.
    assert all(len(bodies) == 1 for bodies in mails.bodies.values())
    assert {key.partition("@")[0] for key in mails.times} == {
        str(uid) for uid in Message.objects.values_list("uid", flat=True)
    }
    twice = mails.times.total() - len(mails.times)
    return {"bookings": len(found), "mails": len(mails.times), "mails sent again": twice}


def kill_server(portal: Portal) -> None:
    portal.kill_server()
    portal.start_server()


def kill_worker(portal: Portal) -> None:
    portal.kill_worker()
    portal.start_worker()


def kill_database(portal: Portal) -> None:
    """The worker may end with its connection: then whoever supervises it starts it again."""
    portal.kill_database()
    portal.start_database()
    if not portal.worker_runs():
        portal.start_worker()


@pytest.mark.parametrize("kill", [kill_server, kill_worker, kill_database])
def test_what_was_confirmed_survives(
    whole_portal: Portal, mails: Mailbox, kill: Callable[[Portal], None], tell: Callable[[str], None]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        assert cursor.fetchone() == ("on", "on")
    whole_portal.start_server()
    whole_portal.start_worker()
    programme, told = open_factory(), Told()
    begun = time.monotonic()
    pauses = asyncio.run(with_database(storm(whole_portal, programme, told, lambda: kill(whole_portal))))
    killing = time.monotonic() - begun
    connections.close_all()
    drain(whole_portal)
    counted = judge(told, programme, mails)
    tell(
        f"{kill.__name__}: {KILLS} times in {killing:.0f} s, flowing again after {max(pauses):.1f} s at most;"
        f" {len(told.booked)} bookings confirmed to people, {len(told.cancelled)} given back,"
        f" {told.broken} connections broken, {told.faults} answers of 500 meanwhile; {counted}"
    )
    assert len(told.booked) >= KILLS * FLOWS

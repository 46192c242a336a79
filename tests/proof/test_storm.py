"""250 people at once on 30 seats, over HTTP, a hundred times: none oversold, none left, no error."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from django.db import connection

from programme.tours.choices import BookingStatus
from programme.tours.models import Booking, Session
from tests.tours.conftest import A_CLASS, open_factory, session_of
from tests.tours.story import Look, check

from .portal import Portal
from .visitors import Answer, Visitor, many_users, sign_in, with_database

pytestmark = pytest.mark.proof

CLIENTS, SEATS, ROUNDS = 250, 30, 100
BY_API = 5  # every fifth books through the API, the others on the page
IN_LINE = 60  # of those refused, so many join the line at once; the others go away
MOST_WAVES = 4  # of answers to offers, each of which brings further offers


@dataclass
class Storm:
    """What came back, over all rounds."""

    answers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)  # answers of 500 and above
    oversold: int = 0
    unsold: int = 0

    def note(self, what: str, answer: Answer) -> Answer:
        self.answers[f"{what} {answer.status}"] += 1
        if answer.status >= 500:
            self.faults.append(f"{what} {answer.status}")
        return answer


Round = Callable[[Storm, list[Visitor], Session], Awaitable[None]]


def parties(number: int) -> list[dict[str, object]]:
    """Mostly one to four people, a fifth of them groups of five to twelve."""
    return [
        {**A_CLASS, "seats": random.randint(5, 12)}
        if random.random() < 0.2
        else {"kind": "individual", "seats": random.choice([1, 1, 2, 3, 4])}
        for _ in range(number)
    ]


async def one_round(storm: Storm, visitors: list[Visitor], session: Session) -> None:
    """Everyone books at once; the refused wait while half of the others give back; offers are answered."""
    path, api = session.get_absolute_url(), f"/api/v1/tours/sessions/{session.public_id}/bookings/"
    asked = parties(len(visitors))

    async def book(number: int) -> Answer:
        if number % BY_API:
            return storm.note("book", await visitors[number].post(path, asked[number]))
        body = json.dumps(asked[number]).encode()
        return storm.note("book by API", await visitors[number].post_json(api, body))

    answers = await asyncio.gather(*map(book, range(len(visitors))))
    booked = {n: answer.booking for n, answer in enumerate(answers) if answer.booking}
    refused = [n for n in range(len(visitors)) if n not in booked]
    left = await asyncio.to_thread(seats_left, session)
    storm.oversold += max(0, -left)
    storm.unsold += sum(int(str(asked[n]["seats"])) <= left for n in refused)

    async def wait(number: int) -> None:
        party = {**asked[number], "takes": random.choice(["all", "any"])}
        storm.note("wait", await visitors[number].post(f"{path}wait/", party))

    async def cancel(number: int, booking: str) -> None:
        storm.note("cancel", await visitors[number].post(f"/tours/bookings/{booking}/cancel/", {}))

    leavers = random.sample(sorted(booked), len(booked) // 2)
    await asyncio.gather(
        *map(wait, random.sample(refused, min(IN_LINE, len(refused)))),
        *(cancel(n, booked[n]) for n in leavers),
    )
    await asyncio.to_thread(judge, session)
    by_user = {visitor.user.pk: number for number, visitor in enumerate(visitors) if visitor.user}
    for _wave in range(MOST_WAVES):
        offers = await asyncio.to_thread(open_offers, session)
        if not offers:
            break

        async def answer_offer(person: object, booking: str) -> None:
            number = by_user[person]
            if random.random() < 0.5:
                path = f"/tours/bookings/{booking}/accept/"
                storm.note("accept", await visitors[number].post(path, {}))
            else:
                await cancel(number, booking)

        await asyncio.gather(*(answer_offer(*offer) for offer in offers))
        await asyncio.to_thread(judge, session)


def seats_left(session: Session) -> int:
    session.refresh_from_db()
    return session.capacity - session.taken


def open_offers(session: Session) -> list[tuple[object, str]]:
    offers = Booking.objects.filter(session=session, status=BookingStatus.OFFERED)
    return list(offers.values_list("person_id", "public_id"))


def judge(session: Session) -> None:
    """The same rules as the story's: counters, one booking each, no seat lost on the line, its order."""
    check(Look.at(session.tour_programme), session.tour_programme)


async def only_book(storm: Storm, visitors: list[Visitor], session: Session) -> None:
    """The first wave alone, for a database whose guard is off."""
    path = session.get_absolute_url()
    pairs = zip(visitors, parties(len(visitors)), strict=True)
    await asyncio.gather(*(visitor.post(path, party) for visitor, party in pairs))
    storm.oversold += max(0, -await asyncio.to_thread(seats_left, session))


def play(portal: Portal, a_round: Round = one_round) -> Storm:
    """All rounds, or until one has oversold."""
    storm = Storm()
    visitors = sign_in(portal.address, many_users(CLIENTS))

    async def run() -> None:
        for _round in range(ROUNDS):
            session = await asyncio.to_thread(lambda: session_of(open_factory(), capacity=SEATS))
            await a_round(storm, visitors, session)
            if storm.oversold:
                break
        for visitor in visitors:
            visitor.close()

    asyncio.run(with_database(run()))
    return storm


def test_a_storm_sells_every_seat_once(whole_portal: Portal, tell: Callable[[str], None]) -> None:
    whole_portal.start_server()
    begun = time.monotonic()
    storm = play(whole_portal)
    taken = time.monotonic() - begun
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        (deadlocks,) = cursor.fetchone()
    tell(
        f"storm: {ROUNDS} rounds of {CLIENTS} clients on {SEATS} seats in {taken:.0f} s;"
        f" oversold {storm.oversold}, unsold {storm.unsold}, deadlocks {deadlocks},"
        f" faults {len(storm.faults)}; {dict(sorted(storm.answers.items()))}"
    )
    assert (storm.oversold, storm.unsold, deadlocks, storm.faults) == (0, 0, 0, [])
    assert not whole_portal.errors()
    # The storm was one: people were served and refused, waited, gave back, and were offered seats.
    assert not [one for one in storm.answers if not one.endswith(("200", "201", "302", "409", "422"))]
    for seen in ("book 302", "book 422", "book by API 409", "wait 302", "cancel 302", "accept 302"):
        assert storm.answers[seen] >= ROUNDS


def test_control_without_the_guard_the_storm_oversells(whole_portal: Portal) -> None:
    with whole_portal.databases.connect(whole_portal.name) as owner:
        owner.execute("ALTER TABLE tours_session DROP CONSTRAINT tours_session_seats")
    whole_portal.start_server()
    storm = play(whole_portal, only_book)
    assert storm.oversold > 0

"""The programme dashboard on a walked round: every sum is the rows', every link opens just them."""

from collections import Counter
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest

from programme.applications.choices import ApplicationStatus as S
from programme.calls.models import Call
from programme.funding.models import Agreement, Appropriation, LedgerEntry
from programme.portal.dashboard import Dashboard
from programme.tours.choices import SessionStatus
from programme.tours.models import Session
from programme.tours.queries import tours_progress

from .boards import PAGE, board

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole_round(walked_database: None, db: None) -> Call:
    """The demonstration's finished round, with money, tours and narratives."""
    return Call.objects.get(key="demo-1")


def test_the_funnel_of_a_walked_round_equals_naive_counts(whole_round) -> None:
    funnel = board("round:demo-1").funnel
    statuses = Counter(whole_round.applications.exclude(status=S.DRAFT).values_list("status", flat=True))
    assert funnel.applied == sum(statuses.values())
    steps = {step.key: step.count for step in funnel.steps}
    assert steps["selected"] == statuses[S.SELECTED] > 0
    signed = Agreement.objects.filter(factory__call=whole_round).exclude(signed_at=None)
    assert steps["agreed"] == signed.count() > 0
    assert steps["evaluated"] == statuses[S.EVALUATED] + statuses[S.SELECTED] + statuses[S.NOT_SELECTED]


def test_the_money_is_the_ledgers(whole_round) -> None:
    money = board("programme:demonstration").money
    years = Appropriation.objects.values_list("fiscal_year", flat=True)
    assert [row.year for row in money.rows] == sorted(set(years))
    for row in (*money.rows, money.whole):
        entries = LedgerEntry.objects.filter(appropriation__call__programme__is_demo=True)
        if row.year:
            entries = entries.filter(appropriation__fiscal_year=row.year)
        sums = Counter()
        for entry in entries:
            sums["committed" if entry.kind in ("commitment", "release") else "paid"] += entry.amount_krw
        assert (row.committed_krw, row.paid_krw) == (sums["committed"], sums["paid"])
        assert row.paid_krw + row.owed_krw + row.left_krw == row.amount_krw
    assert money.whole.paid_krw > 0
    assert money.whole.amount_krw == sum(one.amount_krw for one in Appropriation.objects.all())


def test_tours_and_seats_are_the_sessions(whole_round) -> None:
    page = board("round:demo-1")
    sessions = Session.objects.filter(tour_programme__factory__call=whole_round)
    tours = page.tours
    held = sessions.filter(status=SessionStatus.HELD).values("tour_programme", "starts_at")
    assert tours.held == held.distinct().count()  # parallel groups are one tour
    planned = [one for one in sessions.filter(status=SessionStatus.PLANNED) if one.starts_at > page.now]
    times = {(one.tour_programme_id, one.starts_at) for one in planned}
    assert sum(one.progress.planned for one in tours.factories) == len(times) > 0
    assert tours.planned_seats.capacity == sum(one.capacity for one in planned)
    assert tours.planned_seats.taken == sum(one.taken for one in planned) > 0
    assert tours.required == 16 * len(tours.factories)
    both = [(one.progress, tours_progress(one.factory)) for one in tours.factories]
    assert all(one == alone for one, alone in both)


def listed_numbers(page: Dashboard) -> list[tuple[int, Any]]:
    """Every number of the page that has a list."""
    found = []
    for step in page.funnel.steps:
        found += [
            (step.count, step.listed),
            (step.waiting, step.waiting_listed),
            (step.left, step.left_listed),
        ]
    found.append((page.funnel.withdrawn, page.funnel.withdrawn_listed))
    for _row, cells, total in page.selected.rows:
        found += [(cell.count, cell.listed) for cell in (*cells, total)]
    found += [(cell.count, cell.listed) for cell in (*page.selected.sums, page.selected.whole)]
    for one in page.tours.factories:
        found += [(one.progress.held, one.held_listed), (one.progress.planned, one.planned_listed)]
    return [(number, listed) for number, listed in found if number and listed]


@pytest.mark.parametrize(
    "of",
    [
        "round:demo-1",
        "programme:demonstration",
        pytest.param("round:demo-2", marks=pytest.mark.proof),
        pytest.param("", marks=pytest.mark.proof),
    ],
)
def test_every_number_is_as_long_as_its_list(whole_round, client, ministry, of) -> None:
    numbers = listed_numbers(board(of, user=ministry))
    html = unescape(client.get(PAGE, {"of": of}).content.decode())
    assert len(numbers) > 5
    opened = {}
    for number, listed in numbers:
        app, model = listed.model.split(".")
        address = f"/en/admin/{app}/{model}/?{urlencode(dict(listed.filters))}"
        assert f'href="{address}"' in html or "starts_at__gt" in address
        if address not in opened:
            answer = client.get(address)
            assert answer.status_code == 200, address
            opened[address] = answer.context["cl"].result_count
        assert opened[address] == number, address


def test_money_leads_to_the_entries_that_add_up_to_it(whole_round, client, ministry) -> None:
    for row in (*(money := board("round:demo-1", user=ministry).money).rows, money.whole):
        for amount, listed in ((row.committed_krw, row.commitments), (row.paid_krw, row.payments)):
            answer = client.get(f"/admin/funding/ledgerentry/?{urlencode(dict(listed.filters))}")
            assert sum(entry.amount_krw for entry in answer.context["cl"].queryset) == amount
        years = client.get(f"/admin/funding/appropriation/?{urlencode(dict(row.listed.filters))}")
        assert sum(one.amount_krw for one in years.context["cl"].queryset) == row.amount_krw

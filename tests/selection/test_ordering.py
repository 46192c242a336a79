"""The order of the ranking: by total, ties by rule, independent of how the rows arrive."""

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from programme.selection.ordering import Candidate, order

START = datetime(2026, 1, 1, tzinfo=UTC)
POINTS = st.integers(0, 3).map(lambda n: Decimal(n * 25))


@st.composite
def fields(draw: st.DrawFn) -> list[Candidate]:
    """Few distinct values, so that ties of every depth come up."""
    made = draw(st.lists(st.tuples(POINTS, POINTS, POINTS, st.integers(0, 2)), max_size=8))
    return [
        Candidate(
            key=number,
            total=total,
            averages=(first, second),
            submitted_at=START + timedelta(days=day),
            receipt=f"{number:04d}",
        )
        for number, (total, first, second, day) in enumerate(made)
    ]


@given(fields(), st.randoms())
def test_the_order_in_which_rows_arrive_does_not_matter(candidates: list[Candidate], random: Any) -> None:
    shuffled = list(candidates)
    random.shuffle(shuffled)
    assert order(shuffled) == order(candidates)


@given(fields())
def test_nobody_stands_above_a_higher_total(candidates: list[Candidate]) -> None:
    placed = order(candidates)
    assert sorted(one.candidate.key for one in placed) == sorted(one.key for one in candidates)
    for above, below in itertools.pairwise(placed):
        assert above.candidate.total >= below.candidate.total
        assert above.rank <= below.rank
        if above.candidate.total == below.candidate.total:
            assert above.candidate.merits <= below.candidate.merits


@given(fields())
def test_a_rank_is_shared_only_by_those_equal_in_everything(candidates: list[Candidate]) -> None:
    placed = order(candidates)
    for one in placed:
        for other in placed:
            equal = (one.candidate.total, one.candidate.merits) == (
                other.candidate.total,
                other.candidate.merits,
            )
            assert (one.rank == other.rank) == equal
        better = sum(
            (-other.candidate.total, other.candidate.merits) < (-one.candidate.total, one.candidate.merits)
            for other in placed
        )
        assert one.rank == better + 1


@given(fields())
def test_ties_are_told_and_only_ties(candidates: list[Candidate]) -> None:
    placed = order(candidates)
    totals = [one.candidate.total for one in placed]
    for one in placed:
        assert (one.decided_by is not None) == (totals.count(one.candidate.total) > 1)


def candidate(key: str, total: int, first: int, second: int, day: int) -> Candidate:
    return Candidate(
        key=key,
        total=Decimal(total),
        averages=(Decimal(first), Decimal(second)),
        submitted_at=START + timedelta(days=day),
        receipt=key,
    )


def test_ties_are_broken_by_weight_then_by_the_earlier_submission() -> None:
    placed = order(
        [
            candidate("late", 80, 70, 90, 5),
            candidate("early", 80, 70, 90, 1),
            candidate("heavy", 80, 80, 10, 9),
            candidate("alone", 90, 10, 10, 9),
        ]
    )
    assert [(one.rank, one.candidate.key, one.decided_by) for one in placed] == [
        (1, "alone", None),
        (2, "heavy", 0),
        (3, "early", 2),
        (4, "late", 2),
    ]

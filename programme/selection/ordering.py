"""The order of applications, from totals already rounded. Pure: it reads nothing.

The higher total stands first. Equal totals (as printed, two places) are a tie: the higher average
in the criterion of the greatest weight decides, then in the next, and then the earlier submission
(docs/decisions/0031-ranking.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """`averages` are in the order of the criteria's weights, greatest first."""

    key: Any
    total: Decimal
    averages: tuple[Decimal, ...]
    submitted_at: datetime
    receipt: str = ""  # only makes the order of what is equal in everything a fixed one

    @property
    def merits(self) -> tuple[Any, ...]:
        """What is compared after the total, smallest first."""
        return (*(-average for average in self.averages), self.submitted_at)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A candidate with its rank, from 1. Only those equal in everything share a rank.

    `decided_by` is None unless the total is shared; else the place in `averages` that decided, or
    len(averages) for the submission, or -1 when nothing could.
    """

    rank: int
    candidate: Candidate
    decided_by: int | None


def order(candidates: Iterable[Candidate]) -> list[Placed]:
    """Place the candidates; the order in which they are given does not matter."""
    sorted_ones = sorted(candidates, key=lambda one: (-one.total, one.merits, one.receipt))
    placed: list[Placed] = []
    for index, one in enumerate(sorted_ones):
        before = sorted_ones[index - 1] if index else None
        same = before is not None and (before.total, before.merits) == (one.total, one.merits)
        rank = placed[-1].rank if same else index + 1
        neighbours = [other for other in sorted_ones if other is not one and other.total == one.total]
        placed.append(Placed(rank=rank, candidate=one, decided_by=_decided_by(one, neighbours)))
    return placed


def _decided_by(one: Candidate, tied: list[Candidate]) -> int | None:
    """The last comparison needed to tell `one` from those with the same total."""
    if not tied:
        return None
    differences = [_first_difference(one.merits, other.merits) for other in tied]
    return -1 if -1 in differences else max(differences)


def _first_difference(mine: tuple[Any, ...], others: tuple[Any, ...]) -> int:
    pairs = enumerate(zip(mine, others, strict=True))
    return next((place for place, (one, other) in pairs if one != other), -1)

"""How scores become a total. Exact fractions inside, rounded once, half up, to two places.

An evaluator's weighted score is the sum over the criteria of score ÷ highest score × weight, as a
part of all weights, × 100: 0 to 100, whatever the scales. An application's total is the mean over
its evaluators; none is dropped, neither the highest nor the lowest, because no source says so
(docs/decisions/0031-ranking.md).
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

PLACES = Decimal("0.01")


class Scale(NamedTuple):
    """A criterion as the sums need it: its weight and its highest score."""

    weight: int
    highest: int


def two_places(value: Fraction) -> Decimal:
    """Round half up, as people do by hand."""
    exact = Decimal(value.numerator * 1000 // value.denominator) / 1000
    # A thousandth is enough to round: what lies below it can never make a half.
    return exact.quantize(PLACES, rounding=ROUND_HALF_UP)


def weighted(scores: Mapping[str, int], rubric: Mapping[str, Scale]) -> Fraction:
    """One evaluator's weighted score, 0 to 100; `scores` has every criterion of the rubric."""
    whole = sum(scale.weight for scale in rubric.values())
    parts = (Fraction(scores[key] * scale.weight, scale.highest) for key, scale in rubric.items())
    return sum(parts, Fraction(0)) * 100 / whole


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)

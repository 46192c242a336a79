"""The sums: bounded, independent of order, rounded once and half up."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from programme.evaluation.arithmetic import Scale, mean, two_places, weighted

SCALES = st.builds(Scale, st.integers(1, 100), st.integers(1, 1000))


@st.composite
def judged(draw: st.DrawFn) -> tuple[dict[str, Scale], list[dict[str, int]]]:
    """A rubric of any weights and scales, with the scores of some evaluators."""
    rubric = {f"c{n}": scale for n, scale in enumerate(draw(st.lists(SCALES, min_size=1, max_size=5)))}
    evaluators = draw(st.integers(1, 7))
    scores = [
        {key: draw(st.integers(0, scale.highest)) for key, scale in rubric.items()} for _ in range(evaluators)
    ]
    return rubric, scores


@given(judged())
def test_a_total_lies_between_0_and_100(case: Any) -> None:
    rubric, scores = case
    assert 0 <= two_places(mean([weighted(one, rubric) for one in scores])) <= 100


@given(judged(), st.randoms())
def test_neither_the_order_of_evaluators_nor_of_criteria_matters(case: Any, random: Any) -> None:
    rubric, scores = case
    total = mean([weighted(one, rubric) for one in scores])
    random.shuffle(scores)
    keys = list(rubric)
    random.shuffle(keys)
    assert mean([weighted(one, {key: rubric[key] for key in keys}) for one in scores]) == total


@given(judged())
def test_full_marks_are_100_and_none_are_0(case: Any) -> None:
    rubric, _ = case
    assert weighted({key: scale.highest for key, scale in rubric.items()}, rubric) == 100
    assert weighted(dict.fromkeys(rubric, 0), rubric) == 0


@given(judged(), st.data())
def test_a_higher_score_never_lowers_the_total(case: Any, data: st.DataObject) -> None:
    rubric, (first, *_) = case
    key = data.draw(st.sampled_from(sorted(rubric)))
    higher = {**first, key: data.draw(st.integers(first[key], rubric[key].highest))}
    assert weighted(higher, rubric) >= weighted(first, rubric)


def test_rounding_is_half_up_and_from_the_exact_value() -> None:
    for exact, shown in (
        (Fraction(1, 200), "0.01"),
        (Fraction(2, 3) * 100, "66.67"),
        (Fraction(80449, 1000), "80.45"),
        (Fraction(804449, 10000), "80.44"),
        (Fraction(80444999, 1000000), "80.44"),
    ):
        assert two_places(exact) == Decimal(shown)


def test_weights_and_scales_count_as_written() -> None:
    rubric = {"a": Scale(50, 100), "b": Scale(30, 10), "c": Scale(20, 5)}
    assert weighted({"a": 80, "b": 5, "c": 5}, rubric) == 75  # 40 + 15 + 20

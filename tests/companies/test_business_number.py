import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.companies.business_number import check_digit, formatted, is_valid, normalise

CASES = json.loads((Path(__file__).parent / "business_numbers.json").read_text())


@pytest.mark.parametrize("number", CASES["valid"])
def test_published_numbers_pass(number):
    assert is_valid(normalise(number))


@pytest.mark.parametrize("number", CASES["invalid"])
def test_wrong_numbers_are_refused(number):
    assert not is_valid(normalise(number))


def test_zeros_satisfy_the_sum_and_are_refused_all_the_same():
    assert check_digit("0" * 9) == 0
    assert not is_valid("0" * 10)


@pytest.mark.parametrize(
    "typed", ["124-81-00998", "1248100998", " 124 81 00998 ", "１２４－８１－００９９８"]
)
def test_every_way_of_typing_is_the_same_number(typed):
    assert normalise(typed) == "1248100998"


@given(st.integers(1, 999_999_999))
def test_exactly_one_last_digit_fits(nine):
    first = f"{nine:09d}"
    assert [digit for digit in "0123456789" if is_valid(first + digit)] == [str(check_digit(first))]


@given(st.text(max_size=30))
def test_no_text_breaks_the_check(text):
    number = normalise(text)
    if is_valid(number):
        assert formatted(number).replace("-", "") == number

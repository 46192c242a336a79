"""Won in words: as people say them, and never rounded."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from programme.core.forms import WonField, WonInput
from programme.core.money import format_won, format_won_digits


@pytest.mark.parametrize(
    ("amount", "korean", "english"),
    [
        (1_200_000_000, "12억 원", "1.2 billion won"),
        (400_000_000, "4억 원", "400 million won"),
        (120_000_000, "1억 2,000만 원", "120 million won"),
        (1_234_567_000, "12억 3,456만 7,000원", "1,234.567 million won"),
        (123_456_789, "1억 2,345만 6,789원", "123,456,789 won"),
        (1_000_000_000_000, "10,000억 원", "1,000 billion won"),
        (5_000, "5,000원", "5,000 won"),
        (0, "0원", "0 won"),
        (-400_000_000, "-4억 원", "-400 million won"),
    ],
)
def test_won_are_written_as_people_say_them(amount: int, korean: str, english: str) -> None:
    assert format_won(amount, "ko") == korean
    assert format_won(amount, "en") == english


def test_digits_are_exact() -> None:
    assert format_won_digits(1_200_000_000, "ko") == "1,200,000,000원"
    assert format_won_digits(1_200_000_000, "en") == "1,200,000,000 won"


@given(st.integers(0, 10**13))
def test_korean_words_add_up_to_the_amount(amount: int) -> None:
    units = {"억": 100_000_000, "만": 10_000, "": 1}
    total = 0
    for part in format_won(amount, "ko").removesuffix("원").replace(",", "").split():
        digits = part.rstrip("억만")
        total += int(digits) * units[part[len(digits) :]]
    assert total == amount


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_two_amounts_never_read_alike(one: int, other: int) -> None:
    same = one == other
    assert (format_won(one, "en") == format_won(other, "en")) is same
    assert (format_won(one, "ko") == format_won(other, "ko")) is same


@pytest.mark.parametrize("typed", ["1200000000", "1,200,000,000", " 1 200 000 000 "])
def test_an_amount_is_read_with_and_without_commas(typed: str) -> None:
    assert WonField().clean(typed) == 1_200_000_000


@pytest.mark.parametrize("typed", ["12억", "1.5", "-", "1,2x"])
def test_words_are_no_amount(typed: str) -> None:
    with pytest.raises(ValidationError):
        WonField().clean(typed)


def test_an_amount_is_shown_with_its_thousands_apart() -> None:
    assert 'value="1,200,000,000"' in WonInput().render("total_krw", 1_200_000_000)
    assert 'value="12억"' in WonInput().render("total_krw", "12억")  # what was refused stays as it was typed


def test_the_same_amount_is_no_change() -> None:
    assert not WonField().has_changed(1_200_000_000, "1,200,000,000")
    assert WonField().has_changed(1_200_000_000, "1,200,000,001")

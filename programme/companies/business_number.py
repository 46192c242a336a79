"""The business registration number (사업자등록번호): ten digits with a check digit.

Weights 1,3,7,1,3,7,1,3,5 and the carry of the ninth digit; source: facts/business_numbers.json.
A passing number need not exist: only the tax service knows (docs/decisions).
"""

import re
import unicodedata

WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
SEPARATORS = re.compile(r"[\s\-‐-―−]")


def normalise(text: str) -> str:
    """Bare digits of what a person typed: hyphens, spaces and full-width digits are accepted."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text))


def check_digit(first_nine: str) -> int:
    """The tenth digit that belongs to nine digits."""
    digits = [int(d) for d in first_nine]
    total = sum(w * d for w, d in zip(WEIGHTS, digits, strict=True)) + digits[8] * 5 // 10
    return (10 - total % 10) % 10


def is_valid(number: str) -> bool:
    """Whether ten bare digits form a number; 000-00-00000 satisfies the sum and is refused."""
    return (
        re.fullmatch(r"[0-9]{10}", number) is not None
        and number != "0" * 10
        and check_digit(number[:9]) == int(number[9])
    )


def formatted(number: str) -> str:
    """NNN-NN-NNNNN."""
    return f"{number[:3]}-{number[3:5]}-{number[5:]}"

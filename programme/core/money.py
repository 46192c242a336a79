"""Won for people: whole amounts in words, never rounded."""

from decimal import Decimal

EOK = 100_000_000
MAN = 10_000
BILLION = 1_000_000_000
MILLION = 1_000_000
THOUSAND = 1_000


def format_won(amount: int, language: str) -> str:
    """Write a whole number of won as Koreans ("12억 원") or English readers ("1.2 billion won") say it.

    Nothing is rounded away: what does not end in round units is written out to the last won.
    """
    sign = "-" if amount < 0 else ""
    written = _korean(abs(amount)) if language.startswith("ko") else _english(abs(amount))
    return sign + written


def format_won_digits(amount: int, language: str) -> str:
    """Write the same amount in digits: "1,200,000,000원", "1,200,000,000 won"."""
    return f"{amount:,}원" if language.startswith("ko") else f"{amount:,} won"


def _korean(amount: int) -> str:
    eok, below = divmod(amount, EOK)
    man, rest = divmod(below, MAN)
    parts = [f"{eok:,}억"] * bool(eok) + [f"{man:,}만"] * bool(man)
    # A unit is followed by a space (12억 원), bare digits are not (5,000원).
    return " ".join([*parts, f"{rest:,}원" if rest or not parts else "원"])


def _english(amount: int) -> str:
    if amount >= BILLION and amount % MILLION == 0:
        return f"{_quotient(amount, BILLION)} billion won"
    if amount >= MILLION and amount % THOUSAND == 0:
        return f"{_quotient(amount, MILLION)} million won"
    return f"{amount:,} won"


def _quotient(amount: int, unit: int) -> str:
    # At most three decimals by the conditions above, so the quotient is exact.
    return f"{(Decimal(amount) / unit).normalize():,f}"

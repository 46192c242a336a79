"""Addresses from Korean names."""

from django.utils.text import slugify

# fmt: off
INITIALS = [
    "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "-", "j", "jj", "ch", "k", "t", "p",
    "h",
]
VOWELS = [
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we",
    "wi", "yu", "eu", "ui", "i",
]
FINALS = [
    "-", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p",
    "t", "t", "ng", "t", "t", "k", "t", "p", "t",
]
# fmt: on
FIRST, LAST = 0xAC00, 0xD7A3


def romanised(text: str) -> str:
    """Hangul in Latin letters, each syllable by itself (Revised Romanisation without assimilation).

    For addresses only: it is never shown as anyone's English name.
    """
    return "".join(_syllable(ord(letter)) if FIRST <= ord(letter) <= LAST else letter for letter in text)


def _syllable(code: int) -> str:
    rest, final = divmod(code - FIRST, len(FINALS))
    initial, vowel = divmod(rest, len(VOWELS))
    return (INITIALS[initial] + VOWELS[vowel] + FINALS[final]).replace("-", "")


def address_of(name_ko: str, name_en: str = "") -> str:
    """An address part from a checked English name, else from the Korean one; may be empty."""
    return slugify(name_en) or slugify(romanised(name_ko))

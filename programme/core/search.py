"""Text as the search compares it (PostgreSQL's pg_trgm, which every search here stands on).

Hangul is taken apart into its letters (normal form D), so that a word of two syllables has trigrams
of its own and one wrong letter spoils a few of them, not whole syllables.
"""

import unicodedata
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import CharField, F, Func, Q, QuerySet

LONGEST = 80  # letters of a query; more is cut off
MOST_WORDS = 6
LETTERS_FOR_TYPOS = 5  # shorter words, counted in taken-apart letters, must occur as they are


class Searchable(Func):
    """Some text columns, none of them null, as one text to compare; the same expression is indexed."""

    template = "normalize(lower(%(expressions)s), NFD)"
    arg_joiner = " || ' ' || "
    output_field = CharField()


def search_index(name: str, *fields: str) -> GinIndex:
    """The trigram index of Searchable(*fields)."""
    return GinIndex(OpClass(Searchable(*fields), name="gin_trgm_ops"), name=name)


def taken_apart(text: str) -> str:
    """`text` as Searchable writes it."""
    return unicodedata.normalize("NFD", text.lower())


def words_of(text: str) -> list[str]:
    """The words that are looked for: at most MOST_WORDS, in composed form, each once."""
    composed = unicodedata.normalize("NFC", text)[:LONGEST]
    return list(dict.fromkeys(composed.replace("\x00", " ").split()))[:MOST_WORDS]


class Fields:
    """Columns that are searched as one text; `path` leads to the model that has (and indexes) them.

    They count only in rows of which `when` is true: English that nobody checked is not searched.
    """

    def __init__(self, *names: str, path: str = "", when: Q | None = None) -> None:
        self.names = [f"{path}__{name}" if path else name for name in names]
        self.when = when or Q()
        self.alias = f"text_of_{self.names[0]}".replace("__", "_")

    @property
    def text(self) -> Searchable:
        return Searchable(*(F(name) for name in self.names))

    def holds(self, word: str) -> Q:
        """Rows where the word occurs as it is written, in either case.

        The index finds the letters; the columns then tell 기어 from the beginning of 기업.
        """
        as_written = Q()
        for name in self.names:
            as_written |= Q(**{f"{name}__icontains": word})
        return self.when & Q(**{f"{self.alias}__contains": taken_apart(word)}) & as_written

    def resembles(self, word: str) -> Q:
        """Rows with a word like this one, by as much as pg_trgm.word_similarity_threshold asks."""
        letters = taken_apart(word)
        if len(letters) < LETTERS_FOR_TYPOS:
            return self.holds(word)
        return self.holds(word) | self.when & Q(**{f"{self.alias}__trigram_word_similar": letters})


def matching(found: QuerySet[Any], fields: list[Fields], words: list[str], *, typos: bool = False) -> Any:
    """The rows in which every word stands in some of the fields."""
    found = found.alias(**{one.alias: one.text for one in fields})
    for word in words:
        anywhere = Q()
        for one in fields:
            anywhere |= one.resembles(word) if typos else one.holds(word)
        found = found.filter(anywhere)
    return found

"""Text as the search compares it (PostgreSQL's pg_trgm, which every search here stands on).

Hangul is taken apart into its letters (normal form D), so that a word of two syllables has trigrams
of its own and one wrong letter spoils a few of them, not whole syllables.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import connection, transaction
from django.db.models import CharField, F, Func, Q, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LONGEST = 80  # letters of a query; more is cut off
MOST_WORDS = 6
SIMILAR_ENOUGH = 0.5  # one wrong letter of seven, or two letters exchanged; less finds anything
# Shorter words must occur as they are: two syllables, or four Latin letters, resemble too much.
SYLLABLES_FOR_TYPOS, LETTERS_FOR_TYPOS = 3, 5


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


def counted(text: str) -> int:
    """How many letters and digits; signs resemble nothing."""
    return sum(map(str.isalnum, text))


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
        if counted(word) < SYLLABLES_FOR_TYPOS or counted(letters) < LETTERS_FOR_TYPOS:
            return self.holds(word)
        return self.holds(word) | self.when & Q(**{f"{self.alias}__trigram_word_similar": letters})


class Linked:
    """Rows that are linked to others by a many-to-many table: those of whose others `fields` match.

    `rows` are the table's own, `column` its reference to the rows that are searched.
    """

    def __init__(self, fields: Fields, rows: Callable[[], QuerySet[Any]], column: str) -> None:
        self.fields, self.rows, self.column = fields, rows, column

    def holds(self, word: str) -> Q:
        return Q(pk__in=matching(self.rows(), [self.fields], [word]).values(self.column))

    def resembles(self, word: str) -> Q:
        return Q(pk__in=matching(self.rows(), [self.fields], [word], typos=True).values(self.column))


def matching(
    found: QuerySet[Any], fields: Sequence[Fields | Linked], words: Sequence[str], *, typos: bool = False
) -> Any:
    """The rows in which every word stands in some of the fields; with `typos` also a word like it."""
    found = found.alias(**{one.alias: one.text for one in fields if isinstance(one, Fields)})
    for word in words:
        anywhere = Q()
        for one in fields:
            anywhere |= one.resembles(word) if typos else one.holds(word)
        found = found.filter(anywhere)
    return found


@contextmanager
def tolerance(similarity: float = SIMILAR_ENOUGH) -> Iterator[None]:
    """While inside, a word resembles another from this word similarity on (0 to 1)."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(similarity)]
            )
        yield


def marked(text: str, words: Sequence[str]) -> SafeString:
    """The text, escaped, with every occurrence of the words in <mark>."""
    if not words:
        return format_html("{}", text)
    parts = re.split("(" + "|".join(re.escape(word) for word in longest_first(words)) + ")", text, flags=re.I)
    return format_html_join(
        "",
        "{}",
        ((format_html("<mark>{}</mark>", part) if place % 2 else part,) for place, part in enumerate(parts)),
    )


def longest_first(words: Sequence[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


def excerpt(text: str, words: Sequence[str], around: int = 70) -> str:
    """The part of a text in which the first of the words occurs, else its beginning; to be escaped."""
    line = " ".join(text.split())
    places = [line.lower().find(word.lower()) for word in words]
    first = min((place for place in places if place >= 0), default=0)
    start = max(first - around // 2, 0)
    end = start + 2 * around
    return ("…" if start else "") + line[start:end].strip() + ("…" if end < len(line) else "")

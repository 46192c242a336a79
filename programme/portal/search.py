"""The site's search: factories, rounds, news, questions. It finds only what the public pages show.

What is written the way it was asked comes first; only when there is nothing at all, words that
resemble it are tried. No column with personal data is among the fields.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.core.display import date_text, name_in_language
from programme.core.search import (
    Fields,
    Linked,
    Searchable,
    excerpt,
    marked,
    matching,
    taken_apart,
    tolerance,
    words_of,
)
from programme.factories.models import LighthouseFactory
from programme.news.models import Answer
from programme.news.prose import first_words
from programme.news.queries import ANSWER_TEXTS, ARTICLE_TEXTS, listed_answers, listed_articles

from .queries import listed_calls, listed_factories
from .rows import round_name

SHOWN_OF_EACH = 5  # of each kind on the first page of results; all of one kind are in pages
PER_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One result: escaped title and words with what was looked for marked, and where it leads."""

    url: str
    title: SafeString
    title_lang: str
    text: SafeString
    text_lang: str
    facts: list[str]
    is_demo: bool


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of thing that is searched. `names` decide the order, the best likeness first."""

    key: str
    label: Any
    rows: Callable[[], QuerySet[Any]]
    fields: Sequence[Fields | Linked]
    names: tuple[str, ...]
    hit: Callable[[Any, Sequence[str]], Hit]


@dataclass(frozen=True, kw_only=True)
class Group:
    """What was found of a kind: how many in all, and some or a page of them."""

    key: str
    label: Any
    count: int
    hits: list[Hit]
    page: Page | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """The answer to a search. `similar`: nothing is written as asked, these resemble it."""

    groups: list[Group]
    similar: bool

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


def search(text: str, *, only: str = "", page: int | str = 1) -> Found:
    """What the portal shows of `text`: some of every kind, or a page of the kind `only`."""
    words = words_of(text)
    kinds = [kind for kind in KINDS if not only or kind.key == only]
    if not words:
        return Found(groups=[], similar=False)
    # Of one kind typos are tried only where the search of all kinds had to: the same answer either way.
    exactly = [(kind, matching(kind.rows(), kind.fields, words)) for kind in KINDS]
    counts = {kind.key: rows.count() for kind, rows in exactly}
    if any(counts.values()):
        return Found(groups=_groups(exactly, counts, kinds, words, page), similar=False)
    with tolerance():
        nearly = [(kind, matching(kind.rows(), kind.fields, words, typos=True)) for kind in KINDS]
        counts = {kind.key: rows.count() for kind, rows in nearly}
        return Found(groups=_groups(nearly, counts, kinds, words, page), similar=True)


def _groups(
    found: list[tuple[Kind, QuerySet[Any]]],
    counts: dict[str, int],
    wanted: list[Kind],
    words: list[str],
    page: int | str,
) -> list[Group]:
    groups = []
    for kind, rows in found:
        if kind not in wanted or not counts[kind.key]:
            continue
        likeness = TrigramWordSimilarity(taken_apart(" ".join(words)), Searchable(*kind.names))
        ranked = rows.annotate(likeness=likeness).order_by("-likeness", *rows.query.order_by)
        shown, in_pages = ranked[:SHOWN_OF_EACH], None
        if len(wanted) == 1:
            in_pages = Paginator(ranked, PER_PAGE).get_page(page)
            shown = in_pages.object_list  # type: ignore[assignment]
        groups.append(
            Group(
                key=kind.key,
                label=kind.label,
                count=counts[kind.key],
                hits=[kind.hit(row, words) for row in shown],
                page=in_pages,
            )
        )
    return groups


# --- What is searched ------------------------------------------------------------------------


def _lang(record: Any, field: str) -> str:
    """ "ko" where the record's text in the page's language is its Korean on an English page."""
    foreign = not (get_language() or "ko").startswith("ko")
    korean = getattr(record, f"{field}_ko", None)
    return "ko" if foreign and name_in_language(record, field) == korean else ""


def _hit(
    record: Any,
    words: Sequence[str],
    title: tuple[Any, str],
    text: tuple[Any, str],
    url: str,
    facts: list[Any],
) -> Hit:
    """`title` and `text` are each a record and the name of its text in both languages."""
    return Hit(
        url=url,
        title=marked(name_in_language(*title), words),
        title_lang=_lang(*title),
        text=marked(excerpt(first_words(name_in_language(*text), 10_000), words), words),
        text_lang=_lang(*text),
        facts=[str(fact) for fact in facts if fact],
        is_demo=getattr(record, "is_demo", False),
    )


def factory_hit(factory: LighthouseFactory, words: Sequence[str]) -> Hit:
    label = factory.industry_label
    facts = [
        round_name(factory.call),
        name_in_language(factory.region),
        name_in_language(label) if label else "",
        name_in_language(factory, "main_product"),
    ]
    text, url = (factory, "plan"), factory.get_absolute_url()
    return _hit(factory, words, (factory.company, "name"), text, url, facts)


def call_hit(call: Any, words: Sequence[str]) -> Hit:
    url = reverse("portal:call", args=[call.key])
    hit = _hit(call, words, (call, "title"), (call, "summary"), url, [call.get_status_display()])
    return Hit(**{**vars(hit), "is_demo": call.programme.is_demo})


def article_hit(article: Any, words: Sequence[str]) -> Hit:
    day = date_text(article.published_on, get_language() or "ko") if article.published_on else ""
    facts = [article.get_kind_display(), day]
    return _hit(article, words, (article, "title"), (article, "body"), article.get_absolute_url(), facts)


def answer_hit(answer: Answer, words: Sequence[str]) -> Hit:
    facts = [answer.get_category_display(), name_in_language(answer.call, "title") if answer.call else ""]
    url = f"{reverse('news:questions')}#q-{answer.key}"
    return _hit(answer, words, (answer, "question"), (answer, "answer"), url, facts)


FACTORY_FIELDS: list[Fields | Linked] = [
    Fields("name_ko", "later_name_ko", path="company"),
    Fields("name_en", path="company", when=Q(company__name_en_checked=True)),
    Fields("main_product_ko", "main_product_en", "plan_ko", "plan_en", "city_ko"),
    Fields("name_ko", "name_en", "short_ko", path="region"),
    Fields("name_ko", "name_en", "short_ko", path="region__successor"),
    Fields("name_ko", "name_en", path="industry_label"),
    Linked(
        Fields("name_ko", "name_en", path="technology"),
        LighthouseFactory.technologies.through.objects.all,
        "lighthousefactory",
    ),
]

KINDS = (
    Kind(
        key="factories",
        label=_("Lighthouse factories"),
        rows=lambda: listed_factories().prefetch_related(None),
        fields=FACTORY_FIELDS,
        names=("company__name_ko", "company__later_name_ko"),
        hit=factory_hit,
    ),
    Kind(
        key="calls",
        label=_("Calls and results"),
        rows=listed_calls,
        fields=[Fields("title_ko", "title_en", "summary_ko", "summary_en")],
        names=("title_ko", "title_en"),
        hit=call_hit,
    ),
    Kind(
        key="news",
        label=_("News and notices"),
        rows=listed_articles,
        fields=ARTICLE_TEXTS,
        names=("title_ko", "title_en"),
        hit=article_hit,
    ),
    Kind(
        key="questions",
        label=_("Questions and answers"),
        rows=listed_answers,
        fields=ANSWER_TEXTS,
        names=("question_ko", "question_en"),
        hit=answer_hit,
    ),
)

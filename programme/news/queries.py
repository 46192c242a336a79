"""Reads of news and help that are used more than once."""

from itertools import groupby

from django.db.models import F, Q, QuerySet

from programme.calls.models import Call
from programme.core.search import Fields, matching, words_of

from .choices import Category
from .models import Answer, AnswerQuerySet, Article, ArticleFile, ArticleQuerySet, Contact

ARTICLE_TEXTS = [Fields("title_ko", "body_ko"), Fields("title_en", "body_en", when=Q(english_checked=True))]
ANSWER_TEXTS = [
    Fields("question_ko", "answer_ko"),
    Fields("question_en", "answer_en", when=Q(english_checked=True)),
]


def listed_articles() -> ArticleQuerySet:
    """Shown articles, the pinned ones first, then the latest."""
    return Article.objects.shown().select_related("programme", "call").latest_first()


def pinned_first(articles: ArticleQuerySet) -> ArticleQuerySet:
    return articles.order_by("-pinned", *articles.query.order_by)


def articles_with(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    """The articles in which every word of `text` occurs."""
    return matching(articles, ARTICLE_TEXTS, words_of(text))


def files_of(article: Article) -> QuerySet[ArticleFile]:
    """The files that go with the article now."""
    return article.files.filter(removed_at=None)


def listed_answers() -> AnswerQuerySet:
    return Answer.objects.shown().select_related("programme", "call")


def answers_with(answers: AnswerQuerySet, text: str) -> AnswerQuerySet:
    """The answers in which, or in whose question, every word of `text` occurs."""
    return matching(answers, ANSWER_TEXTS, words_of(text))


def by_category(answers: AnswerQuerySet) -> list[tuple[str, list[Answer]]]:
    """Answers under the name of their category, in the categories' and then in their own order."""
    place = {category: number for number, category in enumerate(Category.values)}
    found = sorted(answers, key=lambda answer: (place[answer.category], answer.position, answer.pk))
    return [
        (str(Category(category).label), list(group))
        for category, group in groupby(found, key=lambda answer: answer.category)
    ]


def contact_of(call: Call) -> Contact | None:
    """Whom to ask about a call: its own contact, else its programme's."""
    found = Contact.objects.filter(Q(call=call) | Q(call=None, programme=call.programme_id))
    return found.select_related("programme").order_by(F("call_id").asc(nulls_last=True)).first()


def contacts() -> QuerySet[Contact]:
    """The programmes' general contacts, then those of calls."""
    found = Contact.objects.shown().select_related("programme", "call")
    return found.order_by("programme__is_demo", F("call_id").desc(nulls_first=True))

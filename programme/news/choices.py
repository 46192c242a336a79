"""Kinds of news, and the way from draft to published."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ArticleKind(models.TextChoices):
    NEWS = "news", _("News")
    NOTICE = "notice", _("Notice")


class ArticleStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", pgettext_lazy("text", "Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ARTICLE_PAIRS = frozenset(
    {
        (ArticleStatus.DRAFT, ArticleStatus.PUBLISHED),
        (ArticleStatus.DRAFT, ArticleStatus.WITHDRAWN),
        (ArticleStatus.PUBLISHED, ArticleStatus.WITHDRAWN),
    }
)


class AnswerStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", pgettext_lazy("text", "Published")


ANSWER_PAIRS = frozenset(
    {
        (AnswerStatus.DRAFT, AnswerStatus.PUBLISHED),
        (AnswerStatus.PUBLISHED, AnswerStatus.DRAFT),
    }
)


class Category(models.TextChoices):
    """What a question is about; the order in which the page lists them."""

    ELIGIBILITY = "eligibility", _("Who may apply")
    APPLICATION = "application", _("Application and documents")
    SUPPORT = "support", _("Support and costs")
    EVALUATION = "evaluation", _("Screening and evaluation")
    BUILD = "build", _("Agreement and build")
    TOURS = "tours", _("Factory tours")
    OTHER = "other", _("Other questions")


# Forms that offices fill in and papers they read; pictures and programs are none of these.
FILE_KINDS = ("hwp", "hwpx", "pdf", "xlsx", "zip")
FILE_MAX_BYTES = 30 * 1024 * 1024

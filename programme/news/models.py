"""News and notices with their files, questions and answers, and whom to ask."""

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.calls.models import Call, Programme
from programme.core.display import name_in_language
from programme.core.ids import new_public_id
from programme.core.models import Corrected, PublicIdModel
from programme.core.search import search_index
from programme.core.triggers import status_moves

from .choices import ANSWER_PAIRS, ARTICLE_PAIRS, AnswerStatus, ArticleKind, ArticleStatus, Category

if TYPE_CHECKING:
    from programme.accounts.models import User

# What readers of a published article rely on; it changes only as a new revision.
TEXTS = ("title_ko", "title_en", "body_ko", "body_en")


class OfProgramme(models.QuerySet):
    """Records of a programme, the demonstration's only while it is on."""

    def real(self) -> Self:
        return self.filter(programme__is_demo=False)

    def of_shown_programme(self) -> Self:
        return self if settings.DEMO else self.real()


class ArticleQuerySet(OfProgramme):
    def published(self) -> Self:
        return self.filter(status=ArticleStatus.PUBLISHED)

    def shown(self) -> Self:
        """What public pages list: published ones, a demonstration's only while DEMO is on."""
        return self.of_shown_programme().published()

    def visible_to(self, user: "User") -> Self:
        """What is shown to everyone; drafts and withdrawn ones too for staff who see news."""
        if user.is_authenticated and user.has_perm("news.view_article"):
            return self.of_shown_programme()
        return self.shown()

    def latest_first(self) -> Self:
        return self.order_by(F("published_on").desc(nulls_last=True), "-published_at", "-id")


class Article(Corrected):
    """A piece of news or a notice.

    `published_at` is the instant at which it was published here, on the database's clock;
    `published_on` the day readers see. What was taken over from publications has only the day of
    what it tells of, and its `sources`. Bodies are plain text (prose.py says what may stand in it).
    """

    slug = models.SlugField(_("address"), max_length=80, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(_("kind"), max_length=6, choices=ArticleKind, default=ArticleKind.NEWS)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="articles", verbose_name=_("programme")
    )
    call = models.ForeignKey(
        Call,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("call"),
        help_text=_("The call's page then lists it."),
    )
    status = models.CharField(_("status"), max_length=9, choices=ArticleStatus, default=ArticleStatus.DRAFT)
    title_ko = models.CharField(_("title (Korean)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    body_ko = models.TextField(_("text (Korean)"), max_length=20_000)
    body_en = models.TextField(_("text (English)"), max_length=20_000, blank=True)
    english_checked = models.BooleanField(_("English checked"), default=False)
    pinned = models.BooleanField(_("pinned to the top"), default=False, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    published_on = models.DateField(_("published on"), null=True, blank=True, editable=False)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1, editable=False)
    revised_at = models.DateTimeField(_("revised at"), null=True, blank=True, editable=False)
    sources = models.JSONField(_("sources"), default=list, blank=True)

    objects = ArticleQuerySet.as_manager()
    PAIRS = ARTICLE_PAIRS

    class Meta:
        verbose_name = _("news or notice")
        verbose_name_plural = _("news and notices")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["status", "published_on"], name="news_article_published"),
            search_index("news_article_korean", "title_ko", "body_ko"),
            search_index("news_article_english", "title_en", "body_en"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=ArticleStatus.PUBLISHED) | Q(published_on__isnull=False),
                name="news_article_published_on",
                violation_error_message=_("A published article has its day of publication."),
            )
        ]
        triggers = [
            status_moves("news_article_status", ARTICLE_PAIRS),
            pgtrigger.Trigger(
                name="news_article_revision",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status="published")
                & (pgtrigger.Q(old__revision__gte=pgtrigger.F("new__revision")))
                & (
                    pgtrigger.Q(old__title_ko__df=pgtrigger.F("new__title_ko"))
                    | pgtrigger.Q(old__title_en__df=pgtrigger.F("new__title_en"))
                    | pgtrigger.Q(old__body_ko__df=pgtrigger.F("new__body_ko"))
                    | pgtrigger.Q(old__body_en__df=pgtrigger.F("new__body_en"))
                ),
                func="""
                    RAISE EXCEPTION 'a published text changes only as a new revision'
                        USING ERRCODE = 'restrict_violation';
                """,
            ),
        ]

    def __str__(self) -> str:
        return name_in_language(self, "title")

    def get_absolute_url(self) -> str:
        return reverse("news:article", args=[self.slug])

    @property
    def is_demo(self) -> bool:
        return self.programme.is_demo


class ArticleFile(PublicIdModel):
    """A form or paper to download with an article, stored under its hash outside the web root."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(_("file name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=8)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField("SHA-256", max_length=64)
    added_at = models.DateTimeField(_("added at"), db_default=Now())
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("file of an article")
        verbose_name_plural = _("files of an article")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "name"], condition=Q(removed_at=None), name="news_file_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("news:file", args=[self.public_id])


class AnswerQuerySet(OfProgramme):
    def shown(self) -> Self:
        """Published answers, a demonstration's only while DEMO is on."""
        return self.of_shown_programme().filter(status=AnswerStatus.PUBLISHED)


class Answer(Corrected):
    """A question that people ask, with its answer: of one call, or of the programme as a whole."""

    key = models.SlugField(_("key"), unique=True, default=new_public_id, editable=False)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="answers", verbose_name=_("programme")
    )
    call = models.ForeignKey(
        Call,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("call"),
        help_text=_("Empty: it is true of every call."),
    )
    category = models.CharField(_("category"), max_length=11, choices=Category, default=Category.OTHER)
    status = models.CharField(_("status"), max_length=9, choices=AnswerStatus, default=AnswerStatus.DRAFT)
    question_ko = models.CharField(_("question (Korean)"), max_length=200)
    question_en = models.CharField(_("question (English)"), max_length=200, blank=True)
    answer_ko = models.TextField(_("answer (Korean)"), max_length=5_000)
    answer_en = models.TextField(_("answer (English)"), max_length=5_000, blank=True)
    english_checked = models.BooleanField(_("English checked"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    sources = models.JSONField(_("sources"), default=list, blank=True)

    objects = AnswerQuerySet.as_manager()
    PAIRS = ANSWER_PAIRS

    class Meta:
        verbose_name = _("question and answer")
        verbose_name_plural = _("questions and answers")
        ordering = ["position", "id"]
        indexes = [
            search_index("news_answer_korean", "question_ko", "answer_ko"),
            search_index("news_answer_english", "question_en", "answer_en"),
        ]
        triggers = [status_moves("news_answer_status", ANSWER_PAIRS)]

    def __str__(self) -> str:
        return name_in_language(self, "question")

    @property
    def is_demo(self) -> bool:
        return self.programme.is_demo


class ContactQuerySet(OfProgramme):
    def shown(self) -> Self:
        return self.of_shown_programme()


class Contact(Corrected):
    """Whom to ask: of one call, or of the programme as a whole. An office, never a person."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("programme")
    )
    call = models.ForeignKey(
        Call,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("call"),
        help_text=_("Empty: for everything that no call's contact answers."),
    )
    department_ko = models.CharField(_("department (Korean)"), max_length=120)
    department_en = models.CharField(_("department (English)"), max_length=120, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    hours_ko = models.CharField(_("hours (Korean)"), max_length=120, blank=True)
    hours_en = models.CharField(_("hours (English)"), max_length=120, blank=True)
    note_ko = models.CharField(_("what it answers (Korean)"), max_length=300, blank=True)
    note_en = models.CharField(_("what it answers (English)"), max_length=300, blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["programme__is_demo", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "call"], nulls_distinct=False, name="news_contact_once"
            )
        ]

    def __str__(self) -> str:
        return name_in_language(self, "department")

    @property
    def is_demo(self) -> bool:
        return self.programme.is_demo

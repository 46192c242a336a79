"""Programmes and their calls: dates, caps, criteria, questions and documents, as data."""

from datetime import datetime

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programme.core.display import name_in_language
from programme.core.models import Corrected
from programme.core.search import search_index
from programme.core.triggers import status_moves

from .choices import CALL_PAIRS, CallStatus, QuestionKind, Stage
from .triggers import frozen


class Programme(Corrected):
    """Owns its calls, so that a successor or a demonstration lives on the same portal."""

    key = models.SlugField(_("key"), unique=True)
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    target_count = models.PositiveIntegerField(_("target (factories)"), null=True, blank=True)
    target_year = models.PositiveSmallIntegerField(_("target year"), null=True, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    note_ko = models.TextField(_("what became of it (Korean)"), blank=True)
    note_en = models.TextField(_("what became of it (English)"), blank=True)
    successor_ko = models.CharField(_("successor (Korean)"), max_length=120, blank=True)
    successor_en = models.CharField(_("successor (English)"), max_length=120, blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["is_demo", "id"]

    def __str__(self) -> str:
        return name_in_language(self)


class CallQuerySet(models.QuerySet["Call"]):
    def real(self) -> "CallQuerySet":
        """Calls of real programmes: what counts, exports and API defaults use."""
        return self.filter(programme__is_demo=False)

    def published(self) -> "CallQuerySet":
        """Published or concluded: all but drafts."""
        return self.exclude(status=CallStatus.DRAFT)

    def shown(self) -> "CallQuerySet":
        """What public pages list: published calls, a demonstration's only while DEMO is on."""
        published = self.published()
        return published if settings.DEMO else published.real()


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=[
        "key",
        "status",
        "opens_at",
        "closes_at",
        "planned_places",
        "planned_sme_min",
        "announced_selected",
        "announced_sme",
        "announced_mid",
        "candidates_per_technopark",
        "budget_krw",
        "year_cap_krw",
        "total_cap_krw",
        "tours_required",
        "tours_within_months",
        "evaluators_per_application",
        "question_version",
        "rubric_version",
    ],
    model_name="CallHistory",
    context_field=None,  # type: ignore[arg-type]  # the narrative names the person (core.Event)
)
class Call(Corrected):
    """One round. Applications are taken in [opens_at, closes_at), judged in Asia/Seoul.

    Amounts are whole won. `opens_on` and `closes_on` are what publications say of past rounds, whose
    instants are unknown. The announced numbers are the ministry's; the portal counts its own
    factories beside them.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="calls", verbose_name=_("programme")
    )
    key = models.SlugField(_("key"), unique=True, help_text=_("Part of the address, such as 2022-1."))
    title_ko = models.CharField(_("title (Korean)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    summary_ko = models.TextField(_("summary (Korean)"), blank=True)
    summary_en = models.TextField(_("summary (English)"), blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    half = models.PositiveSmallIntegerField(_("half"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=9, choices=CallStatus, default=CallStatus.DRAFT)
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(
        _("closes at"), null=True, blank=True, help_text=_("The first instant that is too late, Seoul time.")
    )
    opens_on = models.DateField(_("opened on, as published"), null=True, blank=True)
    closes_on = models.DateField(_("closed on, as published"), null=True, blank=True)
    announced_on = models.DateField(_("result announced on"), null=True, blank=True)

    planned_places = models.PositiveSmallIntegerField(_("planned places"), null=True, blank=True)
    planned_sme_min = models.PositiveSmallIntegerField(_("planned SMEs at least"), null=True, blank=True)
    announced_selected = models.PositiveSmallIntegerField(_("announced: selected"), null=True, blank=True)
    announced_sme = models.PositiveSmallIntegerField(_("announced: SMEs"), null=True, blank=True)
    announced_mid = models.PositiveSmallIntegerField(_("announced: mid-sized"), null=True, blank=True)

    candidates_per_technopark = models.PositiveSmallIntegerField(
        _("recommendations per techno-park"), default=5
    )
    budget_krw = models.BigIntegerField(_("budget (won)"), null=True, blank=True)
    year_cap_krw = models.BigIntegerField(_("cap per factory and year (won)"), default=400_000_000)
    total_cap_krw = models.BigIntegerField(_("cap per factory (won)"), default=1_200_000_000)
    tours_required = models.PositiveSmallIntegerField(_("tours required"), default=16)
    tours_within_months = models.PositiveSmallIntegerField(_("tours within (months)"), default=24)
    evaluators_per_application = models.PositiveSmallIntegerField(_("evaluators per application"), default=5)
    question_version = models.PositiveSmallIntegerField(
        _("version of the questions"), default=1, editable=False
    )
    rubric_version = models.PositiveSmallIntegerField(_("version of the criteria"), default=1, editable=False)

    note_ko = models.TextField(_("note (Korean)"), blank=True)
    note_en = models.TextField(_("note (English)"), blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)

    objects = CallQuerySet.as_manager()
    PAIRS = CALL_PAIRS

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-year", "-half", "-id"]
        indexes = [search_index("calls_text", "title_ko", "title_en", "summary_ko", "summary_en")]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(opens_at__lt=F("closes_at")),
                name="calls_call_period",
                violation_error_message=_("The call opens before it closes."),
            ),
            models.CheckConstraint(
                condition=Q(year_cap_krw__gt=0) & Q(total_cap_krw__gte=F("year_cap_krw")),
                name="calls_call_caps",
                violation_error_message=_("The cap of a year is above 0 and not above the cap of all years."),
            ),
        ]
        triggers = [status_moves("calls_call_status", CALL_PAIRS)]

    def __str__(self) -> str:
        return name_in_language(self, "title")

    def takes_applications(self, instant: datetime) -> bool:
        """Whether applications are taken at `instant`: published and in [opens_at, closes_at)."""
        return (
            self.status == CallStatus.PUBLISHED
            and self.opens_at is not None
            and self.closes_at is not None
            and self.opens_at <= instant < self.closes_at
        )


class StageDate(models.Model):
    """When a stage after the application runs, [starts_at, ends_at), and who acts in it."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="stages", verbose_name=_("call"))
    stage = models.CharField(_("stage"), max_length=14, choices=Stage)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    actor_ko = models.CharField(_("who acts (Korean)"), max_length=120, blank=True)
    actor_en = models.CharField(_("who acts (English)"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("stage date")
        verbose_name_plural = _("stage dates")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["call", "stage"], name="calls_one_date_per_stage"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="calls_stage_period"),
            # The call itself says when applications are taken: one truth.
            models.CheckConstraint(
                condition=~Q(stage=Stage.APPLICATION), name="calls_application_dates_are_the_calls"
            ),
        ]

    def __str__(self) -> str:
        return self.get_stage_display()


class Criterion(models.Model):
    """What evaluators judge, with its weight in per cent; weights of a version add up to 100.

    The three names are the ministry's; weights were never published and are the call's own
    (facts/FACTS.md section 2).
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria", verbose_name=_("call"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    key = models.SlugField(_("key"))
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    guide_ko = models.TextField(_("guide for evaluators (Korean)"), blank=True)
    guide_en = models.TextField(_("guide for evaluators (English)"), blank=True)
    weight = models.PositiveSmallIntegerField(
        _("weight (%)"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    max_score = models.PositiveSmallIntegerField(_("highest score"), default=100)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["call", "version", "key"], name="calls_criterion_key"),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=100),
                name="calls_criterion_weight",
                violation_error_message=_("The weight is 1 to 100."),
            ),
        ]
        triggers = [frozen("calls_criterion_frozen", "rubric_version")]

    def __str__(self) -> str:
        return name_in_language(self)


class Question(models.Model):
    """A question of the application form, of one version of the call's questions."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="questions", verbose_name=_("call"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    key = models.SlugField(_("key"))
    kind = models.CharField(_("kind"), max_length=8, choices=QuestionKind, default=QuestionKind.TEXT)
    text_ko = models.CharField(_("question (Korean)"), max_length=300)
    text_en = models.CharField(_("question (English)"), max_length=300, blank=True)
    help_ko = models.CharField(_("hint (Korean)"), max_length=500, blank=True)
    help_en = models.CharField(_("hint (English)"), max_length=500, blank=True)
    choices = models.JSONField(
        _("choices"),
        default=list,
        blank=True,
        help_text=_('[["key", "Korean", "English"], …] for one of several.'),
    )
    required = models.BooleanField(_("required"), default=True)
    max_length = models.PositiveIntegerField(_("longest answer (characters)"), default=2000)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["call", "version", "key"], name="calls_question_key")]
        triggers = [frozen("calls_question_frozen", "question_version")]

    def __str__(self) -> str:
        return name_in_language(self, "text")


class RequiredDocument(models.Model):
    """A document that goes with the application."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="documents", verbose_name=_("call"))
    key = models.SlugField(_("key"))
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    required = models.BooleanField(_("required"), default=True)
    kinds = ArrayField(models.CharField(max_length=8), verbose_name=_("file kinds"), default=list)
    max_bytes = models.PositiveIntegerField(_("largest size (bytes)"), default=20 * 1024 * 1024)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("required document")
        verbose_name_plural = _("required documents")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["call", "key"], name="calls_document_key")]

    def __str__(self) -> str:
        return name_in_language(self)

"""Diagnosis of a factory, and the design of what will be built: findings, plan, indicators, costs.

The stage-level status is the application's. A diagnosis is assigned, then visited, then completed;
its instants say so.
"""

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programme.applications.models import Application
from programme.regions.models import Technology

from .choices import CapabilityLevel, Category, CostSource, Direction, ProjectYear, Severity, SystemLevel

# Once the agreement is in force, the factory's page shows what is built and measured to everyone.
FOR_THE_ENGLISH_PAGE = _("Shown on the factory's English page; without it the Korean is shown there.")


def plain(value: Decimal) -> str:
    """A figure without the zeros that its column adds: 3.2 for 3.200, 1,200 for 1200.000."""
    return f"{value.normalize():,f}"


class Diagnosis(models.Model):
    """What a consultant found at one applicant's factory. `revision` tells two open windows apart."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="diagnosis", verbose_name=_("application")
    )
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="diagnoses",
        verbose_name=_("consultant"),
    )
    assigned_at = models.DateTimeField(_("assigned at"), db_default=Now())
    visited_on = models.DateField(_("visited on"), null=True, blank=True)
    capability_level = models.PositiveSmallIntegerField(
        _("manufacturing innovation capability level"), choices=CapabilityLevel, null=True, blank=True
    )
    system_level = models.CharField(_("system level"), max_length=8, choices=SystemLevel, blank=True)
    summary = models.TextField(_("summary"), max_length=5000, blank=True)
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("diagnosis")
        verbose_name_plural = _("diagnoses")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(capability_level=None) | Q(capability_level__range=(1, 5)),
                name="diagnosis_capability_level",
                violation_error_message=_("The level is 1 to 5."),
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None)
                | (
                    Q(visited_on__isnull=False, capability_level__isnull=False)
                    & ~Q(system_level="")
                    & ~Q(summary="")
                ),
                name="diagnosis_completed_is_complete",
                violation_error_message=_(
                    "Before completion enter the day of the visit, both levels and the summary."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def case(self) -> uuid.UUID:
        return self.application.case


class Finding(models.Model):
    """What the consultant found on site in one process or field."""

    diagnosis = models.ForeignKey(Diagnosis, on_delete=models.CASCADE, related_name="findings")
    area = models.CharField(_("area"), max_length=80, help_text=_("Process or field, such as casting."))
    text = models.TextField(_("finding"), max_length=2000)
    severity = models.CharField(_("severity"), max_length=6, choices=Severity)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings of the diagnosis")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.area


class Design(models.Model):
    """The plan for three years that evaluators judge. Amounts are whole won."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="design", verbose_name=_("application")
    )
    designer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="designs",
        verbose_name=_("designer"),
    )
    goal_capability_level = models.PositiveSmallIntegerField(
        _("capability level aimed at"), choices=CapabilityLevel, null=True, blank=True
    )
    goal_system_level = models.CharField(
        _("system level aimed at"), max_length=8, choices=SystemLevel, blank=True
    )
    summary = models.TextField(_("what will be built"), max_length=5000, blank=True)
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("design")
        verbose_name_plural = _("designs")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(goal_capability_level=None) | Q(goal_capability_level__range=(1, 5)),
                name="diagnosis_goal_level",
                violation_error_message=_("The level is 1 to 5."),
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None) | (Q(goal_capability_level__isnull=False) & ~Q(summary="")),
                name="diagnosis_completed_design_is_complete",
                violation_error_message=_("Before completion enter the goal and the summary."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def case(self) -> uuid.UUID:
        return self.application.case


class Improvement(models.Model):
    """What the design changes, with which technologies, in which project year."""

    design = models.ForeignKey(Design, on_delete=models.CASCADE, related_name="improvements")
    title = models.CharField(_("improvement"), max_length=120)
    title_en = models.CharField(
        _("improvement (English)"), max_length=120, blank=True, help_text=FOR_THE_ENGLISH_PAGE
    )
    text = models.TextField(_("what is done"), max_length=2000)
    text_en = models.TextField(_("what is done (English)"), max_length=2000, blank=True)
    technologies = models.ManyToManyField(
        Technology, blank=True, related_name="+", verbose_name=_("technologies")
    )
    year = models.PositiveSmallIntegerField(_("project year"), choices=ProjectYear)

    class Meta:
        verbose_name = _("improvement")
        verbose_name_plural = _("improvements")
        ordering = ["year", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(year__range=(1, 3)), name="diagnosis_improvement_year")
        ]

    def __str__(self) -> str:
        return self.title


class Indicator(models.Model):
    """A measure with formula, baseline and target (facts/FACTS.md section 2, KPI practice)."""

    design = models.ForeignKey(Design, on_delete=models.CASCADE, related_name="indicators")
    category = models.CharField(_("category"), max_length=1, choices=Category)
    name = models.CharField(_("indicator"), max_length=80)
    name_en = models.CharField(
        _("indicator (English)"), max_length=80, blank=True, help_text=FOR_THE_ENGLISH_PAGE
    )
    formula = models.CharField(_("formula"), max_length=200, help_text=_("Such as: defects ÷ output × 100."))
    unit = models.CharField(_("unit"), max_length=20)
    unit_en = models.CharField(_("unit (English)"), max_length=20, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction)
    baseline = models.DecimalField(_("baseline"), max_digits=14, decimal_places=3)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=3)
    period = models.CharField(_("measured over"), max_length=40, help_text=_("Such as: a month, a year."))

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(direction=Direction.UP, target__gt=F("baseline"))
                | Q(direction=Direction.DOWN, target__lt=F("baseline")),
                name="diagnosis_target_improves",
                violation_error_message=_("The target must be better than today, in the direction chosen."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def baseline_plain(self) -> str:
        return plain(self.baseline)

    @property
    def target_plain(self) -> str:
        return plain(self.target)


class Cost(models.Model):
    """What an item of the design costs in one year and who pays it; whole won."""

    design = models.ForeignKey(Design, on_delete=models.CASCADE, related_name="costs")
    year = models.PositiveSmallIntegerField(_("project year"), choices=ProjectYear)
    item = models.CharField(_("item"), max_length=120)
    source = models.CharField(_("paid by"), max_length=10, choices=CostSource)
    amount_krw = models.BigIntegerField(_("amount (won)"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        ordering = ["year", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(year__range=(1, 3)), name="diagnosis_cost_year"),
            models.CheckConstraint(condition=Q(amount_krw__gt=0), name="diagnosis_cost_amount"),
        ]

    def __str__(self) -> str:
        return self.item

"""How the build goes: milestones, agreed indicators and their values, the yearly checks."""

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.accounts.choices import COMPANY_ROLES
from programme.core.models import PublicIdModel
from programme.core.triggers import only_added
from programme.diagnosis.choices import Category, Direction

from .. import triggers
from ..choices import CheckOutcome
from .agreement import Agreement, YearPlan

if TYPE_CHECKING:
    from programme.accounts.models import User


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user: "User") -> "MilestoneQuerySet":
        """A company's own milestones; all for staff who may see them."""
        if user.has_perm("funding.view_milestone"):
            return self
        return self.filter(agreement__factory__company__uid__in=user.scopes(*COMPANY_ROLES))


class Milestone(PublicIdModel):
    """What shall stand by when, within a year of the agreement."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="milestones", verbose_name=_("agreement")
    )
    year_number = models.PositiveSmallIntegerField(
        pgettext_lazy("of the agreement", "year"), validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    title = models.CharField(_("milestone"), max_length=160)
    title_en = models.CharField(_("milestone (English)"), max_length=160, blank=True)
    due_on = models.DateField(_("due on"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True, editable=False)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year_number__gte=1, year_number__lte=3), name="funding_milestone_year"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Indicator(models.Model):
    """An indicator as agreed, with its baseline: taken from the design, fixed with the agreement."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="indicators", verbose_name=_("agreement")
    )
    category = models.CharField(_("category"), max_length=1, choices=Category, blank=True)
    name = models.CharField(_("indicator"), max_length=80)
    name_en = models.CharField(_("indicator (English)"), max_length=80, blank=True)
    formula = models.CharField(_("formula"), max_length=200, blank=True)
    unit = models.CharField(_("unit"), max_length=20)
    unit_en = models.CharField(_("unit (English)"), max_length=20, blank=True)
    period = models.CharField(_("measured over"), max_length=40, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.UP)
    baseline = models.DecimalField(_("baseline"), max_digits=16, decimal_places=4)
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=4)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("agreed indicator")
        verbose_name_plural = _("agreed indicators")
        ordering = ["agreement", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["agreement", "name"], name="funding_indicator_name")]
        triggers = [triggers.only_in_draft("funding_indicator_fixed")]

    def __str__(self) -> str:
        return f"{self.name} ({self.unit})"


class Measurement(models.Model):
    """A measured value of an agreed indicator; only added, the latest day holds."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="measurements", verbose_name=_("indicator")
    )
    measured_on = models.DateField(_("measured on"))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=4)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(_("recorded at"), db_default=Now())

    append_only = True

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["measured_on", "id"]
        triggers = [only_added("funding_measurement_only_added")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value}"


class YearCheck(models.Model):
    """The yearly mid-term check; rows are only added and the latest one holds.

    A year's check must be passed before the next year's instalments (facts/FACTS.md section 2, step 8).
    """

    year_plan = models.ForeignKey(
        YearPlan,
        on_delete=models.PROTECT,
        related_name="checks",
        verbose_name=pgettext_lazy("of the agreement", "year"),
    )
    outcome = models.CharField(_("outcome"), max_length=6, choices=CheckOutcome)
    note = models.TextField(pgettext_lazy("yearly check", "findings"), max_length=2000)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(_("at"), db_default=Now())

    append_only = True

    class Meta:
        verbose_name = _("yearly check")
        verbose_name_plural = _("yearly checks")
        ordering = ["id"]
        triggers = [only_added("funding_check_only_added")]

    def __str__(self) -> str:
        return f"{self.year_plan}: {self.get_outcome_display()}"

"""Money of the build: what the state set aside, what was agreed, asked for and paid.

Amounts are whole won. Counters (`*_krw` marked below) are moved by triggers only (triggers.py).
"""

import uuid
from typing import TYPE_CHECKING

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.accounts.choices import COMPANY_ROLES
from programme.calls.models import Call
from programme.core.choices import PublicStatus
from programme.core.models import PublicIdModel
from programme.core.triggers import only_added, status_moves
from programme.diagnosis.choices import Category, Direction
from programme.factories.models import LighthouseFactory

from . import triggers
from .choices import (
    AGREEMENT_PAIRS,
    AGREEMENT_PUBLIC,
    INSTALMENT_PAIRS,
    INSTALMENT_PUBLIC,
    AgreementStatus,
    CheckOutcome,
    EntryKind,
    InstalmentStatus,
)

if TYPE_CHECKING:
    from programme.accounts.models import User


class Appropriation(models.Model):
    """What the state set aside for one call in one fiscal year; both counters are the ledger's."""

    call = models.ForeignKey(
        Call, on_delete=models.PROTECT, related_name="appropriations", verbose_name=_("call")
    )
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    amount_krw = models.BigIntegerField(_("appropriation (won)"))
    committed_krw = models.BigIntegerField(_("committed (won)"), default=0, editable=False)
    paid_krw = models.BigIntegerField(_("paid (won)"), default=0, editable=False)

    class Meta:
        verbose_name = _("appropriation")
        verbose_name_plural = _("appropriations")
        ordering = ["call", "fiscal_year"]
        constraints = [
            models.UniqueConstraint(fields=["call", "fiscal_year"], name="funding_appropriation_once"),
            models.CheckConstraint(
                condition=Q(committed_krw__lte=F("amount_krw")), name="funding_appropriation_cap"
            ),
            models.CheckConstraint(
                condition=Q(paid_krw__gte=0, paid_krw__lte=F("committed_krw")),
                name="funding_appropriation_paid",
            ),
        ]
        triggers = [
            triggers.moved_by_triggers("funding_appropriation_counters", "committed_krw", "paid_krw"),
            triggers.unchanging("funding_appropriation_fixed", "call_id", "fiscal_year"),
        ]

    def __str__(self) -> str:
        return f"{self.call.key} {self.fiscal_year}"

    @property
    def left_krw(self) -> int:
        """What may still be committed."""
        return self.amount_krw - self.committed_krw


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: "User") -> "AgreementQuerySet":
        """A company's own agreements, once offered; all for staff who may see agreements."""
        if user.has_perm("funding.view_agreement"):
            return self
        return self.filter(factory__company__uid__in=user.scopes(*COMPANY_ROLES)).exclude(
            Q(status=AgreementStatus.DRAFT) | Q(status=AgreementStatus.ENDED, offered_at=None)
        )


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=[
        "factory",
        "status",
        "starts_on",
        "total_krw",
        "committed_krw",
        "paid_krw",
        "terms",
        "capability_level",
    ],
    model_name="AgreementEvent",
)
class Agreement(PublicIdModel):
    """The agreement on one factory's build, up to three years.

    The caps are copied from the call by a trigger. `total_krw` is the sum of the years, `committed_krw`
    and `paid_krw` of the ledger. `terms` (partners, shares, budget, indicators, caps) are fixed when it
    is offered: what both sides sign is what was offered.
    """

    factory = models.OneToOneField(
        LighthouseFactory, on_delete=models.PROTECT, related_name="agreement", verbose_name=_("factory")
    )
    case = models.UUIDField(default=uuid.uuid4, editable=False)  # the factory's, by trigger
    status = models.CharField(
        _("status"), max_length=14, choices=AgreementStatus, default=AgreementStatus.DRAFT
    )
    starts_on = models.DateField(_("starts on"))
    year_cap_krw = models.BigIntegerField(_("cap per year (won)"), default=0, editable=False)
    total_cap_krw = models.BigIntegerField(_("cap in all (won)"), default=0, editable=False)
    total_krw = models.BigIntegerField(_("total (won)"), default=0, editable=False)
    committed_krw = models.BigIntegerField(_("committed (won)"), default=0, editable=False)
    paid_krw = models.BigIntegerField(_("paid (won)"), default=0, editable=False)
    terms = models.JSONField(_("terms"), default=dict, blank=True, editable=False)
    capability_level = models.PositiveSmallIntegerField(
        _("confirmed capability level"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Manufacturing-innovation capability, 1 to 5."),
    )
    drafted_at = models.DateTimeField(_("drafted at"), db_default=Now(), editable=False)
    offered_at = models.DateTimeField(_("offered at"), null=True, blank=True, editable=False)
    company_signed_at = models.DateTimeField(
        _("signed by the company at"), null=True, blank=True, editable=False
    )
    signed_at = models.DateTimeField(_("signed by the ministry at"), null=True, blank=True, editable=False)

    objects = AgreementQuerySet.as_manager()
    PAIRS = AGREEMENT_PAIRS

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-id"]
        permissions = [("countersign_agreement", "Can sign agreements for the ministry")]
        constraints = [
            models.CheckConstraint(
                condition=Q(total_krw__gte=0, total_krw__lte=F("total_cap_krw")), name="funding_total_cap"
            ),
            models.CheckConstraint(
                condition=Q(
                    paid_krw__gte=0, paid_krw__lte=F("committed_krw"), committed_krw__lte=F("total_krw")
                ),
                name="funding_total_paid",
            ),
            models.CheckConstraint(
                condition=Q(capability_level=None) | Q(capability_level__gte=1, capability_level__lte=5),
                name="funding_capability_level",
            ),
        ]
        triggers = [
            status_moves("funding_agreement_status", AGREEMENT_PAIRS),
            triggers.copy_call_caps,
            triggers.moved_by_triggers(
                "funding_agreement_counters", "total_krw", "committed_krw", "paid_krw"
            ),
            triggers.unchanging(
                "funding_agreement_fixed", "factory_id", '"case"', "year_cap_krw", "total_cap_krw"
            ),
            triggers.unchanging("funding_terms_fixed", "terms", "starts_on", unless="OLD.status = 'draft'"),
        ]

    def __str__(self) -> str:
        return str(self.factory)

    def get_absolute_url(self) -> str:
        return reverse("funding:detail", args=[self.public_id])

    @property
    def public_status(self) -> PublicStatus:
        return AGREEMENT_PUBLIC[AgreementStatus(self.status)]


class YearPlan(models.Model):
    """One year of an agreement. `requested_krw` counts what is asked for and not given up."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="years", verbose_name=_("agreement")
    )
    year_number = models.PositiveSmallIntegerField(pgettext_lazy("of the agreement", "year"))
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    amount_krw = models.BigIntegerField(_("amount (won)"))
    year_cap_krw = models.BigIntegerField(_("cap per year (won)"), default=0, editable=False)
    requested_krw = models.BigIntegerField(_("requested (won)"), default=0, editable=False)
    committed_krw = models.BigIntegerField(_("committed (won)"), default=0, editable=False)
    paid_krw = models.BigIntegerField(_("paid (won)"), default=0, editable=False)

    class Meta:
        verbose_name = _("year of an agreement")
        verbose_name_plural = _("years of agreements")
        ordering = ["agreement", "year_number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "year_number"], name="funding_year_once"),
            models.UniqueConstraint(
                fields=["agreement", "fiscal_year"],
                deferrable=models.Deferrable.DEFERRED,  # a plan may be shifted by a year
                name="funding_fiscal_year_once",
            ),
            models.CheckConstraint(
                condition=Q(year_number__gte=1, year_number__lte=3), name="funding_three_years"
            ),
            models.CheckConstraint(
                condition=Q(amount_krw__gt=0, amount_krw__lte=F("year_cap_krw")), name="funding_year_cap"
            ),
            models.CheckConstraint(
                condition=Q(
                    paid_krw__gte=0, paid_krw__lte=F("committed_krw"), committed_krw__lte=F("amount_krw")
                ),
                name="funding_year_paid",
            ),
            models.CheckConstraint(
                condition=Q(requested_krw__gte=0, requested_krw__lte=F("amount_krw")),
                name="funding_year_requested",
            ),
        ]
        triggers = [
            triggers.copy_year_cap,
            triggers.move_total,
            triggers.moved_by_triggers("funding_year_counters", "requested_krw", "committed_krw", "paid_krw"),
            triggers.unchanging("funding_year_fixed", "year_cap_krw"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.year_number} ({self.fiscal_year})"

    @property
    def left_krw(self) -> int:
        """What may still be requested."""
        return self.amount_krw - self.requested_krw


class InstalmentQuerySet(models.QuerySet["Instalment"]):
    def visible_to(self, user: "User") -> "InstalmentQuerySet":
        """A company's own instalments; all for staff who may see them."""
        if user.has_perm("funding.view_instalment"):
            return self
        return self.filter(year_plan__agreement__factory__company__uid__in=user.scopes(*COMPANY_ROLES))


class Instalment(PublicIdModel):
    """A part of a year's money that the company asks for, with its evidence.

    Who approves and who pays are two people, by CHECK too.
    """

    year_plan = models.ForeignKey(
        YearPlan,
        on_delete=models.PROTECT,
        related_name="instalments",
        verbose_name=pgettext_lazy("of the agreement", "year"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    amount_krw = models.BigIntegerField(_("amount (won)"))
    status = models.CharField(
        _("status"), max_length=9, choices=InstalmentStatus, default=InstalmentStatus.REQUESTED
    )
    evidence = models.TextField(_("evidence"), max_length=2000)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    requested_by = models.UUIDField(null=True, editable=False)
    requested_at = models.DateTimeField(_("requested at"), db_default=Now(), editable=False)
    approved_by = models.UUIDField(null=True, editable=False)
    approved_at = models.DateTimeField(_("approved at"), null=True, editable=False)
    paid_by = models.UUIDField(null=True, editable=False)
    paid_at = models.DateTimeField(_("paid at"), null=True, editable=False)

    objects = InstalmentQuerySet.as_manager()
    PAIRS = INSTALMENT_PAIRS

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ["year_plan", "number"]
        permissions = [
            ("approve_instalment", "Can approve instalments"),
            ("pay_instalment", "Can pay approved instalments"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["year_plan", "number"], name="funding_instalment_number"),
            models.CheckConstraint(condition=Q(amount_krw__gt=0), name="funding_instalment_positive"),
            models.CheckConstraint(
                condition=Q(paid_by=None) | Q(approved_by=None) | ~Q(paid_by=F("approved_by")),
                name="funding_four_eyes",
            ),
        ]
        indexes = [models.Index(fields=["status"], name="funding_instalment_status")]
        triggers = [
            status_moves("funding_instalment_status", INSTALMENT_PAIRS),
            triggers.move_requested,
            triggers.unchanging("funding_instalment_fixed", "year_plan_id", "amount_krw", "number"),
        ]

    def __str__(self) -> str:
        return f"{self.year_plan} – {self.number}"

    def get_absolute_url(self) -> str:
        return self.year_plan.agreement.get_absolute_url()

    @property
    def is_open(self) -> bool:
        """Requested or approved, not yet paid or given up."""
        return self.status in (InstalmentStatus.REQUESTED, InstalmentStatus.APPROVED)

    @property
    def case(self) -> uuid.UUID:
        return self.year_plan.agreement.case

    @property
    def public_status(self) -> PublicStatus:
        return INSTALMENT_PUBLIC[InstalmentStatus(self.status)]


class LedgerEntry(models.Model):
    """One movement of money; only added. The sums of the rows are the counters above them.

    `amount_krw` is negative for a release and a reversal. A reversal names the payment it takes back;
    each payment is reversed once, each instalment is paid once.
    """

    appropriation = models.ForeignKey(
        Appropriation, on_delete=models.PROTECT, related_name="entries", verbose_name=_("appropriation")
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="entries", verbose_name=_("agreement")
    )
    year_plan = models.ForeignKey(
        YearPlan,
        on_delete=models.PROTECT,
        related_name="entries",
        verbose_name=pgettext_lazy("of the agreement", "year"),
    )
    instalment = models.ForeignKey(
        Instalment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("instalment"),
    )
    reverses = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reversal",
        verbose_name=_("reverses"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind)
    amount_krw = models.BigIntegerField(_("amount (won)"))
    by = models.UUIDField(null=True)
    at = models.DateTimeField(_("at"), db_default=Now())

    append_only = True

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[EntryKind.COMMITMENT, EntryKind.PAYMENT], amount_krw__gt=0)
                | Q(kind__in=[EntryKind.RELEASE, EntryKind.REVERSAL], amount_krw__lt=0),
                name="funding_ledger_sign",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[EntryKind.COMMITMENT, EntryKind.RELEASE], instalment=None)
                | Q(kind__in=[EntryKind.PAYMENT, EntryKind.REVERSAL], instalment__isnull=False),
                name="funding_ledger_instalment",
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.REVERSAL, reverses__isnull=False)
                | (~Q(kind=EntryKind.REVERSAL) & Q(reverses=None)),
                name="funding_ledger_reverses",
            ),
            models.UniqueConstraint(
                fields=["instalment"], condition=Q(kind=EntryKind.PAYMENT), name="funding_paid_once"
            ),
        ]
        triggers = [only_added("funding_ledger_only_added"), triggers.move_money]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_krw:,}"


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


class Indicator(models.Model):
    """An indicator as agreed, with its baseline: taken from the design, fixed with the agreement."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="indicators", verbose_name=_("agreement")
    )
    category = models.CharField(_("category"), max_length=1, choices=Category, blank=True)
    name = models.CharField(_("indicator"), max_length=80)
    formula = models.CharField(_("formula"), max_length=200, blank=True)
    unit = models.CharField(_("unit"), max_length=20)
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

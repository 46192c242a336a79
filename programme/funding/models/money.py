"""Money set aside, asked for and moved."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programme.accounts.choices import COMPANY_ROLES
from programme.calls.models import Call
from programme.core.choices import PublicStatus
from programme.core.models import PublicIdModel
from programme.core.triggers import only_added, status_moves

from .. import triggers
from ..choices import INSTALMENT_PAIRS, INSTALMENT_PUBLIC, EntryKind, InstalmentStatus
from .agreement import Agreement, YearPlan

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
        return f"{self.call} · {self.fiscal_year}"

    @property
    def left_krw(self) -> int:
        """What may still be committed."""
        return self.amount_krw - self.committed_krw


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
        return gettext("%(year)s, instalment %(number)d") % {"year": self.year_plan, "number": self.number}

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

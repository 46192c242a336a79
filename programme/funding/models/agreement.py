"""The agreement on a build, and its years."""

import uuid
from typing import TYPE_CHECKING

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programme.accounts.choices import COMPANY_ROLES
from programme.core.choices import PublicStatus
from programme.core.models import PublicIdModel
from programme.core.triggers import status_moves
from programme.factories.models import LighthouseFactory

from .. import triggers
from ..choices import AGREEMENT_PAIRS, AGREEMENT_PUBLIC, AgreementStatus

if TYPE_CHECKING:
    from programme.accounts.models import User


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
        return gettext("%(factory)s, year %(number)d (%(fiscal_year)d)") % {
            "factory": self.agreement,
            "number": self.year_number,
            "fiscal_year": self.fiscal_year,
        }

    @property
    def left_krw(self) -> int:
        """What may still be requested."""
        return self.amount_krw - self.requested_krw

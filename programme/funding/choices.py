"""Statuses of an agreement and of an instalment, kinds of ledger entries."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.core.choices import PublicStatus
from programme.factories.choices import FactoryStatus


class AgreementStatus(models.TextChoices):
    DRAFT = "draft", _("In preparation")
    OFFERED = "offered", _("Offered, waiting for the company")
    COMPANY_SIGNED = "company_signed", _("Signed by the company, waiting for the ministry")
    SIGNED = "signed", _("In force")
    ENDED = "ended", _("Ended")


A = AgreementStatus

AGREEMENT_PAIRS = frozenset(
    {
        (A.DRAFT, A.OFFERED),
        (A.OFFERED, A.COMPANY_SIGNED),
        (A.COMPANY_SIGNED, A.SIGNED),
        (A.OFFERED, A.DRAFT),  # take back the offer, before the ministry has signed
        (A.COMPANY_SIGNED, A.DRAFT),
        (A.DRAFT, A.ENDED),
        (A.OFFERED, A.ENDED),
        (A.COMPANY_SIGNED, A.ENDED),
        (A.SIGNED, A.ENDED),
    }
)

# Those that wait for a signature, or to be offered.
UNSIGNED = frozenset({A.DRAFT, A.OFFERED, A.COMPANY_SIGNED})

AGREEMENT_PUBLIC = {
    A.DRAFT: PublicStatus(_("Being prepared"), _("You will be asked to sign it."), "neutral"),
    A.OFFERED: PublicStatus(
        _("Ready for your signature"), _("Your representative reads and signs it."), "warning"
    ),
    A.COMPANY_SIGNED: PublicStatus(_("Signed by you"), _("The ministry signs next."), "info"),
    A.SIGNED: PublicStatus(
        _("In force"), _("Request the instalments of each year; measure your indicators."), "success"
    ),
    A.ENDED: PublicStatus(_("Ended"), _("Nothing more is paid under this agreement."), "neutral"),
}


class InstalmentStatus(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    APPROVED = "approved", _("Approved, to be paid")
    PAID = "paid", _("Paid")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")
    REVERSED = "reversed", _("Payment reversed")


I = InstalmentStatus  # noqa: E741  the short name reads well in the pairs

INSTALMENT_PAIRS = frozenset(
    {
        (I.REQUESTED, I.APPROVED),
        (I.REQUESTED, I.REFUSED),
        (I.REQUESTED, I.CANCELLED),
        (I.APPROVED, I.CANCELLED),
        (I.APPROVED, I.REQUESTED),  # take back an approval
        (I.APPROVED, I.PAID),
        (I.PAID, I.REVERSED),
    }
)

INSTALMENT_PUBLIC = {
    I.REQUESTED: PublicStatus(_("Requested"), _("The specialised body checks your evidence."), "info"),
    I.APPROVED: PublicStatus(_("Approved"), _("A funding officer pays it."), "info"),
    I.PAID: PublicStatus(_("Paid"), _("Nothing more to do for this instalment."), "success"),
    I.REFUSED: PublicStatus(_("Refused"), _("Read the reason; you may request again."), "danger"),
    I.CANCELLED: PublicStatus(_("Cancelled"), _("You may request again."), "neutral"),
    I.REVERSED: PublicStatus(_("Payment reversed"), _("Read the reason; you may request again."), "warning"),
}


class EntryKind(models.TextChoices):
    """What a ledger entry does; taking back is a new negative entry, never a change."""

    COMMITMENT = "commitment", _("Commitment")
    RELEASE = "release", _("Release of a commitment")
    PAYMENT = "payment", _("Payment")
    REVERSAL = "reversal", _("Reversal of a payment")


class CheckOutcome(models.TextChoices):
    PASSED = "passed", pgettext_lazy("yearly check", "Passed")
    FAILED = "failed", pgettext_lazy("yearly check", "Not passed")


# A factory's statuses in which its agreement is carried out and money may move.
CARRIED_OUT = frozenset({FactoryStatus.AGREED, FactoryStatus.BUILDING})

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Size(models.TextChoices):
    """Size class at a date: small and medium-sized, or mid-sized (facts/FACTS.md section 5)."""

    SME = "sme", _("Small and medium-sized (SME)")
    MID = "mid", _("Mid-sized")


class ClaimStatus(models.TextChoices):
    PENDING = "pending", _("Waiting for confirmation")
    CONFIRMED = "confirmed", pgettext_lazy("a claim", "Confirmed")
    REFUSED = "refused", _("Refused")


CLAIM_PAIRS = frozenset(
    {
        (ClaimStatus.PENDING, ClaimStatus.CONFIRMED),
        (ClaimStatus.PENDING, ClaimStatus.REFUSED),
    }
)


class PartnerKind(models.TextChoices):
    SUPPLIER = "supplier", _("Supplier")
    UNIVERSITY = "university", _("University")
    INSTITUTE = "institute", _("Research institute")
    ASSOCIATION = "association", _("Association")

"""Companies, their factory sites, who speaks for them, and partner organisations."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programme.accounts.choices import COMPANY_ROLES
from programme.core.display import name_in_language
from programme.core.models import Corrected, PublicIdModel
from programme.core.search import search_index
from programme.core.triggers import status_moves
from programme.regions.models import IndustryLabel, Region

from .business_number import formatted
from .choices import CLAIM_PAIRS, ClaimStatus, PartnerKind, Size

if TYPE_CHECKING:
    from programme.accounts.models import User


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible_to(self, user: "User") -> "CompanyQuerySet":
        """The companies for which `user` speaks; all for staff who may see companies."""
        if user.has_perm("companies.view_company"):
            return self
        return self.filter(uid__in=user.scopes(*COMPANY_ROLES))


class Company(Corrected, PublicIdModel):
    """A manufacturer. `uid` is the scope of its people's role grants.

    `business_number` holds ten bare digits; a company known only from publications has none until
    its people claim it and staff confirm. An English name is shown as fact only when checked: staff
    compared it with publications, or the company itself gave it when it registered.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    name_en_checked = models.BooleanField(_("English name checked"), default=False)
    later_name_ko = models.CharField(_("later name (Korean)"), max_length=120, blank=True)
    later_name_en = models.CharField(_("later name (English)"), max_length=120, blank=True)
    business_number = models.CharField(
        _("business registration number"), max_length=10, null=True, blank=True
    )
    size = models.CharField(_("size"), max_length=3, choices=Size, blank=True)
    representative = models.CharField(_("representative"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    registered_at = models.DateTimeField(_("registered at"), db_default=Now())

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["name_ko"]
        indexes = [
            search_index("companies_korean_names", "name_ko", "later_name_ko"),
            search_index("companies_english_name", "name_en"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["business_number"], name="companies_business_number"),
            models.CheckConstraint(
                condition=Q(business_number=None)
                | (Q(business_number__regex=r"^[0-9]{10}$") & ~Q(business_number="0000000000")),
                name="companies_business_number_digits",
                violation_error_message=_("Enter the ten digits of the business registration number."),
            ),
        ]

    def __str__(self) -> str:
        return name_in_language(self)

    @property
    def business_number_display(self) -> str:
        return formatted(self.business_number) if self.business_number else ""


class Site(models.Model):
    """A factory site; its region is the one at the time of recording (Region.current follows on)."""

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="sites", verbose_name=_("company")
    )
    name = models.CharField(_("site name"), max_length=80)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, related_name="sites", verbose_name=_("region")
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    industry_label = models.ForeignKey(
        IndustryLabel, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("industry")
    )

    class Meta:
        verbose_name = _("factory site")
        verbose_name_plural = _("factory sites")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["company", "name"], name="companies_site_name")]

    def __str__(self) -> str:
        return f"{self.company} {self.name}"


class Claim(PublicIdModel):
    """A person's claim to speak for a listed company, with its business number, for staff to confirm."""

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="claims", verbose_name=_("company")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims", verbose_name=_("person")
    )
    business_number = models.CharField(_("business registration number"), max_length=10)
    status = models.CharField(_("status"), max_length=9, choices=ClaimStatus, default=ClaimStatus.PENDING)
    claimed_at = models.DateTimeField(_("claimed at"), db_default=Now())
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    PAIRS = CLAIM_PAIRS

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["claimed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "user"],
                condition=Q(status=ClaimStatus.PENDING),
                name="companies_one_open_claim",
            )
        ]
        triggers = [status_moves("companies_claim_status", CLAIM_PAIRS)]

    def __str__(self) -> str:
        return f"{self.company}: {self.user}"


class PartnerOrganisation(PublicIdModel):
    """A supplier, university, institute or association that builds with companies.

    `uid` is the scope of its people's role grants.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=PartnerKind)
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    business_number = models.CharField(
        _("business registration number"), max_length=10, null=True, blank=True, unique=True
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    class Meta:
        verbose_name = _("partner organisation")
        verbose_name_plural = _("partner organisations")
        ordering = ["name_ko"]

    def __str__(self) -> str:
        return name_in_language(self)

"""Reads about companies that several places use."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.accounts.choices import COMPANY_ROLES, Role
from programme.accounts.models import User
from programme.core.display import name_in_language
from programme.core.queue import OfficeList, WaitingItem, WorkStage

from .choices import ClaimStatus
from .models import Claim, Company, PartnerOrganisation


def companies_of(user: User) -> QuerySet[Company]:
    """The companies for which `user` speaks."""
    return Company.objects.filter(uid__in=user.scopes(*COMPANY_ROLES))


def companies_open_to(user: User) -> QuerySet[Company]:
    """The companies whose pages `user` may open: the own ones; all for staff who keep the register.

    Staff add the site of a company whose application came by paper.
    """
    return Company.objects.all() if user.has_perm("companies.change_company") else companies_of(user)


def partners_of(user: User) -> QuerySet[PartnerOrganisation]:
    """The partner organisations for which `user` speaks."""
    return PartnerOrganisation.objects.filter(uid__in=user.scopes(Role.PARTNER_MEMBER))


def people_of(company: Company) -> QuerySet[User]:
    """Everyone who speaks for the company: who gets its mail."""
    return User.objects.filter(
        grants__scope=company.uid, grants__role__in=COMPANY_ROLES, grants__revoked_at=None, is_active=True
    ).distinct()


def owners_of(company: Company) -> QuerySet[User]:
    """Those who may submit, sign and withdraw for the company."""
    return User.objects.filter(
        grants__scope=company.uid, grants__role=Role.COMPANY_OWNER, grants__revoked_at=None, is_active=True
    ).distinct()


def waiting_for(user: User) -> list[WaitingItem]:
    """Claims to listed companies, for staff who decide them."""
    if not user.has_perm("companies.change_claim"):
        return []
    listed = OfficeList(
        "companies.claim", _("Claims to decide"), (("status__exact", ClaimStatus.PENDING.value),)
    )
    return [
        WaitingItem(
            stage=WorkStage.COMPANIES,
            title=_("Decide the claim to %(company)s") % {"company": name_in_language(claim.company)},
            url=reverse("admin:companies_claim_change", args=[claim.pk]),
            since=claim.claimed_at,
            is_demo=claim.company.is_demo,
            listed=listed,
            pk=claim.pk,
        )
        for claim in Claim.objects.filter(status=ClaimStatus.PENDING).select_related("company")
    ]

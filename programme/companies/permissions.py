"""Who may do what for a company."""

from typing import Any

from programme.accounts.choices import COMPANY_ROLES, Role

from .models import Claim, Company, PartnerOrganisation


def speaks_for(user: Any, company: Company) -> bool:
    """Whether `user` is one of the company's people."""
    return user.holds(*COMPANY_ROLES, scope=company.uid)


def represents(user: Any, company: Company) -> bool:
    """Whether `user` may submit, sign and withdraw for the company."""
    return user.holds(Role.COMPANY_OWNER, scope=company.uid)


def speaks_for_partner(user: Any, organisation: PartnerOrganisation) -> bool:
    """The partner organisation's own people."""
    return user.holds(Role.PARTNER_MEMBER, scope=organisation.uid)


def can_change_company(user: Any, company: Company) -> bool:
    """The company's representatives, and staff who look after companies."""
    return represents(user, company) or user.has_perm("companies.change_company")


def can_decide_claim(user: Any, claim: Claim) -> bool:
    """Staff who look after companies."""
    return user.has_perm("companies.change_claim")

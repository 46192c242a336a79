"""Every rule that writes about companies, their people, sites and partners."""

import unicodedata
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from programme.accounts.choices import COMPANY_ROLES, Role
from programme.accounts.models import RoleGrant, User
from programme.accounts.services import grant_role, revoke_role
from programme.core.clock import db_now
from programme.core.display import name_in_language
from programme.core.errors import Conflict, Incomplete, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock, transition
from programme.notifications.services import send_message
from programme.regions.models import IndustryLabel, Region

from .business_number import is_valid, normalise
from .models import Claim, Company, PartnerOrganisation, Site
from .permissions import can_change_company, represents, speaks_for


def parse_business_number(text: str) -> str:
    """Ten bare digits of a typed business number; hyphens, spaces and full-width digits are accepted.

    Raises Incomplete on the field `business_number` when it is no valid number.
    """
    number = normalise(text)
    if not is_valid(number):
        problem = _(
            "This is not a valid business registration number. Check the ten digits, such as 124-81-00998."
        )
        raise Incomplete(problem, {"business_number": problem}, code="business_number")
    return number


def require_latin(name_en: str) -> str:
    """The English name without blanks around it; raises Incomplete on `name_en` for other letters."""
    others = (
        sign for sign in name_en if sign.isalpha() and not unicodedata.name(sign, "").startswith("LATIN")
    )
    if next(others, None):
        problem = _("Write the English name in Latin letters, such as “Neo Precision Co., Ltd.”.")
        raise Incomplete(problem, {"name_en": problem}, code="not_latin")
    return name_en.strip()


def register_company(
    *,
    by: User,
    name_ko: str,
    business_number: str,
    size: str,
    name_en: str = "",
    representative: str = "",
    phone: str = "",
    is_demo: bool = False,
    on_behalf: bool = False,
) -> Company:
    """Register a company; `by` becomes its representative on the portal.

    The English name is the company's own spelling, so it is shown at once; staff see in the register
    that the company gave it.

    `on_behalf` is for staff who enter a company that came by paper: it then has no people yet.
    Raises NotAllowed for that without the permission, Incomplete for a wrong number or an English name
    in other letters than Latin ones, and Conflict
    (code "duplicate") when the number is already registered: formatted and bare digits are the same company.
    """
    if on_behalf:
        require(by.has_perm("companies.add_company"), _("Only staff enter companies for others."))
    number = parse_business_number(business_number)
    name_en = require_latin(name_en)
    try:
        with transaction.atomic():
            company = Company.objects.create(
                name_ko=name_ko,
                name_en=name_en,
                name_en_checked=bool(name_en),  # the company's own spelling of its own name
                business_number=number,
                size=size,
                representative=representative,
                phone=phone,
                is_demo=is_demo,
            )
            if not on_behalf:
                grant_role(user=by, role=Role.COMPANY_OWNER, scope=company.uid, by=by)
            record_event(company, "companies.register", by=by)
    except IntegrityError as taken:
        if Company.objects.filter(business_number=number).exists():
            problem = _(
                "A company with this business registration number is already registered. "
                "Ask its representative to invite you."
            )
            raise Conflict(problem, {"business_number": problem}, code="duplicate") from taken
        raise
    return company


def add_site(
    *,
    company: Company,
    by: User,
    name: str,
    region: Region,
    address: str = "",
    industry_label: IndustryLabel | None = None,
) -> Site:
    """Record a factory site. Raises NotAllowed, Conflict for a second site of the same name."""
    require(speaks_for(by, company) or can_change_company(by, company), _("You may not change this company."))
    try:
        with transaction.atomic():
            site = Site.objects.create(
                company=company, name=name, region=region, address=address, industry_label=industry_label
            )
            record_event(company, "companies.add_site", by=by, data={"site": site.pk})
    except IntegrityError as taken:
        problem = _("The company already has a site of this name.")
        raise Conflict(problem, {"name": problem}, code="duplicate") from taken
    return site


def add_colleague(*, company: Company, email: str, by: User, role: str = Role.COMPANY_MEMBER) -> RoleGrant:
    """Let another person of the company work on its applications.

    The person signs in on the portal first; raises Incomplete when nobody has that address.
    """
    require(represents(by, company), _("Only the company's representative may add people."))
    if role not in COMPANY_ROLES:
        raise ValueError(f"{role} is not a company role")
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        problem = _(
            "Nobody has signed in with this address yet. Ask the person to sign in once, then add them."
        )
        raise Incomplete(problem, {"email": problem}, code="unknown_person")
    with transaction.atomic():
        grant = grant_role(user=user, role=role, scope=company.uid, by=by)
        record_event(company, "companies.add_colleague", by=by, data={"person": str(user.pk), "role": role})
    return grant


def remove_colleague(*, company: Company, grant: RoleGrant, by: User) -> None:
    """End a colleague's role. The last representative cannot be removed (Conflict)."""
    require(
        represents(by, company) and grant.scope == company.uid,
        _("Only the company's representative may remove people."),
    )
    with transaction.atomic():
        lock(company)  # two representatives removing each other at once
        owners = RoleGrant.objects.filter(role=Role.COMPANY_OWNER, scope=company.uid, revoked_at=None)
        if grant.role == Role.COMPANY_OWNER and owners.count() == 1:
            raise Conflict(_("A company needs at least one representative."), code="last_owner")
        revoke_role(grant=grant, by=by)
        record_event(company, "companies.remove_colleague", by=by, data={"person": str(grant.user_id)})


def claim_company(*, company: Company, by: User, business_number: str) -> Claim:
    """Claim to speak for a company that is listed without a business number; staff confirm.

    Raises Incomplete for a wrong number, WrongState when the company already has people or stands on
    the other side of the demonstration (code "demo"), Conflict for a second open claim and, on
    `business_number`, for a number that another company holds.
    """
    number = parse_business_number(business_number)
    if company.is_demo != by.is_demo:
        raise WrongState(_("Demonstration people claim demonstration companies only."), code="demo")
    if company.business_number:
        raise WrongState(_("This company already has a representative on the portal. Ask to be invited."))
    if Company.objects.filter(business_number=number).exists():
        problem = _("Another company is registered with this business number.")
        raise Conflict(problem, {"business_number": problem}, code="duplicate")
    try:
        with transaction.atomic():
            claim = Claim.objects.create(company=company, user=by, business_number=number)
            record_event(claim, "companies.claim", by=by)
    except IntegrityError as twice:
        raise Conflict(_("Your claim is already waiting for confirmation."), code="duplicate") from twice
    return claim


def name_for(user: User, company: Company) -> str:
    """The company's name in the language in which `user` reads mail."""
    with translation.override(user.language):
        return name_in_language(company)


def confirm_claim(*, claim: Claim, by: Any) -> Claim:
    """Staff confirm: the company gets its business number, the person becomes its representative.

    Raises NotAllowed, WrongState, Conflict when another company holds the number.
    """
    try:
        with transition(claim, "confirm", by=by) as claim:
            company = lock(claim.company)
            if company.business_number and company.business_number != claim.business_number:
                raise WrongState(_("The company meanwhile has another business number."))
            company.business_number = claim.business_number
            company.save(update_fields=["business_number"])
            claim.decided_at = db_now()
            grant_role(user=claim.user, role=Role.COMPANY_OWNER, scope=company.uid, by=by)
            send_message(
                to=[claim.user],
                template="companies/mail/claim_confirmed",
                context={"company": name_for(claim.user, company)},
            )
    except IntegrityError as taken:
        raise Conflict(
            _("Another company is registered with this business number."), code="duplicate"
        ) from taken
    return claim


def refuse_claim(*, claim: Claim, by: Any, reason: str) -> Claim:
    """Staff refuse a claim, saying why; the person is told."""
    with transition(claim, "refuse", by=by, data={"reason": reason}) as claim:
        claim.decided_at, claim.reason = db_now(), reason
        send_message(
            to=[claim.user],
            template="companies/mail/claim_refused",
            context={"company": name_for(claim.user, claim.company), "reason": reason},
        )
    return claim


def register_partner(
    *,
    kind: str,
    name_ko: str,
    by: User | None,
    name_en: str = "",
    business_number: str = "",
    is_demo: bool = False,
) -> PartnerOrganisation:
    """Register a supplier, university, institute or association; `by` becomes its first person.

    `by` None registers it without people. Raises Incomplete, Conflict like register_company.
    """
    number = parse_business_number(business_number) if business_number else None
    name_en = require_latin(name_en)
    try:
        with transaction.atomic():
            organisation = PartnerOrganisation.objects.create(
                kind=kind, name_ko=name_ko, name_en=name_en, business_number=number, is_demo=is_demo
            )
            if by is not None:
                grant_role(user=by, role=Role.PARTNER_MEMBER, scope=organisation.uid, by=by)
            record_event(organisation, "companies.register_partner", by=by)
    except IntegrityError as taken:
        problem = _("An organisation with this business number is already registered.")
        raise Conflict(problem, {"business_number": problem}, code="duplicate") from taken
    return organisation

"""The demonstration's accounts: one per role, with a second factor whose code is shown to everyone.

They exist only where the demonstration is loaded, and can be used only while settings.DEMO is on
(accounts.backends). They have no password; mail to them goes nowhere (.example).
"""

import time
import uuid
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .choices import Role, StaffGroup
from .models import User
from .services import grant_role

DOMAIN = "demo.example"


@dataclass(frozen=True, kw_only=True)
class DemoAccount:
    """One kind of demonstration account. `role` needs a scope unless it is an appointed one."""

    key: str
    name: str
    title: Any
    does: Any
    group: str = ""
    role: str = ""

    def email(self, number: int = 1) -> str:
        return f"{self.key}{'' if number == 1 else number}@{DOMAIN}"


DEMO_ACCOUNTS = {
    account.key: account
    for account in (
        DemoAccount(
            key="ministry",
            name="김정책",
            title=_("Ministry"),
            does=_("Runs rounds, decides and publishes the selection, approves payments."),
            group=StaffGroup.MINISTRY,
        ),
        DemoAccount(
            key="body",
            name="이전담",
            title=_("Specialised body"),
            does=_("Screens applications, assigns consultants and evaluators, concludes agreements."),
            group=StaffGroup.BODY,
        ),
        DemoAccount(
            key="finance",
            name="박집행",
            title=_("Funding officers"),
            does=_("Pays approved instalments."),
            group=StaffGroup.FINANCE,
        ),
        DemoAccount(
            key="auditor",
            name="한감사",
            title=_("Auditors (read only)"),
            does=_("Reads everything and the log of who saw or took out personal data; changes nothing."),
            group=StaffGroup.AUDITOR,
        ),
        DemoAccount(
            key="company",
            name="최대표",
            title=_("Company representative"),
            does=_("Applies, answers, signs the agreement, reports and hosts tours."),
            role=Role.COMPANY_OWNER,
        ),
        DemoAccount(
            key="partner",
            name="정협력",
            title=_("Partner organisation staff"),
            does=_("Confirms its part and share in a company's project."),
            role=Role.PARTNER_MEMBER,
        ),
        DemoAccount(
            key="officer",
            name="강추천",
            title=_("Techno-park officer"),
            does=_("Finds companies, recommends within the quota and signs."),
            role=Role.OFFICER,
        ),
        DemoAccount(
            key="consultant",
            name="조진단",
            title=_("Diagnosis consultant"),
            does=_("Assesses a factory's maturity and designs its improvement."),
            role=Role.CONSULTANT,
        ),
        DemoAccount(
            key="evaluator",
            name="윤평가",
            title=_("Evaluator"),
            does=_("Declares conflicts of interest and scores on a sealed form."),
            role=Role.EVALUATOR,
        ),
        DemoAccount(
            key="teacher",
            name="장견학",
            title=_("Teacher (visitor)"),
            does=_("Books a factory tour for a class."),
        ),
    )
}


def ensure_demo_account(*, key: str, scope: uuid.UUID | None = None, number: int = 1, name: str = "") -> User:
    """The demonstration account of this kind, made complete when something of it is missing.

    `scope` is the uid of the company, partner organisation or techno-park it speaks for; without one
    a role that needs it is not given yet. `number` makes further ones (a panel, more companies);
    the page of demonstration accounts shows only the first of each kind. Safe to repeat.
    """
    kind = DEMO_ACCOUNTS[key]
    with transaction.atomic():
        user, _created = User.objects.update_or_create(
            email=kind.email(number),
            defaults={"is_demo": True, "is_staff": bool(kind.group), "is_active": True},
            create_defaults={
                "name": name or (kind.name if number == 1 else f"{kind.name} {number}"),
                "is_demo": True,
                "is_staff": bool(kind.group),
                "password": "!",  # unusable: demonstration accounts are entered by their button
            },
        )
        EmailAddress.objects.get_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )
        if kind.group:
            user.groups.add(Group.objects.get_or_create(name=kind.group)[0])
        if kind.role and (scope or kind.role in (Role.CONSULTANT, Role.EVALUATOR)):
            grant_role(user=user, role=kind.role, scope=scope, by=None)
        if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            TOTP.activate(user, generate_totp_secret())
    return user


def demo_users() -> list[tuple[DemoAccount, User]]:
    """The first account of each kind that exists, in the order of the table."""
    found = {user.email: user for user in User.objects.filter(is_demo=True, is_active=True)}
    return [(kind, found[kind.email()]) for kind in DEMO_ACCOUNTS.values() if kind.email() in found]


def current_code(user: User) -> str:
    """What a demonstration account's authenticator app shows now."""
    if not user.is_demo:
        raise ValueError("Only demonstration accounts show their code.")
    authenticator = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    counter = int(time.time()) // mfa_settings.TOTP_PERIOD
    return format_hotp_value(hotp_value(decrypt(authenticator.data["secret"]), counter))

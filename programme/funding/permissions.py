"""Who may do what with agreements and money; the status is not asked here."""

from typing import TYPE_CHECKING

from programme.accounts.choices import COMPANY_ROLES, Role
from programme.calls.models import Call
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory

from .choices import AgreementStatus
from .models import Agreement, Appropriation, Instalment, YearPlan

if TYPE_CHECKING:
    from programme.accounts.models import User


def can_set_appropriation(user: "User", call: Call | None = None) -> bool:
    """Staff who enter what the state set aside."""
    return user.has_perm("funding.change_appropriation")


def can_change_appropriation(user: "User", appropriation: Appropriation) -> bool:
    """As for entering one."""
    return can_set_appropriation(user)


def awaits_agreement(factory: LighthouseFactory) -> bool:
    """Whether a factory is selected and has no agreement yet."""
    return factory.status == FactoryStatus.SELECTED and not Agreement.objects.filter(factory=factory).exists()


def can_check_year(user: "User", year: YearPlan) -> bool:
    """The specialised body, as for the agreement."""
    return can_change_agreement(user)


def can_draft_agreement(user: "User", factory: LighthouseFactory | None = None) -> bool:
    """Staff who draft agreements."""
    return user.has_perm("funding.add_agreement")


def can_change_agreement(user: "User", agreement: Agreement | None = None) -> bool:
    """Offer, take back, end; and the steps of the build, for the specialised body."""
    return user.has_perm("funding.change_agreement")


def can_sign_agreement(user: "User", agreement: Agreement) -> bool:
    """The company's representatives alone."""
    return user.holds(Role.COMPANY_OWNER, scope=agreement.factory.company.uid)


def can_countersign_agreement(user: "User", agreement: Agreement) -> bool:
    """Who signs for the ministry."""
    return user.has_perm("funding.countersign_agreement")


def can_agree_factory(user: "User", factory: LighthouseFactory) -> bool:
    """A factory is agreed by countersigning its agreement, once the company has signed."""
    agreement = Agreement.objects.filter(factory=factory, status=AgreementStatus.COMPANY_SIGNED).first()
    return agreement is not None and can_countersign_agreement(user, agreement)


def can_report(user: "User", agreement: Agreement) -> bool:
    """Request instalments and record measurements, for the company."""
    return user.holds(*COMPANY_ROLES, scope=agreement.factory.company.uid)


def can_cancel_instalment(user: "User", instalment: Instalment) -> bool:
    """The company that asked, or the specialised body."""
    return can_report(user, instalment.year_plan.agreement) or can_change_agreement(user)


def can_approve_instalment(user: "User", instalment: Instalment) -> bool:
    """Who approves; never the one who pays the same instalment."""
    return user.has_perm("funding.approve_instalment")


def can_pay_instalment(user: "User", instalment: Instalment) -> bool:
    """Who pays; never the one who approved the same instalment."""
    return user.has_perm("funding.pay_instalment")


def can_build(user: "User", factory: LighthouseFactory) -> bool:
    """Start the build, complete it, take the completion back: factories with an agreement in force."""
    return (
        can_change_agreement(user)
        and Agreement.objects.filter(factory=factory, status=AgreementStatus.SIGNED).exists()
    )

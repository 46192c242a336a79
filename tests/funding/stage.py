"""An agreement in any state, made through the services."""

from dataclasses import dataclass

from programme.accounts.choices import Role
from programme.accounts.models import User
from programme.companies.models import Company
from programme.core.signing import statement_hash
from programme.factories.models import LighthouseFactory
from programme.funding import services
from programme.funding.choices import CheckOutcome
from programme.funding.models import Agreement, Indicator, Instalment, YearPlan
from programme.funding.statements import agreement_statement, payment_statement
from tests.records import CallFactory, LighthouseFactoryFactory, company_person, staff

MILLION = 1_000_000
CAPS = {"year_cap_krw": 400 * MILLION, "total_cap_krw": 1_000 * MILLION}
YEARS = [(2026, 400 * MILLION), (2027, 400 * MILLION), (2028, 200 * MILLION)]


@dataclass
class Stage:
    """Who acts on one factory's money, and the factory."""

    factory: LighthouseFactory
    owner: User
    member: User
    body: User
    ministry: User
    finance: User

    @property
    def company(self) -> Company:
        return self.factory.company

    @property
    def agreement(self) -> Agreement:
        return Agreement.objects.get(factory=self.factory)

    def year(self, number: int) -> YearPlan:
        return self.agreement.years.get(year_number=number)

    def appropriate(self, amount_krw: int = 1_000 * MILLION) -> None:
        for fiscal_year, _amount in YEARS:
            services.set_appropriation(
                call=self.factory.call, fiscal_year=fiscal_year, amount_krw=amount_krw, by=self.ministry
            )

    def draft(self, years: list[tuple[int, int]] | None = None) -> Agreement:
        return services.draft_agreement(factory=self.factory, years=years or YEARS, by=self.body)

    def offer(self) -> Agreement:
        return services.offer_agreement(agreement=self.draft(), by=self.body)

    def sign(self) -> Agreement:
        agreement = self.offer()
        sign(agreement, self.owner)
        return countersign(agreement, self.ministry)

    def request(self, amount_krw: int = 100 * MILLION, year: int = 1) -> Instalment:
        return services.request_instalment(
            year_plan=self.year(year), amount_krw=amount_krw, evidence="MES 계약 1호", by=self.owner
        )

    def approve(self, amount_krw: int = 100 * MILLION, year: int = 1) -> Instalment:
        return services.approve_instalment(instalment=self.request(amount_krw, year), by=self.body)

    def pay(self, amount_krw: int = 100 * MILLION, year: int = 1) -> Instalment:
        return pay(self.approve(amount_krw, year), self.finance)

    def check(self, year: int, outcome: str = CheckOutcome.PASSED) -> None:
        services.record_check(year_plan=self.year(year), outcome=outcome, note="계획대로", by=self.body)


def sign(agreement: Agreement, by: User) -> Agreement:
    return services.sign_agreement(
        agreement=agreement, by=by, shown_sha256=statement_hash(agreement_statement(agreement))
    )


def countersign(agreement: Agreement, by: User) -> Agreement:
    return services.countersign_agreement(
        agreement=agreement, by=by, shown_sha256=statement_hash(agreement_statement(agreement))
    )


def pay(instalment: Instalment, by: User) -> Instalment:
    return services.pay_instalment(
        instalment=instalment, by=by, shown_sha256=statement_hash(payment_statement(instalment))
    )


def indicator(agreement: Agreement, name: str = "불량률") -> Indicator:
    return Indicator.objects.create(
        agreement=agreement, name=name, unit="%", direction="down", baseline=3, target=1
    )


def new_stage() -> Stage:
    factory = LighthouseFactoryFactory(call=CallFactory(**CAPS))
    view = ["funding.view_agreement", "funding.view_instalment", "factories.view_lighthousefactory"]
    return Stage(
        factory=factory,
        owner=company_person(factory.company),
        member=company_person(factory.company, Role.COMPANY_MEMBER),
        body=staff("funding.add_agreement", "funding.change_agreement", "funding.approve_instalment", *view),
        ministry=staff(
            "funding.change_appropriation",
            "funding.countersign_agreement",
            "funding.approve_instalment",
            *view,
        ),
        finance=staff("funding.pay_instalment", *view),
    )

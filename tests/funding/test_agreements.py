"""From the draft to both signatures, and the end."""

import uuid
from decimal import Decimal

import pytest

from programme.accounts.models import Signature, User
from programme.core.errors import Conflict, Incomplete, NotAllowed, WrongState
from programme.core.models import Event
from programme.core.signing import statement_hash
from programme.diagnosis.models import Design
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.funding import services
from programme.funding.choices import AgreementStatus
from programme.funding.models import Agreement, Appropriation, Indicator
from programme.funding.queries import proposed_years, terms_of
from programme.funding.statements import agreement_statement
from programme.notifications.models import Message
from tests.funding.stage import MILLION, YEARS, Stage, countersign, indicator, sign
from tests.records import ApplicationFactory, CompanyFactory, company_person, staff

pytestmark = pytest.mark.django_db


def test_a_draft_has_the_calls_caps_and_the_sum_of_its_years(stage: Stage) -> None:
    agreement = stage.draft()
    assert agreement.year_cap_krw == 400 * MILLION
    assert agreement.total_cap_krw == 1_000 * MILLION
    assert agreement.total_krw == 1_000 * MILLION
    assert agreement.case == stage.factory.case
    assert not Agreement.objects.visible_to(stage.owner).exists()


@pytest.mark.parametrize("amount", [0, -1, 1.5, True, "1", 10**30, None])
def test_an_amount_is_a_whole_number_of_won_above_zero(stage: Stage, amount: object) -> None:
    with pytest.raises(Incomplete) as refused:
        stage.draft([(2026, amount)])  # type: ignore[list-item]
    assert "amount_krw_1" in refused.value.fields


@pytest.mark.parametrize(
    ("years", "field"),
    [
        ([(2026, 401 * MILLION)], "amount_krw_1"),
        ([(2026, 400 * MILLION), (2027, 400 * MILLION), (2028, 201 * MILLION)], "amount_krw_3"),
        ([(2026, 1), (2026, 1)], "fiscal_year_2"),
        ([(2026 + n, 1) for n in range(4)], "amount_krw_1"),
    ],
    ids=["year cap", "total cap", "same year twice", "four years"],
)
def test_a_plan_over_a_cap_is_refused_beside_its_field(
    stage: Stage, years: list[tuple[int, int]], field: str
) -> None:
    with pytest.raises(Incomplete) as refused:
        stage.draft(years)
    assert list(refused.value.fields) == [field]
    assert not Agreement.objects.exists()


def test_one_agreement_per_factory(stage: Stage) -> None:
    stage.draft()
    with pytest.raises(Conflict):
        stage.draft()


def test_an_offer_commits_each_years_money_and_asks_the_owner(stage: Stage) -> None:
    agreement = stage.offer()
    assert agreement.status == AgreementStatus.OFFERED
    assert agreement.committed_krw == 1_000 * MILLION
    committed = Appropriation.objects.values_list("committed_krw", flat=True).order_by("fiscal_year")
    assert list(committed) == [400 * MILLION, 400 * MILLION, 200 * MILLION]
    assert [m.recipient for m in Message.objects.all()] == [stage.owner]
    assert Agreement.objects.visible_to(stage.owner).get() == agreement


def test_an_offer_beyond_the_appropriation_is_refused(stage: Stage) -> None:
    stage.appropriate(399 * MILLION)
    with pytest.raises(Conflict) as refused:
        stage.offer()
    assert refused.value.code == "appropriation_cap"
    assert stage.agreement.status == AgreementStatus.DRAFT
    assert not Message.objects.exists()


def test_an_offer_needs_an_appropriation_of_each_fiscal_year(stage: Stage) -> None:
    stage.draft([(2026, 1), (2031, 1)])
    with pytest.raises(Incomplete, match="2031"):
        services.offer_agreement(agreement=stage.agreement, by=stage.body)


def test_an_appropriation_never_falls_below_what_is_committed(stage: Stage) -> None:
    stage.offer()
    with pytest.raises(Conflict) as refused:
        stage.appropriate(399 * MILLION)
    assert refused.value.code == "appropriation_cap"


def test_both_sign_the_offered_text(stage: Stage) -> None:
    draft = stage.draft()
    indicator(draft)
    agreement = services.offer_agreement(agreement=draft, by=stage.body)
    assert "불량률" in agreement_statement(agreement)
    sign(agreement, stage.owner)
    agreement = countersign(agreement, stage.ministry)
    assert agreement.status == AgreementStatus.SIGNED
    assert LighthouseFactory.objects.get().status == FactoryStatus.AGREED
    assert list(Signature.objects.values_list("by", flat=True).order_by("id")) == [
        stage.owner.pk,
        stage.ministry.pk,
    ]
    assert Event.objects.of_case(stage.factory.case).filter(verb="funding.agree", audience="public").exists()


def test_the_factory_is_agreed_by_the_ministrys_signature(stage: Stage) -> None:
    agreement = sign(stage.offer(), stage.owner)
    shown = statement_hash(agreement_statement(agreement))
    for person in (stage.owner, stage.body):
        with pytest.raises(NotAllowed):
            services.agree_factory(factory=stage.factory, by=person, shown_sha256=shown)
    factory = services.agree_factory(factory=stage.factory, by=stage.ministry, shown_sha256=shown)
    assert factory.status == FactoryStatus.AGREED
    assert stage.agreement.status == AgreementStatus.SIGNED


def test_a_text_that_changed_is_not_signed(stage: Stage) -> None:
    agreement = stage.offer()
    with pytest.raises(Conflict) as refused:
        services.sign_agreement(agreement=agreement, by=stage.owner, shown_sha256="0" * 64)
    assert refused.value.code == "text_changed"
    assert stage.agreement.status == AgreementStatus.OFFERED


def test_only_the_owner_signs_for_the_company(stage: Stage) -> None:
    agreement = stage.offer()
    for person in (stage.member, stage.ministry, stage.body, company_person_elsewhere()):
        with pytest.raises(NotAllowed):
            sign(agreement, person)


def company_person_elsewhere() -> User:
    return company_person(CompanyFactory())


def test_the_ministry_signs_after_the_company(stage: Stage) -> None:
    agreement = stage.offer()
    with pytest.raises(WrongState):
        countersign(agreement, stage.ministry)
    sign(agreement, stage.owner)
    with pytest.raises(NotAllowed):
        countersign(agreement, stage.body)


def test_an_offer_taken_back_releases_the_money_and_can_be_offered_anew(stage: Stage) -> None:
    agreement = stage.offer()
    sign(agreement, stage.owner)
    agreement = services.take_back_offer(agreement=agreement, by=stage.body, reason="금액 정정")
    assert (agreement.status, agreement.committed_krw) == (AgreementStatus.DRAFT, 0)
    later = [(2026, 200 * MILLION), (2027, 400 * MILLION), (2028, 400 * MILLION)]
    for years in (later, YEARS, [(2027, MILLION), (2028, MILLION), (2029, MILLION)], later):
        revise(agreement, years, stage.body)
    with pytest.raises(Incomplete):
        revise(agreement, later[:2], stage.body)
    agreement = services.offer_agreement(agreement=agreement, by=stage.body)
    assert agreement.committed_krw == agreement.total_krw == 1_000 * MILLION


def revise(agreement: Agreement, years: list[tuple[int, int]], by: User) -> Agreement:
    return services.revise_agreement(agreement=agreement, years=years, starts_on=agreement.starts_on, by=by)


def test_years_that_were_never_offered_can_be_dropped(stage: Stage) -> None:
    agreement = revise(stage.draft(), [(2026, MILLION)], stage.body)
    assert (agreement.total_krw, agreement.years.count()) == (MILLION, 1)


def test_a_terminated_factorys_agreement_ends_and_releases_what_is_unpaid(stage: Stage) -> None:
    stage.sign()
    paid = stage.pay(100 * MILLION)
    waiting = stage.approve(50 * MILLION)
    with pytest.raises(WrongState):
        services.end_agreement(agreement=stage.agreement, by=stage.body, reason="중단")
    LighthouseFactory.objects.update(status=FactoryStatus.TERMINATED)
    agreement = services.end_agreement(agreement=stage.agreement, by=stage.body, reason="중단")
    assert agreement.committed_krw == agreement.paid_krw == 100 * MILLION
    waiting.refresh_from_db()
    assert waiting.status == "cancelled"
    services.reverse_payment(instalment=paid, by=stage.finance, reason="환수")
    assert (stage.agreement.committed_krw, stage.agreement.paid_krw) == (0, 0)
    assert not Appropriation.objects.exclude(committed_krw=0).exists()


@pytest.mark.parametrize("permission", ["funding.view_agreement", "funding.pay_instalment"])
def test_other_staff_neither_draft_nor_offer(stage: Stage, permission: str) -> None:
    other = staff(permission)
    with pytest.raises(NotAllowed):
        services.draft_agreement(factory=stage.factory, years=[(2026, 1)], by=other)
    agreement = stage.draft()
    for step in (services.offer_agreement, services.take_back_offer, services.end_agreement):
        extra = {} if step is services.offer_agreement else {"reason": "사유"}
        with pytest.raises(NotAllowed):
            step(agreement=agreement, by=other, **extra)


def test_the_case_is_the_factorys_whatever_is_written(stage: Stage) -> None:
    agreement = Agreement.objects.create(
        factory=stage.factory, case=uuid.uuid4(), starts_on="2026-01-01", year_cap_krw=10**12
    )
    agreement.refresh_from_db()
    assert (agreement.case, agreement.year_cap_krw) == (stage.factory.case, 400 * MILLION)


def test_a_draft_takes_indicators_and_money_from_the_design(stage: Stage) -> None:
    application = ApplicationFactory(
        call=stage.factory.call, company=stage.company, case=stage.factory.case, requested_krw=5
    )
    assert [amount for _year, amount in proposed_years(stage.factory)] == [5]
    design = Design.objects.create(application=application)
    design.indicators.create(
        category="Q", name="불량률", formula="불량 ÷ 생산", unit="%", direction="down", baseline=3, target=1
    )
    for year, source, amount in (
        (1, "government", 300),
        (1, "own", 400),
        (2, "government", 500),
        (3, "government", 900),
    ):
        design.costs.create(year=year, item="MES", source=source, amount_krw=amount * MILLION)
    years = proposed_years(stage.factory)
    assert [amount // MILLION for _year, amount in years] == [300, 400, 300]  # within both caps
    agreement = services.offer_agreement(agreement=stage.draft(), by=stage.body)
    assert agreement.terms["indicators"][0]["baseline"] == "3"
    assert {row["source"]: row["amount_krw"] // MILLION for row in agreement.terms["budget"]} == {
        "government": 1_700,
        "own": 400,
    }
    design.indicators.update(name="다른 지표")
    assert "불량률" in agreement_statement(agreement)


def test_the_terms_write_agreed_values_in_full(stage: Stage) -> None:
    """Not in powers of ten: they are read and signed."""
    agreement = stage.draft()
    Indicator.objects.filter(pk=indicator(agreement, "시간당 생산량").pk).update(
        baseline=Decimal("120.0000"), target=Decimal("2.4000")
    )
    values = terms_of(agreement)["indicators"][-1]
    assert (values["baseline"], values["target"]) == ("120", "2.4")

"""Three years of building: paid, measured, checked, completed."""

from decimal import Decimal

from programme.accounts.demo import ensure_demo_account
from programme.accounts.models import User
from programme.calls.models import Call
from programme.core.clock import db_now, seoul_day
from programme.core.registers import correct
from programme.core.signing import statement_hash
from programme.factories.models import LighthouseFactory
from programme.funding.models import Instalment
from programme.funding.services import (
    approve_instalment,
    complete_factory,
    finish_milestone,
    pay_instalment,
    record_check,
    record_measurement,
    request_instalment,
    start_build,
)
from programme.funding.statements import payment_statement

from . import cast, clock
from .agreeing import EACH_YEAR_KRW, YEAR
from .profiles import REACHED, profile_of
from .selecting import factories_of, owner_of

TENS = 20  # a figure from here on is measured in whole units
# Days after the call opened.
STARTED = 265
COMPLETED = 1345


def tell_story(factory: LighthouseFactory, ministry: User) -> None:
    """The story that staff write with the company once the build stands, in both languages."""
    applicant = cast.applicant_of(factory.company)
    profile = profile_of(applicant.industry)
    factory.story_ko = profile.story_ko.format(product=applicant.product_ko, name=cast.name_ko(applicant))
    factory.story_en = profile.story_en.format(product=applicant.product_en, name=cast.name_en(applicant))
    correct(factory, ["story_ko", "story_en"], by=ministry)


def build_two_years(call: Call) -> None:
    """Each year is paid, measured and checked; the third is left to `complete`."""
    for number in (1, 2):
        build_year(call, number, factories_of(call))


def build_year(call: Call, number: int, finish: list[LighthouseFactory]) -> None:
    """A year of all factories; those of `finish` reach its milestone and pass its check."""
    body, ministry = ensure_demo_account(key="body"), ensure_demo_account(key="ministry")
    with clock.on(call, STARTED + YEAR * (number - 1)):
        for factory in factories_of(call):
            if number == 1:
                factory = start_build(factory=factory, by=body)
            pay(ask(factory, number, EACH_YEAR_KRW, ministry), ensure_demo_account(key="finance"))
    with clock.on(call, STARTED + YEAR * number - 20):
        for factory in finish:
            agreement = factory.agreement
            measure(factory, number)
            finish_milestone(milestone=agreement.milestones.get(year_number=number), by=owner_of(factory))
            record_check(
                year_plan=agreement.years.get(year_number=number),
                outcome="passed",
                note="계획한 설비와 시스템이 가동되고 있습니다.",
                by=body,
            )


def ask(factory: LighthouseFactory, number: int, amount_krw: int, ministry: User) -> Instalment:
    """An instalment that the company asked for and the ministry approved."""
    instalment = request_instalment(
        year_plan=factory.agreement.years.get(year_number=number),
        amount_krw=amount_krw,
        evidence="설비 데이터 수집 장치 설치와 MES 계약 체결을 마쳤습니다.",
        by=owner_of(factory),
    )
    return approve_instalment(instalment=instalment, by=ministry)


def measure(factory: LighthouseFactory, year: int) -> None:
    """Each indicator goes a third of its way a year; how far in all differs (profiles.REACHED)."""
    owner, today = owner_of(factory), seoul_day(db_now())
    for place, indicator in enumerate(factory.agreement.indicators.order_by("position")):
        share = Decimal(REACHED[(place + factory.pk) % len(REACHED)]) * year / 3
        step = Decimal(1) if indicator.baseline >= TENS else Decimal("0.1")
        value = indicator.baseline + (indicator.target - indicator.baseline) * share
        record_measurement(indicator=indicator, value=value.quantize(step), measured_on=today, by=owner)


def pay_partly(call: Call) -> None:
    """The first factory of the recent round builds; its first instalment waits to be paid."""
    with clock.on(call, STARTED):
        factory = start_build(factory=factories_of(call)[0], by=ensure_demo_account(key="body"))
        ask(factory, 1, EACH_YEAR_KRW // 2, ensure_demo_account(key="ministry"))


def pay(instalment: Instalment, finance: User) -> None:
    shown = statement_hash(payment_statement(instalment))
    pay_instalment(instalment=instalment, by=finance, shown_sha256=shown)


def complete(call: Call) -> None:
    """Three factories stand after the third year; the last one's check is late."""
    *done, _late = factories_of(call)
    build_year(call, 3, done)
    with clock.on(call, COMPLETED):
        for factory in done:
            factory = complete_factory(
                factory=factory,
                by=ensure_demo_account(key="body"),
                capability_level_confirmed=4,
                completed_on=seoul_day(db_now()),
            )
            tell_story(factory, ensure_demo_account(key="ministry"))

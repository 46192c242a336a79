"""Agreements of three years, signed by both sides."""

from datetime import timedelta

from programme.accounts.demo import ensure_demo_account
from programme.accounts.models import User
from programme.calls.models import Call
from programme.core.clock import db_now, seoul_day
from programme.core.signing import statement_hash
from programme.factories.models import LighthouseFactory
from programme.funding.models import Agreement
from programme.funding.services import (
    add_milestone,
    countersign_agreement,
    draft_agreement,
    offer_agreement,
    set_appropriation,
    sign_agreement,
)
from programme.funding.statements import agreement_statement

from . import clock
from .selecting import factories_of, owner_of

EACH_YEAR_KRW = 400_000_000
YEAR = 360
MILESTONES = (
    ("설비 데이터 수집 체계 가동", "Machine data are collected"),
    ("예측 모형 현장 적용", "The prediction models run on the line"),
    ("자율 제어 라인 검증", "The self-controlling line is proved"),
)


def agree(call: Call) -> None:
    """Three years of 400 million won each, in force for all."""
    with clock.on(call, 250):
        set_money_aside(call)
        for factory in factories_of(call):
            agreement = sign_for_company(offer(factory), owner_of(factory))
            countersign(agreement)


def agree_partly(call: Call) -> None:
    """One agreement is in force, one waits for the ministry's signature and one for the company's."""
    with clock.on(call, 250):
        set_money_aside(call)
        first, second, third, _last = factories_of(call)
        countersign(sign_for_company(offer(first), owner_of(first)))
        sign_for_company(offer(second), owner_of(second))
        offer(third)


def set_money_aside(call: Call) -> None:
    first_year = seoul_day(db_now()).year
    for year in range(first_year, first_year + 3):
        set_appropriation(
            call=call, fiscal_year=year, amount_krw=1_600_000_000, by=ensure_demo_account(key="ministry")
        )


def offer(factory: LighthouseFactory) -> Agreement:
    """Draft with a milestone for each year, and offer."""
    body, today = ensure_demo_account(key="body"), seoul_day(db_now())
    years = [(today.year + n, EACH_YEAR_KRW) for n in range(3)]
    agreement = draft_agreement(factory=factory, years=years, by=body)
    for number, (title, title_en) in enumerate(MILESTONES, 1):
        add_milestone(
            agreement=agreement,
            year_number=number,
            title=title,
            title_en=title_en,
            due_on=clock.workday(today + timedelta(days=YEAR * number)),
            by=body,
        )
    return offer_agreement(agreement=agreement, by=body)


def countersign(agreement: Agreement) -> None:
    shown = statement_hash(agreement_statement(agreement))
    countersign_agreement(agreement=agreement, by=ensure_demo_account(key="ministry"), shown_sha256=shown)


def sign_for_company(agreement: Agreement, owner: User) -> Agreement:
    shown = statement_hash(agreement_statement(agreement))
    return sign_agreement(agreement=agreement, by=owner, shown_sha256=shown)

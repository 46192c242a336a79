"""Requests, approval by one person, payment by another, and back."""

import pytest
from django.db import IntegrityError, transaction

from programme.accounts.models import Signature
from programme.core.errors import Conflict, Incomplete, NotAllowed, WrongState
from programme.core.models import Event
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.funding import services
from programme.funding.choices import InstalmentStatus
from programme.funding.models import Appropriation, Instalment, LedgerEntry
from programme.notifications.models import Message
from tests.funding.stage import MILLION, Stage, pay
from tests.records import CompanyFactory, company_person, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(stage: Stage) -> Stage:
    stage.sign()
    return stage


def test_a_payment_moves_all_three_counters_and_is_signed(signed: Stage) -> None:
    paid = signed.pay(100 * MILLION)
    assert paid.status == InstalmentStatus.PAID
    assert signed.year(1).paid_krw == signed.agreement.paid_krw == 100 * MILLION
    assert Appropriation.objects.get(fiscal_year=2026).paid_krw == 100 * MILLION
    assert LedgerEntry.objects.get(kind="payment").by == signed.finance.pk
    assert Signature.objects.order_by("-id").first().by == signed.finance.pk
    mails = Message.objects.filter(template="funding/mail/instalment").order_by("id")
    assert [mail.context["status"] for mail in mails] == ["approved", "paid"]


@pytest.mark.parametrize("amount", [0, -5, 2.5, True, None, 10**19])
def test_an_amount_is_a_whole_number_of_won_above_zero(signed: Stage, amount: object) -> None:
    with pytest.raises(Incomplete) as refused:
        signed.request(amount)  # type: ignore[arg-type]
    assert list(refused.value.fields) == ["amount_krw"]


def test_more_than_the_years_money_is_refused_beside_the_amount(signed: Stage) -> None:
    signed.request(300 * MILLION)
    with pytest.raises(Incomplete) as refused:
        signed.request(100 * MILLION + 1)
    assert list(refused.value.fields) == ["amount_krw"]
    signed.request(100 * MILLION)


@pytest.mark.parametrize("evidence", ["", "   ", "가" * 2001])
def test_evidence_is_given_and_of_a_readable_length(signed: Stage, evidence: str) -> None:
    with pytest.raises(Incomplete) as refused:
        services.request_instalment(
            year_plan=signed.year(1), amount_krw=1, evidence=evidence, by=signed.owner
        )
    assert list(refused.value.fields) == ["evidence"]


def test_the_next_year_waits_for_the_check_of_the_year_before(signed: Stage) -> None:
    for outcome in (None, "failed"):
        if outcome:
            signed.check(1, outcome)
        with pytest.raises(Incomplete) as refused:
            signed.request(year=2)
        assert list(refused.value.fields) == ["year_plan"]
    signed.check(1)
    assert signed.request(year=2).number == 1
    with pytest.raises(Incomplete):
        signed.request(year=3)


def test_nothing_is_requested_before_both_have_signed(stage: Stage) -> None:
    stage.offer()
    with pytest.raises(WrongState):
        stage.request()


def test_nothing_is_paid_for_a_factory_that_left(signed: Stage) -> None:
    approved = signed.approve()
    LighthouseFactory.objects.update(status=FactoryStatus.TERMINATED)
    with pytest.raises(WrongState):
        pay(approved, signed.finance)
    assert signed.agreement.paid_krw == 0


def test_others_do_not_request_for_the_company(signed: Stage) -> None:
    for person in (company_person(CompanyFactory()), signed.body, signed.finance):
        with pytest.raises(NotAllowed):
            services.request_instalment(year_plan=signed.year(1), amount_krw=1, evidence="계약", by=person)


def test_who_approves_does_not_pay(signed: Stage) -> None:
    both = staff("funding.approve_instalment", "funding.pay_instalment")
    approved = services.approve_instalment(instalment=signed.request(), by=both)
    with pytest.raises(Conflict) as refused:
        pay(approved, both)
    assert refused.value.code == "four_eyes"
    assert signed.agreement.paid_krw == 0
    pay(approved, signed.finance)


def test_four_eyes_are_held_by_the_database_too(signed: Stage) -> None:
    approved = signed.approve()
    with pytest.raises(IntegrityError, match="funding_four_eyes"), transaction.atomic():
        Instalment.objects.filter(pk=approved.pk).update(paid_by=approved.approved_by)


def test_who_lacks_the_permission_does_none_of_the_steps(signed: Stage) -> None:
    requested = signed.request()
    for person in (signed.finance, signed.owner):
        with pytest.raises(NotAllowed):
            services.approve_instalment(instalment=requested, by=person)
        with pytest.raises(NotAllowed):
            services.refuse_instalment(instalment=requested, by=person, reason="사유")
    approved = services.approve_instalment(instalment=requested, by=signed.ministry)
    for person in (signed.body, signed.ministry, signed.owner):
        with pytest.raises(NotAllowed):
            pay(approved, person)
    paid = pay(approved, signed.finance)
    with pytest.raises(NotAllowed):
        services.reverse_payment(instalment=paid, by=signed.body, reason="사유")


def test_the_payment_signed_is_the_one_shown(signed: Stage) -> None:
    approved = signed.approve()
    with pytest.raises(Conflict) as refused:
        services.pay_instalment(instalment=approved, by=signed.finance, shown_sha256="f" * 64)
    assert refused.value.code == "text_changed"
    assert not LedgerEntry.objects.filter(kind="payment").exists()


def test_an_unapproved_or_paid_instalment_is_not_paid(signed: Stage) -> None:
    with pytest.raises(WrongState):
        pay(signed.request(), signed.finance)
    paid = signed.pay()
    with pytest.raises(WrongState):
        pay(paid, signed.finance)


def test_a_refusal_says_why_and_frees_the_years_room(signed: Stage) -> None:
    requested = signed.request(400 * MILLION)
    refused = services.refuse_instalment(instalment=requested, by=signed.body, reason="증빙 부족")
    assert refused.reason == "증빙 부족"
    assert signed.request(400 * MILLION).number == 2


def test_an_approval_can_be_taken_back_and_the_request_cancelled(signed: Stage) -> None:
    approved = signed.approve()
    back = services.take_back_approval(instalment=approved, by=signed.ministry, reason="재확인")
    assert (back.status, back.approved_by) == (InstalmentStatus.REQUESTED, None)
    services.cancel_instalment(instalment=back, by=signed.member)
    assert signed.year(1).requested_krw == 0


def test_a_reversal_is_a_new_negative_entry(signed: Stage) -> None:
    paid = signed.pay()
    reversed_ = services.reverse_payment(instalment=paid, by=signed.finance, reason="계좌 오류")
    assert reversed_.status == InstalmentStatus.REVERSED
    entries = LedgerEntry.objects.filter(instalment=paid).order_by("id")
    assert [(e.kind, e.amount_krw) for e in entries] == [
        ("payment", 100 * MILLION),
        ("reversal", -100 * MILLION),
    ]
    assert entries[1].reverses == entries[0]
    assert (signed.year(1).paid_krw, signed.year(1).requested_krw) == (0, 0)
    assert Event.objects.about(paid).filter(verb="funding.reverse").get().data["reason"] == "계좌 오류"
    with pytest.raises(WrongState):
        services.reverse_payment(instalment=paid, by=signed.finance, reason="다시")

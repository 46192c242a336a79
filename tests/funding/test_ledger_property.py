"""Whatever is requested, approved, paid and reversed, in any order: the counters are the ledger's sums."""

from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programme.core.errors import ServiceError
from programme.funding import services
from programme.funding.models import Agreement, Appropriation, Instalment, LedgerEntry, YearPlan
from tests.funding.stage import MILLION, Stage, pay

pytestmark = pytest.mark.django_db

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("request"), st.integers(1, 3), st.integers(-1, 450)),
        st.tuples(
            st.sampled_from(["approve", "refuse", "cancel", "take_back", "pay", "reverse"]),
            st.integers(0, 9),
        ),
        st.tuples(st.just("check"), st.integers(1, 3), st.sampled_from(["passed", "failed"])),
        st.tuples(st.just("appropriate"), st.integers(0, 1_000)),
    ),
    min_size=5,
    max_size=25,
)


def take(stage: Stage, step: tuple[Any, ...]) -> None:
    name, *values = step
    if name == "request":
        stage.request(values[1] * MILLION, values[0])
    elif name == "check":
        stage.check(*values)
    elif name == "appropriate":
        stage.appropriate(values[0] * MILLION)
    else:
        known = list(Instalment.objects.order_by("id"))
        if not known:
            return
        one = known[values[0] % len(known)]
        {
            "approve": lambda: services.approve_instalment(instalment=one, by=stage.body),
            "refuse": lambda: services.refuse_instalment(instalment=one, by=stage.body, reason="사유"),
            "cancel": lambda: services.cancel_instalment(instalment=one, by=stage.owner),
            "take_back": lambda: services.take_back_approval(instalment=one, by=stage.body, reason="사유"),
            "pay": lambda: pay(one, stage.finance),
            "reverse": lambda: services.reverse_payment(instalment=one, by=stage.finance, reason="사유"),
        }[name]()


def total(kinds: list[str], **where: Any) -> int:
    return LedgerEntry.objects.filter(kind__in=kinds, **where).aggregate(sum=Sum("amount_krw"))["sum"] or 0


def check_sums(stage: Stage) -> None:
    committed, paid = ["commitment", "release"], ["payment", "reversal"]
    for row in Appropriation.objects.all():
        assert row.committed_krw == total(committed, appropriation=row)
        assert row.paid_krw == total(paid, appropriation=row)
        assert 0 <= row.paid_krw <= row.committed_krw <= row.amount_krw
    for one in Agreement.objects.all():
        assert one.committed_krw == total(committed, agreement=one)
        assert one.paid_krw == total(paid, agreement=one) <= one.total_krw <= one.total_cap_krw
    for year in YearPlan.objects.all():
        assert year.paid_krw == total(paid, year_plan=year) <= year.amount_krw <= year.year_cap_krw
        held = year.instalments.filter(Q(status__in=["requested", "approved", "paid"]))
        assert year.requested_krw == (held.aggregate(sum=Sum("amount_krw"))["sum"] or 0)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(steps=STEPS)
def test_the_counters_are_the_ledgers_sums(stage: Stage, steps: list[tuple[Any, ...]]) -> None:
    point = transaction.savepoint()
    if not Agreement.objects.exists():
        stage.sign()
    for step in steps:
        try:
            take(stage, step)
        except ServiceError:
            pass  # a refusal changes nothing, which the sums below show
        check_sums(stage)
    transaction.savepoint_rollback(point)

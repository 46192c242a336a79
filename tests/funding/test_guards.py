"""The caps and the ledger, held by the database itself: raw SQL as the application's role.

Each has a control: with the guard taken away by the owner, the same statement goes through.
"""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from programme.core.errors import Conflict
from programme.funding import services
from programme.funding.models import Agreement, Appropriation, Instalment, LedgerEntry, YearPlan
from tests.funding.stage import MILLION, Stage, new_stage, pay
from tests.records import LighthouseFactoryFactory

ADD_PAYMENT = """
    INSERT INTO funding_ledgerentry (kind, amount_krw, instalment_id, year_plan_id, agreement_id,
        appropriation_id)
    SELECT 'payment', %s, i.id, y.id, y.agreement_id, p.id
    FROM funding_instalment i JOIN funding_yearplan y ON y.id = i.year_plan_id
    JOIN funding_appropriation p ON p.fiscal_year = y.fiscal_year
    WHERE i.id = %s
"""


@pytest.fixture
def committed(own_database: str) -> Stage:
    """An agreement in force whose commits are real; year 1 has 400, all have 1,000 million."""
    stage = new_stage()
    stage.appropriate()
    stage.sign()
    return stage


def run_sql(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def drop(owner: psycopg.Connection, **constraints: list[str]) -> None:
    for table, names in constraints.items():
        for name in names:
            owner.execute(f"ALTER TABLE funding_{table} DROP CONSTRAINT {name}")


# Per cap: what must be out of the way for it to be the one that refuses, the guard itself.
CAPS = {
    "funding_year_paid": ({}, {"yearplan": ["funding_year_paid"]}),
    "funding_total_paid": (
        {"yearplan": ["funding_year_paid"]},
        {"agreement": ["funding_total_paid"]},
    ),
    "funding_appropriation_paid": (
        {"yearplan": ["funding_year_paid"], "agreement": ["funding_total_paid"]},
        {"appropriation": ["funding_appropriation_paid"]},
    ),
}


@pytest.mark.parametrize("guard", CAPS)
def test_a_payment_over_a_cap_is_refused_in_sql(
    committed: Stage, owner_connection: psycopg.Connection, guard: str
) -> None:
    others, own = CAPS[guard]
    small = committed.approve(1)
    drop(owner_connection, **others)
    if guard == "funding_year_paid":
        # Money of other factories, so that only this year's plan is in the way.
        other = another_agreement(committed)
        assert other.total_krw
    amount = 401 * MILLION
    if guard == "funding_total_paid":
        owner_connection.execute("ALTER TABLE funding_appropriation DISABLE TRIGGER USER")
        Appropriation.objects.update(committed_krw=2_000 * MILLION, amount_krw=2_000 * MILLION)
        owner_connection.execute("ALTER TABLE funding_appropriation ENABLE TRIGGER USER")
        amount = 1_001 * MILLION
    with pytest.raises(IntegrityError, match=guard):
        run_sql(ADD_PAYMENT, amount, small.pk)
    assert not LedgerEntry.objects.filter(kind="payment").exists()
    drop(owner_connection, **own)
    run_sql(ADD_PAYMENT, amount, small.pk)
    assert LedgerEntry.objects.get(kind="payment").amount_krw == amount


def another_agreement(stage: Stage) -> Agreement:
    """A second factory of the same call with money committed in the same years."""
    second = Stage(**{**stage.__dict__, "factory": LighthouseFactoryFactory(call=stage.factory.call)})
    return second.offer()


@pytest.mark.parametrize(
    ("code", "table", "change"),
    [
        ("year_cap", "yearplan", "amount_krw = 50, committed_krw = 50, requested_krw = 50"),
        ("total_cap", "agreement", "total_krw = 50, committed_krw = 50"),
        ("appropriation_cap", "appropriation", "amount_krw = 50, committed_krw = 50"),
    ],
)
def test_a_payment_over_a_cap_is_refused_in_words(
    committed: Stage, owner_connection: psycopg.Connection, code: str, table: str, change: str
) -> None:
    """The owner leaves too little under one cap alone: each refusal says which one it is."""
    approved = committed.approve(51)
    owner_connection.execute(f"ALTER TABLE funding_{table} DISABLE TRIGGER USER")
    owner_connection.execute(f"UPDATE funding_{table} SET {change}")
    owner_connection.execute(f"ALTER TABLE funding_{table} ENABLE TRIGGER USER")
    with pytest.raises(Conflict) as refused:
        pay(approved, committed.finance)
    assert refused.value.code == code
    approved.refresh_from_db()
    assert approved.status == "approved"
    assert not LedgerEntry.objects.filter(kind="payment").exists()


@pytest.mark.parametrize(
    ("guard", "table", "amount"),
    [("funding_year_cap", "yearplan", 401 * MILLION), ("funding_total_cap", "agreement", 201 * MILLION)],
)
def test_a_plan_over_a_cap_is_refused_in_sql(
    own_database: str, owner_connection: psycopg.Connection, guard: str, table: str, amount: int
) -> None:
    stage = new_stage()
    years = (
        [(2026, MILLION)] if guard == "funding_year_cap" else [(2026, 400 * MILLION), (2027, 400 * MILLION)]
    )
    agreement = stage.draft(years)
    add = """INSERT INTO funding_yearplan (agreement_id, year_number, fiscal_year, amount_krw, year_cap_krw,
        requested_krw, committed_krw, paid_krw) VALUES (%s, 3, 2028, %s, %s, 0, 0, 0)"""
    with pytest.raises(IntegrityError, match=guard):
        run_sql(add, agreement.pk, amount, 10**12)  # a cap of one's own does not help
    drop(owner_connection, **{table: [guard]})
    run_sql(add, agreement.pk, amount, 10**12)
    assert YearPlan.objects.filter(amount_krw=amount).exists()


def test_an_appropriation_below_what_is_committed_is_refused_in_sql(
    committed: Stage, owner_connection: psycopg.Connection
) -> None:
    lower = "UPDATE funding_appropriation SET amount_krw = 1"
    with pytest.raises(IntegrityError, match="funding_appropriation_cap"):
        run_sql(lower)
    drop(owner_connection, appropriation=["funding_appropriation_cap"])
    run_sql(lower)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funding_ledgerentry SET amount_krw = 1",
        "DELETE FROM funding_ledgerentry",
        "TRUNCATE funding_ledgerentry CASCADE",
        "UPDATE funding_agreementevent SET paid_krw = 1",
        "DELETE FROM funding_agreementevent",
        "UPDATE funding_yearcheck SET outcome = 'passed'",
        "DELETE FROM funding_measurement",
    ],
)
@pytest.mark.django_db
def test_what_is_only_added_is_not_changed(statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        run_sql(statement)


def test_not_even_the_owner_changes_the_ledger(
    committed: Stage, owner_connection: psycopg.Connection
) -> None:
    for statement in ("UPDATE funding_ledgerentry SET amount_krw = 1", "DELETE FROM funding_ledgerentry"):
        with pytest.raises(psycopg.DatabaseError):
            owner_connection.execute(statement)
    owner_connection.execute("ALTER TABLE funding_ledgerentry DISABLE TRIGGER USER")  # the control
    owner_connection.execute("DELETE FROM funding_ledgerentry")


@pytest.mark.parametrize(
    ("statement", "guard"),
    [
        ("UPDATE funding_agreement SET paid_krw = 1", "funding_agreement_counters"),
        ("UPDATE funding_agreement SET total_krw = total_krw - 1", "funding_agreement_counters"),
        ("UPDATE funding_yearplan SET requested_krw = 0, committed_krw = 0", "funding_year_counters"),
        ("UPDATE funding_appropriation SET committed_krw = 0", "funding_appropriation_counters"),
        (
            "UPDATE funding_yearplan SET amount_krw = 5 + amount_krw WHERE year_number = 3",
            "funding_plan_frozen",
        ),
        ("DELETE FROM funding_yearplan WHERE year_number = 3", "funding_plan_frozen"),
        ("UPDATE funding_agreement SET terms = '{}'", "funding_terms_fixed"),
        ("UPDATE funding_agreement SET total_cap_krw = total_cap_krw * 9", "funding_agreement_fixed"),
        ("UPDATE funding_yearplan SET year_cap_krw = year_cap_krw * 9", "funding_year_fixed"),
        ("UPDATE funding_instalment SET amount_krw = 1", "funding_instalment_fixed"),
    ],
)
def test_what_is_fixed_stays(stage: Stage, statement: str, guard: str) -> None:
    stage.sign()
    stage.request()
    with pytest.raises(IntegrityError) as refused:
        run_sql(statement)
    assert refused.value.__cause__.diag.constraint_name == guard  # type: ignore[union-attr]


def test_an_entry_stands_under_its_own_year_and_appropriation(stage: Stage) -> None:
    stage.sign()
    other = Appropriation.objects.get(fiscal_year=2027)
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(
            kind="commitment",
            amount_krw=1,
            year_plan=stage.year(1),
            agreement=stage.agreement,
            appropriation=other,
        )


@pytest.mark.parametrize(("kind", "amount"), [("commitment", -1), ("release", 1), ("payment", 0)])
def test_an_entrys_sign_follows_from_its_kind(stage: Stage, kind: str, amount: int) -> None:
    stage.sign()
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(
            kind=kind,
            amount_krw=amount,
            year_plan=stage.year(1),
            agreement=stage.agreement,
            appropriation=Appropriation.objects.get(fiscal_year=2026),
        )


# --- Two at once ---------------------------------------------------------------------------


def test_of_two_payments_at_once_only_one_fits(
    committed: Stage, owner_connection: psycopg.Connection, run_together: Callable[..., list[Any]]
) -> None:
    drop(owner_connection, yearplan=["funding_year_requested"])  # both could be approved
    first, second = (
        Instalment.objects.create(
            year_plan=committed.year(1),
            number=n,
            amount_krw=300 * MILLION,
            evidence="계약",
            status="approved",
        )
        for n in (1, 2)
    )
    results = run_together(lambda: pay(first, committed.finance), lambda: pay(second, committed.finance))
    refused = [r for r in results if isinstance(r, Conflict)]
    assert [r.code for r in refused] == ["year_cap"], results
    assert committed.year(1).paid_krw == 300 * MILLION


def test_of_two_entries_at_once_in_sql_only_one_fits(
    committed: Stage, run_together: Callable[..., list[Any]]
) -> None:
    ids = [committed.approve(1).pk, committed.approve(1).pk]
    results = run_together(*[lambda pk=pk: run_sql(ADD_PAYMENT, 300 * MILLION, pk) for pk in ids])
    assert sorted(type(r).__name__ for r in results) == ["IntegrityError", "NoneType"]
    assert committed.year(1).paid_krw == 300 * MILLION


def test_one_instalment_is_paid_once(committed: Stage, run_together: Callable[..., list[Any]]) -> None:
    approved = committed.approve()
    results = run_together(*[lambda: pay(approved, committed.finance)] * 3)
    assert sum(isinstance(r, Instalment) for r in results) == 1, results
    assert committed.agreement.paid_krw == 100 * MILLION


def test_of_two_requests_at_once_only_one_fits(
    committed: Stage, run_together: Callable[..., list[Any]]
) -> None:
    results = run_together(*[lambda: committed.request(300 * MILLION)] * 2)
    assert sum(isinstance(r, Instalment) for r in results) == 1, results
    assert committed.year(1).requested_krw == 300 * MILLION


def test_two_agreements_that_share_an_appropriation_do_not_oversell_it(
    committed: Stage, run_together: Callable[..., list[Any]]
) -> None:
    drafts = [
        services.draft_agreement(
            factory=LighthouseFactoryFactory(call=committed.factory.call),
            years=[(2026, 350 * MILLION)],
            by=committed.body,
        )
        for _ in range(2)
    ]  # 1,000 appropriated, 400 committed: only one of two 350s fits
    results = run_together(
        *[
            lambda draft=draft: services.offer_agreement(agreement=draft, by=committed.body)
            for draft in drafts
        ]
    )
    assert [r.code for r in results if isinstance(r, Conflict)] == ["appropriation_cap"], results
    assert Appropriation.objects.get(fiscal_year=2026).committed_krw == 750 * MILLION


def test_a_payment_and_a_taken_back_offer_do_not_stop_each_other(
    committed: Stage, run_together: Callable[..., list[Any]]
) -> None:
    """Both lock appropriation, agreement, year, in this order: no deadlock."""
    approved = committed.approve()
    second = another_agreement(committed)
    results = run_together(
        lambda: pay(approved, committed.finance),
        lambda: services.take_back_offer(agreement=second, by=committed.body, reason="정정"),
        lambda: committed.appropriate(900 * MILLION),
    )
    assert not [r for r in results if isinstance(r, Exception)], results

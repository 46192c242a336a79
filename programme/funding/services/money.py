"""What all movements of money share: one transaction, one order of locks, caps said in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.accounts.models import User
from programme.calls.models import Call
from programme.core.choices import Audience
from programme.core.errors import Conflict, Incomplete, constraint_of
from programme.core.events import record_event
from programme.core.moves import require

from ..choices import EntryKind
from ..models import Agreement, Appropriation, Instalment, LedgerEntry, YearPlan
from ..permissions import can_set_appropriation

# More than the whole programme's money; keeps a slip of the finger within the column's range.
MOST_KRW = 10**15

YEAR = (
    "year_cap",
    gettext_lazy("This is more than the factory may receive in one year under its agreement."),
)
TOTAL = ("total_cap", gettext_lazy("This is more than the factory may receive in all under its agreement."))
APPROPRIATION = (
    "appropriation_cap",
    gettext_lazy("This is more than the call's appropriation for this fiscal year still holds."),
)

# What the database's guards mean, by the constraint's name.
REFUSALS = {
    "funding_year_cap": YEAR,
    "funding_year_paid": YEAR,
    "funding_year_requested": YEAR,
    "funding_total_cap": TOTAL,
    "funding_total_paid": TOTAL,
    "funding_appropriation_cap": APPROPRIATION,
    "funding_appropriation_paid": APPROPRIATION,
    "funding_four_eyes": (
        "four_eyes",
        gettext_lazy("Whoever approved an instalment may not pay it: four eyes see more than two."),
    ),
    "funding_paid_once": ("paid_once", gettext_lazy("This instalment is already paid.")),
    "funding_plan_frozen": (
        "plan_frozen",
        gettext_lazy("The years are fixed once the agreement is offered."),
    ),
}


@contextmanager
def moving_money() -> Iterator[None]:
    """One transaction, in which a refusal of the database's guards becomes a Conflict with its words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        constraint = constraint_of(error)
        if constraint not in REFUSALS:
            raise
        code, message = REFUSALS[constraint]
        raise Conflict(message, code=code) from error


def lock_in_order(agreement: Agreement, *, appropriations: bool = False) -> dict[int, Appropriation]:
    """Lock what money moves under, always in the order appropriation, agreement, year.

    Two services that lock the same rows then wait for each other instead of stopping each other.
    Returns the appropriations of the agreement's fiscal years, by year, when they are asked for.
    """
    found: dict[int, Appropriation] = {}
    years = YearPlan.objects.filter(agreement=agreement).order_by("year_number")
    if appropriations:
        rows = Appropriation.objects.filter(
            call_id=agreement.factory.call_id, fiscal_year__in=years.values("fiscal_year")
        )
        found = {row.fiscal_year: row for row in rows.order_by("fiscal_year").select_for_update(no_key=True)}
    Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    list(years.select_for_update(no_key=True))
    return found


def add_entry(
    *,
    kind: str,
    year: YearPlan,
    appropriation: Appropriation,
    amount_krw: int,
    by: User | None,
    instalment: Instalment | None = None,
    reverses: LedgerEntry | None = None,
) -> LedgerEntry:
    """Add one entry; the trigger moves the three counters and refuses what goes over a cap."""
    return LedgerEntry.objects.create(
        kind=kind,
        year_plan=year,
        agreement_id=year.agreement_id,
        appropriation=appropriation,
        amount_krw=amount_krw,
        instalment=instalment,
        reverses=reverses,
        by=by.pk if by else None,
    )


def release_unpaid(agreement: Agreement, found: dict[int, Appropriation], *, by: User | None) -> int:
    """Give back to the appropriations what is committed but not paid; returns the sum in won."""
    released = 0
    for year in YearPlan.objects.filter(agreement=agreement).order_by("year_number"):
        unpaid = year.committed_krw - year.paid_krw
        if unpaid:
            add_entry(
                kind=EntryKind.RELEASE,
                year=year,
                appropriation=found[year.fiscal_year],
                amount_krw=-unpaid,
                by=by,
            )
            released += unpaid
    return released


def whole_won(amount: Any, field: str = "amount_krw") -> int:
    """`amount` when it is a positive whole number of won; raises Incomplete beside `field`."""
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 < amount <= MOST_KRW:
        message = _("Enter a whole number of won above zero.")
        raise Incomplete(message, {field: message})
    return amount


def set_appropriation(*, call: Call, fiscal_year: int, amount_krw: int, by: User | None) -> Appropriation:
    """Set what the state gives a call in one fiscal year, in won; never below what is committed.

    Raises NotAllowed, Incomplete, Conflict (appropriation_cap).
    """
    require(by is None or can_set_appropriation(by, call), _("You may not set appropriations."))
    whole_won(amount_krw)
    with moving_money():
        appropriation, created = Appropriation.objects.get_or_create(
            call=call, fiscal_year=fiscal_year, defaults={"amount_krw": amount_krw}
        )
        before = 0 if created else appropriation.amount_krw
        Appropriation.objects.filter(pk=appropriation.pk).update(amount_krw=amount_krw)
        record_event(
            appropriation,
            "funding.set_appropriation",
            by=by,
            data={"fiscal_year": fiscal_year, "before_krw": before, "amount_krw": amount_krw},
            audience=Audience.STAFF,
        )
    appropriation.refresh_from_db()
    return appropriation


def change_appropriation(*, appropriation: Appropriation, amount_krw: int, by: User | None) -> Appropriation:
    """Set an appropriation anew. Raises NotAllowed, Incomplete, Conflict (appropriation_cap)."""
    return set_appropriation(
        call=appropriation.call, fiscal_year=appropriation.fiscal_year, amount_krw=amount_krw, by=by
    )

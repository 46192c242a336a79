"""The state's money by fiscal year, in whole won."""

from dataclasses import dataclass

from programme.calls.models import Call
from programme.core.queue import OfficeList
from programme.funding.queries import YearMoney, money_by_year

from .scope import Scope, call_filter


@dataclass(frozen=True, kw_only=True)
class MoneyRow:
    """One fiscal year, or all: whole won, and the parts of a bar of 100."""

    year: int | None
    amount_krw: int
    committed_krw: int
    paid_krw: int
    calls: list[Call]

    @property
    def owed_krw(self) -> int:
        return self.committed_krw - self.paid_krw

    @property
    def left_krw(self) -> int:
        return self.amount_krw - self.committed_krw

    @property
    def paid_share(self) -> float:
        return self._share(self.paid_krw)

    @property
    def owed_share(self) -> float:
        return self._share(self.owed_krw)

    @property
    def paid_percent(self) -> int:
        return int(self.paid_share)

    @property
    def listed(self) -> OfficeList:
        """The appropriations."""
        year = [("fiscal_year__exact", str(self.year))] if self.year else []
        return OfficeList("funding.appropriation", "", (*call_filter("call", self.calls), *year))

    @property
    def commitments(self) -> OfficeList:
        """The ledger's entries that add up to what is committed."""
        return self._entries("commitment,release")

    @property
    def payments(self) -> OfficeList:
        """The ledger's entries that add up to what is paid."""
        return self._entries("payment,reversal")

    def _entries(self, kinds: str) -> OfficeList:
        year = [("appropriation__fiscal_year__exact", str(self.year))] if self.year else []
        filters = (*call_filter("appropriation__call", self.calls), *year, ("kind__in", kinds))
        return OfficeList("funding.ledgerentry", "", filters)

    def _share(self, amount: int) -> float:
        return round(amount * 100 / self.amount_krw, 2) if self.amount_krw else 0.0


@dataclass(frozen=True, kw_only=True)
class Money:
    """What the state set aside, by fiscal year."""

    rows: list[MoneyRow]
    whole: MoneyRow


def money_of(scope: Scope) -> Money:
    """Appropriated, committed, paid and left in the scope, year by year and in all."""
    years = money_by_year(scope.calls)

    def row(year: int | None, found: list[YearMoney]) -> MoneyRow:
        return MoneyRow(
            year=year,
            amount_krw=sum(one.amount_krw for one in found),
            committed_krw=sum(one.committed_krw for one in found),
            paid_krw=sum(one.paid_krw for one in found),
            calls=scope.calls,
        )

    return Money(rows=[row(one.fiscal_year, [one]) for one in years], whole=row(None, years))

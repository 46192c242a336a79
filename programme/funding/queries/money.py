"""Reads of the money used more than once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from programme.accounts.choices import Role
from programme.accounts.models import User
from programme.applications.models import Application
from programme.calls.models import Call
from programme.companies.models import Company
from programme.core.clock import db_now, seoul_day
from programme.diagnosis.choices import CostSource, ProjectYear
from programme.diagnosis.models import Cost, Design
from programme.factories.models import LighthouseFactory

from ..choices import CheckOutcome, EntryKind
from ..models import Agreement, Appropriation, Instalment, LedgerEntry, YearCheck, YearPlan


@dataclass(frozen=True)
class YearMoney:
    """One fiscal year of a call, in whole won."""

    fiscal_year: int
    amount_krw: int
    committed_krw: int
    paid_krw: int

    @property
    def left_krw(self) -> int:
        """What may still be committed."""
        return self.amount_krw - self.committed_krw

    @property
    def owed_krw(self) -> int:
        """What is committed and not yet paid."""
        return self.committed_krw - self.paid_krw


def money(call: Call) -> list[YearMoney]:
    """What is appropriated, committed and paid in each fiscal year of a call."""
    rows = Appropriation.objects.filter(call=call).order_by("fiscal_year")
    return [YearMoney(row.fiscal_year, row.amount_krw, row.committed_krw, row.paid_krw) for row in rows]


def money_by_year(calls: Iterable[Call]) -> list[YearMoney]:
    """What is appropriated, committed and paid in each fiscal year of the calls together."""
    rows = (
        Appropriation.objects.filter(call__in=calls)
        .order_by("fiscal_year")
        .values_list("fiscal_year")
        .annotate(Sum("amount_krw"), Sum("committed_krw"), Sum("paid_krw"))
    )
    return [YearMoney(*row) for row in rows]


def signed_count(call: Call) -> int:
    """How many agreements of the call the ministry has signed, those that ended since too."""
    return Agreement.objects.filter(factory__call=call, signed_at__isnull=False).count()


def years_of(agreement: Agreement) -> QuerySet[YearPlan]:
    """An agreement's years with their instalments and checks."""
    return agreement.years.order_by("year_number").prefetch_related("instalments", "checks")


def planned_years(agreement: Agreement) -> list[tuple[int, int]]:
    """(fiscal year, amount in won) of each year of an agreement."""
    return list(agreement.years.order_by("year_number").values_list("fiscal_year", "amount_krw"))


def proposed_years(factory: LighthouseFactory) -> list[tuple[int, int]]:
    """What to propose for a draft: the design's government shares, year by year, within the caps.

    Without a design what the application asked for, filled up year by year.
    """
    first = max(factory.call.year, seoul_day(db_now()).year)
    cap, left = factory.call.year_cap_krw, factory.call.total_cap_krw
    shares = _government_shares(factory) or _filled_up(factory)
    years = []
    for number, share in enumerate(shares):
        amount = min(share, cap, left)
        if amount > 0:
            years.append((first + number, amount))
            left -= amount
    return years


def _government_shares(factory: LighthouseFactory) -> list[int]:
    """The government's share of the design's costs in years 1 to 3; empty without any."""
    costs = Cost.objects.filter(design__application__case=factory.case, source=CostSource.GOVERNMENT)
    by_year = dict(costs.order_by("year").values_list("year").annotate(Sum("amount_krw")))
    return [by_year.get(number, 0) for number in ProjectYear.values] if by_year else []


def _filled_up(factory: LighthouseFactory) -> list[int]:
    application = application_of(factory)
    asked = (application.requested_krw or 0) if application else 0
    cap = factory.call.year_cap_krw
    return [min(max(asked - number * cap, 0), cap) for number in range(3)]


def ledger_of(agreement: Agreement) -> QuerySet[LedgerEntry]:
    """The agreement's entries, oldest first."""
    return agreement.entries.select_related("year_plan", "instalment").order_by("id")


def latest_outcome(year: YearPlan) -> str | None:
    """The outcome of a year's latest check; None when it was not checked."""
    return YearCheck.objects.filter(year_plan=year).order_by("-id").values_list("outcome", flat=True).first()


def unchecked_year_before(year: YearPlan) -> YearPlan | None:
    """The earlier year whose check is not passed, which holds up the instalments of `year`."""
    earlier = YearPlan.objects.filter(agreement=year.agreement_id, year_number__lt=year.year_number).order_by(
        "year_number"
    )
    return next((one for one in earlier if latest_outcome(one) != CheckOutcome.PASSED), None)


def open_years(agreement: Agreement) -> list[YearPlan]:
    """The years in which an instalment may be requested now: checked so far and with money left."""
    years = agreement.years.order_by("year_number")
    return [year for year in years if year.left_krw > 0 and unchecked_year_before(year) is None]


def payment_of(instalment: Instalment) -> LedgerEntry:
    """The entry that paid an instalment; DoesNotExist when none did."""
    return LedgerEntry.objects.get(instalment=instalment, kind=EntryKind.PAYMENT)


def owners_of(company: Company) -> QuerySet[User]:
    """The company's representatives: who is written to about money."""
    return User.objects.filter(
        is_active=True,
        grants__role=Role.COMPANY_OWNER,
        grants__scope=company.uid,
        grants__revoked_at=None,
    ).distinct()


def names_of(company: Company) -> dict[str, str]:
    """The company's name for a mail's context, English only where it was checked."""
    return {"company": company.name_ko, "company_en": company.name_en if company.name_en_checked else ""}


def application_of(factory: LighthouseFactory) -> Application | None:
    """The application the factory was selected from; None for one imported from history."""
    return (
        Application.objects.filter(case=factory.case)
        .select_related("version")
        .prefetch_related("partners__organisation")
        .first()
    )


def design_of(factory: LighthouseFactory) -> Design | None:
    """The improvement plan behind a factory's agreement; None for one without an application."""
    return Design.objects.filter(application__case=factory.case).first()


def budget_of(factory: LighthouseFactory) -> list[dict[str, Any]]:
    """The design's costs by who pays, in won."""
    rows = Cost.objects.filter(design__application__case=factory.case).order_by("source")
    return [dict(row) for row in rows.values("source").annotate(amount_krw=Sum("amount_krw"))]


def terms_of(agreement: Agreement) -> dict[str, Any]:
    """What an offer fixes: caps, years, partners and shares, budget, indicators with baselines.

    Plain JSON, so that it reads the same for ever, whatever becomes of the rows it came from.
    """
    application = application_of(agreement.factory)
    partners = application.partners.order_by("id") if application else []
    budget = budget_of(agreement.factory)
    return {
        "company": agreement.factory.company.name_ko,
        "starts_on": agreement.starts_on.isoformat(),
        "year_cap_krw": agreement.year_cap_krw,
        "total_cap_krw": agreement.total_cap_krw,
        "total_krw": agreement.total_krw,
        "years": [
            {"number": y.year_number, "fiscal_year": y.fiscal_year, "amount_krw": y.amount_krw}
            for y in agreement.years.order_by("year_number")
        ],
        "partners": [
            {"name": p.organisation.name_ko, "part": p.part, "share_krw": p.share_krw} for p in partners
        ],
        "project_total_krw": sum(row["amount_krw"] for row in budget)
        or (application.total_krw if application else None),
        "budget": budget,
        "indicators": [
            {
                "category": i.category,
                "name": i.name,
                "formula": i.formula,
                "unit": i.unit,
                "period": i.period,
                "direction": i.direction,
                "baseline": f"{i.baseline.normalize():f}",
                "target": f"{i.target.normalize():f}",
            }
            for i in agreement.indicators.order_by("position", "id")
        ],
        "milestones": [
            {"year": m.year_number, "title": m.title, "due_on": m.due_on.isoformat()}
            for m in agreement.milestones.order_by("due_on", "id")
        ],
    }


def missing_for_completion(agreement: Agreement) -> Sequence[tuple[str, Any]]:
    """What a completion still needs: ("check", year) and ("measurement", indicator)."""
    unchecked = [
        ("check", year)
        for year in agreement.years.order_by("year_number")
        if latest_outcome(year) != CheckOutcome.PASSED
    ]
    unmeasured = [
        ("measurement", indicator)
        for indicator in agreement.indicators.filter(measurements=None).order_by("position", "id")
    ]
    return [*unchecked, *unmeasured]


def year_rows(agreement: Agreement) -> list[dict[str, Any]]:
    """Each year with its instalments, its latest check and whether it holds up the next."""
    rows = []
    for year in years_of(agreement):
        checks = sorted(year.checks.all(), key=lambda check: check.pk)
        instalments = sorted(year.instalments.all(), key=lambda one: one.number)
        rows.append({"year": year, "instalments": instalments, "check": checks[-1] if checks else None})
    return rows


def indicator_rows(agreement: Agreement) -> list[dict[str, Any]]:
    """Each agreed indicator with its latest measurement."""
    rows = []
    indicators = agreement.indicators.order_by("position", "id").prefetch_related("measurements")
    for indicator in indicators:
        measured = sorted(indicator.measurements.all(), key=lambda one: (one.measured_on, one.pk))
        rows.append({"indicator": indicator, "latest": measured[-1] if measured else None})
    return rows

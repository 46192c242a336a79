"""Reads of agreements, money and build, and what waits for whom."""

from .money import (
    application_of,
    design_of,
    indicator_rows,
    latest_outcome,
    ledger_of,
    missing_for_completion,
    money,
    names_of,
    open_years,
    owners_of,
    payment_of,
    planned_years,
    proposed_years,
    terms_of,
    unchecked_year_before,
    year_rows,
)
from .public import Build, BuildYear, Result, percent_change, public_build
from .waiting import waiting_for

__all__ = [
    "Build",
    "BuildYear",
    "Result",
    "application_of",
    "design_of",
    "indicator_rows",
    "latest_outcome",
    "ledger_of",
    "missing_for_completion",
    "money",
    "names_of",
    "open_years",
    "owners_of",
    "payment_of",
    "percent_change",
    "planned_years",
    "proposed_years",
    "public_build",
    "terms_of",
    "unchecked_year_before",
    "waiting_for",
    "year_rows",
]

"""Money of the build: what the state set aside, what was agreed, asked for and paid.

Amounts are whole won. Counters (`*_krw` that are not editable) are moved by triggers only (triggers.py).
"""

from .agreement import Agreement, YearPlan
from .money import Appropriation, Instalment, LedgerEntry
from .progress import Indicator, Measurement, Milestone, YearCheck

__all__ = [
    "Agreement",
    "Appropriation",
    "Indicator",
    "Instalment",
    "LedgerEntry",
    "Measurement",
    "Milestone",
    "YearCheck",
    "YearPlan",
]

"""The directory's facets: how many factories each choice would give, the other conditions kept.

One grouped query for each facet, however many factories and choices there are.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from programme.core.display import name_in_language
from programme.factories.choices import FactoryStatus

from .filters import OPEN_FOR_TOURS, FactoryFilter

# Facet → the column that its choices are counted by.
COUNTED_BY = {
    "region": "region",
    "industry": "industry_label__key",
    "size": "size",
    "technology": "technologies__key",
    "call": "call__key",
    "tours": "status",
}
FOLDED = {"technology"}  # long and seldom used: folded until one of its choices is chosen


@dataclass(frozen=True, kw_only=True)
class Option:
    """A choice of a facet. `count` are real factories, `demonstrated` those of the demonstration."""

    value: str
    label: Any
    count: int
    demonstrated: int
    chosen: bool

    @property
    def off(self) -> bool:
        """Whether choosing it could only give nothing; a chosen one can always be dropped."""
        return not (self.count or self.demonstrated or self.chosen)


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A kind of condition with its choices, as templates/partials/facet.html draws it."""

    name: str
    label: Any
    options: list[Option]
    errors: Iterable[str] = field(default_factory=list)
    folds: bool = False

    @property
    def open(self) -> bool:
        return not self.folds or any(option.chosen for option in self.options)


def facets_of(conditions: FactoryFilter) -> list[Facet]:
    """Every facet with its numbers, in the order of the filter's fields."""
    conditions.form.is_valid()  # what was refused is not among the cleaned data
    chosen: dict[str, Any] = conditions.form.cleaned_data
    return [_facet(conditions, name, chosen.get(name) or []) for name in COUNTED_BY]


def _facet(conditions: FactoryFilter, name: str, chosen: list[str]) -> Facet:
    real, demonstrated = _counts(conditions, name)
    shown = conditions.form.fields[name]
    short = {region.key: name_in_language(region, "short") for region in conditions.regions}
    return Facet(
        name=name,
        label=shown.label,
        options=[
            Option(
                value=value,
                label=short[value] if name == "region" else label,
                count=real[value],
                demonstrated=demonstrated[value],
                chosen=value in chosen,
            )
            for value, label in shown.choices
        ],
        errors=conditions.form.errors.get(name, []),
        folds=name in FOLDED,
    )


def _counts(conditions: FactoryFilter, name: str) -> tuple[Counter[str], Counter[str]]:
    """Real and demonstrated factories for each value of a facet."""
    column = COUNTED_BY[name]
    demonstration = Q(call__programme__is_demo=True)
    rows = (
        conditions.without(name)
        .values_list(column)
        .annotate(
            real=Count("pk", distinct=True, filter=~demonstration),
            demonstrated=Count("pk", distinct=True, filter=demonstration),
        )
        .order_by()
    )
    value_of = _value_of(conditions, name)
    counted: tuple[Counter[str], Counter[str]] = Counter(), Counter()
    for found, real, demonstrated in rows:
        if found in (None, ""):
            continue  # not known of these factories: no choice leads to them
        counted[0][value_of(found)] += real
        counted[1][value_of(found)] += demonstrated
    return counted


def _value_of(conditions: FactoryFilter, name: str) -> Callable[[Any], str]:
    """How a column's value is called in the address."""
    if name == "region":
        return lambda pk: conditions.region_today[pk].key
    if name == "tours":
        return lambda status: OPEN_FOR_TOURS if status == FactoryStatus.TOURING else ""
    return str

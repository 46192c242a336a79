"""How the directory lists what its conditions leave: order, view, and the file of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.functions import Lower
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programme.core.display import name_in_language
from programme.factories.models import FactoryQuerySet, LighthouseFactory
from programme.regions.models import Region

from .filters import FactoryFilter
from .queries import listed_factories
from .rows import round_name


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A way of showing the list, as the address names it."""

    key: str
    label: Any


SORTS = (
    Choice(key="newest", label=_("Newest round")),
    Choice(key="name", label=_("By name")),
    Choice(key="region", label=pgettext_lazy("sort", "By region")),
)
VIEWS = (
    Choice(key="cards", label=_("Cards")),
    Choice(key="table", label=_("Table")),
    Choice(key="map", label=_("Map")),
)
PAGE_SIZES = {"cards": 12, "table": 25, "map": 12}


def chosen_of(choices: tuple[Choice, ...], key: str | None) -> str:
    """The key when it is one of the choices, else the first one's: an order or view cannot be refused."""
    return key if key in {choice.key for choice in choices} else choices[0].key  # type: ignore[return-value]


def found_factories(conditions: FactoryFilter, sort: str) -> FactoryQuerySet:
    """The factories that meet the conditions, in the order asked for; real ones always first."""
    found = listed_factories().filter(pk__in=conditions.qs.order_by().values("pk"))
    demonstration = F("call__programme__is_demo")
    if sort == "name":
        return found.order_by(demonstration, *_by_name(), "pk")
    if sort == "region":
        return found.order_by(demonstration, _position_today(conditions.region_today), *_by_name(), "pk")
    return found


def _by_name() -> list[Any]:
    """가나다 or A to Z: in English by the checked name, companies without one after them in Korean."""
    if (get_language() or "ko").startswith("ko"):
        return ["company__name_ko"]
    checked = When(company__name_en_checked=True, company__name_en__gt="", then=Lower("company__name_en"))
    return [Case(checked, default=None).asc(nulls_last=True), "company__name_ko"]


def _position_today(region_today: dict[int, Region]) -> Case:
    places = [When(region=pk, then=Value(here.position)) for pk, here in region_today.items()]
    return Case(*places, default=Value(0), output_field=IntegerField())


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the file: its heading, and what a factory has there ("" when no source says)."""

    heading: Any
    value: Callable[[LighthouseFactory], Any]


def columns(region_today: dict[int, Region]) -> list[Column]:
    """What the file tells of each factory, in the page's language; the last two lead to where it is from."""
    return [
        Column(heading=_("Company"), value=lambda one: name_in_language(one.company)),
        Column(heading=_("Name today"), value=lambda one: name_in_language(one.company, "later_name")),
        Column(heading=_("Round"), value=lambda one: round_name(one.call)),
        Column(heading=_("Region at selection"), value=lambda one: name_in_language(one.region)),
        Column(heading=_("Region today"), value=lambda one: name_in_language(region_today[one.region_id])),
        Column(heading=_("City or county"), value=lambda one: one.city_ko),
        Column(heading=_("Company size"), value=lambda one: one.get_size_display()),
        Column(heading=_("Industry"), value=lambda one: _named(one.industry_label)),
        Column(heading=_("Main product"), value=lambda one: name_in_language(one, "main_product")),
        Column(heading=_("Technologies"), value=lambda one: "; ".join(map(_named, one.technologies.all()))),
        Column(heading=_("Status"), value=lambda one: one.public_status.name),
        Column(heading=_("Status as known on"), value=lambda one: one.known_on),
        Column(heading=_("Selected on"), value=lambda one: one.selected_on),
        Column(
            heading=_("Address of its page"), value=lambda one: settings.SITE_URL + one.get_absolute_url()
        ),
        Column(heading=_("Sources"), value=lambda one: "\n".join(one.sources)),
    ]


def _named(record: Any) -> str:
    return name_in_language(record) if record else ""

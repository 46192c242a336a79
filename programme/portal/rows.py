"""A factory's facts and a call's terms, each as a line with its label; what is unknown stays empty."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.calls.models import Call
from programme.core.templatetags.core import bilingual, seoul_date, seoul_period, won
from programme.factories.models import LighthouseFactory
from programme.funding.queries import Build

NOT_SAID = ""  # templates/partials/summary_list.html then says "Not given"


@dataclass(frozen=True)
class Row:
    label: str
    value: Any


def facts_of(factory: LighthouseFactory, today: date, build: Build | None = None) -> list[Row]:
    """What is known of a factory, as published at its selection; under an agreement its public terms too."""
    rows = [
        Row(_("Region at selection"), bilingual(factory.region, "name")),
        Row(_("Company size"), _size(factory)),
        Row(_("Industry"), bilingual(factory.industry_label, "name") if factory.industry_label else NOT_SAID),
        Row(_("Selected on"), seoul_date(factory.selected_on)),
        Row(_("Techno-park"), bilingual(factory.technopark, "name") if factory.technopark else NOT_SAID),
        Row(_("Project total"), won(factory.project_total_krw)),
    ]
    if build is not None:
        rows.append(Row(_("Support by the state"), won(build.support_krw)))
    if factory.city_ko or factory.only_published:
        rows.insert(1, Row(_("City or county"), bilingual(factory, "city")))
    now = factory.region.current(today)
    if now != factory.region:
        rows.insert(1, Row(_("Region today"), bilingual(now, "name")))
    if factory.company.later_name_ko:
        rows.insert(0, Row(_("Name today"), bilingual(factory.company, "later_name")))
    if group := factory.facts.get("group"):
        rows.append(Row(_("Group"), _in_korean(group)))
    if supplier := factory.facts.get("supplier"):
        rows.append(Row(_("Supplier"), _in_korean(supplier.partition(" (")[0])))
    level = factory.facts.get("status", {}).get("level_confirmed") or (build and build.capability_level)
    if level:
        rows.append(Row(_("Smart factory level confirmed"), level))
    if factory.completed_on:
        rows.append(Row(_("Completed on"), seoul_date(factory.completed_on)))
    return rows


def _in_korean(name: str) -> SafeString:
    return format_html('<span lang="ko">{}</span>', name)


def round_name(call: Call) -> str:
    """The round in short: its year, or the half of it."""
    if call.half == 1:
        return _("First half of %(year)s") % {"year": call.year}
    if call.half == 2:
        return _("Second half of %(year)s") % {"year": call.year}
    return str(call.year)


def _size(factory: LighthouseFactory) -> str:
    name = factory.get_size_display()
    if name and "size_basis" in factory.facts:
        return _("%(size)s (derived from the sources)") % {"size": name}
    return name


def terms_of(call: Call, result_at: datetime | None) -> list[Row]:
    """A call's dates, places, money and duties; `result_at` is when its result came out on this portal."""
    if call.opens_on and call.closes_on:
        period = seoul_period(call.opens_on, call.closes_on)
    elif call.opens_at and call.closes_at:
        period = seoul_period(call.opens_at, call.closes_at)
    else:
        until = format_html(_("until {}"), seoul_date(call.closes_on))
        period = until if call.closes_on else SafeString(NOT_SAID)
    rows = [
        Row(_("Applications"), period),
        Row(_("Result announced"), seoul_date(call.announced_on or result_at)),
        Row(_("Places planned"), call.planned_places),
        Row(_("Budget of the round"), won(call.budget_krw)),
        Row(_("Support for a factory in a year"), _at_most(won(call.year_cap_krw))),
        Row(_("Support for a factory in all"), _at_most(won(call.total_cap_krw))),
        Row(
            _("Recommendations"),
            ngettext(
                "at most %(count)s company for each techno-park",
                "at most %(count)s companies for each techno-park",
                call.candidates_per_technopark,
            )
            % {"count": call.candidates_per_technopark},
        ),
        Row(
            _("Tours to hold"),
            _("at least %(tours)s within %(months)s months of completion")
            % {"tours": call.tours_required, "months": call.tours_within_months},
        ),
    ]
    if call.planned_sme_min:
        rows.insert(3, Row(_("Of these small and medium-sized"), _("at least %s") % call.planned_sme_min))
    return rows


def _at_most(amount: str) -> Any:
    return format_html(_("at most {}"), amount)

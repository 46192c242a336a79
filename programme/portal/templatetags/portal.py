"""Parts that only the portal's own pages use."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _

from programme.calls.sources import Source, sources_of
from programme.core.templatetags.core import bilingual
from programme.factories.choices import FactoryStatus
from programme.factories.models import LighthouseFactory
from programme.factories.queries import Tally
from programme.funding.queries import public_results

from .. import rows
from ..impact import signed_percent

register = template.Library()

CARD_TECHNOLOGIES = 4
CARD_CHANGES = 3
DEMONSTRATION = "warning"


def demo_badge() -> dict[str, Any]:
    return {"name": _("Demonstration"), "tone": DEMONSTRATION}


@register.filter
def card_badges(factory: LighthouseFactory) -> list[dict[str, Any]]:
    """What has to be seen first: that it is a demonstration, and a status past the selection."""
    badges = [demo_badge()] if factory.is_demo else []
    if factory.status != FactoryStatus.SELECTED:
        status = factory.public_status
        badges.append({"name": status.name, "tone": status.tone})
    return badges


@register.filter
def measured_changes(factory: LighthouseFactory) -> list[dict[str, Any]]:
    """What the build changed, as published: each measured indicator in the agreed order, good or bad."""
    return [
        {"name": bilingual(one, "name"), "change": signed_percent(one.change), "improved": one.improved}
        for one in public_results(factory)
        if one.change is not None
    ]


@register.inclusion_tag("partials/factory_card.html")
def factory_card(factory: LighthouseFactory, level: int = 3, *, with_round: bool = False) -> dict[str, Any]:
    """A factory as a card (queries.listed_factories has what it shows), where asked with its round."""
    facts = [bilingual(factory.region, "name"), factory.get_size_display()]
    if with_round:
        facts.insert(0, rows.round_name(factory.call))
    if factory.industry_label:
        facts.append(bilingual(factory.industry_label, "name"))
    return {
        "changes": measured_changes(factory)[:CARD_CHANGES],
        "url": factory.get_absolute_url(),
        "name": bilingual(factory.company, "name"),
        "badges": card_badges(factory),
        "facts": [fact for fact in facts if fact],
        "text": bilingual(factory, "main_product"),
        "tags": [bilingual(one, "name") for one in factory.technologies.all()[:CARD_TECHNOLOGIES]],
        "level": level,
    }


@register.inclusion_tag("portal/partials/tallies.html")
def tallies(counted: Sequence[Tally], title: str) -> dict[str, Any]:
    """How many factories share a region, size or industry, as bars with their numbers."""
    return {"rows": counted, "title": title, "total": sum(row.count for row in counted)}


register.filter(rows.round_name)


@register.filter
def sources(written: list[str]) -> list[Source]:
    return sources_of(written)

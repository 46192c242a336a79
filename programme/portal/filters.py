"""The directory's filter: every choice is in the address, so that a view can be shared."""

from typing import Any

import django_filters
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from programme.calls.models import Call
from programme.companies.choices import Size
from programme.core.display import name_in_language
from programme.core.filters import ActiveConditions
from programme.factories.choices import FactoryStatus
from programme.factories.models import FactoryQuerySet, LighthouseFactory
from programme.regions.models import IndustryLabel, Region, Technology
from programme.regions.queries import regions_of_today, today

from .rows import round_name

OPEN_FOR_TOURS = "open"
BOXES = forms.CheckboxSelectMultiple


class FindForm(forms.Form):
    """The text of the directory's filter by itself, as the first page asks for it; empty finds everything."""

    use_required_attribute = False

    q = forms.CharField(
        label=_("Company, product or technology"),
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class FactoryFilter(ActiveConditions):
    """Text, region (as regions are today), industry, size, technology, round, open for tours.

    Of one kind several may be chosen: a factory has to meet one of them, and one of each kind.
    """

    q = django_filters.CharFilter(
        method="search",
        label=_("Company, product or technology"),
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    region = django_filters.MultipleChoiceFilter(method="in_regions", label=_("Region"), widget=BOXES)
    industry = django_filters.MultipleChoiceFilter(
        field_name="industry_label__key", label=_("Industry"), widget=BOXES
    )
    size = django_filters.MultipleChoiceFilter(label=_("Company size"), widget=BOXES)
    technology = django_filters.MultipleChoiceFilter(
        method="with_technologies", label=_("Technology"), widget=BOXES
    )
    call = django_filters.MultipleChoiceFilter(field_name="call__key", label=_("Round"), widget=BOXES)
    tours = django_filters.MultipleChoiceFilter(method="open_for_tours", label=_("Tours"), widget=BOXES)

    class Meta:
        model = LighthouseFactory
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in self._choices().items():
            self.filters[name].extra["choices"] = choices

    def _choices(self) -> dict[str, list[tuple[str, Any]]]:
        """What can be chosen: of the registers only what a listed factory has, but every region of today."""
        shown = LighthouseFactory.objects.shown()
        industries = IndustryLabel.objects.filter(factories__in=shown).distinct()
        technologies = Technology.objects.filter(factories__in=shown).distinct()
        calls = Call.objects.filter(factories__in=shown).distinct().select_related("programme")
        calls = calls.order_by("-year", "-half", "pk").only("key", "year", "half", "programme__is_demo")
        return {
            "region": [(region.key, name_in_language(region)) for region in self.regions],
            "industry": [(one.key, name_in_language(one)) for one in industries],
            "size": Size.choices,
            "technology": [(one.key, name_in_language(one)) for one in technologies],
            "call": [(call.key, _round(call)) for call in calls],
            "tours": [(OPEN_FOR_TOURS, _("Can be visited"))],
        }

    @cached_property
    def region_today(self) -> dict[int, Region]:
        return regions_of_today(today())

    @cached_property
    def regions(self) -> list[Region]:
        """The regions of today, in the register's order."""
        found = {region.pk: region for region in self.region_today.values()}
        return sorted(found.values(), key=lambda region: region.position)

    def without(self, name: str) -> FactoryQuerySet:
        """What the other conditions leave, whatever is chosen of `name`; a fresh query without joins."""
        self.form.is_valid()
        found = self.queryset.order_by()
        for other, value in self.form.cleaned_data.items():
            if other != name:
                found = self.filters[other].filter(found, value)
        return LighthouseFactory.objects.filter(pk__in=found.values("pk"))

    def search(self, queryset: FactoryQuerySet, name: str, value: str) -> FactoryQuerySet:
        return queryset.search(value)

    def in_regions(self, queryset: FactoryQuerySet, name: str, value: list[str]) -> FactoryQuerySet:
        """Also the factories that were chosen under the name of a region since merged into one of these."""
        return queryset.filter(region__in=[pk for pk, here in self.region_today.items() if here.key in value])

    def with_technologies(self, queryset: FactoryQuerySet, name: str, value: list[str]) -> FactoryQuerySet:
        having = LighthouseFactory.objects.filter(technologies__key__in=value)
        return queryset.filter(pk__in=having.values("pk"))

    def open_for_tours(self, queryset: FactoryQuerySet, name: str, value: list[str]) -> FactoryQuerySet:
        return queryset.filter(status=FactoryStatus.TOURING)


def _round(call: Call) -> str:
    """In short; a demonstration says that it is one."""
    return (
        _("%(round)s (demonstration)") % {"round": round_name(call)}
        if call.programme.is_demo
        else round_name(call)
    )

"""The directory's filter: every choice is in the address, so that a view can be shared."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from programme.calls.models import Call
from programme.companies.choices import Size
from programme.core.display import name_in_language
from programme.core.filters import ActiveConditions, NamedFilter
from programme.factories.models import FactoryQuerySet, LighthouseFactory
from programme.regions.models import IndustryLabel, Region, Technology
from programme.regions.queries import covering, today


class CallChoices(forms.ModelChoiceField):
    def label_from_instance(self, obj: Call) -> str:
        return name_in_language(obj, "title")


class CallFilter(django_filters.ModelChoiceFilter):
    field_class = CallChoices


class FactoryFilter(ActiveConditions):
    """Text, region (as regions are today), size, industry, technology, round."""

    q = django_filters.CharFilter(
        method="search",
        label=_("Company, product or technology"),
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    region = NamedFilter(
        queryset=lambda request: Region.objects.on(today()),
        to_field_name="key",
        method="in_region",
        label=_("Region"),
        empty_label=_("All"),
    )
    size = django_filters.ChoiceFilter(choices=Size.choices, label=_("Company size"), empty_label=_("All"))
    industry = NamedFilter(
        field_name="industry_label",
        queryset=lambda request: IndustryLabel.objects.filter(factories__in=shown()).distinct(),
        to_field_name="key",
        label=_("Industry"),
        empty_label=_("All"),
    )
    technology = NamedFilter(
        field_name="technologies",
        queryset=lambda request: Technology.objects.filter(factories__in=shown()).distinct(),
        to_field_name="key",
        label=_("Technology"),
        empty_label=_("All"),
    )
    call = CallFilter(
        queryset=lambda request: Call.objects.shown().published(),
        to_field_name="key",
        label=_("Round"),
        empty_label=_("All"),
    )

    class Meta:
        model = LighthouseFactory
        fields: list[str] = []

    def search(self, queryset: FactoryQuerySet, name: str, value: str) -> FactoryQuerySet:
        return queryset.search(value)

    def in_region(self, queryset: FactoryQuerySet, name: str, value: Region) -> FactoryQuerySet:
        """Also the factories that were chosen under the name of a region since merged into this one."""
        return queryset.filter(region__in=covering(value, today()))


def shown() -> QuerySet[LighthouseFactory]:
    return LighthouseFactory.objects.shown()

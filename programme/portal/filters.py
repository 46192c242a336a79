"""The directory's filter: every choice is in the address, so that a view can be shared."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.calls.models import Call
from programme.companies.choices import Size
from programme.core.clock import db_now, seoul_day
from programme.factories.models import LighthouseFactory
from programme.regions.models import IndustryLabel, Region, Technology


def name_in_language(record: Any) -> str:
    return record.name_en if get_language() == "en" and record.name_en else record.name_ko


class NamedChoices(forms.ModelChoiceField):
    """A register's rows by key, named in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return name_in_language(obj)


class NamedFilter(django_filters.ModelChoiceFilter):
    field_class = NamedChoices


class CallChoices(forms.ModelChoiceField):
    def label_from_instance(self, obj: Call) -> str:
        return obj.title_en if get_language() == "en" and obj.title_en else obj.title_ko


class CallFilter(django_filters.ModelChoiceFilter):
    field_class = CallChoices


class FactoryFilter(django_filters.FilterSet):
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

    def search(
        self, queryset: QuerySet[LighthouseFactory], name: str, value: str
    ) -> QuerySet[LighthouseFactory]:
        """Every word must occur somewhere; Korean is not segmented, so parts of words count."""
        for word in value.split()[:6]:
            queryset = queryset.filter(
                Q(company__name_ko__icontains=word)
                | Q(company__name_en__icontains=word, company__name_en_checked=True)
                | Q(company__later_name_ko__icontains=word)
                | Q(main_product_ko__icontains=word)
                | Q(main_product_en__icontains=word)
                | Q(plan_ko__icontains=word)
                | Q(technologies__name_ko__icontains=word)
                | Q(technologies__name_en__icontains=word)
            )
        return queryset.distinct()

    def in_region(
        self, queryset: QuerySet[LighthouseFactory], name: str, value: Region
    ) -> QuerySet[LighthouseFactory]:
        """Also the factories that were chosen under the name of a region since merged into this one."""
        return queryset.filter(Q(region=value) | Q(region__successor=value))

    def active(self) -> list[dict[str, str]]:
        """The chosen conditions, each with the query that drops it; refused values are none."""
        self.form.is_valid()
        chosen = []
        for name, field in self.form.fields.items():
            value = self.form.cleaned_data.get(name)
            if not value:
                continue
            rest = self.data.copy()
            rest.pop(name, None)
            rest.pop("page", None)
            if isinstance(value, Call):
                words = value.title_en if get_language() == "en" and value.title_en else value.title_ko
            elif hasattr(value, "name_ko"):
                words = name_in_language(value)
            else:
                words = dict(getattr(field, "choices", [])).get(value, value)
            chosen.append({"label": f"{field.label}: {words}", "url": f"?{rest.urlencode()}"})
        return chosen


def shown() -> QuerySet[LighthouseFactory]:
    return LighthouseFactory.objects.shown()


def today() -> date:
    return seoul_day(db_now())

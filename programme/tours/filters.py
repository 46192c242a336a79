"""How visitors narrow down the list of sessions; the same on the page and in the API."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.core.clock import day_end, day_start, db_now, seoul_day
from programme.core.display import date_text
from programme.regions.models import Region

from .choices import Language
from .models import Session

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RegionChoices(forms.ModelChoiceField):
    def label_from_instance(self, obj: Region) -> str:
        return obj.name_en if get_language() == "en" and obj.name_en else obj.name_ko


class RegionFilter(django_filters.ModelChoiceFilter):
    field_class = RegionChoices


def regions_today(request: Any) -> QuerySet[Region]:
    return Region.objects.on(seoul_day(db_now()))


class SessionFilter(django_filters.FilterSet):
    """Days in Seoul, region as regions are today, seats that are still free, language, factory."""

    date_from = django_filters.DateFilter(method="starting_from", label=_("From"), widget=DAY)
    date_to = django_filters.DateFilter(method="starting_until", label=_("Until"), widget=DAY)
    region = RegionFilter(
        queryset=regions_today,
        to_field_name="key",
        method="in_region",
        label=_("Region"),
        empty_label=_("All"),
    )
    seats = django_filters.NumberFilter(
        method="with_seats",
        label=_("Seats needed"),
        widget=forms.NumberInput(attrs={"min": 1, "max": 1000, "inputmode": "numeric"}),
        min_value=1,
        max_value=1000,
    )
    language = django_filters.ChoiceFilter(
        choices=Language.choices, label=_("Language"), empty_label=_("All")
    )
    factory = django_filters.CharFilter(
        field_name="tour_programme__factory__slug", label=_("Factory (its address)"), widget=forms.HiddenInput
    )

    class Meta:
        model = Session
        fields: list[str] = []

    def starting_from(self, queryset: QuerySet[Session], name: str, value: date) -> QuerySet[Session]:
        return queryset.filter(starts_at__gte=day_start(value))

    def starting_until(self, queryset: QuerySet[Session], name: str, value: date) -> QuerySet[Session]:
        return queryset.filter(starts_at__lt=day_end(value))

    def in_region(self, queryset: QuerySet[Session], name: str, value: Region) -> QuerySet[Session]:
        """Also factories chosen under the name of a region since merged into this one."""
        path = "tour_programme__factory__region"
        return queryset.filter(Q(**{path: value}) | Q(**{f"{path}__successor": value}))

    def with_seats(self, queryset: QuerySet[Session], name: str, value: int) -> QuerySet[Session]:
        """Sessions that can be booked for so many now: nobody is waiting."""
        return queryset.filter(waiting=0, taken__lte=F("capacity") - int(value))

    def active(self) -> list[dict[str, str]]:
        """The chosen conditions, each with the query that drops it."""
        if not self.form.is_valid():
            return []
        chosen = []
        for name, field in self.form.fields.items():
            value = self.form.cleaned_data.get(name)
            if not value:
                continue
            rest = self.data.copy()
            rest.pop(name, None)
            rest.pop("page", None)
            words = dict(getattr(field, "choices", [])).get(value, value)
            if isinstance(value, Region):
                words = field.label_from_instance(value)
            elif isinstance(value, date):
                words = date_text(value, get_language() or "ko")
            chosen.append({"label": f"{field.label}: {words}", "url": f"?{rest.urlencode()}"})
        return chosen

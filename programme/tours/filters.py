"""How visitors narrow down the list of sessions; the same on the page and in the API."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from programme.core.clock import day_end, day_start
from programme.core.filters import ActiveConditions, NamedFilter
from programme.regions.models import Region
from programme.regions.queries import covering, today

from .choices import Language
from .models import Session

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def regions_today(request: Any) -> QuerySet[Region]:
    return Region.objects.on(today())


class SessionFilter(ActiveConditions):
    """Days in Seoul, region as regions are today, seats that are still free, language, factory."""

    date_from = django_filters.DateFilter(method="starting_from", label=_("From"), widget=DAY)
    date_to = django_filters.DateFilter(method="starting_until", label=_("Until"), widget=DAY)
    region = NamedFilter(
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
        return queryset.filter(tour_programme__factory__region__in=covering(value, today()))

    def with_seats(self, queryset: QuerySet[Session], name: str, value: int) -> QuerySet[Session]:
        """Sessions that can be booked for so many now: nobody is waiting."""
        return queryset.filter(waiting=0, taken__lte=F("capacity") - int(value))

"""How visitors narrow down the list of sessions; the same on the page and in the API."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.core.clock import day_end, day_start
from programme.core.display import month_text
from programme.core.filters import ActiveConditions, NamedFilter
from programme.core.forms import DayInput
from programme.regions.models import IndustryLabel, Region
from programme.regions.neighbours import near
from programme.regions.queries import covering, today

from .calendar import Month
from .choices import YOUNGEST, Language, SchoolKind, VisitorKind
from .models import Session


class MonthField(forms.CharField):
    """A month as an address writes it, "2027-05"."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        month = Month.parse(text)
        if month is None:
            raise forms.ValidationError(_("Enter the month as year and month, for example 2027-05."))
        return month

    def words(self, month: Month) -> str:
        """As a condition in force reads."""
        return month_text(month.first, get_language() or "ko")


class MonthFilter(django_filters.CharFilter):
    field_class = MonthField


def industries(request: Any) -> QuerySet[IndustryLabel]:
    return IndustryLabel.objects.all()


def regions_today(request: Any) -> QuerySet[Region]:
    return Region.objects.on(today())


class SessionFilter(ActiveConditions):
    """Days in Seoul, region as regions are today (with its neighbours), industry, seats that are still
    free, language, kind of school, factory."""

    month = MonthFilter(method="in_month", label=_("Month"), widget=forms.HiddenInput)
    date_from = django_filters.DateFilter(method="starting_from", label=_("From"), widget=DayInput())
    date_to = django_filters.DateFilter(method="starting_until", label=_("Until"), widget=DayInput())
    region = NamedFilter(
        queryset=regions_today,
        to_field_name="key",
        method="in_region",
        label=_("Region"),
        empty_label=_("All"),
    )
    near = django_filters.BooleanFilter(
        method="as_region_asks", label=_("Neighbouring regions too"), widget=forms.CheckboxInput
    )
    industry = NamedFilter(
        queryset=industries,
        to_field_name="key",
        field_name="tour_programme__factory__industry_label",
        label=_("Industry"),
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
    school = django_filters.ChoiceFilter(
        choices=SchoolKind.choices, method="admitting", label=_("Kind of school"), empty_label=_("All")
    )
    step_free = django_filters.BooleanFilter(
        method="without_steps", label=_("Free of steps"), widget=forms.CheckboxInput
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

    def in_month(self, queryset: QuerySet[Session], name: str, value: Month) -> QuerySet[Session]:
        return queryset.filter(starts_at__gte=value.starts_at, starts_at__lt=value.ends_at)

    def in_region(self, queryset: QuerySet[Session], name: str, value: Region) -> QuerySet[Session]:
        """Also factories chosen under the name of a region since merged into this one, or near it."""
        around = near if self.form.cleaned_data.get("near") else covering
        return queryset.filter(tour_programme__factory__region__in=around(value, today()))

    def as_region_asks(self, queryset: QuerySet[Session], name: str, value: bool) -> QuerySet[Session]:
        """Says nothing by itself: `region` reads it."""
        return queryset

    def admitting(self, queryset: QuerySet[Session], name: str, value: str) -> QuerySet[Session]:
        """As TourProgramme.schools: admitted, and nobody below the minimum age."""
        youngest = YOUNGEST[SchoolKind(value)]
        return queryset.filter(
            Q(tour_programme__min_age=None) | Q(tour_programme__min_age__lte=youngest),
            tour_programme__admits__contains=[VisitorKind.SCHOOL],
            tour_programme__school_kinds__contains=[value],
        )

    def without_steps(self, queryset: QuerySet[Session], name: str, value: bool) -> QuerySet[Session]:
        """A box that is not ticked asks for nothing."""
        return queryset.filter(tour_programme__step_free=True) if value else queryset

    def with_seats(self, queryset: QuerySet[Session], name: str, value: int) -> QuerySet[Session]:
        """Sessions that can be booked for so many now: nobody is waiting."""
        return queryset.filter(waiting=0, taken__lte=F("capacity") - int(value))

    def month_asked(self) -> Month | None:
        """The month that was chosen, or that of the first day asked for."""
        if not self.form.is_valid():
            return None
        given = self.form.cleaned_data
        day = given.get("date_from") or given.get("date_to")
        return given.get("month") or (Month.of(day) if day else None)

    def loosened(self) -> list[dict[str, Any]]:
        """Where nothing is found: what to ask instead that finds something, with how many, most first.

        Each condition alone is dropped; a region is also taken with its neighbours. One statement each.
        """
        asked = [(condition["label"], QueryDict(condition["url"][1:])) for condition in self.active()]
        given = self.form.cleaned_data
        if given.get("region") and not given.get("near"):
            wider = self.data.copy()
            wider["near"] = "on"
            asked.append(("", wider))
        ways = []
        for drops, query in asked:
            found = SessionFilter(query, queryset=self.queryset, request=self.request).qs.count()
            if found:
                ways.append({"drops": drops, "found": found, "url": f"?{query.urlencode()}"})
        return sorted(ways, key=lambda way: -way["found"])

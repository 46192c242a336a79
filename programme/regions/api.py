"""Open data: regions, industries, technologies and techno-parks."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from programme.core.open_data import Known, PublicViewSet

from .models import Industry, IndustryLabel, Region, Technology, TechnoPark
from .queries import covering, today

NAMES = ["name_ko", "name_en"]


class ReferenceSerializer(serializers.Serializer):
    """A register's row where another record names it."""

    key = serializers.CharField(read_only=True)
    name_ko = serializers.CharField(read_only=True)
    name_en = Known()


class TodayMixin:
    """Puts the present day in Seoul, read once a request, at the serializers' disposal."""

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "today": today()}


class RegionSerializer(serializers.ModelSerializer):
    """A first-level division. `iso` and `mois_code` are different numberings; `valid_to` is the first
    day on which it no longer existed."""

    name_en = Known()
    iso = Known()
    mois_code = Known()
    successor = serializers.SlugRelatedField(slug_field="key", read_only=True, allow_null=True)

    class Meta:
        model = Region
        fields = [
            "key",
            *NAMES,
            "short_ko",
            "category",
            "iso",
            "mois_code",
            "valid_from",
            "valid_to",
            "successor",
            "sources",
        ]
        extra_kwargs = {"sources": {"read_only": True}}


class RegionFilter(django_filters.FilterSet):
    """Regions as they are on a day; today unless one is named."""

    on = django_filters.DateFilter(method="existing_on", help_text="The day to look at; today by default.")

    class Meta:
        model = Region
        fields: list[str] = []

    def existing_on(self, queryset: QuerySet[Region], name: str, day: date) -> QuerySet[Region]:
        return Region.objects.on(day).select_related("successor")


class RegionViewSet(PublicViewSet):
    """First-level divisions as they are today or were `on` a day; any of them by its key."""

    serializer_class = RegionSerializer
    filterset_class = RegionFilter
    queryset = Region.objects.select_related("successor").order_by("position")
    lookup_field = "key"

    def get_queryset(self) -> Any:
        queryset = super().get_queryset()
        if self.action == "list" and not self.request.query_params.get("on"):
            return Region.objects.on(today()).select_related("successor")
        return queryset


class IndustrySerializer(serializers.ModelSerializer):
    """A division of manufacturing in the Korean Standard Industrial Classification."""

    name_en = Known()

    class Meta:
        model = Industry
        fields = ["code", "revision", *NAMES]


class IndustryViewSet(PublicViewSet):
    """KSIC divisions 10 to 34, revision 11."""

    serializer_class = IndustrySerializer
    queryset = Industry.objects.filter(revision=11).order_by("code")
    lookup_field = "code"


class IndustryLabelSerializer(serializers.ModelSerializer):
    """The looser label of the ministry's tables; `main` is null where no call says."""

    name_en = Known()

    class Meta:
        model = IndustryLabel
        fields = ["key", *NAMES, "main"]


class IndustryLabelViewSet(PublicViewSet):
    """The programme's industry labels, one per factory."""

    serializer_class = IndustryLabelSerializer
    queryset = IndustryLabel.objects.order_by("position")
    lookup_field = "key"


class TechnologySerializer(serializers.ModelSerializer):
    """A technology by its key."""

    name_en = Known()

    class Meta:
        model = Technology
        fields = ["key", *NAMES]


class TechnologyViewSet(PublicViewSet):
    """Technology tags."""

    serializer_class = TechnologySerializer
    queryset = Technology.objects.order_by("key")
    lookup_field = "key"


class TechnoParkSerializer(serializers.ModelSerializer):
    """A techno-park; `region_today` differs from `region` where divisions were merged."""

    name_en = Known()
    domain = Known()
    region = ReferenceSerializer(read_only=True)
    region_today = serializers.SerializerMethodField()

    class Meta:
        model = TechnoPark
        fields = ["key", *NAMES, "region", "region_today", "domain", "founded", "sources"]
        extra_kwargs = {"sources": {"read_only": True}}

    def get_region_today(self, technopark: TechnoPark) -> str:
        return technopark.region.current(self.context["today"]).key


class InRegionFilter(django_filters.FilterSet):
    """A region also stands for those that were merged into it."""

    region = django_filters.ModelChoiceFilter(
        queryset=Region.objects.all(), to_field_name="key", method="in_region"
    )

    def in_region(self, queryset: QuerySet[Any], name: str, region: Region) -> QuerySet[Any]:
        return queryset.filter(region__in=covering(region, today()))


class TechnoParkFilter(InRegionFilter):
    """By region."""

    class Meta:
        model = TechnoPark
        fields: list[str] = []


class TechnoParkViewSet(TodayMixin, PublicViewSet):
    """The nineteen regional techno-parks."""

    serializer_class = TechnoParkSerializer
    filterset_class = TechnoParkFilter
    queryset = TechnoPark.objects.select_related("region__successor").order_by("pk")
    lookup_field = "key"

"""Open data: lighthouse factories, a round's result, statistics."""

import django_filters
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from programme.calls.models import Call, Programme
from programme.companies.choices import Size
from programme.core.open_data import Known, PublicView, PublicViewSet
from programme.regions.api import InRegionFilter, ReferenceSerializer, TodayMixin
from programme.regions.models import IndustryLabel, Technology, TechnoPark
from programme.regions.queries import today

from .choices import LEFT, FactoryStatus
from .models import FactoryQuerySet, LighthouseFactory
from .queries import by_industry, by_region, by_size, progress, released_rows, rounds

SHOWN_STATUSES = [choice for choice in FactoryStatus.choices if choice[0] not in LEFT]


class ReleaseRowSerializer(serializers.Serializer):
    """A row of the ministry's table of 30 May 2022, word for word."""

    company = serializers.CharField()
    location = serializers.CharField()
    size = serializers.CharField()
    industry = serializers.CharField()
    main_product = serializers.CharField()


class FactorySerializer(serializers.ModelSerializer):
    """A lighthouse factory. Facts are as published at selection; what no source says is null.

    `name_en` is given only where it was checked. `as_of` dates a status that is known from
    publications alone. `region` is the one at selection, `region_today` its successor's key.
    """

    name_ko = serializers.CharField(source="company.name_ko", read_only=True)
    name_en = serializers.SerializerMethodField()
    later_name_ko = Known(source="company.later_name_ko")
    later_name_en = Known(source="company.later_name_en")
    call = serializers.SlugRelatedField(slug_field="key", read_only=True)
    programme = serializers.CharField(source="call.programme.key", read_only=True)
    status = serializers.ChoiceField(choices=SHOWN_STATUSES, read_only=True)
    as_of = serializers.DateField(source="known_on", read_only=True, allow_null=True)
    region = ReferenceSerializer(read_only=True)
    region_today = serializers.SerializerMethodField()
    city_ko = Known()
    size = serializers.SerializerMethodField()
    industry = ReferenceSerializer(source="industry_label", read_only=True, allow_null=True)
    industry_as_given = Known()
    technopark = ReferenceSerializer(read_only=True, allow_null=True)
    technologies = ReferenceSerializer(many=True, read_only=True)
    main_product_ko = Known()
    main_product_en = Known()
    plan_ko = Known()
    plan_en = Known()
    story_ko = Known()
    story_en = Known()
    release_row = ReleaseRowSerializer(read_only=True, allow_null=True)

    class Meta:
        model = LighthouseFactory
        fields = [
            "slug",
            "name_ko",
            "name_en",
            "later_name_ko",
            "later_name_en",
            "call",
            "programme",
            "status",
            "as_of",
            "region",
            "region_today",
            "city_ko",
            "size",
            "industry",
            "industry_as_given",
            "technopark",
            "technologies",
            "main_product_ko",
            "main_product_en",
            "plan_ko",
            "plan_en",
            "story_ko",
            "story_en",
            "selected_on",
            "completed_on",
            "project_total_krw",
            "release_row",
            "sources",
        ]
        extra_kwargs = {"sources": {"read_only": True}}

    def get_name_en(self, factory: LighthouseFactory) -> str | None:
        company = factory.company
        return company.name_en if company.name_en and company.name_en_checked else None

    def get_region_today(self, factory: LighthouseFactory) -> str:
        return factory.region.current(self.context["today"]).key

    def get_size(self, factory: LighthouseFactory) -> str | None:
        """`sme` or `mid` at selection; null where no source says."""
        return factory.size or None


class FactoryFilter(InRegionFilter):
    """Conditions are joined by "and"."""

    q = django_filters.CharFilter(method="search", help_text="In names, products, plans and technologies.")
    size = django_filters.ChoiceFilter(choices=Size.choices)
    status = django_filters.ChoiceFilter(choices=SHOWN_STATUSES)
    call = django_filters.ModelChoiceFilter(queryset=Call.objects.real().published(), to_field_name="key")
    year = django_filters.NumberFilter(field_name="call__year")
    industry = django_filters.ModelChoiceFilter(
        field_name="industry_label", queryset=IndustryLabel.objects.all(), to_field_name="key"
    )
    technology = django_filters.ModelChoiceFilter(
        field_name="technologies", queryset=Technology.objects.all(), to_field_name="key"
    )
    technopark = django_filters.ModelChoiceFilter(queryset=TechnoPark.objects.all(), to_field_name="key")

    class Meta:
        model = LighthouseFactory
        fields: list[str] = []

    def search(self, queryset: FactoryQuerySet, name: str, value: str) -> FactoryQuerySet:
        return queryset.search(value)


class FactoryViewSet(TodayMixin, PublicViewSet):
    """Lighthouse factories that count: a demonstration, or one that left, is never among them."""

    serializer_class = FactorySerializer
    filterset_class = FactoryFilter
    queryset = (
        LighthouseFactory.objects.counted()
        .select_related("company", "call__programme", "region__successor", "industry_label", "technopark")
        .prefetch_related("technologies")
        .order_by("-call__year", "-call__half", "pk")
    )
    lookup_field = "slug"


class FactoryNameSerializer(serializers.Serializer):
    """A factory's address part and its company's name."""

    slug = serializers.CharField()
    name_ko = serializers.CharField(source="company.name_ko")


class RoundSerializer(serializers.Serializer):
    """A round's result: `selected` = `named` + `unnamed`, `total` since the programme began."""

    call = serializers.CharField(source="call.key")
    year = serializers.IntegerField(source="call.year")
    half = serializers.IntegerField(source="call.half", allow_null=True)
    announced_on = serializers.DateField(source="call.announced_on", allow_null=True)
    planned_places = serializers.IntegerField(source="call.planned_places", allow_null=True)
    selected = serializers.IntegerField()
    named = serializers.IntegerField()
    unnamed = serializers.IntegerField()
    total = serializers.IntegerField()


class ResultSerializer(RoundSerializer):
    """A round's result with its factories, and the ministry's table where one was published."""

    announced_selected = serializers.IntegerField(source="call.announced_selected", allow_null=True)
    announced_sme = serializers.IntegerField(source="call.announced_sme", allow_null=True)
    announced_mid = serializers.IntegerField(source="call.announced_mid", allow_null=True)
    released_rows = ReleaseRowSerializer(many=True)
    factories = FactoryNameSerializer(many=True)
    sources = serializers.ListField(child=serializers.CharField(), source="call.sources")


class ResultView(PublicView):
    """The result of a round."""

    @extend_schema(responses=ResultSerializer)
    def get(self, request: Request, key: str) -> Response:
        call = get_object_or_404(Call.objects.real().published().select_related("programme"), key=key)
        result = next(one for one in rounds(call.programme) if one.call.pk == call.pk)
        document = {
            **vars(result),
            "released_rows": released_rows(call),
            "factories": LighthouseFactory.objects.counted()
            .filter(call=call)
            .select_related("company")
            .order_by("pk"),
        }
        return Response(ResultSerializer(document).data)


class TallySerializer(serializers.Serializer):
    """`key` is null for factories of which it is not known."""

    key = Known()
    name_ko = serializers.CharField()
    name_en = Known()
    count = serializers.IntegerField()


class StatisticsSerializer(serializers.Serializer):
    """Where the programme stands. `counted` includes the factories without a published name; the
    tallies are of the named ones. Regions are those of `regions_on`."""

    programme = serializers.CharField()
    as_of = serializers.DateField(allow_null=True)
    target = serializers.IntegerField(allow_null=True)
    target_year = serializers.IntegerField(allow_null=True)
    counted = serializers.IntegerField()
    named = serializers.IntegerField()
    unnamed = serializers.IntegerField()
    percent = serializers.IntegerField(allow_null=True)
    rounds = RoundSerializer(many=True)
    regions_on = serializers.DateField()
    by_region = TallySerializer(many=True)
    by_size = TallySerializer(many=True)
    by_industry = TallySerializer(many=True)


class StatisticsView(PublicView):
    """A programme's numbers against its target."""

    conditions = frozenset({"programme"})

    @extend_schema(
        parameters=[
            OpenApiParameter("programme", str, description="A programme's key; the oldest by default.")
        ],
        responses=StatisticsSerializer,
    )
    def get(self, request: Request) -> Response:
        programmes = Programme.objects.filter(is_demo=False).order_by("pk")
        key = request.query_params.get("programme")
        programme = get_object_or_404(programmes.filter(key=key) if key else programmes[:1])
        factories, day = LighthouseFactory.objects.counted().filter(call__programme=programme), today()
        stand = progress(programme)
        document = {
            **vars(stand),
            "percent": stand.percent,
            "programme": programme.key,
            "rounds": rounds(programme),
            "regions_on": day,
            "by_region": by_region(factories, day),
            "by_size": by_size(factories),
            "by_industry": by_industry(factories),
        }
        return Response(StatisticsSerializer(document).data)

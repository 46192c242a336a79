"""Open data: programmes and their calls."""

from typing import Any

import django_filters
from rest_framework import serializers

from programme.core.open_data import Known, PublicViewSet

from .choices import CallStatus
from .models import Call, Criterion, Programme, StageDate


class ProgrammeSerializer(serializers.ModelSerializer):
    """A programme, its target, and what became of it `as_of` a day."""

    name_en = Known()
    note_ko = Known()
    note_en = Known()
    successor_ko = Known()
    successor_en = Known()

    class Meta:
        model = Programme
        fields = [
            "key",
            "name_ko",
            "name_en",
            "target_count",
            "target_year",
            "as_of",
            "note_ko",
            "note_en",
            "successor_ko",
            "successor_en",
            "sources",
        ]
        extra_kwargs = {"sources": {"read_only": True}}


class ProgrammeViewSet(PublicViewSet):
    """Programmes; a demonstration is never among them."""

    serializer_class = ProgrammeSerializer
    queryset = Programme.objects.filter(is_demo=False).order_by("pk")
    lookup_field = "key"


class StageDateSerializer(serializers.ModelSerializer):
    """When a stage runs: from `starts_at` until just before `ends_at`."""

    actor_ko = Known()
    actor_en = Known()

    class Meta:
        model = StageDate
        fields = ["stage", "starts_at", "ends_at", "actor_ko", "actor_en"]


class CriterionSerializer(serializers.ModelSerializer):
    """A criterion in force and its weight in percent."""

    class Meta:
        model = Criterion
        fields = ["key", "name_ko", "name_en", "weight"]


class CallSerializer(serializers.ModelSerializer):
    """A call. Amounts in whole won; instants in Seoul time with its offset.

    `closes_at` is the first that is too late. Of past rounds only days are published (`opens_on`,
    `closes_on`), and the announced numbers.
    """

    programme = serializers.SlugRelatedField(slug_field="key", read_only=True)
    title_en = Known()
    summary_ko = Known()
    summary_en = Known()
    note_ko = Known()
    note_en = Known()
    stages = StageDateSerializer(many=True, read_only=True)
    criteria = serializers.SerializerMethodField()

    class Meta:
        model = Call
        fields = [
            "key",
            "programme",
            "title_ko",
            "title_en",
            "summary_ko",
            "summary_en",
            "year",
            "half",
            "status",
            "opens_at",
            "closes_at",
            "opens_on",
            "closes_on",
            "announced_on",
            "planned_places",
            "planned_sme_min",
            "announced_selected",
            "announced_sme",
            "announced_mid",
            "candidates_per_technopark",
            "budget_krw",
            "year_cap_krw",
            "total_cap_krw",
            "tours_required",
            "tours_within_months",
            "stages",
            "criteria",
            "note_ko",
            "note_en",
            "sources",
        ]
        extra_kwargs = {"sources": {"read_only": True}}

    def get_criteria(self, call: Call) -> list[dict[str, Any]]:
        in_force = [row for row in call.criteria.all() if row.version == call.rubric_version]
        return list(CriterionSerializer(in_force, many=True).data)


class CallFilter(django_filters.FilterSet):
    """By programme and status; drafts are never listed."""

    programme = django_filters.ModelChoiceFilter(
        queryset=Programme.objects.filter(is_demo=False), to_field_name="key"
    )
    status = django_filters.ChoiceFilter(
        choices=[choice for choice in CallStatus.choices if choice[0] != CallStatus.DRAFT]
    )

    class Meta:
        model = Call
        fields = ["programme", "year", "half", "status"]


class CallViewSet(PublicViewSet):
    """Published calls, the newest first; `/calls/<key>/results/` has a round's result."""

    serializer_class = CallSerializer
    filterset_class = CallFilter
    queryset = (
        Call.objects.real()
        .published()
        .select_related("programme")
        .prefetch_related("stages", "criteria")
        .order_by("-year", "-half", "-pk")
    )
    lookup_field = "key"

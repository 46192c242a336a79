"""Sessions that can be visited: public, read only, real programmes only."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, viewsets

from .filters import SessionFilter
from .models import Session


class TourSessionSerializer(serializers.ModelSerializer):
    """One session; instants in UTC, the fee in whole won."""

    factory = serializers.CharField(source="tour_programme.factory.slug", read_only=True)
    company = serializers.CharField(source="tour_programme.factory.company.name_ko", read_only=True)
    region = serializers.CharField(source="tour_programme.factory.region.key", read_only=True)
    meeting_point = serializers.CharField(source="tour_programme.meeting_point_ko", read_only=True)
    fee_krw = serializers.IntegerField(source="tour_programme.fee_krw", read_only=True)
    seats_left = serializers.IntegerField(read_only=True)
    booking_opens_at = serializers.DateTimeField(read_only=True)
    booking_closes_at = serializers.DateTimeField(read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Session
        fields = [
            "public_id",
            "factory",
            "company",
            "region",
            "starts_at",
            "ends_at",
            "language",
            "meeting_point",
            "fee_krw",
            "capacity",
            "seats_left",
            "waiting",
            "booking_opens_at",
            "booking_closes_at",
            "url",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.URLField())
    def get_url(self, session: Session) -> str:
        return self.context["request"].build_absolute_uri(session.get_absolute_url())


class TourSessionViewSet(viewsets.ReadOnlyModelViewSet[Session]):
    """Upcoming tour sessions, soonest first. Seats are judged anew when booking."""

    queryset = Session.objects.none()  # for the schema
    serializer_class = TourSessionSerializer
    lookup_field = "public_id"
    filterset_class = SessionFilter

    def get_queryset(self) -> Any:
        return Session.objects.shown().real().upcoming().with_factory()

"""What is sent and answered."""

from copy import deepcopy
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from ..choices import SchoolKind, SeatsWanted, VisitorKind
from ..models import Booking, ConsentText, Session, WaitingEntry
from ..queries import texts_read

SEATS_AT_MOST = 1000  # as the page's form; what a session takes is the service's to say


class AnswerSerializer(serializers.ModelSerializer):
    """What is answered of a model. Its fields are looked up once, not for each answer."""

    looked_up: ClassVar[dict[type, dict[str, serializers.Field]]] = {}

    def get_fields(self) -> dict[str, Any]:
        if type(self) not in self.looked_up:
            self.looked_up[type(self)] = super().get_fields()
        return deepcopy(self.looked_up[type(self)])


class ConsentTextSerializer(AnswerSerializer):
    """A published text to read and agree to; `public_id` is what a booking names."""

    class Meta:
        model = ConsentText
        fields = ["public_id", "kind", "number", "demand", "text_ko", "text_en"]
        read_only_fields = fields


class TourSessionSerializer(AnswerSerializer):
    """One session; instants in Seoul time with its offset, the fee in whole won.

    `schools` are the kinds of schools that can come. `consents` are the texts that whoever books reads;
    those whose demand is `required` have to be agreed to.
    """

    factory = serializers.CharField(source="tour_programme.factory.slug", read_only=True)
    company = serializers.CharField(source="tour_programme.factory.company.name_ko", read_only=True)
    region = serializers.CharField(source="tour_programme.factory.region.key", read_only=True)
    meeting_point = serializers.CharField(source="tour_programme.meeting_point_ko", read_only=True)
    address = serializers.CharField(source="tour_programme.address_ko", read_only=True)
    contact_phone = serializers.CharField(source="tour_programme.contact_phone", read_only=True)
    fee_krw = serializers.IntegerField(source="tour_programme.fee_krw", read_only=True)
    seats_left = serializers.IntegerField(read_only=True)
    booking_opens_at = serializers.DateTimeField(read_only=True)
    booking_closes_at = serializers.DateTimeField(read_only=True)
    schools = serializers.ListField(
        source="tour_programme.schools", child=serializers.ChoiceField(SchoolKind.choices), read_only=True
    )
    demonstration = serializers.BooleanField(source="tour_programme.factory.is_demo", read_only=True)
    consents = serializers.SerializerMethodField()
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
            "address",
            "contact_phone",
            "fee_krw",
            "capacity",
            "seats_left",
            "waiting",
            "booking_opens_at",
            "booking_closes_at",
            "schools",
            "consents",
            "demonstration",
            "url",
        ]
        read_only_fields = fields

    @extend_schema_field(ConsentTextSerializer(many=True))
    def get_consents(self, session: Session) -> Any:
        return ConsentTextSerializer(texts_read(session.text_rows), many=True).data  # type: ignore[attr-defined]

    @extend_schema_field(serializers.URLField())
    def get_url(self, session: Session) -> str:
        return self.context["request"].build_absolute_uri(session.get_absolute_url())


class PartySerializer(serializers.Serializer):
    """Who comes: heads only, never names of those who come along. A school says its kind and adults."""

    kind = serializers.ChoiceField(choices=VisitorKind.choices, default=VisitorKind.INDIVIDUAL)
    seats = serializers.IntegerField(
        min_value=1, max_value=SEATS_AT_MOST, help_text="Everyone who comes, you included."
    )
    group_name = serializers.CharField(
        max_length=100, allow_blank=True, default="", help_text="Needed for schools and organisations."
    )
    school_kind = serializers.ChoiceField(
        choices=SchoolKind.choices, allow_blank=True, default="", help_text="Needed for schools, only there."
    )
    adults = serializers.IntegerField(
        min_value=0,
        max_value=SEATS_AT_MOST,
        default=0,
        help_text="Of `seats`, those of accompanying adults; only for schools.",
    )
    note = serializers.CharField(
        max_length=300, allow_blank=True, default="", help_text="For the host. No children's names."
    )


PARTIES = [
    OpenApiExample("two people", {"seats": 2}, request_only=True),
    OpenApiExample(
        "a class",
        {
            "kind": "school",
            "group_name": "한빛중학교",
            "school_kind": "middle",
            "seats": 28,
            "adults": 2,
            "consents": ["7k2m9x4c0qza"],
        },
        request_only=True,
    ),
]


class AgreeSerializer(serializers.Serializer):
    """What whoever books or accepts agrees to."""

    consents = serializers.ListField(
        child=serializers.CharField(max_length=12),
        default=list,
        max_length=20,
        help_text="The `public_id` of each of the session's `consents` that you have read and agree to.",
    )


@extend_schema_serializer(examples=PARTIES)
class BookSerializer(AgreeSerializer, PartySerializer):
    """The party, and what it agrees to."""


class WaitingPartySerializer(PartySerializer):
    """The same party, and what it takes when fewer seats come free."""

    takes = serializers.ChoiceField(choices=SeatsWanted.choices, default=SeatsWanted.ALL)


class WalkInSerializer(serializers.Serializer):
    """Who comes without a booking."""

    kind = serializers.ChoiceField(choices=VisitorKind.choices, default=VisitorKind.INDIVIDUAL)
    seats = serializers.IntegerField(min_value=1, max_value=SEATS_AT_MOST)
    school_kind = serializers.ChoiceField(choices=SchoolKind.choices, allow_blank=True, default="")
    adults = serializers.IntegerField(min_value=0, max_value=SEATS_AT_MOST, default=0)


class CheckInSerializer(serializers.Serializer):
    """How many of those booked came; left out: all of them."""

    attended = serializers.IntegerField(min_value=1, max_value=SEATS_AT_MOST, required=False)


class NumberSerializer(serializers.Serializer):
    """How many come; without `adults` a school's number of accompanying adults stays."""

    seats = serializers.IntegerField(min_value=1, max_value=SEATS_AT_MOST)
    adults = serializers.IntegerField(min_value=0, max_value=SEATS_AT_MOST, required=False)


class CancelSerializer(serializers.Serializer):
    """`whole`: of a class in two groups, both. `reason`: needed from a host, and sent to whoever booked."""

    whole = serializers.BooleanField(default=False)
    reason = serializers.CharField(max_length=500, allow_blank=True, default="")


class MoveSerializer(serializers.Serializer):
    """The other session of the same factory, by its `public_id`.

    `whole`: of a class in two groups, both; the other one goes to a session that begins at the same time.
    """

    to = serializers.SlugRelatedField(slug_field="public_id", queryset=Session.objects.none())
    whole = serializers.BooleanField(default=False)

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        fields["to"].queryset = Session.objects.shown()
        return fields


class BookingSerializer(AnswerSerializer):
    """Seats held, or once held, in a session; instants in Seoul time with its offset.

    An `offered` booking holds its seats until `offer_expires_at`; a group says how many come until
    `number_due_at`. `url` is its page, with the ticket.
    """

    session = serializers.CharField(source="session.public_id", read_only=True)
    factory = serializers.CharField(source="session.tour_programme.factory.slug", read_only=True)
    company = serializers.CharField(source="session.tour_programme.factory.company.name_ko", read_only=True)
    starts_at = serializers.DateTimeField(source="session.starts_at", read_only=True)
    ends_at = serializers.DateTimeField(source="session.ends_at", read_only=True)
    cancellation_closes_at = serializers.DateTimeField(
        source="session.cancellation_closes_at", read_only=True
    )
    school_kind = serializers.ChoiceField(choices=SchoolKind.choices, allow_blank=True, read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Booking
        fields = [
            "public_id",
            "session",
            "factory",
            "company",
            "starts_at",
            "ends_at",
            "status",
            "kind",
            "seats",
            "group_name",
            "school_kind",
            "adults",
            "note",
            "booked_at",
            "offer_expires_at",
            "number_due_at",
            "number_confirmed_at",
            "cancellation_closes_at",
            "cancelled_at",
            "checked_in_at",
            "attended",
            "missed_at",
            "url",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.URLField())
    def get_url(self, booking: Booking) -> str:
        return self.context["request"].build_absolute_uri(booking.get_absolute_url())


class WaitingSerializer(AnswerSerializer):
    """A place in line; instants in Seoul time with its offset.

    `place` is 1 for the next to be asked, null once it has ended. When seats are offered, the place ends
    and `booking` is the offer to accept or to cancel.
    """

    session = serializers.CharField(source="session.public_id", read_only=True)
    factory = serializers.CharField(source="session.tour_programme.factory.slug", read_only=True)
    starts_at = serializers.DateTimeField(source="session.starts_at", read_only=True)
    school_kind = serializers.ChoiceField(choices=SchoolKind.choices, allow_blank=True, read_only=True)
    place = serializers.SerializerMethodField()
    booking = serializers.CharField(source="booking.public_id", default=None, read_only=True, allow_null=True)

    class Meta:
        model = WaitingEntry
        fields = [
            "public_id",
            "session",
            "factory",
            "starts_at",
            "place",
            "kind",
            "seats",
            "takes",
            "group_name",
            "school_kind",
            "adults",
            "note",
            "joined_at",
            "ended_at",
            "booking",
        ]
        read_only_fields = fields

    def get_place(self, entry: WaitingEntry) -> int | None:
        place: int = entry.place  # type: ignore[attr-defined]
        return place if entry.ended_at is None else None

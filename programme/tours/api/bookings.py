"""Bookings: one's own, and those of the factories one hosts; staff may read all."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from programme.accounts.choices import TokenScope
from programme.core.bodies import ReasonSerializer

from .. import services
from ..models import Booking
from .base import SEATS, TIME, PersonalViewSet, read_body, refusals, the_line_of
from .bodies import (
    AgreeSerializer,
    BookingSerializer,
    CancelSerializer,
    CheckInSerializer,
    MoveSerializer,
    NumberSerializer,
)

CHANGES = ("wrong_state", "too_late", "checked_in")


@extend_schema_view(
    list=extend_schema(
        summary="My bookings",
        description="The latest visit first.",
        responses={200: BookingSerializer(many=True), **refusals()},
    ),
    retrieve=extend_schema(summary="One booking", responses={200: BookingSerializer, **refusals()}),
)
class BookingViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, PersonalViewSet):
    """Bookings, and every change that a person or the host makes to one."""

    serializer_class = BookingSerializer
    queryset = Booking.objects.none()
    token_scopes = {
        "list": TokenScope.READ,
        "retrieve": TokenScope.READ,
        "cancel": TokenScope.BOOK,
        "accept": TokenScope.BOOK,
        "reduce": TokenScope.BOOK,
        "confirm_number": TokenScope.BOOK,
        "move": TokenScope.BOOK,
        "check_in": TokenScope.CHECK_IN,
        "take_back_check_in": TokenScope.CHECK_IN,
    }

    def get_queryset(self) -> Any:
        user: Any = self.request.user
        if not user.is_authenticated:
            return Booking.objects.none()
        if self.action == "list":
            return Booking.objects.of_person(user).with_factory().order_by("-session__starts_at", "-id")
        return Booking.objects.visible_to(user).with_factory()

    def answer(self, booking: Booking) -> Response:
        """The booking as it is now: a service hands back a row without its factory."""
        return Response(self.get_serializer(Booking.objects.with_factory().get(pk=booking.pk)).data)

    @extend_schema(
        summary="Cancel a booking, or decline an offer",
        description="The seats go to the next in line. Until the factory's deadline; for the host until "
        "the start.",
        request=CancelSerializer,
        responses={200: BookingSerializer, **refusals(*CHANGES, "changed", incomplete=True)},
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, public_id: str) -> Response:
        asked = read_body(CancelSerializer, request)
        return self.answer(services.cancel_booking(booking=self.get_object(), by=self.person, **asked))

    @extend_schema(
        summary="Accept an offer",
        description="Agreeing, as booking does, to each of the session's `consents` that is needed.",
        request=AgreeSerializer,
        responses={200: BookingSerializer, **refusals("wrong_state", "offer_expired", incomplete=True)},
    )
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, public_id: str) -> Response:
        asked = read_body(AgreeSerializer, request)
        return self.answer(services.accept_offer(booking=self.get_object(), by=self.person, **asked))

    @extend_schema(
        summary="Come with fewer people",
        request=NumberSerializer,
        responses={200: BookingSerializer, **refusals(*CHANGES, incomplete=True)},
    )
    @action(detail=True, methods=["post"])
    def reduce(self, request: Request, public_id: str) -> Response:
        asked = read_body(NumberSerializer, request)
        return self.answer(services.reduce_booking(booking=self.get_object(), by=self.person, **asked))

    @extend_schema(
        summary="Confirm a group's final number",
        request=NumberSerializer,
        responses={200: BookingSerializer, **refusals("wrong_state", "too_late", incomplete=True)},
    )
    @action(detail=True, methods=["post"], url_path="confirm-number")
    def confirm_number(self, request: Request, public_id: str) -> Response:
        asked = read_body(NumberSerializer, request)
        return self.answer(services.confirm_number(booking=self.get_object(), by=self.person, **asked))

    @extend_schema(
        summary="Move to another session of the factory",
        description="Both or neither: a refusal leaves the booking as it is. Answers with the new booking.",
        request=MoveSerializer,
        responses={
            200: BookingSerializer,
            **refusals(*CHANGES, *SEATS, *TIME, "already_booked", "changed", incomplete=True),
        },
    )
    @action(detail=True, methods=["post"])
    def move(self, request: Request, public_id: str) -> Response:
        asked = read_body(MoveSerializer, request)
        with the_line_of(asked["to"].public_id, request):
            return self.answer(services.move_booking(booking=self.get_object(), by=self.person, **asked))

    @extend_schema(
        summary="Check a party in",
        description="For the host, from three hours before the start; a second time changes nothing. "
        "`attended` of those booked came, all of them when it is left out.",
        request=CheckInSerializer,
        responses={200: BookingSerializer, **refusals("wrong_state", "not_open_yet", incomplete=True)},
    )
    @action(detail=True, methods=["post"], url_path="check-in")
    def check_in(self, request: Request, public_id: str) -> Response:
        asked = read_body(CheckInSerializer, request)
        return self.answer(services.check_in(booking=self.get_object(), by=self.person, **asked))

    @extend_schema(
        summary="Take back a mistaken check-in",
        description="For the host, until the tour is confirmed as held.",
        request=ReasonSerializer,
        responses={200: BookingSerializer, **refusals("wrong_state")},
    )
    @action(detail=True, methods=["post"], url_path="take-back-check-in")
    def take_back_check_in(self, request: Request, public_id: str) -> Response:
        asked = read_body(ReasonSerializer, request)
        return self.answer(services.take_back_check_in(booking=self.get_object(), by=self.person, **asked))

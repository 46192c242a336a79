"""Sessions: what is open to anyone, and what a person or the host does in one of them."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from programme.accounts.choices import TokenScope
from programme.core.idempotency import answer_once
from programme.core.open_data import PublicViewSet
from programme.core.schema import ONCE

from .. import services
from ..filters import SessionFilter
from ..models import Booking, Session, WaitingEntry
from ..queries import session_of_page, sessions_run_by, texts_along
from .base import PERSON, PUBLIC_ID, SEATS, TIME, PersonalViewSet, read_body, refusals, the_line_of
from .bodies import (
    BookingSerializer,
    BookSerializer,
    TourSessionSerializer,
    WaitingPartySerializer,
    WaitingSerializer,
    WalkInSerializer,
)


class TourSessionViewSet(PublicViewSet):
    """Upcoming sessions of real programmes, soonest first. Seats are judged anew when booking.

    One of the demonstration's is found by its id while that is shown: its own bookings lead to it.
    """

    queryset = Session.objects.none()  # for the schema
    serializer_class = TourSessionSerializer
    lookup_field = "public_id"
    lookup_value_regex = PUBLIC_ID
    filterset_class = SessionFilter

    def get_queryset(self) -> Any:
        sessions = Session.objects.shown().upcoming().with_factory()
        if self.action == "list":
            sessions = sessions.real()
        return sessions.annotate(text_rows=texts_along("tour_programme"))


class PlacesViewSet(PersonalViewSet):
    """Seats and places in line of one session: for oneself, and for its host on the day."""

    serializer_class = BookingSerializer
    queryset = Session.objects.none()
    pagination_class = None
    token_scopes = {
        "book": TokenScope.BOOK,
        "wait": TokenScope.BOOK,
        "parties": TokenScope.CHECK_IN,
        "walk_in": TokenScope.CHECK_IN,
        "hold": TokenScope.CHECK_IN,
    }

    def get_queryset(self) -> Any:
        return sessions_run_by(self.person)

    def get_object(self) -> Session:
        """For the host theirs, for everyone else one that is open to the public, as they see it."""
        if self.action not in ("book", "wait"):
            hosted: Session = super().get_object()
            return hosted
        session = session_of_page(self.kwargs["public_id"], self.person)
        if session is None:
            raise Http404
        return session

    def answer_parties(self, session: Session) -> Response:
        bookings = session.bookings.live().with_factory().order_by("id")
        return Response(self.get_serializer(bookings, many=True).data)

    def create_once(
        self, answer: type[serializers.ModelSerializer], write: Callable[[Session], Booking | WaitingEntry]
    ) -> Any:
        """201 with what `write` made in the session, done once for its Idempotency-Key."""

        def act() -> tuple[int, Any]:
            made = write(self.get_object())
            return status.HTTP_201_CREATED, answer(made, context=self.get_serializer_context()).data

        return answer_once(self.request, act)

    @extend_schema(
        summary="Who comes",
        description="For the host: the parties that hold seats in the session.",
        responses={200: BookingSerializer(many=True), **refusals()},
    )
    @action(detail=True, url_path="bookings")
    def parties(self, request: Request, public_id: str) -> Response:
        return self.answer_parties(self.get_object())

    @extend_schema(
        summary="Book seats",
        description="For yourself and your party: taken or refused at once. The status is `confirmed`, or "
        "`requested` where the factory approves bookings first.",
        request=BookSerializer,
        parameters=ONCE,
        responses={201: BookingSerializer, **refusals(*SEATS, *PERSON, *TIME, incomplete=True, once=True)},
    )
    @parties.mapping.post
    def book(self, request: Request, public_id: str) -> Any:
        def write(session: Session) -> Booking:
            party = read_body(BookSerializer, request)
            with the_line_of(public_id, request):
                return services.book_seats(session=session, by=self.person, as_seen=True, **party)

        return self.create_once(BookingSerializer, write)

    @extend_schema(
        summary="Join the waiting list",
        description="Oldest first. Seats that are free for you alone are offered at once: then `booking` "
        "is the offer. With seats left for everyone the answer is 409 `seats_left`: book them.",
        request=WaitingPartySerializer,
        parameters=ONCE,
        responses={
            201: WaitingSerializer,
            **refusals(*PERSON, *TIME, "already_waiting", "seats_left", incomplete=True, once=True),
        },
    )
    @action(detail=True, methods=["post"], url_path="waiting")
    def wait(self, request: Request, public_id: str) -> Any:
        def write(session: Session) -> WaitingEntry:
            party = read_body(WaitingPartySerializer, request)
            entry = services.join_waiting_list(session=session, by=self.person, **party)
            return WaitingEntry.objects.with_session().with_place().get(pk=entry.pk)

        return self.create_once(WaitingSerializer, write)

    @extend_schema(
        summary="Let a party in that has no booking",
        description="For the host, from 30 minutes before the start while seats are left; it is checked in.",
        request=WalkInSerializer,
        parameters=ONCE,
        responses={
            201: BookingSerializer,
            **refusals("full", "share_full", *TIME, incomplete=True, once=True),
        },
    )
    @action(detail=True, methods=["post"], url_path="walk-ins")
    def walk_in(self, request: Request, public_id: str) -> Any:
        def write(session: Session) -> Booking:
            party = read_body(WalkInSerializer, request)
            booking = services.add_walk_in(session=session, by=self.person, **party)
            booking.session = session
            return booking

        return self.create_once(BookingSerializer, write)

    @extend_schema(
        summary="Confirm that the tour was held",
        description="For the host, after the start: the tour counts, and whoever was not checked in is "
        "noted as not having come. Answers with every party.",
        request=None,
        responses={200: BookingSerializer(many=True), **refusals("wrong_state")},
    )
    @action(detail=True, methods=["post"], url_path="held")
    def hold(self, request: Request, public_id: str) -> Response:
        return self.answer_parties(services.confirm_held(session=self.get_object(), by=self.person))

"""A person's own places in line; staff may read all."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from programme.accounts.choices import TokenScope

from .. import services
from ..models import WaitingEntry
from .base import PersonalViewSet, refusals
from .bodies import WaitingSerializer


@extend_schema_view(
    list=extend_schema(
        summary="My places in line",
        description="Those that have not ended.",
        responses={200: WaitingSerializer(many=True), **refusals()},
    ),
    retrieve=extend_schema(
        summary="One place in line",
        description="Also when it has ended.",
        responses={200: WaitingSerializer, **refusals()},
    ),
)
class WaitingViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, PersonalViewSet):
    """Places in line; how to join stands with the sessions."""

    serializer_class = WaitingSerializer
    queryset = WaitingEntry.objects.none()
    token_scopes = {
        "list": TokenScope.READ,
        "retrieve": TokenScope.READ,
        "leave": TokenScope.BOOK,
    }

    def get_queryset(self) -> Any:
        user: Any = self.request.user
        entries = WaitingEntry.objects.with_session().with_place()
        if self.action == "list":
            return entries.waiting().filter(person=user)
        return entries if user.has_perm("tours.view_waitingentry") else entries.filter(person=user)

    @extend_schema(
        summary="Leave the waiting list",
        description="An offer that was made already is declined by cancelling its booking.",
        request=None,
        responses={200: WaitingSerializer, **refusals("wrong_state")},
    )
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, public_id: str) -> Response:
        services.leave_waiting_list(entry=self.get_object(), by=self.person)
        return Response(self.get_serializer(self.get_object()).data)

"""The base of the open data: read-only endpoints for anyone.

Apart from core.api, which REST framework's settings load before its viewsets exist.
"""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView


class Known(serializers.CharField):
    """A text that may be unknown: null then, never an empty string."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_null": True, "read_only": True, **kwargs})

    def to_representation(self, value: Any) -> Any:
        return super().to_representation(value) if value else None


def refuse_unknown(names: set[str]) -> None:
    """Answer 400 that names each condition nobody knows."""
    if names:
        raise exceptions.ValidationError({name: [_("Unknown condition.")] for name in sorted(names)})


class PublicViewSet(viewsets.ReadOnlyModelViewSet):
    """A collection that shows only what the public pages show.

    A misspelt condition would silently answer with everything, so that unknown ones are refused.
    """

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []  # the same answer for everyone, and limits by address
    refuses_unknown = True  # for the description (core.schema)
    paging = frozenset({"page", "page_size"})

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        filterset = getattr(self, "filterset_class", None)
        known = {*(filterset.base_filters if filterset else ()), *self.paging}
        refuse_unknown(set(request.query_params) - (known if self.action == "list" else set()))


class PublicView(APIView):
    """A single document. What it cannot be asked about (`conditions`) is refused, as in a collection."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []
    refuses_unknown = True
    conditions: frozenset[str] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unknown(set(request.query_params) - self.conditions)

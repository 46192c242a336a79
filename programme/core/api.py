"""What the API's endpoints share: refusals, pages."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler
from rest_framework.views import set_rollback

from .errors import ServiceError
from .middleware import status_code


class Pages(PageNumberPagination):
    """Pages of 50, at most 200, by `page` and `page_size`."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


def not_found_body() -> dict[str, str]:
    """What the API says of an address or an object that is not there."""
    return {"code": "not_found", "detail": _("Nothing was found at this address.")}


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Map refusals to `{"code", "detail", "fields"}`; everything else as DRF does.

    Validation errors answer 400 as DRF documents; a service's Incomplete answers 422.
    """
    if isinstance(error, ServiceError):
        set_rollback()
        body: dict[str, Any] = {"code": error.code, "detail": str(error.message)}
        if error.fields:
            body["fields"] = {name: str(text) for name, text in error.fields.items()}
        return Response(body, status=status_code(error))
    response = drf_exception_handler(error, context)
    if response is not None and isinstance(error, Http404):
        response.data = not_found_body()  # Django's own words name the model
        return response
    if (
        response is not None
        and isinstance(error, exceptions.APIException)
        and isinstance(response.data, dict)
    ):
        response.data.setdefault("code", error.default_code)
    return response

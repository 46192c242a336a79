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


def refusal_body(reason: str, detail: Any, **more: Any) -> dict[str, Any]:
    """What every refusal of the API looks like: a reason for machines, a sentence for people."""
    return {"reason": reason, "detail": str(detail), **more}


def not_found_body() -> dict[str, Any]:
    """What the API says of an address or an object that is not there."""
    return refusal_body("not_found", _("Nothing was found at this address."))


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Map refusals to `{"reason", "detail"}`, with `fields` where some are wrong and a service's `links`.

    What cannot be read or is of the wrong form answers 400; a service's Incomplete answers 422.
    """
    if isinstance(error, ServiceError):
        set_rollback()
        body = refusal_body(error.code, error.message, **error.links)
        if error.fields:
            body["fields"] = {name: [str(text)] for name, text in error.fields.items()}
        wait = {"Retry-After": "1"} if error.code == "in_progress" else None
        return Response(body, status=status_code(error), headers=wait)
    response = drf_exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, Http404):
        response.data = not_found_body()  # Django's own words name the model
    elif isinstance(error, exceptions.ValidationError):
        response.data = refusal_body(
            "invalid", _("Some values are missing or wrong."), fields=wrong(error.detail)
        )
    elif isinstance(error, exceptions.APIException) and isinstance(error.detail, exceptions.ErrorDetail):
        response.data = refusal_body(error.detail.code, error.detail)
    return response


def wrong(detail: Any) -> dict[str, list[str]]:
    """The sentences of a validation error by field, those of the whole under "non_field_errors"."""
    if not isinstance(detail, dict):
        detail = {"non_field_errors": detail}
    return {str(name): _sentences(found) for name, found in detail.items()}


def _sentences(found: Any) -> list[str]:
    if isinstance(found, dict):
        return [text for part in found.values() for text in _sentences(part)]
    if isinstance(found, list | tuple):
        return [text for part in found for text in _sentences(part)]
    return [str(found)]

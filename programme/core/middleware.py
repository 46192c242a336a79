"""The page's door for refusals that no form caught."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from .errors import Conflict, Incomplete, NotAllowed, ServiceError, WrongState

STATUS_CODES: dict[type[ServiceError], int] = {
    NotAllowed: 403,
    WrongState: 409,
    Conflict: 409,
    Incomplete: 422,
}


def status_code(error: ServiceError) -> int:
    """The HTTP status for a refusal; shared by pages and the API."""
    return next((code for kind, code in STATUS_CODES.items() if isinstance(error, kind)), 400)


class ApiLanguageMiddleware:
    """The API has one address for both languages: it speaks the one the caller accepts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        translation.activate(translation.get_language_from_request(request))
        response = self.get_response(request)
        patch_vary_headers(response, ["Accept-Language"])
        return response


class ServiceErrorMiddleware:
    """Turn a refusal raised by a service into a page in the person's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ServiceError):
            return None
        status = status_code(exception)
        template = "403.html" if status == 403 else "409.html"
        return render(request, template, {"message": exception.message}, status=status)

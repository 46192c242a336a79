"""What is decided before anything else: whether the portal is open, and how much it takes in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from . import errors

# Still answered during maintenance, in both languages: staff sign in and work; machines ask for health.
OPEN_IN_MAINTENANCE = ("/admin/", "/account/", "/i18n/", "/health/", "/static/", "/favicon.ico")


class MaintenanceMiddleware:
    """With MAINTENANCE on, the public site answers 503 and says when to come back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info.removeprefix("/en")
        if settings.MAINTENANCE and not path.startswith(OPEN_IN_MAINTENANCE):
            return errors.bare(request, "maintenance")
        return self.get_response(request)


class RequestSizeMiddleware:
    """Refuse a request by its announced size, before its files are written anywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdigit() and int(announced) > settings.REQUEST_MAX_BYTES:
            return errors.bare(request, "413")
        return self.get_response(request)

"""Pages for when something is wrong: what happened, and what to do next, in the reader's language.

Those of BARE need neither the database nor the request's middleware: they are drawn from the catalogues
and the address alone, since what they depend on may be what is broken.
"""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from programme.core.context import LANGUAGE_NAMES, alternate_url

# Template's name and status.
BARE = {"400": 400, "413": 413, "500": 500, "503": 503, "maintenance": 503}
FRAMED = {"403": 403, "403_csrf": 403, "404": 404, "409": 409, "429": 429}
PAGES = BARE | FRAMED
RETRY_SECONDS = 300
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def page(request: HttpRequest, name: str) -> HttpResponse:
    """One of PAGES."""
    return bare(request, name) if name in BARE else render(request, f"{name}.html", status=FRAMED[name])


def bare(request: HttpRequest, name: str) -> HttpResponse:
    """One of BARE, in the language of the address; under the API's addresses the same as JSON."""
    status = BARE[name]
    response: HttpResponse
    if request.path_info.startswith("/api/"):
        response = JsonResponse({"reason": f"http_{status}", "detail": _api_words(status)}, status=status)
    else:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        other = "ko" if language == "en" else "en"
        with translation.override(language):
            text = render_to_string(
                f"{name}.html",
                {
                    "LANGUAGE_CODE": language,
                    "other": other,
                    "other_name": LANGUAGE_NAMES[other],
                    "other_url": alternate_url(request, other),
                    "official": settings.OFFICIAL_SITE,
                },
            )
        response = HttpResponse(text, status=status, headers={"Content-Language": language})
    if status == 503:
        response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; 413 for what is larger than the portal takes."""
    return bare(request, "413" if isinstance(exception, TOO_LARGE) else "400")


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 when it was the database that did not answer, since trying again will help."""
    unreachable = isinstance(sys.exception(), OperationalError | InterfaceError)
    return bare(request, "503" if unreachable else "500")


def _api_words(status: int) -> str:
    return {
        400: _("The request could not be read."),
        413: _("The request is too large."),
        500: _("Something went wrong. The error has been recorded."),
        503: _("The portal cannot answer at present. Try again in a few minutes."),
    }[status]

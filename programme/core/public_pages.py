"""Pages that say the same to everyone who is not signed in, kept for some seconds.

What is kept, for how long, and why so: docs/decisions/0052-public-pages-kept-for-seconds.md.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import BaseCache, caches
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip

View = TypeVar("View", bound=Callable[..., Any])

# What an answer may depend on beside its address: cookies and htmx's own requests are never answered from
# here, gzip is part of the key, and the language of a page with an address in each is the address's.
ACCOUNTED_FOR = frozenset({"accept-encoding", "accept-language", "cookie", "hx-request"})
FOR_NOBODY_ELSE = ("private", "no-store", "no-cache")
LARGEST = 100_000  # bytes; with the cache's MAX_ENTRIES what strangers can make a process keep


def public_page(view: View) -> View:
    """Mark a view in urls.py: to everyone who is not signed in it says the same, at one address."""
    view.is_public_page = True  # type: ignore[attr-defined]
    return view


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An answer as it went out, compressed where that was asked for."""

    content: bytes
    headers: dict[str, str]
    at: float

    def response(self) -> HttpResponse:
        answer = HttpResponse(self.content, headers=self.headers)
        answer.headers["Age"] = str(int(time.time() - self.at))
        return answer


class PublicPagesMiddleware:
    """Keep the answers of public pages, and answer from them.

    Stands outside of all that looks at sessions and outside of GZipMiddleware, so that an answer kept costs
    neither. When one expires, every thread that is asked for it makes it anew: there are few threads, and
    the first to finish ends it for all, so that nothing has to wait for anything.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _of_a_stranger(request):
            return self.get_response(request)
        pages, key = _pages(), _key(request)
        kept: Kept | None = pages.get(key)
        if kept is not None:
            return kept.response()
        response = self.get_response(request)
        if _says_the_same_to_all(request, response):
            pages.set(key, Kept(content=response.content, headers=dict(response.items()), at=time.time()))
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        request.is_public_page = getattr(view, "is_public_page", False)  # type: ignore[attr-defined]


def _pages() -> BaseCache:
    return caches["pages"]


def _of_a_stranger(request: HttpRequest) -> bool:
    """Whether nothing in the request says who asks or what was just done.

    Someone whose session has ended is not a stranger either: only the database knows that it has.
    """
    personal = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
    return (
        request.method in ("GET", "HEAD")
        and personal.isdisjoint(request.COOKIES)
        and "Authorization" not in request.headers
        and "HX-Request" not in request.headers
    )


def _key(request: HttpRequest) -> str:
    """The whole address with its query as it is, since pages repeat it in their links; and the encoding.

    Raises DisallowedHost, as the page itself would.
    """
    compressed = bool(re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")))
    named = f"{compressed} {request.build_absolute_uri()}"
    return hashlib.sha256(named.encode()).hexdigest()


def _says_the_same_to_all(request: HttpRequest, response: HttpResponse) -> bool:
    """A page that asks for anything more personal than its address is not kept.

    A token against forged forms and a session come with a cookie; a message does not when it is shown in
    the answer to the very request that made it.
    """
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",")} - {""}
    control = response.get("Cache-Control", "")
    messages = getattr(request, "_messages", None)
    return (
        request.method == "GET"
        and getattr(request, "is_public_page", False)
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and varies <= ACCOUNTED_FOR
        and not any(word in control for word in FOR_NOBODY_ELSE)
        and not (messages is not None and messages.used)
        and len(response.content) <= LARGEST
    )

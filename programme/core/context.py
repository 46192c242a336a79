"""What every page of the portal knows about the site itself."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, override

LANGUAGE_NAMES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Site:
    """The facts behind the frame of a page (templates/base.html)."""

    demo: bool  # the demonstration programme is shown and labelled
    official: bool  # the government masthead may be shown
    alternate_code: str  # the other language
    alternate_name: str  # its own name for itself
    alternate_url: str  # this page in it, with the same query


def site(request: HttpRequest) -> dict[str, Site]:
    """Give templates `portal` (`site` is taken: allauth's views put the host's record there)."""
    other = "ko" if (get_language() or "ko").startswith("en") else "en"
    return {
        "portal": Site(
            demo=settings.DEMO,
            official=settings.OFFICIAL_SITE,
            alternate_code=other,
            alternate_name=LANGUAGE_NAMES[other],
            alternate_url=alternate_url(request, other),
        )
    }


def alternate_url(request: HttpRequest, language: str) -> str:
    """Return this address in another language; path and query stay.

    Where it leads is known from the request: Django's `translate_url` would look through all patterns
    for it again. An address that leads nowhere (the 404 page) has its prefix changed by hand.
    """
    address = "/" + request.get_full_path().lstrip("/")  # never another host
    path, mark, query = address.partition("?")
    match = request.resolver_match
    if match is None:
        bare = path[3:] or "/" if path == "/en" or path.startswith("/en/") else path
        return f"{'/en' if language == 'en' else ''}{bare}{mark}{query}"
    try:
        with override(language):
            return f"{reverse(match.view_name, args=match.args, kwargs=match.kwargs)}{mark}{query}"
    except NoReverseMatch:  # a view without a name
        return address

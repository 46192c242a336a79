"""Every page of the portal, read from the URL configuration, with an example and a person who may read it.

The public pages' examples and people are those of the guard of addresses, which refuses an address that
says nothing; allauth's are in account.py, the back office's in office.py. What is shown for an address
that none of them knows fails: a new page is tested without being named here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern
from django.utils import translation

from programme.accounts.models import User
from tests.accounts.second_factor import sign_in
from tests.browser import account, examples, office
from tests.guards import cast
from tests.guards.test_addresses import ACTIONS, PAGES


@dataclass(frozen=True)
class Opened:
    """Where a page's example is, and as whom to look at it: the first who is let in."""

    args: tuple[Any, ...]
    people: tuple[Callable[[], Client | None], ...]


def named_patterns(resolver: Any = None, namespace: str = "", both: bool = False) -> Iterator[str]:
    """Names of the addresses that exist in both languages."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = ":".join(name for name in (namespace, entry.namespace) if name)
            yield from named_patterns(entry, inner, both or isinstance(entry.pattern, LocalePrefixPattern))
        elif isinstance(entry, URLPattern) and entry.name and both:
            yield f"{namespace}:{entry.name}" if namespace else entry.name


def public_pages() -> list[str]:
    """Named GET patterns outside the back office; ACTIONS answer no GET, as their guard proves."""
    return sorted(
        name
        for name in set(named_patterns())
        if not name.startswith("admin:") and name not in ACTIONS and name not in account.NOT_PAGES
    )


def office_pages() -> list[str]:
    """The back office's pages; a step's pattern is one page for every step."""
    return sorted(
        page
        for name in set(named_patterns())
        if name.startswith("admin:")
        for page in office.pages_of(name.removeprefix("admin:"))
    )


def client_of(person: User | None) -> Client | None:
    """Signed in, the second factor just used."""
    return sign_in(Client(), person) if person else None


@cache
def opened(page: str) -> Opened:
    """A page's example, looked up (and made, where the round leaves none) once. Fails where there is none."""
    with override_settings(DEMO=True):
        if page.startswith("admin:"):
            args = office.example(page.removeprefix("admin:"))
            return Opened(args, tuple(lambda person=person: client_of(person) for person in office.people()))
        if page in account.VISITS:
            return Opened(account.args_of(page), (account.VISITS[page],))
        find, allowed = examples.INSTEAD.get(page) or PAGES[page]
        thing = find()
        everyone = cast.people(thing)
        kinds = [kind for kind in cast.KINDS if kind in allowed]
        assert kinds, f"nobody may open {page}: add an example in tests/browser/examples.py"
        return Opened(thing.args, (lambda: client_of(everyone[kinds[0]]),))


def path_of(page: str, language: str) -> str:
    name = page.partition("[")[0]
    with translation.override(language):
        return reverse(name, args=opened(page).args)

"""A server of its own on a walked round, and one Chromium; both once per test process.

The tests share one database; what they send it is refused, but where a test says otherwise. They run
in a pytest of their own (script/test, script/proof): Playwright keeps an event loop in the process.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, sync_playwright

from script.browser import MISSING, find_chromium, flags
from tests.browser.serving import served
from tests.browser.site import Site
from tests.conftest import point_to
from tests.databases import Databases

# Django refuses the database to a thread with an event loop; here only one of them works at a time.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def chromium() -> str:
    found = find_chromium()
    if found is None and os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(MISSING)
    return found or pytest.skip(MISSING)


@pytest.fixture(scope="session")
def address(
    chromium: str,
    databases: Databases,
    walked_template: tuple[str, Path],
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Where the portal is served, on a copy of the walked round that this process may read too."""
    template, uploads = walked_template
    with databases.clone(template) as name, django_db_blocker.unblock():
        point_to(databases, name)
        with served(databases, name, uploads, tmp_path_factory.mktemp("portal")) as found:
            yield found
        connections.close_all()


@pytest.fixture(scope="session")
def browser(chromium: str, address: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=flags())
        yield launched
        connections.close_all()  # those opened beside the event loop are seen only from beside it
        launched.close()


@pytest.fixture(scope="session")
def site(address: str, browser: Browser) -> Site:
    return Site(address, browser)

"""Visits: a person's browser window at an address, and what the browser complained about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Response

Contrast = Literal["more", "no-preference"]

# What rules.py asks of a page: given to the browser once for every page, not sent again for each question.
SCRIPTS = (AXE_SCRIPT, (Path(__file__).parent / "rules.js").read_text())

# How the browser says that an address answers a file, or an empty refusal (405).
NO_PAGE = ("Download is starting", "net::ERR_ABORTED", "net::ERR_HTTP_RESPONSE_CODE_FAILURE")


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    language: str
    width: int
    contrast: Contrast = "no-preference"

    def __str__(self) -> str:
        return f"{self.language} {self.width}px{' high contrast' if self.contrast == 'more' else ''}"


# Every page × {ko, en} × {1280, 390 px} × {light, high contrast}; the first four differ from their
# opposites, the last four in reverse, in everything.
LOOKS = [
    Look(language, width, contrast)
    for language in ("ko", "en")
    for width in (1280, 390)
    for contrast in ("no-preference", "more")
]


@dataclass
class Visit:
    page: Page
    response: Response | None = None  # None where the address is a file, or takes no GET
    complaints: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        return self.response.status if self.response else 0

    def is_page(self) -> bool:
        return bool(self.response) and self.response.headers.get("content-type", "").startswith("text/html")

    def go(self, path: str) -> None:
        try:
            self.response = self.page.goto(path, wait_until="load")
        except Error as error:
            if not any(sign in error.message for sign in NO_PAGE):
                raise

    def heard(self, message: ConsoleMessage) -> None:
        # A refused or forbidden page's own status is an error to the browser; it is judged apart.
        own = message.text.startswith("Failed to load") and message.location["url"] == self.page.url
        if message.type in ("error", "warning") and not own:
            self.complaints.append(f"console: {message.text}")


class Site:
    def __init__(self, address: str, browser: Browser) -> None:
        self.address, self.browser = address, browser
        self.shared = self.context(None, LOOKS[0])
        self.page = self.shared.new_page()
        self.network = self.shared.new_cdp_session(self.page)

    def context(self, client: Client | None, look: Look, **options: Any) -> BrowserContext:
        """A window of its own for the person that `client` is signed in as."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": look.width, "height": 900},
            contrast=look.contrast,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(15_000)
        for script in SCRIPTS:
            context.add_init_script(script)
        self.sign_in(context, client)
        return context

    def sign_in(self, context: BrowserContext, client: Client | None) -> None:
        cookies = client.cookies if client else {}
        context.clear_cookies()
        context.add_cookies(
            [{"name": name, "value": cookie.value, "url": self.address} for name, cookie in cookies.items()]
        )

    @contextmanager
    def visit(
        self, client: Client | None, look: Look, path: str, *, first_view: bool = False
    ) -> Iterator[Visit]:
        """The page in the window that all visits share; `first_view` fetches all that it needs anew."""
        self.sign_in(self.shared, client)
        self.page.set_viewport_size({"width": look.width, "height": 900})
        self.page.emulate_media(contrast=look.contrast)
        self.network.send("Network.setCacheDisabled", {"cacheDisabled": first_view})
        with self.listening(self.page) as visit:
            visit.go(path)
            yield visit

    @contextmanager
    def window(self, client: Client | None, look: Look, **options: Any) -> Iterator[Visit]:
        """A fresh window, for a way through several pages."""
        context = self.context(client, look, **options)
        try:
            with self.listening(context.new_page()) as visit:
                yield visit
        finally:
            context.close()

    @contextmanager
    def listening(self, page: Page) -> Iterator[Visit]:
        visit = Visit(page)
        heard, failed = visit.heard, lambda error: visit.complaints.append(f"script error: {error}")
        page.on("console", heard)
        page.on("pageerror", failed)
        yield visit
        page.remove_listener("console", heard)
        page.remove_listener("pageerror", failed)

"""The rules of every page, as complaints: an empty list is a good page."""

import json
from typing import Any

from playwright.sync_api import Page, Response

from tests.browser.site import Visit

# Everything axe knows: WCAG 2.0 to 2.2, A and AA (target size is off by default), and best practice.
AXE = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "preload": False,
}
AXE_RUN = """options => axe.run(document, options).then(result => result.violations.map(
  found => ({ id: found.id, impact: found.impact, nodes: found.nodes.map(
    node => [node.target.join(" "), node.failureSummary.replace(/\\s+/g, " ")]) })))"""
BUDGET = {"requests": 20, "bytes": 200_000, "script": 25_000, "nodes": 800, "shift": 0.02}


def call(page: Page, name: str, argument: Any = None) -> Any:
    return page.evaluate(f"rules.{name}({json.dumps(argument)})")


def axe(page: Page) -> list[str]:
    return [
        f"axe {found['id']} ({found['impact']}): {target}: {summary}"
        for found in page.evaluate(AXE_RUN, AXE)
        for target, summary in found["nodes"]
    ]


def source(page: Page, response: Response) -> list[str]:
    """No inline script or style in the HTML as it came."""
    return call(page, "source", response.text())


def structure(page: Page, language: str, *, strict: bool = True) -> list[str]:
    """One h1, one main, named landmarks, the right language; `strict` for the portal's own templates."""
    return call(page, "structure", {"language": language, "strict": strict})


def targets(page: Page) -> list[str]:
    """At least 24 × 24 px, but for links within a sentence."""
    return call(page, "targets")


def overflow(page: Page) -> list[str]:
    """No sideways scroll."""
    return call(page, "overflow")


def reflow(page: Page) -> list[str]:
    """No sideways scroll at 320 px, nor at 200 % zoom of a screen of 1280 px."""
    wrong = []
    for narrow in (640, 320):
        page.set_viewport_size({"width": narrow, "height": 900})
        wrong += overflow(page)
    return wrong


def focus(page: Page) -> list[str]:
    """Focus shows on everything that takes it. After a key was pressed: see rules.js."""
    return call(page, "focus")


def skip_link(page: Page) -> list[str]:
    """The first tab stop is the skip link, it is seen then, and it lands in main."""
    page.keyboard.press("Tab")
    on_it = page.evaluate(
        """() => { const link = document.activeElement, box = link.getBoundingClientRect();
        return link.matches("a[href^='#']") && box.width > 0 && box.top >= 0 && box.left >= 0 }"""
    )
    if not on_it:
        return ["the first tab stop is not a visible skip link"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    landed = page.evaluate(
        """() => { const main = document.querySelector("main"), now = document.activeElement;
        return main.contains(now) || now === document.body ||
          Boolean(main.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING) }"""
    )
    return [] if landed else ["the skip link does not land in main"]


def everywhere(visit: Visit, language: str) -> list[str]:
    """What every page of the public site keeps, in this order: keys are pressed, and the window narrows."""
    page = visit.page
    assert visit.response is not None
    return [
        *source(page, visit.response),
        *structure(page, language),
        *axe(page),
        *targets(page),
        *skip_link(page),
        *focus(page),
        *reflow(page),
    ]


def weight(page: Page) -> dict[str, float]:
    """Requests, bytes, script bytes (compressed), DOM nodes and layout shift of a first view."""
    return call(page, "weight")


def over_budget(weight: dict[str, float]) -> list[str]:
    return [
        f"{what}: {weight[what]} of at most {most}"
        for what, most in BUDGET.items()
        if weight.get(what, 0) > most
    ]


def refusals(page: Page, language: str, *, strict: bool = True) -> list[str]:
    """Every form that asks for something is sent without it, and refused as it should be."""
    wrong, address = [], page.url
    for number in range(10):
        if number:
            page.goto(address)
        given = call(page, "leave_out", number)
        if given is None:
            break
        with page.expect_navigation() as navigation:
            page.locator("[data-sends]").click()
        status = navigation.value.status if navigation.value else 0
        found = []
        if strict:
            found += [] if status == 422 else [f"answered {status} and led to {page.url}"]
            found += call(page, "refused", {"language": language, "given": given})
            found += structure(page, language)
            found += reflow(page)
        found += axe(page)
        wrong += [f"form {number + 1}, refused: {complaint}" for complaint in found]
    return wrong

"""Every page is good: axe, structure, keyboard, reflow, weight; pairwise here, in full by script/proof."""

import os

import pytest

from tests.browser import pages, rules
from tests.browser.site import LOOKS, Look, Site

FULL = bool(os.environ.get("PROOF"))


def looked_at(names: list[str], *, of_each: int) -> list[object]:
    """Each page in one or two opposite looks, the next page in others: every page with every language,
    width and contrast (when two), and every pair of these on some page. The proof takes all eight."""
    chosen = [
        (name, look)
        for number, name in enumerate(names)
        for look in (LOOKS if FULL else (LOOKS[number % 4], LOOKS[7 - number % 4])[:of_each])
    ]
    return [pytest.param(name, look, id=f"{name} {look}") for name, look in chosen]


def good(complaints: list[str]) -> None:
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.mark.parametrize(("name", "look"), looked_at(pages.public_pages(), of_each=2))
def test_a_public_page(site: Site, name: str, look: Look) -> None:
    path = pages.path_of(name, look.language) + "?seen=1"
    (person,) = pages.opened(name).people
    weighed = FULL or look in LOOKS[:4]
    with site.visit(person(), look, path, first_view=weighed) as visit:
        if not visit.is_page():
            return  # a file, or data: these have their own tests
        page = visit.page
        assert visit.response is not None
        assert (visit.status, page.url) == (200, site.address + path)
        wrong = rules.source(page, visit.response)
        if weighed:
            wrong += rules.over_budget(rules.weight(page))
        wrong += rules.structure(page, look.language)
        wrong += rules.axe(page)
        wrong += rules.targets(page)
        wrong += rules.skip_link(page)
        wrong += rules.focus(page)
        wrong += rules.reflow(page)
        good(wrong + visit.complaints)


@pytest.mark.parametrize(("name", "look"), looked_at(pages.office_pages(), of_each=1))
def test_a_page_of_the_back_office(site: Site, name: str, look: Look) -> None:
    path = pages.path_of(name, look.language)
    for person in pages.opened(name).people:
        with site.visit(person(), look, path) as visit:
            if visit.status == 403:
                continue  # the next one may
            page = visit.page
            assert (visit.status, page.url) == (200, site.address + path)
            wrong = rules.structure(page, look.language, strict=False)
            wrong += rules.axe(page)
            wrong += rules.overflow(page)
            good(wrong + visit.complaints)
            return
    pytest.fail("nobody may open it")

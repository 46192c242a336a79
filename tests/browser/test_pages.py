"""Every page is good: axe, structure, keyboard, reflow, weight; a part of them here, all by script/proof."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests.browser import account, office, pages, rules
from tests.browser.site import LOOKS, Look, Site

PROOF = os.environ.get("PROOF", "")  # the folder of script/proof
FULL = bool(PROOF)


def looked_at(names: list[str], *, one_in: int) -> list[object]:
    """The proof takes every page in all eight looks. script/test has seconds for one page in `one_in`, each
    in one look and the next in another: every pair of language, width and contrast is on some page."""
    few = list(enumerate(names[::one_in]))
    chosen = (
        [(name, look) for name in names for look in LOOKS]
        if FULL
        else [(name, LOOKS[(5 * number) % 8]) for number, name in few]
    )
    return [pytest.param(name, look, id=f"{name} {look}") for name, look in chosen]


def good(complaints: list[str]) -> None:
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


def keep(name: str, look: Look, weight: dict[str, float]) -> None:
    """For the table of budgets (script/budgets.py)."""
    if PROOF:
        Path(PROOF).mkdir(parents=True, exist_ok=True)
        with (Path(PROOF) / f"weights-{os.environ.get('PYTEST_XDIST_WORKER', 'one')}").open("a") as file:
            file.write(json.dumps({"page": name, "look": str(look), **weight}) + "\n")


@pytest.mark.parametrize(("name", "look"), looked_at(pages.public_pages(), one_in=5))
def test_a_public_page(site: Site, name: str, look: Look) -> None:
    path = pages.path_of(name, look.language) + "?seen=1"
    (person,) = pages.opened(name).people
    weighed = FULL or look in LOOKS[:4]
    with site.visit(person(), look, path, first_view=weighed) as visit:
        if not visit.is_page():
            return  # a file, or data: these have their own tests
        page = visit.page
        assert visit.status == account.STATUS.get(name, 200)
        assert page.url == site.address + path or name in account.LEADS_ON
        weight = rules.weight(page) if weighed else {}
        wrong = rules.over_budget(weight)
        if weighed:
            keep(name, look, weight)
        wrong += rules.everywhere(visit, look.language)
        if FULL or not weighed:
            page.set_viewport_size({"width": look.width, "height": 900})
            wrong += rules.refusals(page, look.language)
        good(wrong + visit.complaints)


@pytest.mark.parametrize(("name", "look"), looked_at(pages.office_pages(), one_in=10))
def test_a_page_of_the_back_office(site: Site, name: str, look: Look) -> None:
    path = pages.path_of(name, look.language)
    for person in pages.opened(name).people:
        with site.visit(person(), look, path) as visit:
            if visit.status == 403:
                continue  # the next one may
            if not visit.is_page():
                return  # a file, or an address that only takes a POST
            page = visit.page
            assert (visit.status, page.url) == (200, site.address + path)
            wrong = rules.structure(page, look.language, strict=False)
            wrong += rules.axe(page)
            wrong += rules.overflow(page)
            wrong += rules.refusals(page, look.language, strict=False)
            good(wrong + visit.complaints)
            return
    assert office.is_not_for_staff(name), "nobody may open it"


@pytest.mark.parametrize("look", LOOKS if FULL else LOOKS[1:3], ids=str)
@pytest.mark.parametrize(
    ("path", "status", "person"),
    [("nothing/here/", 404, account.visitor), ("admin/calls/call/add/", 403, account.clerk)],
)
def test_a_page_that_says_no(
    site: Site, path: str, status: int, person: Callable[[], Client], look: Look
) -> None:
    prefix = "/" if look.language == "ko" else "/en/"
    with site.visit(person(), look, f"{prefix}{path}?seen=1") as visit:
        assert visit.status == status
        good(rules.everywhere(visit, look.language) + visit.complaints)

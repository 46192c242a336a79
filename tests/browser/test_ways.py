"""Filter, apply and book: by keyboard alone, and without JavaScript. These send, and the portal takes it."""

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from programme.accounts.models import User
from programme.applications.models import Application
from programme.portal.walk.applying import PDF
from programme.tours.models import Booking
from tests.accounts.second_factor import sign_in
from tests.browser.site import LOOKS, Site
from tests.browser.ways import Keyboard, Person, Plain
from tests.guards import cast

MAKE: dict[str, Callable[[Page], Person]] = {"by keyboard": Keyboard, "without JavaScript": Plain}
Goer = Callable[[User | None], Person]
SEARCHED = re.compile(r"[?&]q=[^&]")
# The walk leaves these companies of its cast without an application in the call that is open.
unused_companies = iter((5, 6, 9, 12, 14, 15))
unused_teachers = itertools.count(501)  # nobody whom tests/guards/cast.py knows


@pytest.fixture(params=list(MAKE))
def goer(request: pytest.FixtureRequest, site: Site) -> Iterator[Goer]:
    windows = []

    def go(user: User | None) -> Person:
        client = sign_in(Client(), user) if user else None
        window = site.window(client, LOOKS[0], java_script_enabled=request.param != "without JavaScript")
        visit = window.__enter__()
        windows.append((window, visit))
        return MAKE[request.param](visit.page)

    yield go
    for window, visit in windows:
        window.__exit__(None, None, None)
        assert visit.complaints == []


def test_filter(goer: Goer) -> None:
    """What is looked for stands in the address; Back brings the list back as it was."""
    person = goer(None)
    page = person.page
    page.goto("/factories/")
    person.fill("q", "신성델타")
    person.press("#conditions [type=submit]")
    expect(page).to_have_url(SEARCHED)
    found = page.locator(".cards > li")
    expect(found).to_have_count(1)
    person.follow(".cards a")
    expect(page.locator("h1")).to_contain_text("신성")
    page.go_back()
    expect(page.locator("main [name=q]")).to_have_value("신성델타")
    expect(page).to_have_url(SEARCHED)
    person.press(".active-filters a")
    expect(page).not_to_have_url(SEARCHED)
    expect(found).not_to_have_count(1)


def test_book(goer: Goer) -> None:
    person = goer(teacher := cast.account("teacher", next(unused_teachers)))
    page = person.page
    page.goto("/tours/")
    person.follow(".row:has(.badge-success) .row-title a")
    person.fill("kind", "individual")
    person.fill("seats", "2")
    person.follow("#book [type=submit]")
    booking = Booking.objects.filter(person=teacher).latest("id")
    assert page.url.endswith(booking.get_absolute_url())
    assert (booking.status, booking.seats) == ("confirmed", 2)


def test_apply(goer: Goer, tmp_path: Path) -> None:
    """From the start page to the receipt number, documents included."""
    owner = cast.account("company", next(unused_companies))
    person = goer(owner)
    page = person.page
    page.goto("/applications/start/")
    person.follow("main form [type=submit]")
    application = Application.objects.filter(call__key="demo-2").latest("pk")
    site = application.company.sites.get()
    for name, value in {
        "site": str(site.pk),
        "technopark": str(cast.first(type(application).technopark.field.related_model, key="gyeongnam").pk),
        "size": "sme",
        "main_product": "정밀 감속기",
        "total_krw": "900000000",
        "requested_krw": "400000000",
        "answer_vision": "스스로 제어하는 공장",
        "answer_problem": "불량의 원인을 늦게 압니다.",
        "answer_employees": "120",
        "answer_energy": "설비별 전력 계측",
        "answer_open_tours": "yes",
    }.items():
        person.fill(name, value)
    grouped = "900,000,000" if isinstance(person, Keyboard) else "900000000"  # by JavaScript, while typing
    expect(page.locator("[name=total_krw]")).to_have_value(grouped)
    person.follow("[name=continue]")
    person.follow("main a[href$='/documents/']")
    for document in application.call.documents.all():
        file = tmp_path / f"{document.key}.pdf"
        file.write_bytes(PDF)
        person.attach(f"document_{document.key}", file)
    person.follow("main form[enctype] [type=submit]")
    person.follow("main .actions a[href$='/check/']")
    person.follow("main a[href$='/submit/']")
    person.fill("truthful", "")
    person.follow("main form [type=submit]")
    application.refresh_from_db()
    assert application.status == "submitted"
    expect(page.locator("main")).to_contain_text(application.version.receipt_number)

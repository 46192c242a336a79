"""A whole visit, played as people would: found, booked with a code by e-mail, guided, certified, verified."""

import re
from datetime import timedelta

from django.db.models import Q
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from programme.core.clock import db_now
from programme.notifications.models import Message
from programme.notifications.services import compose
from programme.tours.models import Booking, Certificate, Session
from tests.accounts.second_factor import sign_in
from tests.browser import account
from tests.browser.site import Look, Site
from tests.guards import cast

DESK, PHONE = Look("ko", 1280), Look("ko", 390)


def test_from_finding_to_the_certificate(site: Site) -> None:
    teacher = account.person("teacher@school.example")  # whoever has a second factor proves more
    with site.window(None, DESK) as visit:
        page = visit.page
        find(page)
        enter_with_code(page, teacher.email)
        booking = book(page)
        assert (booking.person, booking.seats, booking.adults) == (teacher, 20, 2)
        come_with_fewer(page, booking)
        today(booking)
        guide(site, booking)
        rate_and_certify(page, booking)
        assert visit.complaints == []
    verify(site, Certificate.objects.get(booking=booking))


def find(page: Page) -> None:
    """A stranger looks for twenty seats for a high school and opens a session."""
    page.goto("/")
    page.locator("header nav a[href='/tours/']").locator("visible=true").click()
    conditions = page.locator("form.filters")
    conditions.locator("[name=seats]").fill("20")
    conditions.locator("[name=school]").select_option("high")
    conditions.locator("[type=submit]").click()
    expect(page).to_have_url(re.compile(r"seats=20"))
    page.locator(".row:has(.badge-success) .row-title a").last.click()
    expect(page.locator("#book")).to_be_visible()


def enter_with_code(page: Page, email: str) -> None:
    """No account page, no password: the code from the mail leads back to the session."""
    session = page.url
    page.locator("#book .button-primary").click()
    page.locator("#code-email").fill(email)
    page.locator("form:has(#code-email) [type=submit]").click()
    page.locator("[name=code]").fill(code_for(email))
    page.locator("main form:has([name=code]) [type=submit]").first.click()
    expect(page).to_have_url(session)


def code_for(email: str) -> str:
    """The code in the newest mail to this person, as the worker would send it."""
    text = compose(Message.objects.filter(Q(address=email) | Q(recipient__email=email)).latest("pk")).body
    found = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", text, re.MULTILINE)
    assert found, text
    return found[1]


def book(page: Page) -> Booking:
    """One form for the whole class: heads only."""
    page.locator("main [name=kind][value=school]").check()
    page.locator("main [name=school_kind]").select_option("high")
    for name, value in {"seats": "20", "adults": "2", "group_name": "한빛고등학교"}.items():
        page.locator(f"main [name={name}]").fill(value)
    page.locator("#book [type=submit]").first.click()
    expect(page.locator("main .badge-success")).to_be_visible()
    booking = Booking.objects.latest("pk")
    assert page.url.endswith(booking.get_absolute_url())
    return booking


def come_with_fewer(page: Page, booking: Booking) -> None:
    """Two pupils are ill: the class comes with eighteen."""
    page.locator(f"a[href='{reverse('tours:reduce_booking', args=[booking.public_id])}']").click()
    page.locator("main [name=seats]").fill("18")
    page.locator("main form [type=submit]").click()
    expect(page.locator("main dl").first).to_contain_text("18")
    booking.refresh_from_db()
    assert booking.seats == 18


def today(booking: Booking, *, begins_in: timedelta = timedelta(hours=1)) -> None:
    """The day has come: the session is moved, not the clock."""
    begins = db_now() + begins_in
    ends = begins + (booking.session.ends_at - booking.session.starts_at)
    Session.objects.filter(pk=booking.session_id).update(starts_at=begins, ends_at=ends)


def guide(site: Site, booking: Booking) -> None:
    """The host scans the ticket with a phone; after the tour the same phone confirms that it was held."""
    host = cast.owners_of(booking.session.factory.company)[0]
    with site.window(sign_in(Client(), host), PHONE) as visit:
        page = visit.page
        page.goto(reverse("tours:check_in", args=[booking.public_id]))
        page.locator("main form [type=submit]").click()
        expect(page.locator("main .badge-success")).to_be_visible()
        today(booking, begins_in=timedelta(hours=-5))
        page.goto(booking.session.get_host_url())
        page.locator(f"a[href='{reverse('tours:confirm_held', args=[booking.session.public_id])}']").click()
        page.locator("main form [type=submit]").click()
        expect(page).to_have_url(re.compile(re.escape(booking.session.get_host_url())))
        assert visit.complaints == []
    booking.refresh_from_db()
    booking.session.refresh_from_db()
    assert booking.has_certificate


def rate_and_certify(page: Page, booking: Booking) -> None:
    """Three marks, and a certificate that names the school."""
    page.goto(reverse("tours:mine"))
    page.locator(f"main a[href='{booking.get_absolute_url()}']").first.click()
    page.locator(f"a[href='{reverse('tours:survey', args=[booking.public_id])}']").click()
    for name in ("overall", "guidance", "learned"):
        page.locator(f"[name={name}][value='5']").check()
    page.locator("main form [type=submit]").click()
    expect(page.locator("main .notice").first).to_be_visible()
    page.goto(booking.get_absolute_url())
    page.locator(f"a[href='{reverse('tours:certificate', args=[booking.public_id])}']").click()
    page.locator("[name=shows_group]").check()
    page.locator("main form [type=submit]").click()
    expect(page.locator("main")).to_contain_text(Certificate.objects.get(booking=booking).public_id)


def verify(site: Site, certificate: Certificate) -> None:
    """Whoever is shown the certificate looks it up, in English: the school, the number, no name."""
    with site.window(None, PHONE) as visit:
        visit.page.goto("/en" + reverse("tours:verify", args=[certificate.public_id]))
        main = visit.page.locator("main")
        expect(main).to_contain_text("한빛고등학교")
        expect(main).to_contain_text("18")
        expect(main).not_to_contain_text(certificate.booking.person.name)
        assert visit.complaints == []

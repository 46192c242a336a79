"""The back office in the browser: a step, a list's filter, and what each side's content policy allows."""

import os

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from programme.funding.models import Instalment
from tests.browser import pages, rules
from tests.browser.site import LOOKS, Look, Site
from tests.guards import cast

WIDE, NARROW = LOOKS[0], next(look for look in LOOKS if look.width == 390)
FULL = bool(os.environ.get("PROOF"))  # script/test takes each way at one width, script/proof at both


def test_a_step(site: Site) -> None:
    """From the object to the confirm page; refused without a reason; done with one; said on the object."""
    pages.opened("funding:cancel")  # the same instalment; after this step it is no example any more
    instalment = cast.first(Instalment, status="approved")
    with site.window(pages.client_of(cast.account("ministry")), WIDE) as visit:
        page = visit.page
        page.goto(reverse("admin:funding_instalment_change", args=[instalment.pk]))
        page.locator("[data-step=take_back_approval]").click()
        page.wait_for_url("**/step/take_back_approval/")
        send = page.locator("main form button[type=submit]")
        with page.expect_navigation() as refused:
            send.click()
        assert refused.value.status == 422
        assert rules.axe(page) == []
        page.locator("[name=reason]").fill("증빙을 다시 확인합니다.")
        with page.expect_navigation():
            send.click()
        assert page.url.endswith(f"/{instalment.pk}/change/")
        expect(page.locator("main")).to_contain_text("증빙을 다시 확인합니다.")
        instalment.refresh_from_db()
        assert instalment.status == "requested"
        assert visit.complaints == []


@pytest.mark.parametrize("look", [WIDE, NARROW] if FULL else [NARROW], ids=str)
def test_a_list_is_filtered(site: Site, look: Look) -> None:
    """The skin's own script opens the panel, under the back office's policy; the address keeps the filter."""
    with site.window(pages.client_of(cast.account("ministry")), look) as visit:
        page = visit.page
        page.goto(reverse("admin:applications_application_changelist"))
        panel = page.locator("#changelist-filter")
        if not panel.is_visible():
            page.locator("[x-on\\:click*=filterOpen]").locator("visible=true").first.click()
        expect(panel).to_be_visible()
        assert rules.axe(page) == []
        choice = panel.locator("li a[href*='=']:not([aria-current])").locator("visible=true").first
        chosen = choice.get_attribute("href") or ""
        with page.expect_navigation():
            choice.click()
        assert page.url.endswith(chosen)
        assert visit.complaints == []


@pytest.mark.parametrize("look", [WIDE, NARROW] if FULL else [WIDE], ids=str)
def test_a_step_for_many_rows(site: Site, look: Look) -> None:
    """Rows are ticked, a step is chosen, and the confirm page says what it will do and what it leaves."""
    with site.window(pages.client_of(cast.account("ministry")), look) as visit:
        page = visit.page
        page.goto(reverse("admin:applications_application_changelist"))
        boxes = page.locator("input.action-select").locator("visible=true")
        boxes.nth(0).check()
        boxes.nth(1).check()
        choice = page.locator("select[name=action]")
        verb = choice.locator("option[value^=together_]").first.get_attribute("value")
        choice.select_option(verb)
        with page.expect_navigation():
            page.locator("button[name=index]").click()
        expect(page.locator("main .office-heading").first).to_be_visible()
        wrong = rules.structure(page, look.language, strict=False) + rules.axe(page) + rules.overflow(page)
        assert wrong + visit.complaints == []


def test_the_policies_differ(site: Site) -> None:
    """What the skin needs is granted to the back office alone."""
    client = pages.client_of(cast.account("ministry"))
    with site.window(client, WIDE) as visit:
        visit.go("/")
        public = visit.response.headers["content-security-policy"] if visit.response else ""
        visit.go("/admin/")
        office = visit.response.headers["content-security-policy"] if visit.response else ""
    assert "unsafe" not in public
    assert "default-src 'none'" in public
    assert "'unsafe-eval'" in office
    assert visit.complaints == []

"""Two people at the same pages: one with the keyboard alone, one without JavaScript."""

from pathlib import Path
from typing import Protocol

from playwright.sync_api import Page

MOST_STOPS = 150  # tab stops of a page, generously


class Person(Protocol):
    page: Page

    def follow(self, selector: str) -> None:
        """Open the link, or press the button, and wait for the page that it leads to."""

    def press(self, selector: str) -> None:
        """Press a button or open a link that may change the page in place."""

    def fill(self, name: str, value: str) -> None:
        """Give the field of this name a value; of a group of choices, or a box, tick the first."""

    def attach(self, name: str, file: Path) -> None: ...


class Keyboard:
    """Tab, Enter, Space, arrows and letters; nothing is clicked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # Someone listens from the beginning: asked for only when the key is pressed, the browser may
        # open the chooser before it hears that a test wants it.
        page.on("filechooser", lambda chooser: None)

    def to(self, selector: str) -> None:
        for _ in range(MOST_STOPS):
            if self.page.evaluate("selector => document.activeElement?.matches(selector)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector} on {self.page.url}")

    def press(self, selector: str) -> None:
        self.to(selector)
        self.page.keyboard.press("Enter")

    def follow(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.press(selector)

    def fill(self, name: str, value: str) -> None:
        control = f"main [name='{name}']"
        self.to(control)
        kind = self.page.evaluate("document.activeElement.type")
        if kind in {"radio", "checkbox"}:
            self.page.keyboard.press("Space")
        elif kind == "select-one":
            for _ in range(MOST_STOPS):
                if self.page.evaluate("document.activeElement.value") == value:
                    break
                self.page.keyboard.press("ArrowDown")
        else:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(value)

    def attach(self, name: str, file: Path) -> None:
        self.to(f"main [name='{name}']")
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files(file)


class Plain:
    """A mouse, and a browser whose JavaScript is off."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, selector: str) -> None:
        self.page.locator(selector).locator("visible=true").first.click()

    def follow(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.press(selector)

    def fill(self, name: str, value: str) -> None:
        control = self.page.locator(f"main [name='{name}']").first
        kind = control.get_attribute("type")
        if kind in {"radio", "checkbox"}:
            control.check()
        elif value in control.locator("option").evaluate_all("all => all.map(one => one.value)"):
            control.select_option(value)
        else:
            control.fill(value)

    def attach(self, name: str, file: Path) -> None:
        self.page.locator(f"main [name='{name}']").set_input_files(file)

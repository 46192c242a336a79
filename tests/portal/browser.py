"""A person at a browser without JavaScript: opens pages, follows links, fills in and sends forms.

Words of links and buttons are given as they stand in the code and looked for in the person's
language. What a page does not offer cannot be done: a link, a field, a choice and a hidden value are
taken from the page, and the site's protection against forged forms is on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.test import Client
from django.urls import translate_url
from django.utils.translation import gettext, override

from programme.accounts.models import User
from tests.accounts.second_factor import sign_in
from tests.portal.pages import squeezed

Attributes = dict[str, str]
CHOICES = frozenset({"checkbox", "radio", "option"})


@dataclass
class Control:
    """A form's field, or a button when `kind` is submit."""

    name: str
    kind: str
    value: str = ""
    on: bool = True  # ticked or selected, for boxes and choices
    text: str = ""
    action: str = ""
    many: bool = False


@dataclass
class Form:
    action: str
    method: str
    label: str = ""  # what the form is called for those who do not see it
    controls: list[Control] = field(default_factory=list)

    def values(self) -> dict[str, Any]:
        """What a browser sends when nothing is changed, without the buttons."""
        sent: dict[str, Any] = {}
        first: dict[str, str] = {}
        for one in self.controls:
            if one.kind in {"submit", "file"} or not one.name:
                continue
            if one.kind in CHOICES:
                if one.kind == "option" and not one.many:
                    first.setdefault(one.name, one.value)
                if not one.on:
                    continue
                if one.kind == "checkbox" or one.many:
                    sent.setdefault(one.name, []).append(one.value)
                    continue
            sent[one.name] = one.value
        return first | sent

    def entered(self, name: str, value: Any) -> Any:
        """`value` as it is sent. The page must have the field and, where it offers choices, the choice:
        said by its value, or by its words as a person reads them.
        """
        mine = [one for one in self.controls if one.name == name and one.kind != "submit"]
        assert mine, f"no field {name} in {sorted({one.name for one in self.controls})}"
        if isinstance(value, list):
            return [self.entered(name, one) for one in value]
        if mine[0].kind not in CHOICES:
            return value
        if value is True:
            return mine[0].value
        found = [one.value for one in mine if value in (one.value, one.text)]
        assert found, f"{name}: {value} is not among {[(one.value, one.text) for one in mine]}"
        return found[0]


class Page(HTMLParser):
    """A page's words, links and forms."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []  # words, address
        self.forms: list[Form] = []
        self._open: list[tuple[str, list[str], Callable[[str], None]]] = []
        self._select: Attributes = {}
        self._labelled: dict[str, Control] = {}  # boxes by their id
        self._labels: dict[str, str] = {}
        self._inert = 0
        self.feed(html)
        for name, control in self._labelled.items():
            control.text = self._labels.get(name, "")
        self.text = squeezed(" ".join(self.words))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag in {"script", "style", "template"}:
            self._inert += 1
        elif self._inert:
            return
        elif tag == "form":
            self.forms.append(
                Form(at.get("action", ""), at.get("method", "get").lower(), at.get("aria-label", ""))
            )
        elif tag == "a" and "href" in at:
            self._gather(tag, lambda text: self.links.append((text, at["href"])))
        elif tag == "input":
            kind = at.get("type", "text")
            value = at.get("value", "on" if kind == "checkbox" else "")
            on = kind not in {"checkbox", "radio"} or "checked" in at
            control = Control(at.get("name", ""), kind, value, on, value)
            self._add(control)
            if kind in CHOICES and "id" in at:
                self._labelled[at["id"]] = control
        elif tag == "label" and "for" in at:
            self._gather(tag, lambda text: self._labels.setdefault(at["for"], text))
        elif tag == "select":
            self._select = at
        elif tag == "option":
            value, many = at.get("value", ""), "multiple" in self._select
            control = Control(self._select.get("name", ""), "option", value, "selected" in at, many=many)
            self._add(control)
            self._gather(tag, lambda text: setattr(control, "text", text))
        elif tag == "textarea":
            control = Control(at.get("name", ""), "textarea")
            self._add(control)
            self._gather(tag, lambda text: setattr(control, "value", text))
        elif tag == "button" and at.get("type", "submit") == "submit":
            control = Control(
                at.get("name", ""), "submit", at.get("value", ""), action=at.get("formaction", "")
            )
            self._add(control)
            self._gather(tag, lambda text: setattr(control, "text", text))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "template"}:
            self._inert -= 1
        elif self._open and self._open[-1][0] == tag:
            _tag, words, done = self._open.pop()
            done(squeezed("".join(words)) if tag != "textarea" else "".join(words).removeprefix("\n"))

    def handle_data(self, data: str) -> None:
        if self._inert:
            return
        self.words.append(data)
        for _tag, words, _done in self._open:
            words.append(data)

    def _add(self, control: Control) -> None:
        if self.forms:
            self.forms[-1].controls.append(control)

    def _gather(self, tag: str, done: Callable[[str], None]) -> None:
        self._open.append((tag, [], done))


class Browser:
    """One person, signed in with a second factor used just now; nobody when `user` is None."""

    def __init__(self, user: User | None = None, language: str = "ko") -> None:
        self.user, self.language = user, language
        self.client = Client(enforce_csrf_checks=True)
        if user is not None:
            sign_in(self.client, user)
        self.address, self.page = "", Page("")

    def __str__(self) -> str:
        return f"{self.user or 'anyone'} at {self.address}"

    def say(self, words: str, **values: Any) -> str:
        """`words` in the person's language, or as they are where no catalogue has them."""
        with override(self.language):
            return squeezed((gettext(words) % values) if values else gettext(words))

    def open(self, address: str) -> "Browser":
        """Open an address of this site, which must answer 200 in the end."""
        return self._arrive(self.client.get(urljoin(self.address, address), follow=True))

    def home(self, address: str) -> "Browser":
        """Open an address typed by hand, in the person's language."""
        with override("ko"):  # typed addresses are the Korean ones
            return self.open(translate_url(address, self.language))

    def links(self, words: str, **values: Any) -> list[str]:
        """Addresses of the links whose words contain `words`."""
        said = self.say(words, **values)
        return list(dict.fromkeys(href for text, href in self.page.links if said in text))

    def click(self, words: str, **values: Any) -> "Browser":
        """Follow the page's link; those with these very words go before those that contain them."""
        said = self.say(words, **values)
        exact = list(dict.fromkeys(href for text, href in self.page.links if text == said))
        found = exact or self.links(words, **values)
        assert len(found) == 1, f"{self}: {said!r} leads to {found}; links: {self.page.links}"
        return self.open(found[0])

    def sees(self, words: str, **values: Any) -> "Browser":
        said = self.say(words, **values)
        assert said in self.page.text, f"{self}: no {said!r} in: {self.page.text}"
        return self

    def lacks(self, words: str, **values: Any) -> "Browser":
        said = self.say(words, **values)
        assert said not in self.page.text, f"{self}: {said!r} in: {self.page.text}"
        return self

    def send(
        self, button: str, *, about: str = "", extra: dict[str, Any] | None = None, **fields: Any
    ) -> "Browser":
        """Fill in the form that has this button and press it; it must lead on (302) to a page.

        `about` tells forms with the same button apart by their label. `fields` must be on the page;
        `extra` are those that its own script would have added.
        """
        said = self.say(button)
        found = [
            (form, one)
            for form in self.page.forms
            for one in form.controls
            if one.kind == "submit" and one.text == said and form.method == "post" and about in form.label
        ]
        assert len(found) == 1, f"{self}: {len(found)} buttons {said!r}; {self.page.text}"
        form, pressed = found[0]
        values = form.values()
        for name, value in fields.items():
            values[name] = form.entered(name, value)
        values |= extra or {}
        if pressed.name:
            values[pressed.name] = pressed.value
        address = urljoin(self.address, pressed.action or form.action or self.address)
        answer = self.client.post(
            address, {name: value for name, value in values.items() if value is not None}
        )
        complaint = Page(answer.content.decode()).text
        assert answer.status_code == 302, f"{self}: {said!r} answered {answer.status_code}: {complaint}"
        return self.open(answer["Location"])

    def add_rows(self, prefix: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """What is sent for rows that the back office's script adds to a table without any.

        It copies the page's empty row, whose fields may be filled in already.
        """
        empty = f"{prefix}-__prefix__-"
        form = next(one for one in self.page.forms if any(c.name.startswith(empty) for c in one.controls))
        prefilled = {name: value for name, value in form.values().items() if name.startswith(empty)}
        sent: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(rows)}
        for number, row in enumerate(rows):
            entered = {f"{empty}{name}": form.entered(f"{empty}{name}", value) for name, value in row.items()}
            for name, value in {**prefilled, **entered}.items():
                sent[name.replace("__prefix__", str(number))] = value
        return sent

    def _arrive(self, answer: Any) -> "Browser":
        hops = getattr(answer, "redirect_chain", [])
        if hops:
            self.address = urljoin(self.address, hops[-1][0])
        else:
            self.address = answer.wsgi_request.get_full_path()
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        self.page = Page(content.decode())
        assert answer.status_code == 200, f"{self}: {answer.status_code}: {self.page.text}"
        return self

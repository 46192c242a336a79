"""Reading a page in tests."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.test import Client

TEXT_ONLY = {"script", "style"}


@dataclass
class Table:
    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)  # the head's row first


class Reader(HTMLParser):
    """A page's words, tables and links."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tables: list[Table] = []
        self.links: list[str] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")
        elif tag == "table":
            self.tables.append(Table())
        elif tag == "tr":
            self.tables[-1].rows.append([])
        elif tag in {"td", "th", "caption"}:
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "caption"} and self._cell is not None:
            text = squeezed(" ".join(self._cell))
            if tag == "caption":
                self.tables[-1].caption = text
            else:
                self.tables[-1].rows[-1].append(text)
            self._cell = None

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._cell is not None:
            self._cell.append(data)

    @property
    def text(self) -> str:
        return squeezed(" ".join(self.words))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def read(client: Client, url: str, status: int = 200) -> Reader:
    """The page at `url`, which must answer `status`."""
    response = client.get(url)
    assert response.status_code == status, f"{url}: {response.status_code}"
    reader = Reader()
    reader.feed(response.content.decode())
    return reader

"""Sources as readers see them: who published, and where."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from .services.load import RELEASE

# The one source that has no address, as the registers cite it.
MINISTRYS_RELEASE = RELEASE[1]


@dataclass(frozen=True)
class Source:
    """A publication: a name to read, and its address when it has one."""

    name: Any
    url: str = ""


def publisher(url: str) -> str:
    """The site's name, Hangul domains in Hangul, without its www or m."""
    host = urlsplit(url).hostname or url
    try:
        host = host.encode("ascii").decode("idna")
    except UnicodeError:
        pass  # not a valid domain: shown as it stands
    return host.removeprefix("www.").removeprefix("m.")


def sources_of(written: Iterable[str]) -> list[Source]:
    """A record's `sources`, each once; further articles of a site are numbered, so that links differ."""
    found: list[Source] = []
    seen: Counter[str] = Counter()
    for text in dict.fromkeys(written):
        if text == MINISTRYS_RELEASE:
            found.append(Source(_("The ministry's English press release of 30 May 2022")))
        elif text.startswith(("http://", "https://")):
            name = publisher(text)
            seen[name] += 1
            found.append(Source(name if seen[name] == 1 else f"{name} ({seen[name]})", text))
        else:
            found.append(Source(text))
    return found

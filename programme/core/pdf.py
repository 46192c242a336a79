"""Papers as PDF, typeset by typst: tagged PDF/A-2a and PDF/UA-1, so that they can be read out and kept.

A template is a .typ file beside the HTML ones. What it shows reaches it as JSON (`data.json` in
partials/paper.typ's words), never as source: nothing that a person wrote is read as typst. No network,
no file is written. The fonts are made by script/setup (script/print_fonts.py).
"""

import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

import typst
from django.conf import settings
from django.core.checks import Error, Tags, register
from django.http import HttpResponse
from django.utils.http import content_disposition_header

STANDARDS: list[Any] = ["a-2a", "ua-1"]
UNKNOWN = "□"  # for what no font of ours can show, such as a pictogram in a school's name
SPACE = frozenset(" \n")


def render(template: str, data: Mapping[str, Any], *, language: str) -> bytes:
    """The PDF of templates/<template>, such as "tours/letter.typ", in about 0.03 s.

    `data` holds JSON's kinds of values, its "title" names the document; `language` is "ko" or "en".
    """
    root = settings.BASE_DIR / "templates"
    document = typst.compile(
        str(root / template),
        root=str(root),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps({**_printable(data), "language": language}, ensure_ascii=False)},
        format="pdf",
        pdf_standards=STANDARDS,
    )
    assert isinstance(document, bytes)  # one file, whatever its number of pages
    return document


def answer(document: bytes, name: str) -> HttpResponse:
    """A personal paper as the download `name`.pdf, kept by no cache and listed by no search engine."""
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.pdf")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@cache
def _fonts() -> typst.Fonts:
    """Our own fonts only: a paper looks the same on every machine."""
    folder = str(settings.PRINT_FONTS)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


@cache
def _covered() -> frozenset[str]:
    """Every character that the fonts can show."""
    return frozenset((settings.PRINT_FONTS / "covers.txt").read_text(encoding="utf-8"))


def _printable(value: Any) -> Any:
    """The same data with texts that can be set: PDF/A refuses a character without a picture."""
    if isinstance(value, Mapping):
        return {key: _printable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    if value is None or isinstance(value, bool | int):
        return value
    return printable_text(str(value))


def printable_text(text: str) -> str:
    """`text` composed (macOS writes Hangul in pieces), without invisible signs, with □ for unknown ones."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    seen = (one for one in composed if one in SPACE or unicodedata.category(one) not in {"Cc", "Cf", "Mn"})
    return "".join(one if one in SPACE or one in _covered() else UNKNOWN for one in seen)


@register(Tags.files)
def print_fonts(**_options: Any) -> list[Error]:
    """Without them no paper can be made: said before the portal starts, not when someone asks for one."""
    if (settings.PRINT_FONTS / "covers.txt").exists() and list(
        settings.PRINT_FONTS.glob("portal-sans-*.ttf")
    ):
        return []
    return [
        Error(
            f"The fonts of papers (PDF) are missing in {settings.PRINT_FONTS}.",
            hint="Run script/setup: it makes them from the npm packages.",
            id="core.E001",
        )
    ]

"""Templates keep within the content security policy."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# The back office has its own policy; mail is read elsewhere.
PAGES = sorted(
    path for path in TEMPLATES.rglob("*.html") if not {"admin", "email", "emails", "mail"} & set(path.parts)
)
REFUSED = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*(\ssrc=|type=\"application/json\"))",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_page_has_no_inline_style_or_script(path: Path) -> None:
    assert REFUSED.search(path.read_text()) is None


@pytest.mark.parametrize(
    "bad", ['<p style="x">', '<a onclick="x">', "<script>x</script>", '<script type="module">x</script>']
)
def test_the_check_itself_finds_what_it_should(bad: str) -> None:
    assert REFUSED.search(bad)


@pytest.mark.parametrize(
    "good", ['<script src="x" defer></script>', '<script type="application/json">{}</script>']
)
def test_the_check_itself_lets_data_and_files_pass(good: str) -> None:
    assert REFUSED.search(good) is None

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


# What one part draws for all pages (docs/components.md), and where it may be written by hand.
PARTS = re.compile(
    r'class="(notice|empty|timeline|breadcrumb|pagination|steps|error-summary|status|summary-action)[ "]'
    r"|<(select|textarea)\b|<input(?![^>]*type=\"(hidden|checkbox|radio)\")"
)
DRAWERS = {"partials", "allauth", "django", "unfold", "drf_spectacular"}
BY_HAND = {
    "account/login.html": "allauth's page has no form object for asking a code",
    "tours/partials/attended.html": "one number beside a button, in every row of a list",
}


@pytest.mark.parametrize(
    "path",
    [one for one in PAGES if one.relative_to(TEMPLATES).parts[0] not in DRAWERS],
    ids=lambda path: str(path.relative_to(TEMPLATES)),
)
def test_a_page_leaves_its_parts_and_fields_to_their_partials(path: Path) -> None:
    found = PARTS.search(path.read_text())
    assert bool(found) == (str(path.relative_to(TEMPLATES)) in BY_HAND), found


@pytest.mark.parametrize(
    "bad",
    ['<div class="notice notice-info">', '<select name="a">', '<input name="a">', '<ol class="timeline">'],
)
def test_the_check_of_parts_finds_what_it_should(bad: str) -> None:
    assert PARTS.search(bad)
    assert PARTS.search('<input type="hidden" name="a"><p class="notices">') is None


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_table_has_a_caption_and_its_cells_name_their_columns(path: Path) -> None:
    """On a telephone a `table-cards` loses its head: each cell must say what it holds."""
    for attributes, table in re.findall(r"<table([^>]*)>(.*?)</table>", path.read_text(), re.DOTALL):
        if "allauth" in path.parts:
            continue
        assert "<caption" in table, path
        if "table-cards" in attributes:
            assert [cell for cell in re.findall(r"<td[^>]*>", table) if "data-label" not in cell] == []

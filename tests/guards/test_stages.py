"""docs/stages.md: no empty cell; services, pages and tests in it exist; every registered step is in it."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver

from programme.core.moves import all_moves
from tests.guards.test_addresses import addresses

ROOT = Path(settings.BASE_DIR)
ROWS = [
    [cell.strip() for cell in line.strip("|\n").split("|")]
    for line in (ROOT / "docs" / "stages.md").read_text().splitlines()
    if line.startswith("|") and "`" in line
]


def named(cell):
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_a_row_is_whole_and_true(row):
    assert len(row) == 5
    assert all(row)
    _stage, service, page, _who, test = row
    app, verb = named(service)[0].split(".")
    assert callable(getattr(import_module(f"programme.{app}.services"), verb))
    assert set(named(page)) <= set(addresses(get_resolver()))
    path = ROOT / named(test)[0]
    # Named in the test itself or in the helpers of its folder.
    assert any(verb in near.read_text() for near in [path, *path.parent.glob("[!t]*.py")])


def test_every_registered_step_stands_in_the_table():
    listed = {named(row[1])[0].split(".")[1] for row in ROWS}
    assert {move.service.__name__ for move in all_moves()} <= listed

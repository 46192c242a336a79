"""Write what the portal stands on: groups, registers and the programme's published history."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from programme.accounts.services import sync_groups
from programme.calls.services import load_programme
from programme.core.registers import CHANGED, NEW, SAME
from programme.factories.services import load_history
from programme.news.services import load_news
from programme.regions.services import (
    load_industries,
    load_labels_and_technologies,
    load_regions,
    load_technoparks,
)

# In the order in which they need each other.
LOADS: list[tuple[str, Callable[[], Counter[str]]]] = [
    ("regions", load_regions),
    ("industries", load_industries),
    ("labels and technologies", load_labels_and_technologies),
    ("techno-parks", load_technoparks),
    ("programme and calls", load_programme),
    ("companies and factories", load_history),
    ("news, answers and contact", load_news),
]


class Command(BaseCommand):
    help = "Loads reference data and the published rounds. Safe to repeat: what staff corrected stays."

    def handle(self, *args: Any, **options: Any) -> None:
        sync_groups()
        for name, load in LOADS:
            tally = load()
            self.stdout.write(f"{name}: {tally[NEW]} new, {tally[CHANGED]} changed, {tally[SAME]} same")

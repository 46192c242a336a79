"""Declared moves = registered moves; every job that is deferred by name exists; events read well."""

import re
from pathlib import Path

import pghistory.models
import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from procrastinate.contrib.django import app as queue

from programme.core.moves import _event_names, all_moves, moves_of

SOURCES = [
    path
    for app in settings.PROGRAMME_APPS
    for path in (Path(settings.BASE_DIR) / "programme" / app).rglob("*.py")
    if "migrations" not in path.parts
]
OURS = [model for model in apps.get_models() if model.__module__.startswith("programme.")]
WITH_STATUS = [model for model in OURS if hasattr(model, "PAIRS")]


def registered_pairs(model):
    return set().union(*(move.pairs for move in moves_of(model)))


@pytest.mark.parametrize("model", WITH_STATUS, ids=lambda model: model.__name__)
def test_registered_moves_are_the_declared_ones(model):
    declared = {(str(source), str(target)) for source, target in model.PAIRS}
    registered = {(str(source), str(target)) for source, target in registered_pairs(model)}
    assert registered == declared


def test_every_model_with_a_moving_status_declares_its_pairs():
    from programme.notifications.models import Message
    from programme.tours.models import WaitingEntry

    # Not moved by people one by one: a message by its delivery, a place in line by the queue in bulk.
    without = {
        model
        for model in OURS
        if any(field.name == "status" for field in model._meta.fields)
        and not hasattr(model, "PAIRS")
        and not issubclass(model, pghistory.models.Event)  # a copy does not move
    }
    assert without <= {Message, WaitingEntry}


def test_every_move_with_a_page_has_an_address():
    for move in all_moves():
        if move.url:
            assert reverse(move.url, args=["abc123"])


def test_every_deferred_job_exists():
    names = {name for path in SOURCES for name in re.findall(r"\bdefer\(\s*\"([a-z_.]+)\"", path.read_text())}
    assert names
    assert names <= set(queue.tasks)


def test_every_recorded_event_has_a_name():
    recorded = {
        verb
        for path in SOURCES
        for verb in re.findall(r"record_event\(\s*[^,]+,\s*\"([a-z_.]+)\"", path.read_text())
    }
    named = set(_event_names) | {move.event_verb for move in all_moves()}
    assert recorded
    assert recorded <= named

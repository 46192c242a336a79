"""Whatever is sent to the API, it answers as described and never with a fault (long form: tests/proof)."""

from copy import deepcopy

import pytest

from tests.contract import description
from tests.schema_runs import run

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("kind", "examples"), [("anonymous", 1), ("visitor", 2), ("host", 2)])
def test_every_answer_is_described(kind, examples, monkeypatch):
    found = run(kind, examples=examples, derandomize=True, monkeypatch=monkeypatch)
    assert found.wrong == {}, "\n\n".join(f"{name}\n{told}" for name, told in found.wrong.items())
    assert found.asked > 60
    if kind != "anonymous":
        assert {200, 400, 409, 422} <= set(found.statuses), found.statuses


def test_control_what_is_not_described_is_found(monkeypatch):
    document = deepcopy(description())
    path = "/api/v1/tours/bookings/{public_id}/"
    document["paths"] = {path: document["paths"][path]}
    del document["paths"][path]["get"]["responses"]["401"]
    found = run("anonymous", examples=1, derandomize=True, monkeypatch=monkeypatch, document=document)
    assert list(found.wrong) == [f"GET {path} (positive)"]


def test_the_description_is_made_without_a_warning():
    from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats
    from drf_spectacular.generators import SchemaGenerator

    reset_generator_stats()
    SchemaGenerator().get_schema(request=None, public=True)
    assert not GENERATOR_STATS, GENERATOR_STATS

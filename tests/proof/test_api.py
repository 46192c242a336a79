"""The long form of tests/tours/test_api_contract.py: new requests at every run."""

import pytest

from tests.schema_runs import run

pytestmark = [pytest.mark.proof, pytest.mark.django_db]


@pytest.mark.parametrize("kind", ["anonymous", "visitor", "host"])
def test_every_answer_is_described(kind, monkeypatch, capsys):
    found = run(kind, examples=40, derandomize=False, monkeypatch=monkeypatch, queries=True)
    with capsys.disabled():
        print(f"\n{kind}: {found.asked} requests, by status {dict(sorted(found.statuses.items()))}")  # noqa: T201
    assert found.asked > 1_000
    assert not [status for status in found.statuses if status >= 500]
    assert found.wrong == {}, "\n\n".join(f"{name}\n{told}" for name, told in found.wrong.items())

"""The reference page of parts: for developers only, and complete."""

from pathlib import Path

import pytest
from django.test import Client

from lighthouse import errors

PARTIALS = {
    f"partials/{path.name}"
    for path in (Path(__file__).resolve().parents[2] / "templates/partials").glob("*.html")
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def building(settings):
    settings.DEBUG = True


@pytest.mark.parametrize("address", ["/components/", "/en/components/", "/components/confirm/"])
def test_it_is_not_there_in_production(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.usefixtures("building")
def test_every_part_is_on_it(client: Client) -> None:
    drawn = set()
    for address in ("/components/", "/components/confirm/"):
        answer = client.get(address)
        assert answer.status_code == 200
        drawn |= {template.name for template in answer.templates}
    assert len(PARTIALS) > 20  # the folder was found
    assert drawn >= PARTIALS


@pytest.mark.usefixtures("building")
@pytest.mark.parametrize("language", ["", "/en"])
def test_it_shows_every_state_of_a_field(client: Client, language: str) -> None:
    text = client.get(f"{language}/components/").content.decode()
    for control in ("checkbox", "radio", "date", "file", "number", "email"):
        assert f'type="{control}"' in text
    assert text.count('aria-invalid="true"') >= 8
    assert " disabled" in text
    assert '<span class="unit">' in text


@pytest.mark.usefixtures("building")
@pytest.mark.parametrize("name", errors.PAGES)
def test_each_error_page_can_be_looked_at(client: Client, name: str) -> None:
    assert client.get(f"/components/{name}/").status_code == errors.PAGES[name]
    assert client.get("/components/nothing/").status_code == 404

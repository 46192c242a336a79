"""What every endpoint shares: refusals in the caller's language, nothing as HTML, a readable description."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/api/v1/factories/nothing/", "/api/v1/nowhere/", "/api/v1/applications/x/"]
)
def test_what_is_not_there_is_said_as_json(client, path):
    answer = client.get(path)
    assert answer.status_code in (403, 404)
    assert answer["Content-Type"] == "application/json"
    assert set(answer.json()) == {"reason", "detail"}


@pytest.mark.parametrize(("language", "words"), [("en", "Nothing was found"), ("ko", "찾을 수 없습니다")])
def test_the_api_speaks_the_caller_s_language(client, language, words):
    answer = client.get("/api/v1/nowhere/", headers={"Accept-Language": language})
    assert words in answer.json()["detail"]
    assert "Accept-Language" in answer["Vary"]


def test_the_description_reads_under_the_policy(client):
    page = client.get("/api/v1/docs/")
    assert "unsafe" not in page["Content-Security-Policy"]
    assert b"<style" not in page.content
    assert b"<script>" not in page.content
    script = client.get("/api/v1/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")


def test_a_page_that_is_not_there_stays_a_page(client):
    assert "<h1" in client.get("/nowhere/").content.decode()

"""What every endpoint shares: refusals in the caller's language, nothing as HTML, a readable description."""

import pytest
from django.core.cache.backends.locmem import LocMemCache

from programme.core.api_defaults import AnonThrottle
from tests.contract import Caller, description
from tests.records import UserFactory

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


def test_too_many_requests_are_told_when_to_come_back(client, monkeypatch):
    monkeypatch.setattr(AnonThrottle, "cache", LocMemCache("counts of this test", {}))
    monkeypatch.setattr(AnonThrottle, "rate", "2/min", raising=False)
    caller = Caller()
    assert [caller.get("factories/").status_code for _ in range(3)] == [200, 200, 429]
    refused = caller.get("factories/")
    assert refused.json()["reason"] == "throttled"
    assert 0 < int(refused["Retry-After"]) <= 60
    description_of = description()["paths"]["/api/v1/factories/"]["get"]["responses"]["429"]
    assert "Retry-After" in description_of["headers"]


@pytest.mark.parametrize("accepted", ["text/html", "application/xml", "*/*"])
def test_json_is_answered_whatever_is_accepted(client, accepted):
    answer = client.get("/api/v1/factories/", headers={"Accept": accepted})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize("body", ["[" * 100_000, "{", '{"seats": NaN}', "1" * 5000])
def test_what_is_no_json_is_refused(client, body):
    client.force_login(UserFactory())
    answer = client.post("/api/v1/tours/bookings/000000000000/cancel/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["reason"]) == (400, "parse_error")

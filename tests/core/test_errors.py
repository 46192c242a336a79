"""Pages for when something is wrong: in both languages, and without what may itself be broken."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import path

from lighthouse.urls import handler400, handler404, handler500, urlpatterns  # noqa: F401
from tests.records import UserFactory

ROOT = Path(__file__).resolve().parents[2]


def broken(request):
    raise ValueError


urlpatterns = [path("broken/", broken), path("en/broken/", broken), path("api/broken/", broken), *urlpatterns]

WORDS = {
    "500": ("오류가 생겼습니다", "Something went wrong"),
    "503": ("지금은 서비스를 이용할 수 없습니다", "The portal cannot answer at present"),
    "maintenance": ("시스템 점검 중입니다", "The portal is being maintained"),
    "413": ("보낸 내용이 너무 큽니다", "What you sent is too large"),
    "400": ("요청을 읽을 수 없습니다", "The request could not be read"),
}


def says(answer, name: str, english: bool) -> bool:
    """The page is the one named, in its language alone, and leads to the other."""
    text = answer.content.decode()
    korean_words, english_words = WORDS[name]
    return (
        f'<html lang="{"en" if english else "ko"}">' in text
        and (f"<h1>{english_words if english else korean_words}</h1>" in text)
        and (korean_words if english else english_words) not in text
        and f'hreflang="{"ko" if english else "en"}"' in text
    )


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("english", [False, True])
def test_500_in_the_language_of_the_address(english: bool) -> None:
    # Without the mark that lets a test use the database: a query would fail the test.
    answer = Client(raise_request_exception=False).get("/en/broken/" if english else "/broken/")
    assert answer.status_code == 500
    assert says(answer, "500", english)


@pytest.mark.urls(__name__)
def test_the_api_says_it_as_json() -> None:
    answer = Client(raise_request_exception=False).get("/api/broken/", HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 500
    assert answer.json() == {
        "reason": "http_500",
        "detail": "Something went wrong. The error has been recorded.",
    }


@pytest.mark.parametrize("english", [False, True])
def test_an_unreadable_request(english: bool) -> None:
    answer = Client().get("/en/tours/" if english else "/tours/", HTTP_HOST="elsewhere.example")
    assert answer.status_code == 400
    assert says(answer, "400", english)


@pytest.mark.django_db
@pytest.mark.parametrize("english", [False, True])
def test_what_is_too_large(settings, english: bool) -> None:
    prefix = "/en" if english else ""
    client = Client()
    client.force_login(UserFactory())
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = client.post(f"{prefix}/account/profile/", {"name": "x" * 100})
    assert answer.status_code == 413
    assert says(answer, "413", english)

    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
    settings.REQUEST_MAX_BYTES = 2_000
    address = f"{prefix}/account/profile/"
    answer = client.post(address, {"file": SimpleUploadedFile("a.pdf", b"%PDF" + b"0" * 3_000)})
    assert says(answer, "413", english)
    assert client.post(address, {"file": SimpleUploadedFile("a.pdf", b"%PDF")}).status_code != 413


@pytest.mark.django_db
@pytest.mark.parametrize("english", [False, True])
def test_maintenance_closes_the_public_site_alone(settings, english: bool) -> None:
    settings.MAINTENANCE = True
    prefix = "/en" if english else ""
    client = Client()
    for address in ("/", "/factories/", "/tours/", "/nothing/"):
        answer = client.get(prefix + address)
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) > 0
        assert says(answer, "maintenance", english)
    assert client.get("/api/v1/factories/").status_code == 503
    assert client.get(f"{prefix}/account/login/").status_code == 200
    assert client.get(f"{prefix}/admin/").status_code == 302
    assert client.get("/health/").status_code == 200
    settings.MAINTENANCE = False
    assert client.get(f"{prefix}/factories/").status_code == 200


@pytest.fixture(scope="module")
def without_database() -> dict:
    """What the portal answers in a process of its own whose database address leads nowhere."""
    asks = """
import json, django
django.setup()
from django.test import Client
answers = {}
for address in ("/", "/en/factories/", "/desk/", "/en/desk/", "/api/v1/factories/", "/health/"):
    client = Client(raise_request_exception=False)
    if address != "/health/":
        client.cookies["sessionid"] = "a" * 32
    answer = client.get(address)
    answers[address] = [answer.status_code, dict(answer.headers), answer.content.decode()]
print(json.dumps(answers))
"""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lighthouse.settings",
        "DEBUG": "0",
        "DEMO": "1",
        "SECRET_KEY": project.SECRET_KEY,
        "SITE_URL": "http://testserver",
        "ALLOWED_HOSTS": "testserver",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere",
        "PYTHONPATH": str(ROOT),
        "LOG_LEVEL": "CRITICAL",
    }
    done = subprocess.run(
        [sys.executable, "-c", asks.replace("django.setup()", SETUP, 1)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


# Static files are not collected for tests.
SETUP = """
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()
"""


@pytest.mark.parametrize("address", ["/", "/en/factories/", "/desk/", "/en/desk/"])
def test_without_any_database_our_page_stands(without_database: dict, address: str) -> None:
    status, headers, text = without_database[address]
    assert status == 503
    assert int(headers["Retry-After"]) > 0
    assert "Content-Security-Policy" in headers
    english = address.startswith("/en/")
    assert f"<h1>{WORDS['503'][english]}</h1>" in text
    assert f'<html lang="{"en" if english else "ko"}">' in text


def test_without_any_database_machines_are_told(without_database: dict) -> None:
    assert without_database["/api/v1/factories/"][0] == 503
    assert json.loads(without_database["/api/v1/factories/"][2])["reason"] == "http_503"
    assert without_database["/health/"][0] == 503
    assert json.loads(without_database["/health/"][2]) == {"database": False}

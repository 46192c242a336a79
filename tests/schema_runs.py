"""Schemathesis over the whole description, in process (WSGI): every operation, as several people."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from rest_framework.throttling import SimpleRateThrottle
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from programme.accounts.models import User
from programme.accounts.services import create_token
from programme.tours.services import book_seats, join_waiting_list
from tests.contract import description
from tests.records import ApplicationFactory, UserFactory, company_person
from tests.tours.conftest import open_factory, session_of

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
CSRF = "c" * 32
PLAIN = {"Accept-Encoding": "identity", "Accept-Language": "en", "X-CSRFToken": CSRF}


@dataclass
class Run:
    """Who asked how often, and what was wrong."""

    asked: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: dict[str, str] = field(default_factory=dict)


class Browser:
    """The portal as a browser with these cookies meets it."""

    def __init__(self, cookies: str) -> None:
        self.portal, self.cookies = WSGIHandler(), cookies

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        return self.portal({**environ, "HTTP_COOKIE": self.cookies}, start_response)


def by_session(person: User) -> Browser:
    client = Client()
    client.force_login(person)
    return Browser(f"sessionid={client.cookies['sessionid'].value}; csrftoken={CSRF}")


def by_token(person: User) -> dict[str, str]:
    """With a token that may do everything."""
    secret = create_token(by=person, name="t", scopes=["read", "book", "check_in"], days=1)[1]
    return {"Authorization": f"Bearer {secret}"}


class World:
    """A factory with its host, a visitor with a booking and a place in line, an application."""

    def __init__(self) -> None:
        programme = open_factory(lead_time_hours=0, cancellation_deadline_hours=0)
        self.visitor = UserFactory()
        self.host = company_person(programme.factory.company)
        today, full = session_of(programme, hours=0.4, capacity=9), session_of(programme, capacity=1)
        self.booking = book_seats(session=today, by=self.visitor, seats=3)
        book_seats(session=full, by=UserFactory(), seats=1)
        self.entry = join_waiting_list(session=full, by=self.visitor, seats=1)
        self.free = session_of(programme, hours=90, capacity=9)
        self.application = ApplicationFactory(company=programme.factory.company)
        self.factory = programme.factory

    def known(self, path: str) -> dict[str, str]:
        """The parameters with which a path leads somewhere."""
        things = {
            "/bookings/{public_id}": self.booking,
            "/waiting/{public_id}": self.entry,
            "/sessions/{public_id}/held": self.booking.session,
            "/sessions/{public_id}/walk-ins": self.booking.session,
            "/sessions/{public_id}/waiting": self.entry.session,
            "/sessions/{public_id}": self.free,
            "/applications/{public_id}": self.application,
        }
        for part, thing in things.items():
            if part in path:
                return {"public_id": thing.public_id}
        if "/factories/{slug}" in path:
            return {"slug": self.factory.slug}
        return {"key": self.factory.call.key} if "/calls/{key}" in path else {}


def run(
    kind: str,
    *,
    examples: int,
    derandomize: bool,
    monkeypatch: Any,
    queries: bool = False,
    document: Any = None,
) -> Run:
    """Ask every operation `examples` times in every way, each in a transaction that is undone.

    Right requests, to what is there and to what is not; wrong bodies; wrong `queries` if asked for.
    `document` instead of the description is for a control.
    """
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda *args: True)
    # As Django's own test client does: the test's transaction must outlive the requests.
    for signal in (request_started, request_finished):
        monkeypatch.setattr(signal, "send", lambda *args, **kwargs: [])
    world, found = World(), Run()
    headers = {**PLAIN, **(by_token(world.visitor) if kind == "visitor" else {})}
    schema = schemathesis.openapi.from_dict(document or description())
    schema.app = by_session(world.host) if kind == "host" else WSGIHandler()
    for result in schema.get_all_operations():
        operation = result.ok()
        known = world.known(operation.path)
        ways: list[dict[str, Any]] = [{}] if kind == "anonymous" or not known else []
        if known:
            ways.append({"path_parameters": known})
        for way in ways:
            _ask(operation, GenerationMode.POSITIVE, way, headers, found, examples, derandomize)
            if (operation.body and kind != "anonymous") or (operation.query and queries):
                _ask(operation, GenerationMode.NEGATIVE, way, headers, found, examples, derandomize)
    return found


def _ask(
    operation: Any,
    mode: GenerationMode,
    way: dict[str, Any],
    headers: dict[str, str],
    found: Run,
    examples: int,
    derandomize: bool,
) -> None:
    @settings(
        max_examples=examples,
        derandomize=derandomize,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode, **way))
    def ask(case: Any) -> None:
        with transaction.atomic():
            response = case.call(base_url="http://testserver", headers=headers)
            transaction.set_rollback(True)
        found.asked += 1
        found.statuses[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    try:
        ask()
    except Unsatisfiable:  # nothing that could be wrong
        pass
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        found.wrong[f"{operation.label} ({mode.value})"] = _told(error)


def _told(error: BaseException) -> str:
    parts = getattr(error, "exceptions", None)
    return "\n".join(_told(part) for part in parts) if parts else f"{type(error).__name__}: {error}"

"""People at their browsers, hundreds at once from one process: plain HTTP on the loopback.

Each is signed in already, with a session of their own, and keeps one connection open.
"""

import asyncio
import json
import re
import secrets
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections

from programme.accounts.models import User

TIMEOUT = 120
IDLE = 2  # seconds that a connection is kept


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def booking(self) -> str:
        """The public id of the booking that this answer leads to, or that the API made; "" without one."""
        if self.status == 201:
            return str(json.loads(self.body)["public_id"])
        found = re.search(r"/bookings/([^/]+)/$", self.location)
        return found.group(1) if found else ""


@dataclass
class Visitor:
    """One person; `token` is both cookie and field of the protection against forged forms."""

    address: str
    user: User | None
    session: str = ""
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    used: float = 0.0

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path, b"", "")

    async def post(self, path: str, data: dict[str, object]) -> Answer:
        form = urlencode({"csrfmiddlewaretoken": self.token, **data}).encode()
        return await self._ask("POST", path, form, "application/x-www-form-urlencoded")

    async def post_json(self, path: str, body: bytes) -> Answer:
        """As a program does: the token in a header, and a key that no other request has."""
        self.headers = {**self.headers, "X-CSRFToken": self.token, "Idempotency-Key": secrets.token_hex(16)}
        return await self._ask("POST", path, body, "application/json")

    async def connect(self) -> None:
        url = urlsplit(self.address)
        self.reader, self.writer = await asyncio.open_connection(url.hostname, url.port)

    def again(self) -> "Visitor":
        """The same person in another window."""
        return Visitor(self.address, self.user, self.session, headers=self.headers)

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None

    async def _ask(self, method: str, path: str, body: bytes, kind: str) -> Answer:
        """Raises OSError or EOFError when the server goes away in the middle."""
        async with asyncio.timeout(TIMEOUT):
            if time.monotonic() - self.used > IDLE:  # the server may be closing it just now
                self.close()
            if self.writer is None:
                await self.connect()
            assert self.writer is not None
            assert self.reader is not None
            cookies = {"csrftoken": self.token, "sessionid": self.session, **self.cookies}
            lines = [
                f"{method} {path} HTTP/1.1",
                f"Host: {urlsplit(self.address).netloc}",
                "Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items() if value),
                *(f"{name}: {value}" for name, value in self.headers.items()),
                *([f"Content-Type: {kind}", f"Content-Length: {len(body)}"] if method == "POST" else []),
            ]
            self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            try:
                answer = await self._read()
                self.used = time.monotonic()
                return answer
            except (OSError, EOFError, asyncio.IncompleteReadError):
                self.close()
                raise

    async def _read(self) -> Answer:
        assert self.reader is not None
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {}
        for line in head[1:]:
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                self._keep(value)
            headers[name.lower()] = value.strip()
        body = b""
        if "content-length" in headers:
            body = await self.reader.readexactly(int(headers["content-length"]))
        elif headers.get("transfer-encoding") == "chunked":
            while size := int(await self.reader.readuntil(b"\r\n"), 16):
                body += (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readexactly(2)
        return Answer(int(head[0].split()[1]), headers, body)

    def _keep(self, cookie: str) -> None:
        """Messages travel in a cookie, or not; sign-in and token stay as they are."""
        name, _, value = cookie.partition(";")[0].strip().partition("=")
        if name not in ("csrftoken", "sessionid"):
            self.cookies[name] = value if value != '""' else ""


async def with_database(work: Coroutine[Any, Any, Any]) -> Any:
    """Run `work`; what it asks of the database by asyncio.to_thread has one connection, then closed."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    try:
        return await work
    finally:
        await asyncio.to_thread(connections.close_all)


def sign_in(address: str, users: list[User]) -> list[Visitor]:
    """A visitor for each, with a session in the database."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    visitors = []
    for user in users:
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        visitors.append(Visitor(address, user, session.session_key))
    return visitors


def many_users(number: int, *, start: int = 0) -> list[User]:
    made = [
        User(email=f"visitor{start + n}@example.test", name=f"방문자 {start + n}", password="!")
        for n in range(number)
    ]
    return User.objects.bulk_create(made, batch_size=1000)

"""What the API's own description says of an answer: every answer in a test is held against it."""

import re
from functools import cache
from typing import Any

import jsonschema
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

API = "/api/v1"


@cache
def description() -> dict[str, Any]:
    """The OpenAPI document."""
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


@cache
def templates() -> list[tuple[re.Pattern[str], str]]:
    paths = sorted(description()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"{\w+}", "[^/]+", path)), path) for path in paths]


def documented(method: str, path: str, answer: Any) -> None:
    """Fail unless this status of this operation is described, with a body of this form."""
    path = path.partition("?")[0]
    template = next((name for pattern, name in templates() if pattern.fullmatch(path)), None)
    assert template, f"{path} is not described"
    operation = description()["paths"][template][method.lower()]
    where = f"{method} {template} {answer.status_code}"
    assert str(answer.status_code) in operation["responses"], f"{where} is not described: {answer.content!r}"
    assert answer["Content-Type"] == "application/json", where
    content = operation["responses"][str(answer.status_code)].get("content")
    assert content, f"{where}: its body is not described"
    schema = {**content["application/json"]["schema"], "components": description()["components"]}
    jsonschema.Draft202012Validator(nullable(schema)).validate(answer.json())


def nullable(schema: Any) -> Any:
    """OpenAPI 3.0's way to say null, as JSON Schema says it."""
    if isinstance(schema, list):
        return [nullable(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {name: nullable(part) for name, part in schema.items()}
    if schema.pop("nullable", None) is True:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema


class Caller:
    """Someone who uses the API: by token, by session, or as nobody; what is answered must be described."""

    def __init__(self, *, token: str = "", session: Any = None, language: str = "en") -> None:
        self.client = Client()
        self.headers = {"Accept-Language": language}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"
        if session:
            self.client.force_login(session)

    def get(self, path: str, **query: Any) -> Any:
        answer = self.client.get(f"{API}/{path}", query, headers=self.headers)
        documented("GET", f"{API}/{path}", answer)
        return answer

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        answer = self.client.post(f"{API}/{path}", body or {}, "application/json", headers=headers)
        documented("POST", f"{API}/{path}", answer)
        return answer

"""The published description of the API, and what of an answer does not fit it."""

import json
from functools import cache
from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker

from tests.conftest import REPOSITORY

PUBLISHED = REPOSITORY / "docs/openapi/v1.json"


@cache
def published() -> dict[str, Any]:
    """The file that clients are given."""
    document: dict[str, Any] = json.loads(PUBLISHED.read_text())
    return document


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """What a reference stands for."""
    while "$ref" in part:
        found: Any = published()
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


def faults(operation: dict[str, Any], response: httpx.Response) -> list[str]:
    """In which ways an answer is not as the operation says."""
    if str(response.status_code) not in operation["responses"]:
        return [f"{response.status_code} is not described: {response.text}"]
    described = resolved(operation["responses"][str(response.status_code)])
    return [*_missing_headers(described, response), *_faults_of_body(described, response)]


def _missing_headers(described: dict[str, Any], response: httpx.Response) -> list[str]:
    return [
        f"no header {name}"
        for name, header in described.get("headers", {}).items()
        if resolved(header).get("required") and name not in response.headers
    ]


def _faults_of_body(described: dict[str, Any], response: httpx.Response) -> list[str]:
    if "content" not in described:
        return [f"a body: {response.text}"] if response.content else []
    kind = response.headers["Content-Type"].partition(";")[0]
    if kind not in described["content"]:
        return [f"{kind} is not described"]
    if not kind.endswith("json"):
        return []
    return violations(described["content"][kind]["schema"], response.json())


def violations(schema: dict[str, Any], value: Any) -> list[str]:
    """In which ways a value does not fit a schema of the description."""
    whole = {**schema, "components": published()["components"]}
    validator = Draft202012Validator(whole, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]

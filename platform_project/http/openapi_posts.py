"""What a POST takes and answers besides what its view says: ``Idempotency-Key`` and ``Prefer``."""

from typing import Any, Final

from platform_project.http.idempotency import KEY_HEADER, LONGEST_KEY, REPLAYED_HEADER
from platform_project.http.prefer import LONGEST_WAIT_SECONDS

_PARAMETERS: Final[dict[str, dict[str, Any]]] = {
    "IdempotencyKey": {
        "name": KEY_HEADER,
        "in": "header",
        "description": "Of your choosing. For 24 hours, the same request with the same key gets the first "
        "answer, and nothing is done again.",
        "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_KEY,
            "pattern": r"^[\x20-\x7e]+$",
        },
        "example": "import-17",
    },
    "Prefer": {
        "name": "Prefer",
        "in": "header",
        "description": f"`wait=N`: answer with the end if it comes within N seconds (at most "
        f"{LONGEST_WAIT_SECONDS}). `respond-async`: answer at once (RFC 7240).",
        "schema": {"type": "string"},
        "example": "wait=1",
    },
}
_STRING: Final = {"type": "string"}
_ANSWERED: Final[dict[str, dict[str, Any]]] = {
    KEY_HEADER: {"description": "Your key.", "schema": _STRING},
    REPLAYED_HEADER: {
        "description": "Whether this is the answer to an earlier request with this key.",
        "schema": {"type": "string", "enum": ["true", "false"]},
    },
    "Location": {
        "description": "Where the resource is.",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "Content-Location": {
        "description": "Whose representation this is.",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "Preference-Applied": {"description": "What was honoured of Prefer.", "schema": _STRING},
}


def add_post_headers(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """drf-spectacular's postprocessing hook: every POST takes a key; what is accepted may be awaited."""
    result.setdefault("components", {}).setdefault("parameters", {}).update(_PARAMETERS)
    for path, operations in result.get("paths", {}).items():
        if (post := operations.get("post")) is None:
            continue
        _take(post, "IdempotencyKey")
        if (accepted := post["responses"].get("202")) is not None:
            _take(post, "Prefer")
            resource = _resource(result, path) or accepted
            post["responses"].setdefault("200", {**resource, "description": "It has ended in time."})
            _answer(post, "200", "Location", "Content-Location", "Preference-Applied")
            _answer(post, "202", "Location", "Preference-Applied")
        for status in post["responses"]:
            _answer(post, status, KEY_HEADER, REPLAYED_HEADER)
    return result


def _resource(result: dict[str, Any], collection: str) -> dict[str, Any] | None:
    """What GET answers of one resource of a collection."""
    for path, operations in result["paths"].items():
        below = path.removeprefix(f"{collection}/")
        if below != path and below.startswith("{") and "/" not in below and "get" in operations:
            found: dict[str, Any] | None = operations["get"]["responses"].get("200")
            return found
    return None


def _take(operation: dict[str, Any], parameter: str) -> None:
    reference = {"$ref": f"#/components/parameters/{parameter}"}
    operation["parameters"] = [*operation.get("parameters", []), reference]


def _answer(operation: dict[str, Any], status: str, *headers: str) -> None:
    response = operation["responses"][status]
    described = {name: _ANSWERED[name] for name in headers}
    operation["responses"][status] = {**response, "headers": {**response.get("headers", {}), **described}}

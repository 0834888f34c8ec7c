"""What the API's description has besides DRF's views: event streams, contents of files, the issuer's keys."""

from copy import deepcopy
from typing import Any, Final

from graph.api import file_content
from platform_project.http.errors import NotFound
from platform_project.http.openapi import NEVER_KEPT
from platform_project.http.openapi_problems import problems
from platform_project.http.refusals import NotAcceptable
from security.scopes import Scope

_EXAMPLE: Final = """retry: 5000

id: 1
event: status
data: {"type":"status","seq":1,"at":"2026-11-22T09:00:00Z","status":"running"}

id: 2
event: end
data: {"type":"end","seq":2,"at":"2026-11-22T09:00:01Z","final":"finished"}

"""
_ID: Final = {"type": "string", "format": "uuid"}
_RESUME: Final[list[dict[str, Any]]] = [
    {
        "name": "Last-Event-ID",
        "in": "header",
        "description": "The `id` of the last event that you have; the stream goes on after it.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
        "example": 1,
    },
    {
        "name": "after",
        "in": "query",
        "description": "The same, for who cannot set the header on a first request.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1, "default": 0},
    },
    {
        "name": "retry_ms",
        "in": "query",
        "description": "After how many milliseconds a browser is to reconnect.",
        "schema": {"type": "integer", "minimum": 1_000, "maximum": 60_000, "default": 5_000},
    },
]
_STREAM: Final[dict[str, Any]] = {
    "description": "Server-Sent Events: first all that are recorded after the cursor, then those that come, "
    "each once and in order. `event` is `status`, `progress`, `step`, `todo`, `token` (without an id), "
    "`log`, `approval`, `warning` or `end`, after which the stream closes; `data` is JSON on one line with "
    "`type`, `seq` and `at`. A comment every 15 seconds keeps the connection open.",
    "responses": {
        "200": {
            "description": "The stream.",
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _EXAMPLE}},
        },
        "204": {"description": "It has ended, and you have its last event: do not come back."},
    },
    "security": [
        {scheme: [str(scope)]}
        for scheme in ("bearer", "operator_session")
        for scope in (Scope.READ, Scope.AGENTS_RUN)
    ],
    **NEVER_KEPT,
    **problems(NotAcceptable),
}
_KEYS: Final[dict[str, Any]] = {
    "operationId": "jwks",
    "tags": ["auth"],
    "summary": "Read the keys of the development issuer",
    "description": "The public keys (RFC 7517) of the built-in issuer; 404 where tokens come from "
    "an identity provider.",
    "responses": {
        "200": {
            "description": "The keys.",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["keys"],
                        "properties": {
                            "keys": {
                                "type": "array",
                                "items": {"type": "object", "required": ["kty", "kid", "alg", "n", "e"]},
                            }
                        },
                    },
                    "example": {
                        "keys": [
                            {
                                "kty": "RSA",
                                "use": "sig",
                                "alg": "RS256",
                                "kid": "4b1c",
                                "n": "v7k",
                                "e": "AQAB",
                            }
                        ]
                    },
                }
            },
        }
    },
    **problems(NotFound),
}


def add_plain_views(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """drf-spectacular's postprocessing hook: the views that DRF knows nothing of."""
    result["paths"] |= {
        "/.well-known/jwks.json": {"get": deepcopy(_KEYS)},
        "/v1/agent-runs/{run_id}/events": {"get": _stream("run", tag="agents")},
        "/v1/graph/files/{file_id}/content": {"get": deepcopy(file_content.OPERATION)},
        "/v1/jobs/{job_id}/events": {"get": _stream("job", tag="jobs")},
    }
    result["paths"] = dict(sorted(result["paths"].items()))
    return result


def _stream(kind: str, *, tag: str) -> dict[str, Any]:
    """The operation that streams the events of executions of a kind."""
    identity = {"name": f"{kind}_id", "in": "path", "required": True, "schema": _ID}
    return {
        "operationId": f"{kind}s_events",
        "tags": [tag],
        "summary": f"Watch a {kind}",
        "parameters": [identity, *_RESUME],
        **deepcopy(_STREAM),
    }

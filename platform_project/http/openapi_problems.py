"""Which problems each operation of the API's description may answer with, and their shape."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from platform_project.http.codes import ErrorCode
from platform_project.http.conditional import CHANGING_METHODS, PreconditionFailed
from platform_project.http.errors import InvalidRequest, NotFound, PlatformError, ValidationFailed
from platform_project.http.idempotency import IdempotencyInProgress, IdempotencyKeyReused
from platform_project.http.openapi import operations
from platform_project.http.pagination import InvalidPageToken
from platform_project.http.problems import CONTENT_TYPE
from platform_project.http.refusals import (
    DatabaseUnavailable,
    InternalError,
    LengthRequired,
    NotAcceptable,
    PayloadTooLarge,
    RequestTimeout,
    UnsupportedMediaType,
)

_MARK: Final = "x-problems"
_STRING: Final = {"type": "string"}
_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A problem document (RFC 9457). Some codes have further members.",
    "required": ["type", "title", "status", "detail", "instance", "code", "trace_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "The page of the code."},
        "title": _STRING,
        "status": {"type": "integer"},
        "detail": _STRING,
        "instance": {"type": "string", "description": "The path that was asked for."},
        "code": {"type": "string", "enum": [str(code) for code in ErrorCode]},
        "trace_id": {"type": ["string", "null"]},
        "errors": {
            "type": "array",
            "description": "What is not valid (422).",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "A JSON pointer (RFC 6901)."},
                    "code": _STRING,
                    "detail": _STRING,
                },
            },
        },
    },
}
# Kinds of answers that come whatever the header Accept says, or that refuse by themselves.
_NOT_NEGOTIATED: Final = {"text/plain", "text/event-stream"}
_WITH_BODY: Final = (LengthRequired, PayloadTooLarge, RequestTimeout, UnsupportedMediaType, ValidationFailed)


def problems(*errors: type[PlatformError]) -> dict[str, Any]:
    """For ``extend_schema(extensions=...)``: what an operation refuses with, beside what its like do."""
    return {_MARK: list(errors)}


def add_refusals(operation: dict[str, Any], *errors: type[PlatformError]) -> None:
    """For hooks that stand before ``add_problems``: what an operation refuses with as well."""
    operation[_MARK] = [*operation.get(_MARK, ()), *errors]


def add_problems(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """drf-spectacular's postprocessing hook: each operation with all problems that it may answer with.

    An answer of the view's own with the same status, such as 503 of a probe, stays what it is.
    """
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    shared = components.setdefault("responses", {})
    for path, method, operation in operations(result):
        found = {*operation.pop(_MARK, ()), *_of_every(path, method, operation)}
        by_status = sorted(found, key=lambda error: (error.status, error.code, error.__name__))
        for status, same in groupby(by_status, key=lambda error: error.status):
            errors = list(same)
            name = ".".join([str(status), *sorted({str(error.code) for error in errors})])
            shared.setdefault(name, _response(status, errors))
            operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/{name}"})
    return result


def _of_every(path: str, method: str, operation: dict[str, Any]) -> Iterator[type[PlatformError]]:
    """The problems of every operation that is like this one."""
    yield from (InvalidRequest, InternalError)
    if "security" in operation:
        yield DatabaseUnavailable
    if not _NOT_NEGOTIATED & operation["responses"].get("200", {}).get("content", {}).keys():
        yield NotAcceptable
    if "{" in path:
        yield NotFound
    if "requestBody" in operation:
        yield from _WITH_BODY
    queries = {parameter.get("name") for parameter in operation.get("parameters", ())
               if parameter.get("in") == "query"}  # fmt: skip
    if queries and "security" in operation:
        yield ValidationFailed
    if "page_token" in queries:
        yield InvalidPageToken
    if method.upper() in CHANGING_METHODS:
        yield PreconditionFailed
    if method == "post":
        yield from (IdempotencyKeyReused, IdempotencyInProgress)


def _response(status: int, errors: list[type[PlatformError]]) -> dict[str, Any]:
    """The response object of the errors of one status; each code is explained once."""
    meanings: dict[str, str] = {}
    for error in sorted(errors, key=lambda error: len(error.__mro__)):
        meanings.setdefault(str(error.code), " ".join((error.__doc__ or "").split("\n\n")[0].split()))
    narrowed = {"properties": {"status": {"const": status}, "code": {"enum": sorted(meanings)}}}
    schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}, narrowed]}
    lines = [f"- `{code}`: {meanings[code]}" for code in sorted(meanings)]
    return {"description": "\n".join(lines), "content": {CONTENT_TYPE: {"schema": schema}}}

"""What every operation of the API's description has: the headers of the HTTP layer, readable names."""

from collections.abc import Iterator
from typing import Any, Final

from drf_spectacular import openapi
from rest_framework.serializers import ListSerializer

from platform_project.http.conditional import CHANGING_METHODS
from platform_project.http.serializers import StrictSerializer

_STRING: Final = {"type": "string"}
_TRACEPARENT: Final = r"^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$"
# No comma, which stands in none of ours: it is what divides them.
_ENTITY_TAG: Final = r'"[!#-+\--~]*"'
_ENTITY_TAGS: Final = rf"^(W/)?{_ENTITY_TAG}(, (W/)?{_ENTITY_TAG})*$"

# name: its schema, what it says, and an example
_ASKED: Final[dict[str, tuple[dict[str, Any], str, str]]] = {
    "X-Request-ID": (
        _STRING,
        "An id of your own for this request, which comes back and stands in the logs: 1 to 128 letters, "
        "digits or `._:-`. Another is replaced.",
        "import-17",
    ),
    "traceparent": (
        _STRING,
        "The trace that this request is a part of (W3C Trace Context). A malformed one begins a new trace.",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    ),
    "If-None-Match": (
        _STRING,
        "Entity tags that you have; answers 304 when one of them still holds.",
        '"0b4f2c9a6f1d4f6c8a53c5d1e2f39a17"',
    ),
    "If-Match": (
        {"anyOf": [{"type": "string", "const": "*"}, {"type": "string", "pattern": _ENTITY_TAGS}]},
        "The entity tag that you know; answers 412 when it holds no more.",
        '"0b4f2c9a6f1d4f6c8a53c5d1e2f39a17"',
    ),
}
_ANSWERED: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "X-Request-ID": (_STRING, "Your id of this request, or a new one."),
    "X-Trace-Id": (
        {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        "The trace that the request was a part of.",
    ),
    "traceresponse": (
        {"type": "string", "pattern": _TRACEPARENT},
        "The span that the request was (W3C Trace Context).",
    ),
    "ETag": ({"type": "string", "pattern": f"^{_ENTITY_TAG}$"}, "A strong tag of what was answered."),
    "Cache-Control": (_STRING, "Whether, and how long, the answer may be kept."),
    "Vary": (_STRING, "What of the request the answer depends on."),
    "Location": ({"type": "string", "format": "uri-reference"}, "Where the resource is."),
    "Link": (
        _STRING,
        "`rel=next`: the next page. `rel=deprecation`: about what should not be used any more.",
    ),
    "Deprecation": (
        {"type": "string", "pattern": "^@[0-9]+$"},
        "Since when something that you have used should not be (RFC 9745).",
    ),
    "Sunset": (_STRING, "From when on it will not be there (RFC 8594)."),
    "WWW-Authenticate": (_STRING, "What to identify yourself with (RFC 6750)."),
    "Retry-After": ({"type": "integer", "minimum": 0}, "After how many seconds to ask again."),
}
_EVERY_REQUEST: Final = ("X-Request-ID", "traceparent")
_EVERY_ANSWER: Final = ("X-Request-ID", "X-Trace-Id", "traceresponse")
_GOOD_ANSWERS: Final = ("Cache-Control", "Vary", "Deprecation", "Sunset", "Link")
_BAD_ANSWERS: Final[dict[str, tuple[str, ...]]] = {
    "401": ("WWW-Authenticate",),
    "403": ("WWW-Authenticate",),
    "409": ("Retry-After",),
    "503": ("Retry-After",),
}
# What a response means that its view says nothing of.
_MEANINGS: Final = {
    "200": "What was asked for.",
    "201": "It has been made.",
    "202": "It has been accepted; how it goes on is to be seen at Location.",
    "204": "It has been done, and there is nothing to show.",
    "503": "It does not work now, and this is why.",
}
_MARK: Final = "x-never-kept"
# For ``extend_schema(extensions=...)``: answers that have no entity tag, and so are never 304.
NEVER_KEPT: Final = {_MARK: True}


class AutoSchema(openapi.AutoSchema):
    """Knows what a deprecated view is, and that a strict serializer takes no other fields than its own."""

    def is_deprecated(self) -> bool:
        """Whether the view is to go away."""
        return getattr(self.view, "deprecation", None) is not None

    def _get_serializer_name(self, serializer: Any, direction: str, bypass_extensions: bool = False) -> str:
        name: str = super()._get_serializer_name(serializer, direction, bypass_extensions)
        return name.replace("RequestRequest", "Request")  # what is called a request already

    def _map_serializer(self, serializer: Any, direction: str, bypass_extensions: bool = False) -> Any:
        schema = super()._map_serializer(serializer, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        one = serializer.child if isinstance(serializer, ListSerializer) else serializer
        kind = one if isinstance(one, type) else type(one)
        if direction == "request" and issubclass(kind, StrictSerializer) and schema.get("type") == "object":
            schema["additionalProperties"] = False
        return schema


def operations(result: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each operation of a description, after its path and its method."""
    for path, item in result.get("paths", {}).items():
        for method, operation in item.items():
            if isinstance(operation, dict) and "responses" in operation:
                yield path, method, operation


def add_headers(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """drf-spectacular's postprocessing hook: the headers that the HTTP layer takes and sends everywhere."""
    components = result.setdefault("components", {})
    components.setdefault("parameters", {}).update({_key(name): _asked(name) for name in _ASKED})
    components.setdefault("headers", {}).update({_key(name): _answered(name) for name in _ANSWERED})
    for name, response in components.get("responses", {}).items():
        response["headers"] = _references(*_EVERY_ANSWER, "Cache-Control", *_BAD_ANSWERS.get(name[:3], ()))
    for _, method, operation in operations(result):
        is_kept = not operation.pop(_MARK, False) and "security" in operation
        names = [*_EVERY_REQUEST, *_conditions(method, is_kept=is_kept)]
        references = [{"$ref": f"#/components/parameters/{_key(name)}"} for name in names]
        operation["parameters"] = [*operation.get("parameters", []), *references]
        if method == "get" and is_kept:
            operation["responses"]["304"] = {"description": "You have it already: nothing has changed."}
        for status, response in operation["responses"].items():
            if "$ref" not in response:
                response["description"] = response["description"] or _MEANINGS.get(status, "")
                sent = _headers(method, status, is_kept=is_kept)
                response["headers"] = {**sent, **response.get("headers", {})}
        operation["responses"] = dict(sorted(operation["responses"].items()))
    return result


def _conditions(method: str, *, is_kept: bool) -> tuple[str, ...]:
    if method == "get":
        return ("If-None-Match",) if is_kept else ()
    return ("If-Match",) if method.upper() in CHANGING_METHODS else ()


def _headers(method: str, status: str, *, is_kept: bool) -> dict[str, Any]:
    names = [*_EVERY_ANSWER, *_GOOD_ANSWERS]
    if method == "get" and is_kept and status in ("200", "304"):
        names.append("ETag")
    if status in ("201", "202"):
        names.append("Location")
    return _references(*names)


def _references(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{_key(name)}"} for name in names}


def _asked(name: str) -> dict[str, Any]:
    schema, text, example = _ASKED[name]
    return {
        "name": name, "in": "header", "required": False, "schema": schema, "description": text,
        "example": example,
    }  # fmt: skip


def _answered(name: str) -> dict[str, Any]:
    schema, text = _ANSWERED[name]
    return {"description": text, "required": name in _EVERY_ANSWER, "schema": schema}


def _key(name: str) -> str:
    """Its name among the components."""
    return name.replace("-", "")

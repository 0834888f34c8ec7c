"""JSON bodies within bounds, without what is ambiguous or cannot be stored."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import IO, Any, Final, NoReturn

from django.conf import settings
from rest_framework import parsers, renderers
from rest_framework.exceptions import ParseError

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


class JSONParser(parsers.BaseParser):
    """RFC 8259, narrower where it leaves a choice.

    Refused: names that stand twice in one object (readers differ on which counts), what PostgreSQL's jsonb
    cannot hold (NUL, lone surrogates, infinities), and more nesting or values than ``JSON_MAX_DEPTH`` and
    ``JSON_MAX_VALUES`` allow.
    """

    media_type = "application/json"
    # What the browsable API fills its form with.
    renderer_class = renderers.JSONRenderer

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The body.

        Raises:
            ParseError: it is malformed, or holds something that is refused.
        """
        try:
            body = json.loads(
                stream.read().decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_constant
            )
        except RecursionError as error:
            raise _too_deep() from error
        except ValueError as error:
            raise ParseError(f"The body is no JSON that can be taken: {error}.") from error
        _check_bounds(body)
        return body


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the name {json.dumps(name[:100])} stands twice in one object")
        found[name] = value
    return found


def _no_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _check_bounds(body: Any) -> None:
    """Walk the body level by level: what is too deep or too many ends the walk early."""
    values, level, depth = 0, [body], 0
    while level:
        values += len(level)
        if values > settings.JSON_MAX_VALUES:
            raise ParseError(f"The body holds more than {settings.JSON_MAX_VALUES} values.")
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict | list) and depth == settings.JSON_MAX_DEPTH:
                raise _too_deep()
            below += _check_value(value)
        level, depth = below, depth + 1


def _check_value(value: Any) -> Iterable[Any]:
    """Refuse a value that cannot be stored; what is inside of it."""
    if isinstance(value, dict):
        for name in value:
            _check_text(name)
        return value.values()
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ParseError("The body holds a number that is too large.")
    return ()


def _check_text(text: str) -> None:
    if _UNSTORABLE.search(text):
        raise ParseError("The body holds a NUL character or a lone surrogate, which cannot be stored.")


def _too_deep() -> ParseError:
    return ParseError(f"The body is nested more than {settings.JSON_MAX_DEPTH} levels deep.")

"""JSON bodies, without what cannot be stored."""

from collections.abc import Iterator, Mapping
from typing import IO, Any

from rest_framework import parsers
from rest_framework.exceptions import ParseError


class JSONParser(parsers.JSONParser):
    """Refuses text that PostgreSQL's jsonb cannot hold (NUL, lone surrogates) and nesting without end."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The body.

        Raises:
            ParseError: it is malformed, nested too deeply, or holds text that cannot be stored.
        """
        try:
            body = super().parse(stream, media_type, parser_context)
            unstorable = any(not _is_storable(text) for text in _texts(body))
        except RecursionError as error:
            raise ParseError("The body is nested too deeply.") from error
        if unstorable:
            raise ParseError("The body holds a NUL character or a lone surrogate, which cannot be stored.")
        return body


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _is_storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)

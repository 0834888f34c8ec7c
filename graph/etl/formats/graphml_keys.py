"""The keys of GraphML: what each property is called, and how its values are written."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from graph.etl.errors import ValueRefused
from graph.etl.formats.texts import parse_json
from graph.etl.values import PARSERS, Value, kind_of_temporal, parse_temporal, temporal_json

JSON: Final = "json"
DESCRIBES: Final = "value:"
"""With this a key's description begins when it says of which kind the values are: ``value:date``."""
_XML_LACKS: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Key:
    """A property of nodes or relationships, and the kind of its values."""

    name: str
    kind: str
    is_list: bool = False

    def value(self, text: str) -> Any:
        """What a text means under this key.

        Raises:
            ValueRefused: it is no such value.
        """
        if not self.is_list:
            return _PARSERS.get(self.kind, str)(text)
        return parse_json(text)


def _boolean(text: str) -> bool:
    found = {"true": True, "1": True, "false": False, "0": False}.get(text.strip().lower())
    if found is None:
        raise ValueRefused(f"{text[:40]!r} is neither true nor false")
    return found


def _number(of: Callable[[str], Any]) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        try:
            return of(text)
        except ValueError:
            raise ValueRefused(f"{text[:40]!r} is no number of its key's type") from None

    return parse


def _temporal(kind: str) -> Callable[[str], Value]:
    return lambda text: parse_temporal(kind, text.strip())


_PARSERS: Final[dict[str, Callable[[str], Any]]] = {
    "boolean": _boolean,
    **dict.fromkeys(("int", "long"), _number(int)),
    **dict.fromkeys(("float", "double"), _number(float)),
    **{kind: _temporal(kind) for kind in PARSERS},
    JSON: parse_json,
}


def kind_of(value: Value) -> str:
    """The kind of key that a value stands under. JSON holds lists, and texts that XML cannot hold."""
    match value:
        case bool():
            return "boolean"
        case int():
            return "long"
        case float():
            return "double"
        case str():
            return JSON if _XML_LACKS.search(value) else "string"
    return kind_of_temporal(value) or JSON


def text_of(value: Value, kind: str) -> str:
    """What stands under a key of this kind.

    Raises:
        ValueError: a number is not finite.
    """
    if kind == JSON:
        return _encode(value)
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case float():
            if value != value or value in (float("inf"), float("-inf")):
                raise ValueError("a number is not finite")
            return repr(value)
        case int():
            return repr(value)
        case None | list():
            return _encode(value)
    return value.isoformat()


_encode: Final = json.JSONEncoder(allow_nan=False, separators=(",", ":"), default=temporal_json).encode


def labels_text(labels: tuple[str, ...]) -> str:
    """What ``labels_in`` reads as these."""
    if any(":" in label for label in labels):
        return _encode(labels)
    return "".join(f":{label}" for label in labels)

"""One text for one record, and one hash for one graph, whatever order it comes in."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from graph.etl.records import NodeRecord, Record
from graph.etl.values import Value, temporal_json

_MODULUS: Final = 2**256


def canonical_json(record: Record) -> bytes:
    """The record as JSON with every choice made: two records are the same if and only if this is.

    Labels and keys are sorted, nulls left out, numbers written as Python writes them (1 is not 1.0, and
    0.0 not -0.0), date-times in UTC, as which one without a zone counts. The own id of a relationship is no
    part of it.

    Raises:
        ValueError: a number is not finite, or a text holds half a character.
    """
    properties = canonical_properties(record.properties)
    if isinstance(record, NodeRecord):
        return canonical_node(record.orig_id, record.labels, properties)
    return canonical_relationship(record.type, record.start, record.end, properties)


def canonical_properties(properties: dict[str, Value]) -> str:
    """The part of it that has the properties.

    Raises:
        ValueError: a number is not finite, or a text holds half a character.
    """
    if not properties:  # as of most relationships
        return "{}"
    if None in properties.values():
        properties = {key: value for key, value in properties.items() if value is not None}
    return _encode(properties)


def canonical_node(orig_id: str, labels: tuple[str, ...], properties: str) -> bytes:
    """The canonical JSON of a node, with the canonical text of its properties."""
    return f'{{"id":{_text(orig_id)},"labels":{_labels(labels)},"properties":{properties}}}'.encode()


def canonical_relationship(kind: str, start: str, end: str, properties: str) -> bytes:
    """The canonical JSON of a relationship, with the canonical text of its properties."""
    ends = f'"end":{_text(end)},"properties":{properties},"start":{_text(start)}'
    return f'{{{ends},"type":{_text(kind)}}}'.encode()


def _default(value: object) -> dict[str, str]:
    if isinstance(value, dt.datetime) and value.tzinfo is not dt.UTC:
        value = value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)
    return temporal_json(value)


_encoder: Final = json.JSONEncoder(
    ensure_ascii=False,
    check_circular=False,
    allow_nan=False,
    sort_keys=True,
    separators=(",", ":"),
    default=_default,
)


def _fast_encoder() -> Callable[[Any], str]:
    """What ``JSONEncoder.encode`` does, but made once and not anew for each record: that costs half of it."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:  # Python without its C modules
        return _encoder.encode
    chunks = make(None, _default, json.encoder.encode_basestring, None, ":", ",", True, False, False)
    return lambda value: "".join(chunks(value, 0))


_encode: Final = _fast_encoder()
_text: Final[Callable[[str], str]] = json.encoder.encode_basestring


@lru_cache(maxsize=1_000)
def _labels(labels: tuple[str, ...]) -> str:
    return _encode(sorted(labels))


class ContentHash:
    """What is in a graph, as a hash: the sum of the records' hashes, nodes and relationships apart.

    The order does not count, how often a record is there does.
    """

    def __init__(self) -> None:
        self._sums = [0, 0]
        self._counts = [0, 0]

    @property
    def nodes(self) -> int:
        """How many nodes have been added."""
        return self._counts[0]

    @property
    def relationships(self) -> int:
        """How many relationships have been added."""
        return self._counts[1]

    def add(self, record: Record) -> None:
        """Add one node or relationship. Raises what ``canonical_json`` does."""
        self.add_text(canonical_json(record), is_node=isinstance(record, NodeRecord))

    def add_text(self, text: bytes, *, is_node: bool) -> bytes:
        """Add one by its canonical JSON; the hash of it alone."""
        which = 0 if is_node else 1
        digest = hashlib.sha256(text).digest()
        self._sums[which] += int.from_bytes(digest)
        self._counts[which] += 1
        return digest

    def hexdigest(self) -> str:
        """The hash of all that has been added, in hexadecimal."""
        return hashlib.sha256(json.dumps(self.as_state()).encode()).hexdigest()

    def as_state(self) -> list[str | int]:
        """What ``from_state`` goes on from, as JSON."""
        return [*(f"{each % _MODULUS:064x}" for each in self._sums), *self._counts]

    @classmethod
    def from_state(cls, state: list[Any]) -> "ContentHash":
        """Go on from ``as_state``."""
        made = cls()
        nodes, relationships, *counts = state
        made._sums, made._counts = [int(nodes, 16), int(relationships, 16)], counts
        return made

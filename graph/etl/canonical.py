"""One text for one record, and one hash for one graph, whatever order it comes in."""

import datetime as dt
import hashlib
import json
from typing import Any, Final

from graph.etl.records import NodeRecord, Record
from graph.etl.values import temporal_json

_MODULUS: Final = 2**256


def canonical_json(record: Record) -> bytes:
    """The record as JSON with every choice made: two records are the same if and only if this is.

    Labels and keys are sorted, nulls left out, numbers written as Python writes them (1 is not 1.0, and
    0.0 not -0.0), date-times in UTC, as which one without a zone counts. The own id of a relationship is no
    part of it.

    Raises:
        ValueError: a number is not finite, or a text holds half a character.
    """
    properties = {key: value for key, value in record.properties.items() if value is not None}
    if isinstance(record, NodeRecord):
        body: dict[str, Any] = {"id": record.orig_id, "labels": sorted(record.labels)}
    else:
        body = {"end": record.end, "start": record.start, "type": record.type}
    return _encode({**body, "properties": properties}).encode()


def _default(value: object) -> dict[str, str]:
    if isinstance(value, dt.datetime):
        value = value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)
    return temporal_json(value)


_encode: Final = json.JSONEncoder(
    ensure_ascii=False,
    check_circular=False,
    allow_nan=False,
    sort_keys=True,
    separators=(",", ":"),
    default=_default,
).encode


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
        which = 0 if isinstance(record, NodeRecord) else 1
        digest = hashlib.sha256(canonical_json(record)).digest()
        self._sums[which] = (self._sums[which] + int.from_bytes(digest)) % _MODULUS
        self._counts[which] += 1

    def hexdigest(self) -> str:
        """The hash of all that has been added, in hexadecimal."""
        return hashlib.sha256(json.dumps(self.as_state()).encode()).hexdigest()

    def as_state(self) -> list[str | int]:
        """What ``from_state`` goes on from, as JSON."""
        return [*(f"{each:064x}" for each in self._sums), *self._counts]

    @classmethod
    def from_state(cls, state: list[Any]) -> "ContentHash":
        """Go on from ``as_state``."""
        made = cls()
        nodes, relationships, *counts = state
        made._sums, made._counts = [int(nodes, 16), int(relationships, 16)], counts
        return made

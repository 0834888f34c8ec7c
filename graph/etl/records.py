"""What files are made of: nodes, relationships, and what could not be read."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias

from graph.etl.errors import ValueRefused
from graph.etl.values import Value, text_of, value_of
from graph.names import MAX_NAME, can_be_named
from graph.schema import MARKER_LABEL, RESERVED_PROPERTIES

MAX_LABELS: Final = 32
MAX_PROPERTIES: Final = 1_000
MAX_ID: Final = 512
"""Characters of an id."""
MAX_REJECTED_TEXT: Final = 2_000
"""So many characters are kept of what could not be read."""
# XML can hold none of these in an attribute, and nobody can see them.
_NO_ID: Final = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")


# Not frozen: there are millions of them, and to make one would take three times as long.
@dataclass(slots=True)
class NodeRecord:
    """A node as a file has it. ``orig_id`` says which it is, whatever its labels; no property is null."""

    orig_id: str
    labels: tuple[str, ...]
    properties: dict[str, Value]


@dataclass(slots=True)
class RelationshipRecord:
    """A relationship as a file has it, its ends by their ``orig_id``; its own is None when it has none."""

    orig_id: str | None
    type: str
    start: str
    end: str
    properties: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Rejected:
    """What could not be read: where it begins (lines count from 1), why, and the beginning of it."""

    line: int
    reason: str
    text: str


Record: TypeAlias = NodeRecord | RelationshipRecord


class Position(NamedTuple):
    """Between two items of a file: where a reader may begin again. As JSON, a list of numbers."""

    member: int = 0
    """Of an archive, which file of it, from 0."""
    offset: int = 0
    """Bytes of it, unfolded, that have been read."""
    line: int = 0
    """Lines of it that have been read."""
    within: int = 0
    """How many items of what begins at the offset have been given: a line or a statement may hold several."""


BEGINNING: Final = Position()


class Item(NamedTuple):
    """One thing out of a file."""

    record: Record | Rejected
    line: int
    """Where it begins, from 1."""
    position: Position
    """Behind it."""
    ignored: tuple[str, ...] = ()
    """The keys beside it that mean nothing here."""


def rejected(line: int, reason: str, raw: bytes | str) -> Rejected:
    """What could not be read, with as much of its text as is kept."""
    text = raw[: MAX_REJECTED_TEXT * 4].decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    return Rejected(line, reason, text[:MAX_REJECTED_TEXT].rstrip("\r\n"))


def make_node(orig_id: Any, labels: Any, properties: Any, ignored: list[str]) -> NodeRecord:
    """A node out of what a file says; reserved names among its properties go to ``ignored``.

    Raises:
        ValueRefused: some of it is nothing that a graph takes.
    """
    return NodeRecord(make_id(orig_id), _labels(labels), _properties(properties, ignored))


def make_relationship(
    orig_id: Any, kind: Any, start: Any, end: Any, properties: Any, ignored: list[str]
) -> RelationshipRecord:
    """A relationship out of what a file says; reserved names among its properties go to ``ignored``.

    Raises:
        ValueRefused: some of it is nothing that a graph takes.
    """
    if not isinstance(kind, str) or not kind:
        raise ValueRefused("the relationship has no type")
    if not _is_name(kind):
        raise ValueRefused(f"{kind[:40]!r} is no name for a relationship ({_NAMES})")
    own = None if orig_id is None or orig_id == "" else make_id(orig_id)
    try:
        ends = make_id(start), make_id(end)
    except ValueRefused as error:
        raise ValueRefused(f"start and end: {error}") from None
    return RelationshipRecord(own, kind, *ends, _properties(properties, ignored))


def make_id(raw: Any) -> str:
    """An id; files write them as text or as whole numbers, which mean the same.

    Raises:
        ValueRefused: it is neither.
    """
    if type(raw) is int:
        raw = str(raw) if raw.bit_length() <= 128 else ""
    if not isinstance(raw, str) or not 0 < len(raw) <= MAX_ID or _NO_ID.search(raw):
        raise ValueRefused(f"an id is a text of 1 to {MAX_ID} visible characters, or a whole number")
    return text_of(raw)


_NAMES: Final = f"1 to {MAX_NAME} visible characters, no back-quote or backslash"
_is_name: Final = lru_cache(maxsize=10_000)(can_be_named)


def _labels(raw: Any) -> tuple[str, ...]:
    if isinstance(raw, str):
        raw = [raw]
    if raw is None:
        return ()
    if not isinstance(raw, list | tuple) or not all(isinstance(label, str) for label in raw):
        raise ValueRefused("labels are a list of texts")
    return _checked_labels(tuple(raw))


@lru_cache(maxsize=10_000)
def _checked_labels(raw: tuple[str, ...]) -> tuple[str, ...]:
    labels = tuple(sorted(set(raw)))
    if len(labels) > MAX_LABELS:
        raise ValueRefused(f"a node has at most {MAX_LABELS} labels")
    for label in labels:
        if not _is_name(label):
            raise ValueRefused(f"{label[:40]!r} is no name for a label ({_NAMES})")
    if MARKER_LABEL in labels:
        raise ValueRefused(f"the label {MARKER_LABEL} is the platform's own")
    return labels


def _properties(raw: Any, ignored: list[str]) -> dict[str, Value]:
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise ValueRefused("properties are an object of names and values")
    if len(raw) > MAX_PROPERTIES:
        raise ValueRefused(f"a node or relationship has at most {MAX_PROPERTIES} properties")
    found: dict[str, Value] = {}
    for key, each in raw.items():
        if key in RESERVED_PROPERTIES:
            ignored.append(f"properties.{key}")
        elif not _is_name(key):
            raise ValueRefused(f"{key[:40]!r} is no name for a property ({_NAMES})")
        elif each is not None:
            try:
                found[key] = value_of(each)
            except ValueRefused as error:
                raise ValueRefused(f"{key}: {error}") from None
    return found

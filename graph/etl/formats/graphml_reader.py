"""GraphML to records, element by element. Nothing but the elements themselves is read: no DTD, no entity."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from graph.etl.errors import InputUnreadable, ValueRefused
from graph.etl.formats.base import MAX_UNIT_BYTES, Source
from graph.etl.formats.graphml_keys import DESCRIBES, Key
from graph.etl.formats.texts import labels_in
from graph.etl.records import Item, Position, Record, Rejected, make_node, make_relationship, rejected

MAX_DEPTH: Final = 32
MAX_KEYS: Final = 10_000
LABELS: Final = "labels"
TYPE: Final = "label"
_BLOCK_BYTES: Final = 65_536
_NODE_ATTRIBUTES: Final = frozenset({"id", LABELS})
_EDGE_ATTRIBUTES: Final = frozenset({"id", "source", "target", "directed", TYPE})
_KNOWN: Final = frozenset({"node", "edge", "data", "desc"})


def read(source: Source) -> Iterator[Item]:
    """The nodes and edges of a file; see ``Format.read``."""
    reader = _Reader(source.begin)
    fed = 0
    while True:
        block = source.stream.read(_BLOCK_BYTES)
        fed += len(block)
        reader.feed(block)
        yield from reader.taken()
        if not block:
            return
        if fed - reader.position() > MAX_UNIT_BYTES + _BLOCK_BYTES:
            raise InputUnreadable(f"A piece of XML is longer than {MAX_UNIT_BYTES} bytes.")


@dataclass(slots=True)
class _Element:
    """The node or edge that is being read."""

    kind: str
    line: int
    attributes: dict[str, str]
    data: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    size: int = 0


class _Reader:
    """What the parser calls, and what came of it so far."""

    def __init__(self, begin: Position) -> None:
        self._begin = begin
        self._items: deque[Item] = deque()
        self._keys: dict[tuple[str, str], Key] = {}
        self._defaults: dict[str, dict[str, Any]] = {"node": {}, "edge": {}}
        self._path: list[str] = []
        self._key: dict[str, str] = {}
        self._element: _Element | None = None
        self._data = ""
        self._text: list[str] | None = None
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters

    def feed(self, block: bytes) -> None:
        """Read a block; an empty one is the end."""
        try:
            self._parser.Parse(block, not block)
        except expat.ExpatError as error:
            reason = expat.errors.messages.get(error.code, "broken")
            raise InputUnreadable(f"The XML cannot be read at line {error.lineno}: {reason}.") from None
        except (LookupError, UnicodeError) as error:
            raise InputUnreadable(f"The XML is in an encoding that cannot be read: {error}.") from None

    def position(self) -> int:
        """The byte at which the parser is."""
        return self._parser.CurrentByteIndex

    def taken(self) -> Iterator[Item]:
        """The items since the last call."""
        while self._items:
            yield self._items.popleft()

    def _doctype(self, *_: Any) -> None:
        raise InputUnreadable("GraphML with a DOCTYPE is not taken: it could name other files.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if not self._path and name != "graphml":
            raise InputUnreadable(f"The outermost element is {name[:40]} and not graphml.")
        self._path.append(name)
        if len(self._path) > MAX_DEPTH:
            raise InputUnreadable(f"The XML is nested more than {MAX_DEPTH} deep.")
        if self._element is not None:
            self._inside(name, attributes)
        elif name in ("node", "edge") and self._path[-2] == "graph":
            self._element = _Element(name, self._parser.CurrentLineNumber, attributes)
        elif name == "key":
            self._key = {**attributes, "desc": "", "default": ""}
        elif name in ("desc", "default") and self._path[-2] == "key":
            self._text = []
        elif name not in _KNOWN and self._path[-2:-1] == ["graph"]:
            line = self._parser.CurrentLineNumber
            self._add(rejected(line, f"{name[:40]} is nothing that can be read", f"<{name}>"), line, ())

    def _inside(self, name: str, attributes: dict[str, str]) -> None:
        element = self._element
        if element is None:
            return
        if name == "graph":
            line = self._parser.CurrentLineNumber
            raise InputUnreadable(f"Nodes within a node, as at line {line}, cannot be read.")
        if name == "data" and self._path[-2] == element.kind:
            self._data, self._text = attributes.get("key", ""), []
        elif self._text is not None or name != "desc":
            element.ignored.append(name)

    def _characters(self, text: str) -> None:
        if self._text is None:
            return
        if self._element is not None:
            self._element.size += len(text)
            if self._element.size > MAX_UNIT_BYTES:
                line = self._element.line
                raise InputUnreadable(f"The element at line {line} is longer than {MAX_UNIT_BYTES} bytes.")
        self._text.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        self._path.pop()
        element = self._element
        if element is None:
            self._end_outside(name)
        elif name == "data" and self._path[-1] == element.kind:
            element.data[self._data] = "".join(self._text or ())
            self._text = None
        elif name == element.kind and self._path[-1] == "graph":
            self._element = None
            record = self._record(element)
            self._add(record, element.line, tuple(element.ignored))

    def _end_outside(self, name: str) -> None:
        if name in ("desc", "default") and self._text is not None:
            self._key[name], self._text = "".join(self._text), None
        elif name == "key":
            self._declare(self._key)

    def _declare(self, said: dict[str, str]) -> None:
        kind = said.get("attr.type", "string").lower()
        if said["desc"].startswith(DESCRIBES):
            kind = said["desc"].removeprefix(DESCRIBES)
        key_id = said.get("id", "")
        key = Key(said.get("attr.name", key_id), kind, is_list=bool(said.get("attr.list")))
        place = said.get("for", "all")
        for each in ("node", "edge") if place == "all" else (place,):
            self._keys[each, key_id] = key
            if each in self._defaults and said["default"]:
                self._defaults[each][key_id] = said["default"]
        if len(self._keys) > MAX_KEYS:
            raise InputUnreadable(f"The file has more than {MAX_KEYS} keys.")

    def _add(self, record: Record | Rejected, line: int, ignored: tuple[str, ...]) -> None:
        offset = self._parser.CurrentByteIndex
        if offset > self._begin.offset:
            position = Position(self._begin.member, offset, self._parser.CurrentLineNumber)
            self._items.append(Item(record, line, position, ignored))

    def _record(self, element: _Element) -> Record | Rejected:
        attributes, data = element.attributes, {**self._defaults[element.kind], **element.data}
        try:
            if element.kind == "node":
                element.ignored.extend(sorted(attributes.keys() - _NODE_ATTRIBUTES))
                labels = labels_in(data.pop(LABELS, attributes.get(LABELS, "")))
                properties = self._properties(element, data)
                return make_node(attributes.get("id"), labels, properties, element.ignored)
            element.ignored.extend(sorted(attributes.keys() - _EDGE_ATTRIBUTES))
            kind = data.pop(TYPE, attributes.get(TYPE))
            properties = self._properties(element, data)
            ends = attributes.get("source"), attributes.get("target")
            return make_relationship(
                attributes.get("id"), kind or properties.get(TYPE), *ends, properties, element.ignored
            )
        except ValueRefused as error:
            element.ignored.clear()
            return rejected(element.line, str(error), f"<{element.kind} {attributes} {element.data}>")

    def _properties(self, element: _Element, data: dict[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_id, text in data.items():
            key = self._keys.get((element.kind, key_id))
            if key is None:
                raise ValueRefused(f"the key {key_id[:40]!r} is declared nowhere before")
            try:
                found[key.name] = key.value(text)
            except ValueRefused as error:
                raise ValueRefused(f"{key.name[:40]}: {error}") from None
        return found

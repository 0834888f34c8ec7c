"""One JSON object a line: nodes and relationships as they come."""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final, NoReturn

import orjson

from graph.etl.errors import ValueRefused
from graph.etl.formats.base import (
    BOM,
    MAX_UNIT_BYTES,
    Buffered,
    Format,
    Sink,
    Source,
    items_of,
    rest_of_line,
    skip,
)
from graph.etl.records import (
    Item,
    NodeRecord,
    Position,
    Record,
    Rejected,
    make_node,
    make_relationship,
    rejected,
)
from graph.etl.values import temporal_json

_NODE_KEYS: Final = frozenset({"type", "id", "labels", "properties"})
_RELATIONSHIP_KEYS: Final = frozenset({"type", "id", "label", "start", "end", "properties"})
_END_KEYS: Final = frozenset({"id", "labels", "properties", "type"})
_MOST_INTEGER: Final = 2.0**63


def _sniff(text: str) -> float:
    return 0.9 if text.lstrip().startswith("{") else 0.0


def _read(source: Source) -> Iterator[Item]:
    position = source.begin
    skip(source.stream, position.offset)
    for line, raw in enumerate(
        iter(partial(source.stream.readline, MAX_UNIT_BYTES + 1), b""), position.line + 1
    ):
        size, ignored = len(raw), list[str]()
        if size > MAX_UNIT_BYTES:
            size += 0 if raw.endswith(b"\n") else rest_of_line(source.stream)
            reason = f"a line may have {MAX_UNIT_BYTES} bytes"
            records: Sequence[Record | Rejected] = [rejected(line, reason, raw)]
        else:
            records = _records(raw.removeprefix(BOM) if line == 1 else raw, line, ignored)
        after = Position(position.member, position.offset + size, line)
        if len(records) == 1:
            yield Item(records[0], line, after, tuple(ignored))
        else:
            yield from items_of(records, line=line, before=position, after=after, ignored=ignored)
        position = after


def _records(raw: bytes, line: int, ignored: list[str]) -> Sequence[Record | Rejected]:
    if raw.isspace() or not raw:
        return []
    try:
        records = _records_of(orjson.loads(raw), ignored)
        if not any(_has_great_number(each.properties.values()) for each in records if each.properties):
            return records
    except (orjson.JSONDecodeError, ValueRefused):
        pass
    ignored.clear()
    return _records_read_slowly(raw, line, ignored)


def _has_great_number(values: Iterable[Any]) -> bool:
    """Whether one of them may be a whole number that does not fit in 64 bits: orjson rounds these."""
    for value in values:
        if type(value) is float:
            if not -_MOST_INTEGER < value < _MOST_INTEGER:
                return True
        elif type(value) is list and _has_great_number(value):
            return True
    return False


def _records_read_slowly(raw: bytes, line: int, ignored: list[str]) -> list[Record | Rejected]:
    """The same by the decoder that takes three times as long, keeps all numbers, and says what is wrong."""
    try:
        return list[Record | Rejected](_records_of(_DECODER.decode(raw.decode()), ignored))
    except UnicodeDecodeError as error:
        reason = f"is no UTF-8 at byte {error.start + 1}"
    except json.JSONDecodeError as error:
        reason = f"is no JSON: {error.msg} at character {error.pos + 1}"
    except ValueRefused as error:
        reason = str(error)
    except (ValueError, RecursionError):
        reason = "is no JSON that can be read: a number is too long, or lists are nested too deep"
    ignored.clear()
    return [rejected(line, reason, raw)]


def _no_number(word: str) -> NoReturn:
    raise ValueRefused(f"{word} is no number of JSON")


_DECODER: Final = json.JSONDecoder(parse_constant=_no_number)


def _records_of(body: Any, ignored: list[str]) -> list[Record]:
    if not isinstance(body, dict):
        raise ValueRefused("the line is no JSON object")
    get = body.get
    match get("type"):
        case "node":
            if not body.keys() <= _NODE_KEYS:
                ignored.extend(sorted(body.keys() - _NODE_KEYS))
            return [make_node(get("id"), get("labels"), get("properties"), ignored)]
        case "relationship":
            if not body.keys() <= _RELATIONSHIP_KEYS:
                ignored.extend(sorted(body.keys() - _RELATIONSHIP_KEYS))
            start, end = get("start"), get("end")
            made = make_relationship(
                get("id"), get("label"), _end_id(start), _end_id(end), get("properties"), ignored
            )
            if _says_more(start) or _says_more(end):
                return [*_whole_nodes(start, end, ignored), made]
            return [made]
    raise ValueRefused('"type" is neither "node" nor "relationship"')


def _says_more(end: Any) -> bool:
    return isinstance(end, dict) and len(end) > 1


def _end_id(end: Any) -> Any:
    return end.get("id") if isinstance(end, dict) else end


def _whole_nodes(start: Any, end: Any, ignored: list[str]) -> Iterator[NodeRecord]:
    """The ends that are nodes with their properties; the others only say which node they mean."""
    for side in (start, end):
        if isinstance(side, dict):
            ignored.extend(sorted(side.keys() - _END_KEYS))
            if "properties" in side:
                yield make_node(side.get("id"), side.get("labels"), side["properties"], ignored)


_encode: Final = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"), default=temporal_json
).encode


def json_line(record: Record) -> bytes:
    """The record as one line.

    Raises:
        ValueError: a number is not finite, or a text holds half a character.
    """
    if isinstance(record, NodeRecord):
        body: dict[str, Any] = {"type": "node", "id": record.orig_id, "labels": record.labels}
    else:
        own = {} if record.orig_id is None else {"id": record.orig_id}
        ends = {"start": {"id": record.start}, "end": {"id": record.end}}
        body = {"type": "relationship", **own, "label": record.type, **ends}
    body["properties"] = record.properties
    return (_encode(body) + "\n").encode()


def _write(records: Iterable[Record], sink: Sink) -> None:
    out = Buffered(sink)
    for record in records:
        out.write(json_line(record))
    out.flush()


JSONL: Final = Format(
    name="jsonl",
    media_type="application/x-ndjson",
    extensions=(".jsonl", ".ndjson", ".json"),
    resumable=True,
    sniff=_sniff,
    read=_read,
    write=_write,
    written_media_type="application/x-ndjson",
    written_extension=".jsonl",
)

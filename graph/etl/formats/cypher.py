"""Scripts of CREATE and MERGE, statement by statement."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Final

from graph.cypher.names import name
from graph.etl.errors import ValueRefused
from graph.etl.formats.base import MAX_UNIT_BYTES, Buffered, Format, Sink, Source, items_of, skip
from graph.etl.formats.cypher_scripts import Statement, statements
from graph.etl.formats.cypher_statements import records_of
from graph.etl.records import Item, NodeRecord, Position, Record, Rejected, rejected
from graph.etl.values import Value

# What has been passed over is not looked at again: the text is a stranger's.
_BEGINS: Final = re.compile(
    r"(?>\s+|//[^\n]*\n|/\*.*?\*/)*+(?:CREATE|MERGE|MATCH|UNWIND|BEGIN|:begin)\b", re.IGNORECASE | re.DOTALL
)
# What shells write around statements stands on lines of its own, without an end.
_BEFORE: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?+(?>\s+|//[^\n]*(?:\n|\Z)|/\*.*?\*/|:(?:begin|commit)[ \t\r]*(?:\n|\Z))*+",
    re.IGNORECASE | re.DOTALL,
)
_TRANSACTION: Final = re.compile(rb":?(?:begin|commit)\s*;", re.IGNORECASE)


def _sniff(text: str) -> float:
    return 0.8 if _BEGINS.match(text) else 0.0


def _read(source: Source) -> Iterator[Item]:
    position = source.begin
    skip(source.stream, position.offset)
    for statement in statements(source.stream):
        raw = statement.raw
        body = raw[_begin_of(raw) :]
        line = position.line + 1 + raw.count(b"\n", 0, len(raw) - len(body))
        after = Position(position.member, position.offset + len(raw), position.line + raw.count(b"\n"))
        ignored: list[str] = []
        if body and body != b";" and not _TRANSACTION.fullmatch(body):
            records = _records(statement, body, line, position, ignored)
            yield from items_of(records, line=line, before=position, after=after, ignored=ignored)
        position = after


def _begin_of(raw: bytes) -> int:
    found = _BEFORE.match(raw)
    return found.end() if found else 0


def _records(
    statement: Statement, body: bytes, line: int, position: Position, ignored: list[str]
) -> list[Record | Rejected]:
    try:
        if not statement.ends:
            reason = f"the statement has no end within {MAX_UNIT_BYTES} bytes; is a quote not closed?"
            raise ValueRefused(reason)
        place = f"{position.member}:{position.offset}"
        return list(records_of(body.decode(), place=place, ignored=ignored))
    except UnicodeDecodeError:
        reason = "is no UTF-8"
    except ValueRefused as error:
        reason = str(error)
    ignored.clear()
    return [rejected(line, reason, body)]


def _write(records: Iterable[Record], sink: Sink) -> None:
    out = Buffered(sink)
    for record in records:
        out.write(_statement(record).encode())
    out.flush()


def _statement(record: Record) -> str:
    if isinstance(record, NodeRecord):
        labels = "".join(f":{name(label)}" for label in record.labels)
        return f"CREATE ({labels}{' ' if labels else ''}{_map(record.orig_id, record.properties)});\n"
    start, end = literal(record.start), literal(record.end)
    properties = _map(record.orig_id, record.properties)
    made = f"[:{name(record.type)}{f' {properties}' if properties else ''}]"
    return f"MERGE (a {{orig_id: {start}}}) MERGE (b {{orig_id: {end}}}) CREATE (a)-{made}->(b);\n"


def _map(orig_id: str | None, properties: dict[str, Value]) -> str:
    entries = [] if orig_id is None else [f"orig_id: {literal(orig_id)}"]
    entries += [f"{name(key)}: {literal(value)}" for key, value in properties.items() if value is not None]
    return f"{{{', '.join(entries)}}}" if entries else ""


_SPECIAL: Final = re.compile("\\\\u|\\\\U|[\\\\'\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd-\uffff]")
_ESCAPES: Final = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


def literal(value: Value) -> str:
    """A value as Cypher writes it.

    Raises:
        ValueError: a number is not finite.
    """
    match value:
        case str():
            return f"'{_SPECIAL.sub(_escaped, value)}'"
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float():
            if value != value or value in (float("inf"), float("-inf")):
                raise ValueError("a number is not finite")
            return repr(value).replace("e+", "e")
        case int():
            return repr(value)
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case dt.datetime():
            return f"{'localdatetime' if value.tzinfo is None else 'datetime'}('{value.isoformat()}')"
        case dt.time():
            return f"{'localtime' if value.tzinfo is None else 'time'}('{value.isoformat()}')"
    return f"date('{value.isoformat()}')"


def _escaped(found: re.Match[str]) -> str:
    """An escape. Some servers read ``\\uXXXX`` behind an escaped backslash too: there the u is escaped."""
    text = found[0]
    if len(text) == 2:
        return f"\\\\\\u{ord(text[1]):04x}"
    return _ESCAPES.get(text) or f"\\u{ord(text):04x}"


CYPHER: Final = Format(
    name="cypher",
    media_type="text/x-cypher",
    extensions=(".cypher", ".cql", ".cyp"),
    resumable=True,
    sniff=_sniff,
    read=_read,
    write=_write,
    written_media_type="text/x-cypher",
    written_extension=".cypher",
)

"""CSV with a header: nodes, relationships, or both in one file; or an archive of such files."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import IO, Any, Final

from graph.etl.errors import InputUnreadable, ValueRefused
from graph.etl.formats.base import BOM, MAX_UNIT_BYTES, Format, Sink, Source, skip, waiting_file
from graph.etl.formats.csv_cells import (
    DELIMITERS,
    JSON,
    Columns,
    cell_of,
    column_type,
    columns_of,
    delimiter_of,
    labels_cell,
)
from graph.etl.formats.csv_rows import Row, Rows
from graph.etl.formats.jsonl import json_line
from graph.etl.formats.texts import labels_in, parse_json
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
from platform_project.http.bodies import full_disk_told

MAX_COLUMNS: Final = 1_000
"""So many properties get a column of their own; the others share one."""
OTHERS: Final = ":PROPERTIES"
_LONGEST_HEADER: Final = 16_384


def _sniff(text: str) -> float:
    first = text.partition("\n")[0].rstrip("\r")[:_LONGEST_HEADER]
    return 0.5 if any(len(next(csv.reader([first], delimiter=each), [])) > 1 for each in DELIMITERS) else 0.0


def _read(source: Source) -> Iterator[Item]:
    header = source.stream.readline(MAX_UNIT_BYTES + 1)
    if not header:
        return
    begin = source.begin
    delimiter, columns = _columns(header)
    offset, lines = (begin.offset, begin.line) if begin.offset else (len(header), 1)
    skip(source.stream, offset - len(header))
    stem = PurePath(source.name).stem
    for row in Rows(source.stream, delimiter=delimiter, offset=offset, lines=lines):
        position = Position(begin.member, row.offset, row.lines)
        if row.cells is None:
            yield Item(rejected(row.line, row.reason, row.raw), row.line, position)
        elif row.cells:
            ignored = list(columns.ignored)
            record = _record(row, columns, stem, delimiter, ignored)
            yield Item(record, row.line, position, tuple(ignored))


def _columns(header: bytes) -> tuple[str, Columns]:
    if len(header) > MAX_UNIT_BYTES:
        raise InputUnreadable(f"The header is longer than {MAX_UNIT_BYTES} bytes.")
    try:
        text = header.removeprefix(BOM).decode().rstrip("\r\n")
        delimiter = delimiter_of(text)
        columns = columns_of(next(csv.reader([text], delimiter=delimiter, strict=True), []))
    except (UnicodeDecodeError, csv.Error, ValueRefused) as error:
        raise InputUnreadable(f"The header cannot be read: {error}.") from None
    if "id" not in columns.roles and not {"start", "end"} <= columns.roles.keys():
        raise InputUnreadable(
            "The header has neither the column of the nodes' ids (id or :ID) nor those of the ends of "
            "relationships (start and end, or :START_ID and :END_ID)."
        )
    return delimiter, columns


def _record(row: Row, columns: Columns, stem: str, delimiter: str, ignored: list[str]) -> Record | Rejected:
    cells = row.cells or []
    try:
        if len(cells) != columns.count:
            raise ValueRefused(f"has {len(cells)} cells where the header has {columns.count}")
        properties = _properties(cells, columns)
        roles = columns.roles
        said = {role: cells[number] for role, number in roles.items()}
        for role, space in columns.spaces.items():
            said[role] = said[role] and f"{space}:{said[role]}"
        if said.get("start") or said.get("end") or _only_relates(roles):
            kind = said["type"] if "type" in roles else stem
            return make_relationship(
                said.get("id"), kind, said.get("start"), said.get("end"), properties, ignored
            )
        labels = labels_in(said["labels"]) if "labels" in roles else [stem]
        return make_node(said.get("id"), labels, properties, ignored)
    except ValueRefused as error:
        ignored.clear()
        line = io.StringIO()
        csv.writer(line, delimiter=delimiter).writerow(cells)
        return rejected(row.line, str(error), line.getvalue())


def _only_relates(roles: dict[str, int]) -> bool:
    """Whether the header has the ends of relationships and no labels of nodes."""
    return "start" in roles and "end" in roles and "labels" not in roles


def _properties(cells: list[str], columns: Columns) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, name, parse in columns.properties:
        if cell := cells[number]:
            try:
                found[name] = parse(cell)
            except ValueRefused as error:
                raise ValueRefused(f"{name}: {error}") from None
    if "properties" in columns.roles and (cell := cells[columns.roles["properties"]]):
        others = parse_json(cell)
        if not isinstance(others, dict):
            raise ValueRefused("further properties are an object in JSON")
        found |= others
    return found


class _Spooled:
    """Records of one kind, waiting on disk until all their columns are known."""

    def __init__(self, lines: IO[bytes]) -> None:
        self._lines = lines
        self._types: dict[str, str] = {}
        self._has_others = False

    def add(self, record: Record) -> None:
        for name, value in record.properties.items():
            if value is None:
                continue
            kind = column_type(value)
            known = self._types.get(name)
            if known is None and len(self._types) < MAX_COLUMNS:
                self._types[name] = kind
            elif known is None:
                self._has_others = True
            elif known != kind:
                self._types[name] = JSON
        self._lines.write(json_line(record))

    def write(self, out: IO[bytes], roles: tuple[str, ...]) -> None:
        """Write all of them, and close ``out``."""
        with io.TextIOWrapper(out, encoding="utf-8", newline="") as text:
            rows = csv.writer(text)
            names = [f"{name}:{kind}" for name, kind in self._types.items()]
            rows.writerow([*roles, *names, *([OTHERS] * self._has_others)])
            self._lines.seek(0)
            rows.writerows(map(self._row, self._lines))

    def _row(self, line: bytes) -> list[str]:
        body = json.loads(line)
        properties = body["properties"]
        if body["type"] == "node":
            cells = [body["id"], labels_cell(body["labels"])]
        else:
            cells = [body.get("id", ""), body["start"]["id"], body["end"]["id"], body["label"]]
        for name, kind in self._types.items():
            value = properties.pop(name, None)
            cells.append("" if value is None else cell_of(value, kind))
        if self._has_others:
            cells.append(cell_of(properties, JSON) if properties else "")
        return cells


class _Unseekable(io.RawIOBase):
    """A sink in the shape that an archive is written to."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._sink.write(bytes(data))
        return len(data)


def _write(records: Iterable[Record], sink: Sink) -> None:
    with full_disk_told(), waiting_file() as first, waiting_file() as second:
        nodes, relationships = _Spooled(first), _Spooled(second)
        for record in records:
            (nodes if isinstance(record, NodeRecord) else relationships).add(record)
        with zipfile.ZipFile(_Unseekable(sink), "w") as archive:
            _write_member(archive, "nodes.csv", nodes, (":ID", ":LABEL"))
            ends = (":ID", ":START_ID", ":END_ID", ":TYPE")
            _write_member(archive, "relationships.csv", relationships, ends)


def _write_member(archive: zipfile.ZipFile, name: str, spooled: _Spooled, roles: tuple[str, ...]) -> None:
    """Write one file. It has no time of its own, so that the same graph makes the same archive."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(info, "w", force_zip64=True) as member:
        spooled.write(member, roles)


CSV: Final = Format(
    name="csv",
    media_type="text/csv",
    extensions=(".csv", ".tsv"),
    resumable=True,
    sniff=_sniff,
    read=_read,
    write=_write,
    written_media_type="application/zip",
    written_extension=".csv.zip",
)

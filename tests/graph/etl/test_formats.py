"""What all formats have in common: what is written is read again, in a stream, from anywhere."""

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as examples

from graph.etl.formats import FORMATS, read_members
from graph.etl.records import NodeRecord, Position, Record, RelationshipRecord
from tests.graph.etl.graphs import GRAPHS, hash_of, read, records_of, written

EVERY = sorted(FORMATS)


def members(data: bytes, format_name: str) -> list[tuple[str, Any]]:
    """The files of what was written."""
    if format_name != "csv":
        return [("file", io.BytesIO(data))]
    archive = zipfile.ZipFile(io.BytesIO(data))
    return [(info.filename, archive.open(info)) for info in archive.infolist()]


@pytest.mark.parametrize("format_name", EVERY)
@examples(max_examples=60, deadline=None)
@given(graph=GRAPHS)
def test_what_is_written_is_read_again(format_name: str, graph: list[Record]) -> None:
    data = written(graph, format_name)
    again = records_of(list(read_members(members(data, format_name), format_name=format_name)))
    assert hash_of(again) == hash_of(graph)
    own_ids = sorted(str(each.orig_id) for each in graph if isinstance(each, RelationshipRecord))
    assert sorted(str(each.orig_id) for each in again if isinstance(each, RelationshipRecord)) == own_ids


@pytest.mark.parametrize("format_name", EVERY)
@examples(max_examples=25, deadline=None)
@given(graph=GRAPHS)
def test_a_reader_goes_on_behind_any_item(format_name: str, graph: list[Record]) -> None:
    data = written(graph, format_name)
    whole = list(read_members(members(data, format_name), format_name=format_name))
    for number, item in enumerate(whole, start=1):
        begin = Position(*list(item.position))
        rest = list(read_members(members(data, format_name), format_name=format_name, begin=begin))
        assert rest == whole[number:]


@pytest.mark.parametrize(
    ("format_name", "text"),
    [
        (
            "jsonl",
            '{"type":"relationship","label":"R","start":{"id":1,"properties":{}},"end":{"id":2,"properties":{}}}\n'
            'bad\n\n{"type":"node","id":3}',
        ),
        ("csv", 'id,name\n1,"a\nb"\n\n2,b,c\n3,"open\n4,d\n'),
        (
            "cypher",
            "// first\nCREATE (a:A)-[:R]->(b:B), (c:C);\nDELETE 1;\n"
            "/* ; */ CREATE (:A {name: ';'});CREATE (:A)",
        ),
        (
            "graphml",
            '<graphml><key id="d" for="node" attr.name="n"/><graph>\n'
            '<node id="1"><data key="d">x</data></node>'
            '<hyperedge/><node/>\n<edge source="1" target="1" label="R"/></graph></graphml>',
        ),
    ],
)
def test_lines_with_several_items_and_bad_ones_are_gone_on_behind_too(format_name: str, text: str) -> None:
    whole = read(text.encode(), format_name)
    assert len(whole) >= 4
    for number, item in enumerate(whole, start=1):
        assert read(text.encode(), format_name, begin=item.position) == whole[number:]


def graph_of(count: int) -> Iterator[Record]:
    """A graph as it might be, in a stream."""
    for number in range(count):
        yield NodeRecord(
            f"n{number}", ("Person",), {"name": f"Name {number}", "age": number, "score": number / 7}
        )
    for number in range(count):
        yield RelationshipRecord(
            None, "KNOWS", f"n{number}", f"n{(number * 7) % count}", {"since": 2_000 + number % 20}
        )


def peak_of_reading(format_name: str, path: Path) -> int:
    tracemalloc.start()
    with path.open("rb") as stream:
        if format_name == "csv":
            archive = zipfile.ZipFile(stream)
            files: Any = ((info.filename, archive.open(info)) for info in archive.infolist())
        else:
            files = [("file", stream)]
        assert sum(1 for _ in read_members(files, format_name=format_name))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("format_name", EVERY)
def test_memory_does_not_grow_with_the_file(
    format_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    peaks = []
    # What is only made once is not counted.
    for count in (10, 500, 3_000):
        path = tmp_path / f"{count}"
        with path.open("wb") as sink:
            tracemalloc.start()
            FORMATS[format_name].write(graph_of(count), sink)
            write_peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        peaks.append((write_peak, peak_of_reading(format_name, path)))
    _, (small_write, small_read), (large_write, large_read) = peaks
    assert large_write < small_write + 1_000_000
    assert large_read < small_read + 500_000


@pytest.mark.parametrize("format_name", EVERY)
@pytest.mark.parametrize("value", [float("nan"), [1.0, [float("-inf")]], "\ud800"])
def test_what_no_reader_takes_is_not_written(format_name: str, value: Any) -> None:
    with pytest.raises(ValueError):
        written([NodeRecord("1", ("A",), {"x": value})], format_name)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("A", ("A",)),
        ("A;B", ("A", "B")),
        (":A:B", ("A", "B")),
        (":A;B", ("A;B",)),
        ("A:B", ("A:B",)),
        ('["A;B", ":C"]', (":C", "A;B")),
        ("", ()),
    ],
)
def test_labels_are_written_the_same_way_in_csv_and_graphml(text: str, labels: tuple[str, ...]) -> None:
    row = io.StringIO()
    csv.writer(row).writerows([[":ID", ":LABEL"], ["1", text]])
    said = escape(text, {'"': "&quot;"})
    nodes = f'<node id="1" labels="{said}"/><node id="1"><data key="labels">{said}</data></node>'
    xml = f"<graphml><graph>{nodes}</graph></graphml>"
    for name, content in (("csv", row.getvalue()), ("graphml", xml)):
        assert {each.labels for each in records_of(read(content.encode(), name))} == {labels}

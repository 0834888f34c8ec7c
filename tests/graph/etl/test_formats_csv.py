"""CSV with the headers that tools and people write."""

import datetime as dt
import io
import time
import zipfile

import pytest

from graph.etl.errors import InputUnreadable
from graph.etl.formats.csv import MAX_COLUMNS
from graph.etl.records import NodeRecord, Record, RelationshipRecord
from tests.graph.etl.graphs import read, reasons_of, records_of, written


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("id,labels,name\n1,A;B,x\n", NodeRecord("1", ("A", "B"), {"name": "x"})),
        ("id;labels;name\r\n1;:A:B;x\r\n", NodeRecord("1", ("A", "B"), {"name": "x"})),
        ("name:ID,:LABEL\nx,A\n", NodeRecord("x", ("A",), {"name": "x"})),
        (":ID(Person),:LABEL\n1,A\n", NodeRecord("Person:1", ("A",), {})),
        ("\ufeffid\tname\n1\tx\n", NodeRecord("1", ("people",), {"name": "x"})),
        (":ID,type,start:date\n1,x,2026-01-31\n",
         NodeRecord("1", ("people",), {"type": "x", "start": dt.date(2026, 1, 31)})),
        ("id,a:int,b:float[],c:boolean,d:IGNORE\n1,42,1;2.5,TRUE,x\n".replace("id", ":ID"),
         NodeRecord("1", ("people",), {"a": 42, "b": [1.0, 2.5], "c": True})),
        ("id,a:json,b\n1,\"[1, [null]]\",\n", NodeRecord("1", ("people",), {"a": [1, [None]]})),
        ("start,end,type,n:long\n1,2,R,5\n", RelationshipRecord(None, "R", "1", "2", {"n": 5})),
        ("id,start,end,type\nr,1,2,R\n", RelationshipRecord("r", "R", "1", "2", {})),
        (":START_ID(P),:END_ID(Q)\n1,2\n", RelationshipRecord(None, "people", "P:1", "Q:2", {})),
    ],
)  # fmt: skip
def test_what_headers_mean(text: str, record: Record) -> None:
    assert records_of(read(text.encode(), "csv", name="data/people.csv")) == [record]


def test_one_file_may_have_nodes_and_relationships() -> None:
    text = "_id,_labels,name,_start,_end,_type\n1,:A,x,,,\n2,:A,y,,,\n,,,1,2,R\n"
    nodes = [NodeRecord("1", ("A",), {"name": "x"}), NodeRecord("2", ("A",), {"name": "y"})]
    assert records_of(read(text.encode(), "csv")) == [*nodes, RelationshipRecord(None, "R", "1", "2", {})]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,A", "has 2 cells where the header has 3"),
        (",A,1", "an id is"),
        ("1,A,x", "n: 'x' is no whole number"),
        ("1,A,1_0", "n: '1_0' is no whole number"),
        ('1,"A"x,1', "no row of CSV"),
        ("1,a`b,1", "no name for a label"),
        ('1,"A,1', "is a quote not closed?"),
    ],
)
def test_a_bad_row_is_told_and_costs_no_other(row: str, reason: str) -> None:
    good = "2,A,2\n" * 1_001
    found = read(f"id,labels,n:int\n{row}\n{good}".encode(), "csv")
    [(line, told)] = reasons_of(found)
    assert line == 2
    assert reason in told
    assert len(found) == 1_002


def test_a_text_that_is_no_utf_8_costs_its_row() -> None:
    found = read(b"id,n\n1,\xff\n2,x\n", "csv", name="A")
    assert reasons_of(found) == [(2, "is no UTF-8")]
    assert found[1].record == NodeRecord("2", ("A",), {"n": "x"})


@pytest.mark.parametrize("text", ["name,age\nx,1\n", "id,id\n1,1\n", "id,n,n\n1,1,1\n", "id,\xff\n"])
def test_a_header_that_says_too_little_is_refused(text: str) -> None:
    with pytest.raises(InputUnreadable, match="header"):
        read(text.encode("latin-1"), "csv")


def test_a_quote_that_is_never_closed_takes_no_long_time() -> None:
    began = time.process_time()
    found = read(b"id,n\n" + b'1,"x\n' * 21 + b"1,x\n" * 50_000, "csv")
    assert len(reasons_of(found)) == 11
    assert time.process_time() - began < 5


def test_an_archive_has_typed_columns_and_one_for_what_is_too_much() -> None:
    many = {f"p{number:04}": number for number in range(MAX_COLUMNS)}
    graph: list[Record] = [
        NodeRecord("1", ("A",), {"n": 1, "tags": ["a", "b"], "mixed": 1, "empty": ""}),
        NodeRecord("2", ("A",), {"mixed": "x", **{name: many[name] for name in list(many)[:500]}}),
        NodeRecord("3", ("A",), {name: many[name] for name in list(many)[500:]}),
    ]
    archive = zipfile.ZipFile(io.BytesIO(written(graph, "csv")))
    assert archive.namelist() == ["nodes.csv", "relationships.csv"]
    data = archive.read("nodes.csv")
    header = data.decode().splitlines()[0].split(",")
    assert header[:6] == [":ID", ":LABEL", "n:long", "tags:string[]", "mixed:json", "empty:json"]
    assert len(header) == MAX_COLUMNS + 3
    assert header[-1] == ":PROPERTIES"
    assert records_of(read(data, "csv")) == graph


def test_the_same_graph_makes_the_same_archive() -> None:
    graph: list[Record] = [NodeRecord("1", ("A",), {"n": 1})]
    assert written(graph, "csv") == written(graph, "csv")

"""GraphML as tools write it, and as strangers might."""

import datetime as dt

import pytest

from graph.etl.errors import InputUnreadable
from graph.etl.formats.base import MAX_UNIT_BYTES
from graph.etl.records import NodeRecord, RelationshipRecord
from tests.graph.etl.graphs import read, reasons_of, records_of, written

HEAD = '<?xml version="1.0"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'


def graphml(keys: str, body: str) -> bytes:
    return f'{HEAD}{keys}<graph id="G" edgedefault="directed">\n{body}</graph></graphml>'.encode()


def test_a_file_as_tools_write_it() -> None:
    keys = (
        '<key id="name" for="node" attr.name="name" attr.type="string"/>'
        '<key id="tags" for="node" attr.name="tags" attr.type="string" attr.list="string"/>'
        '<key id="d2" for="node" attr.name="age" attr.type="int"><default>7</default></key>'
        '<key id="d3" for="all" attr.name="ok" attr.type="boolean"/>'
        '<key id="d4" for="node" attr.name="born" attr.type="string"><desc>value:date</desc></key>'
    )
    body = (
        '<node id="1" labels=":A:B"><data key="labels">:A:B</data><data key="name">x &amp; y</data>'
        '<data key="tags">["a","b"]</data><data key="d3">true</data><data key="d4">1970-01-31</data></node>'
        '<node id="2" extra="z"/>'
        '<edge id="e" source="1" target="2" label="R">'
        '<data key="label">R</data><data key="d3">false</data></edge>'
    )
    found = read(graphml(keys, body), "graphml")
    assert records_of(found) == [
        NodeRecord(
            "1",
            ("A", "B"),
            {"name": "x & y", "tags": ["a", "b"], "age": 7, "ok": True, "born": dt.date(1970, 1, 31)},
        ),
        NodeRecord("2", (), {"age": 7}),
        RelationshipRecord("e", "R", "1", "2", {"ok": False}),
    ]
    assert [item.ignored for item in found] == [(), ("extra",), ()]


def test_the_type_of_an_edge_may_be_a_property() -> None:
    keys = '<key id="d0" for="edge" attr.name="label" attr.type="string"/>'
    [item] = read(graphml(keys, '<edge source="1" target="2"><data key="d0">R</data></edge>'), "graphml")
    assert item.record == RelationshipRecord(None, "R", "1", "2", {"label": "R"})


@pytest.mark.parametrize(
    ("element", "reason"),
    [
        ("<node/>", "an id is"),
        ('<edge source="1" target="2"/>', "has no type"),
        ('<edge source="1" label="R"/>', "start and end: an id is"),
        ('<node id="1"><data key="x">1</data></node>', "declared nowhere"),
        ('<node id="1"><data key="n">x</data></node>', "n: 'x' is no number"),
        ('<node id="1"><data key="n">99999999999999999999</data></node>', "n: a whole number does not fit"),
        ("<hyperedge/>", "hyperedge is nothing"),
    ],
)
def test_a_bad_element_is_told_and_costs_no_other(element: str, reason: str) -> None:
    keys = '<key id="n" for="node" attr.name="n" attr.type="long"/>'
    found = read(graphml(keys, f'<node id="1"/>\n{element}\n<node id="2"/>\n'), "graphml")
    [(line, told)] = reasons_of(found)
    assert line == 5
    assert reason in told
    assert len(found) == 3


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('<!DOCTYPE graphml [<!ENTITY x "y">]><graphml/>', "DOCTYPE"),
        ('<!DOCTYPE graphml SYSTEM "file:///etc/passwd"><graphml/>', "DOCTYPE"),
        ("<graphml><graph>&x;</graph></graphml>", "undefined entity"),
        ("<html/>", "outermost element is html"),
        ("<graphml><graph>", "no element found"),
        ("<graphml><graph><node id='1'><graph/></node></graph></graphml>", "Nodes within a node"),
        ("<graphml>" + "<x>" * 40, "nested more than 32 deep"),
        ('<?xml version="1.0" encoding="nonsense"?><graphml/>', "cannot be read"),
        (f"<graphml><graph><node id='{'x' * 3 * MAX_UNIT_BYTES}'/>", "longer than"),
        (f"<graphml><graph><node id='1'><data key='k'>{'x' * 3 * MAX_UNIT_BYTES}", "longer than"),
        ("", "no element found"),
    ],
)
def test_what_is_no_graphml_or_dangerous_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InputUnreadable, match=reason):
        read(text.encode(), "graphml")


def test_what_xml_cannot_hold_is_written_as_json() -> None:
    graph = [NodeRecord("1", ("a:b",), {"x": "\x00", "y": "a\r\n\tb"})]
    data = written(list(graph), "graphml")
    assert b"<desc>value:json</desc>" in data
    assert records_of(read(data, "graphml")) == graph

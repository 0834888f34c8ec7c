"""What a look at the beginning of a content tells."""

import time

import pytest

from graph.etl.formats import UNKNOWN, format_of


@pytest.mark.parametrize(
    ("head", "name", "found"),
    [
        (b'{"type": "node"}\n', "x", "jsonl"),
        (b'\xef\xbb\xbf{"type": "node"}\n', "x.csv", "jsonl"),
        (b"id;name\r\n1;a\r\n", "x", "csv"),
        (b"id\tname\n", "x", "csv"),
        (b'"a, b"\n', "x", UNKNOWN),
        (b"id\n1\n", "nodes.CSV", "csv"),
        (b"// made by hand\n/* twice */ create (:A)", "x", "cypher"),
        (b"CREATED, AT\n", "x", "csv"),
        (b'<?xml version="1.0"?>\n<!-- x -->\n<graphml>', "x", "graphml"),
        (b'{"type": "node", "id": "<graphml>"}\n', "x", "jsonl"),
        (b"some words", "x.cypher", "cypher"),
        (b"some words", "x.txt", UNKNOWN),
        (b"", "x", UNKNOWN),
        (b"id,name\x00", "x.csv", UNKNOWN),
        (b"id,name\n1,a\x00b\n", "x", "csv"),
        (b"id\n1\x00\n", "x.csv", UNKNOWN),
    ],
)
def test_the_content_counts_before_the_name(head: bytes, name: str, found: str) -> None:
    assert format_of(head, name) == found


@pytest.mark.parametrize("piece", [b"/* */ ", b"/*", b"//\n", b'"', b'","', b" "])
def test_no_text_takes_long_to_look_at(piece: bytes) -> None:
    began = time.process_time()
    format_of((piece * 65_536)[:65_536], "x")
    assert time.process_time() - began < 0.5

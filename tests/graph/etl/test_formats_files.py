"""Kept files as what formats are read from."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings

from graph.etl.formats import read_members
from graph.etl.formats.files import members_of
from graph.etl.records import NodeRecord, Record, RelationshipRecord
from graph.files.models import GraphFile
from graph.files.sniffing import sniff
from tenants.ids import new_id
from tests.graph.etl.graphs import records_of, written

GRAPH: list[Record] = [NodeRecord("1", ("A",), {"n": 1}), RelationshipRecord(None, "R", "1", "1", {})]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plain.jsonl", written(GRAPH, "jsonl")),
        ("folded.graphml.gz", gzip.compress(written(GRAPH, "graphml"))),
        ("archive.zip", written(GRAPH, "csv")),
    ],
)
def test_a_kept_file_is_read_as_what_it_was_told_to_be(
    name: str, data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    file = GraphFile(id=new_id(), tenant_id=new_id(), name=name)
    file.path.parent.mkdir(parents=True)
    file.path.write_bytes(data)
    sniffed = sniff(file.path, name=name)
    file.format, file.compression = sniffed.format, sniffed.compression
    assert records_of(list(read_members(members_of(file), format_name=file.format))) == GRAPH

"""Kept files as what formats are read from."""

import base64
import bz2
import gzip
import io
import lzma
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from graph.etl.formats import read_members
from graph.etl.formats.files import members_of
from graph.etl.records import NodeRecord, Record, RelationshipRecord
from graph.files.models import GraphFile
from graph.files.progress import Reached
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
    file = kept(name, data)
    assert records_of(list(read_members(members_of(file), format_name=file.format))) == GRAPH


def kept(name: str, data: bytes) -> GraphFile:
    """A file as it is after an upload, without its row."""
    file = GraphFile(id=new_id(), tenant_id=new_id(), name=name)
    file.path.parent.mkdir(parents=True)
    file.path.write_bytes(data)
    sniffed = sniff(file.path, name=name)
    file.format, file.compression = sniffed.format, sniffed.compression
    return file


def nodes(name: str, text: Callable[[], str]) -> bytes:
    """A thousand nodes of JSONL, some 600 bytes each."""
    return written([NodeRecord(f"{name}{n}", ("A",), {"text": text()}) for n in range(1_000)], "jsonl")


CHANCE = random.Random(7)
FOLDS = nodes("same", lambda: "x" * 600)
"""Text that folds to next to nothing, and text that hardly folds at all."""
STAYS = nodes("chance", lambda: base64.b64encode(CHANCE.randbytes(450)).decode())


def zipped(*members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, each in enumerate(members):
            archive.writestr(f"{number}.jsonl", each)
        archive.writestr(".hidden", CHANCE.randbytes(300_000))
    return out.getvalue()


@pytest.mark.parametrize(
    ("fold", "read"),
    [
        (b"".join, (0.49, 0.75)),
        (lambda parts: gzip.compress(b"".join(parts)), (0, 0.6)),
        (lambda parts: bz2.compress(b"".join(parts), 1), (0, 0.6)),
        (lambda parts: lzma.compress(b"".join(parts)), (0, 0.6)),
        (lambda parts: zipped(*parts), (0, 0.03)),
        (lambda parts: zipped(b"".join(parts)), (0, 0.6)),
    ],
    ids=["plain", "gzip", "bzip2", "xz", "archive", "archive of one"],
)
def test_how_far_a_file_has_been_read_is_told_by_its_kept_bytes(
    fold: Callable[[list[bytes]], bytes],
    read: tuple[float, float],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    file = kept("graph.jsonl", fold([FOLDS, STAYS]))
    reached = Reached()
    shares, sizes = [reached.share], [0]
    for item in read_members(members_of(file, reached=reached), format_name="jsonl"):
        shares.append(reached.share)
        sizes.append(reached.before(item.position.member) + item.position.offset)
    assert shares[0] == 0
    assert shares == sorted(shares)
    least, most = read
    assert least < shares[1_000] < most, "after the half that folds, with what is read ahead"
    assert shares[-1] == pytest.approx(1, abs=0.01)
    assert reached.share == 1
    assert sizes == sorted(sizes)
    assert sizes[-1] == len(FOLDS) + len(STAYS)

"""Compressed files unfold as they were, within bounds, and damage is told as such."""

import bz2
import gzip
import lzma
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from graph.files import folding
from graph.files.errors import FileContentMissing, FileDamaged, FileRefused, FileUnfoldsTooFar

MEGABYTE = 1_000_000


def zipped(**members: bytes) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


FOLD: dict[str, Callable[[bytes], bytes]] = {
    "none": bytes,
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zip": lambda content: zipped(only=content),
}
IN_PARTS = ("gzip", "bzip2", "xz")


def unfold(path: Path, content: bytes, compression: str) -> bytes:
    path.write_bytes(content)
    with folding.unfolded(path, compression) as stream:
        return stream.read()


@pytest.mark.parametrize("compression", FOLD)
@given(content=st.binary(max_size=3_000))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_what_was_folded_unfolds_as_it_was(tmp_path: Path, compression: str, content: bytes) -> None:
    folded = FOLD[compression](content)
    assert unfold(tmp_path / "f", folded, compression) == content
    if compression != "none":
        assert folding.compression_of(folded) == compression


@pytest.mark.parametrize("compression", IN_PARTS)
@pytest.mark.parametrize("count", [2, 5])
def test_several_streams_behind_each_other_are_one_content(
    tmp_path: Path, compression: str, count: int
) -> None:
    folded = FOLD[compression](b"line\n" * 1_000) * count
    assert unfold(tmp_path / "f", folded, compression) == b"line\n" * 1_000 * count


def test_zeros_may_stand_between_and_behind_the_streams_of_xz(tmp_path: Path) -> None:
    part = lzma.compress(b"x" * 10)
    assert unfold(tmp_path / "f", part + bytes(8) + part + bytes(400_000), "xz") == b"x" * 20


@pytest.mark.parametrize("compression", ["gzip", "bzip2", "xz", "zip"])
@given(data=st.data())
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_what_is_cut_off_or_changed_is_damaged_or_unfolds_but_nothing_else(
    tmp_path: Path, compression: str, data: st.DataObject
) -> None:
    folded = bytearray(FOLD[compression](b"a line of text\n" * 50))
    cut = data.draw(st.integers(0, len(folded)))
    if data.draw(st.booleans()):
        folded = folded[:cut]
    else:
        folded[min(cut, len(folded) - 1)] ^= data.draw(st.integers(1, 255))
    with suppress(FileDamaged, FileUnfoldsTooFar):
        unfold(tmp_path / "f", bytes(folded), compression)


@pytest.mark.parametrize("compression", ["gzip", "bzip2", "xz", "zip"])
def test_a_bomb_goes_off_at_its_bound_and_takes_no_memory(
    tmp_path: Path, compression: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "ALWAYS_BYTES", MEGABYTE)
    path = tmp_path / "bomb"
    path.write_bytes(FOLD[compression](bytes(40 * MEGABYTE)))
    seen = 0
    tracemalloc.start()
    with pytest.raises(FileUnfoldsTooFar), folding.unfolded(path, compression) as stream:
        while block := stream.read(65_536):
            seen += len(block)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seen <= folding.most_unfolded(path.stat().st_size) < 40 * MEGABYTE
    assert peak < 10 * MEGABYTE


def test_the_setting_bounds_what_its_size_would_allow(settings: Any) -> None:
    settings.MAX_UNFOLDED_BYTES = 1_000
    assert folding.most_unfolded(10**9) == 1_000


def test_an_archive_that_says_it_is_too_large_is_not_begun(tmp_path: Path, settings: Any) -> None:
    settings.MAX_UNFOLDED_BYTES = 1_000
    with pytest.raises(FileUnfoldsTooFar):
        unfold(tmp_path / "f", zipped(a=bytes(2_000)), "zip")


def test_the_members_of_an_archive_come_in_order_within_one_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "both.zip"
    path.write_bytes(zipped(**{"a/nodes.csv": b"1", "__MACOSX/._x": b"2", ".hidden": b"3", "../r.csv": b"4"}))
    found = [(name, stream.read()) for name, stream in folding.unfolded_members(path)]
    assert found == [("a/nodes.csv", b"1"), ("../r.csv", b"4")]
    monkeypatch.setattr(folding, "ALWAYS_BYTES", 1_500)
    path.write_bytes(zipped(a=bytes(1_000), b=bytes(100_000)))
    with pytest.raises(FileUnfoldsTooFar):
        for _, stream in folding.unfolded_members(path):
            stream.read()


@pytest.mark.parametrize("members", [{}, {"a": b"1", "b": b"2"}])
def test_an_archive_of_none_or_several_is_no_one_content(tmp_path: Path, members: dict[str, bytes]) -> None:
    with pytest.raises(FileDamaged, match=f"holds {len(members)} files"):
        unfold(tmp_path / "f", zipped(**members), "zip")


def test_an_archive_with_too_many_members_or_encrypted_ones_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileDamaged, match="more than"):
        unfold(tmp_path / "f", zipped(**{f"m{n}": b"" for n in range(folding.MOST_MEMBERS + 1)}), "zip")
    encrypted = bytearray(zipped(a=b"x" * 100))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.index(signature) + offset] |= 1
    with pytest.raises(FileDamaged, match="encrypted"):
        unfold(tmp_path / "f", bytes(encrypted), "zip")


def test_a_table_of_contents_that_would_fill_the_memory_is_not_read(tmp_path: Path) -> None:
    huge = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, 500 * MEGABYTE, 0, 0)
    with pytest.raises(FileDamaged):
        unfold(tmp_path / "f", b"PK\x03\x04" + bytes(100) + huge, "zip")


def test_an_xz_file_that_wants_much_memory_is_refused(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9, "dict_size": 256 * 1024 * 1024}]
    with pytest.raises(FileDamaged):
        unfold(tmp_path / "f", lzma.compress(b"x", filters=filters), "xz")


def test_a_folding_that_is_not_known_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="zstandard"):
        folding.compression_of(b"\x28\xb5\x2f\xfd123")


def test_content_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(FileContentMissing), folding.unfolded(tmp_path / "none", "gzip"):
        pass
    with pytest.raises(FileContentMissing):
        list(folding.unfolded_members(tmp_path / "none"))

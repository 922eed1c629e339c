"""Bytes become lines: nothing lost, nothing twice, memory bounded, whatever the bytes are."""

import bz2
import gzip
import importlib
import io
import lzma
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from log_world import Reader

from vedette.sources.logs import lines as lines_module
from vedette.sources.logs import unpacking
from vedette.sources.logs.interface import KEPT, LONGEST
from vedette.sources.logs.lines import Cutter
from vedette.sources.logs.replayed import ReplayedLogs


def replay(*paths) -> Reader:
    reader, source = Reader(), ReplayedLogs([str(path) for path in paths])
    while not source.over:
        reader.take(source, 1)
    return reader


def cuts_of(chunks, *, end=True):
    cutter = Cutter()
    found = [cut for chunk in chunks for cut in cutter.feed(chunk)]
    return found + (list(cutter.rest()) if end else [])


@given(st.lists(st.binary(max_size=40), max_size=12))
def test_what_is_fed_in_any_pieces_comes_out_whole(chunks):
    whole = b"".join(chunks)
    found = cuts_of(chunks)
    hole = len(whole) - len(whole.lstrip(b"\0"))
    rest = whole[hole:]
    assert b"".join(cut.data for cut in found) == rest
    assert sum(cut.lines for cut in found) == rest.count(b"\n") + bool(rest and rest[-1:] != b"\n")
    offset, line = hole, 1
    for cut in found:
        assert (cut.offset, cut.line) == (offset, line)
        offset, line = cut.end, line + cut.lines
    assert all(cut.data.endswith(b"\n") for cut in found[:-1])


@settings(max_examples=60)
@given(st.lists(st.integers(0, 900), max_size=8), st.integers(1, 700))
def test_of_long_lines_each_byte_is_accounted_for(sizes, step):
    longest, kept = 300, 64
    before = lines_module.LONGEST, lines_module.KEPT
    lines_module.LONGEST, lines_module.KEPT = longest, kept
    try:
        whole = b"".join(b"x" * size + b"\n" for size in sizes)
        found = cuts_of([whole[at : at + step] for at in range(0, len(whole), step)])
    finally:
        lines_module.LONGEST, lines_module.KEPT = before
    assert sum(cut.lines for cut in found) == len(sizes)
    assert sum(len(cut.data) + cut.left_out for cut in found) == len(whole)
    assert sum(cut.oversize for cut in found) == sum(size > longest for size in sizes)
    assert all(len(line) <= longest for cut in found for line in cut.data.split(b"\n"))
    assert not found or found[-1].end == len(whole)


def test_a_line_of_64_megabytes_is_cut_and_takes_no_memory(tmp_path):
    path = tmp_path / "access.log"
    with path.open("wb") as file:
        file.write(b"first\n")
        for _ in range(64):
            file.write(b"A" * (1 << 20))
        file.write(b"\nlast\n")
    tracemalloc.start()
    reader = replay(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [len(line) for line in reader.lines] == [5, KEPT, 4]
    assert sum(piece.cut for piece in reader.pieces) == (64 << 20) - KEPT
    assert sum(piece.oversize for piece in reader.pieces) == 1
    assert [piece.block.line for piece in reader.pieces] == [1, 2, 3]
    assert most < 8 << 20


def test_a_line_without_an_end_waits_in_bounded_memory(tmp_path):
    (tmp_path / "x.log").write_bytes(b"A" * (LONGEST * 5))
    reader = replay(tmp_path / "x.log")
    assert [piece.oversize for piece in reader.pieces] == [1]


def test_nuls_within_lines_are_bytes_like_others(tmp_path):
    (tmp_path / "x.log").write_bytes(b"a\0b\n\0\0c\n")
    assert replay(tmp_path / "x.log").lines == [b"a\0b", b"\0\0c"]


@pytest.mark.parametrize(
    ("ending", "compress"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)]
)
def test_compressed_logs_are_read(tmp_path, ending, compress):
    whole = b"".join(b"line %d\n" % number for number in range(300_000))
    path = tmp_path / f"x.log.{ending}"
    # Two compressed streams, one after the other, as appended ones are.
    path.write_bytes(compress(whole[:1000]) + compress(whole[1000:]))
    reader = replay(path)
    assert b"\n".join(reader.lines) + b"\n" == whole
    assert reader.troubles == []


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_of_a_broken_one_is_read_what_can_be(tmp_path, share):
    whole = b"".join(b"line %d %x\n" % (number, number * 2654435761 % (1 << 32)) for number in range(100_000))
    packed = gzip.compress(whole)
    (tmp_path / "x.gz").write_bytes(packed[: int(len(packed) * share)])
    reader = replay(tmp_path / "x.gz")
    assert len(reader.lines) > 100_000 * share * 0.8
    assert whole.startswith(b"\n".join(reader.lines))
    assert reader.reasons == ["corrupt"]


def test_damage_in_the_middle_is_told_and_ends_it(tmp_path):
    packed = bytearray(gzip.compress(b"".join(b"line %d\n" % number for number in range(100_000))))
    packed[len(packed) // 2] ^= 0xFF
    (tmp_path / "x.gz").write_bytes(packed)
    assert replay(tmp_path / "x.gz").reasons == ["corrupt"]


@pytest.mark.parametrize("compress", [bz2.compress, lzma.compress])
def test_a_bomb_is_not_unpacked(tmp_path, compress):
    (tmp_path / "x.log").write_bytes(compress(b"\0" * (100 << 20)))
    reader = replay(tmp_path / "x.log")
    assert reader.reasons == ["unpacks-too-large"]


def test_a_file_that_only_looks_compressed_is_read_as_it_is(tmp_path):
    (tmp_path / "x.gz").write_bytes(b"plain\n")
    assert replay(tmp_path / "x.gz").lines == [b"plain"]


def test_files_of_one_family_are_replayed_in_order_of_time(tmp_path):
    for name in ("a.log", "a.log.1", "a.log.10", "a.log.2", "b.log"):
        (tmp_path / name).write_bytes(name.encode() + b"\n")
    reader = replay(*sorted(tmp_path.iterdir()))
    assert reader.lines == [b"a.log.10", b"a.log.2", b"a.log.1", b"a.log", b"b.log"]


def test_what_cannot_be_opened_is_told_and_the_rest_is_read(tmp_path):
    (tmp_path / "x.log").write_bytes(b"x\n")
    reader = replay(tmp_path / "none.log", tmp_path / "x.log")
    assert (reader.lines, reader.reasons) == ([b"x"], ["unreadable"])


def test_zstd_that_cannot_be_unpacked_says_what_to_install(monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(unpacking, "import_module", missing)
    with pytest.raises(unpacking.BrokenLogError) as told:
        list(unpacking.unpacked(io.BytesIO(b"\x28\xb5\x2f\xfd"), "zstd", 4))
    assert told.value.reason == "unknown-compression"
    assert "backports.zstd" in told.value.detail


def test_zstd_is_unpacked_by_what_was_taken_from_newer_python():
    try:
        zstd = importlib.import_module("compression.zstd")
    except ImportError:
        zstd = pytest.importorskip("backports.zstd", reason="needs Python 3.14 or backports.zstd")
    data = b"line of a log\n" * 100_000
    packed = zstd.compress(data)
    assert b"".join(unpacking.unpacked(io.BytesIO(packed), "zstd", len(packed))) == data
    for broken in (packed[:-9], packed[:20] + b"\xff" * 20):
        with pytest.raises(unpacking.BrokenLogError, match="corrupt"):
            list(unpacking.unpacked(io.BytesIO(broken), "zstd", len(broken)))

"""Bombs, damage and fuzz: each ends as skips with reasons; never a crash, a hang or a written file."""

from __future__ import annotations

import bz2
import io
import os
import random
import struct
import tarfile
import time
import tracemalloc
import zipfile

import pytest
from archive_world import look, made_gzip, made_tar, made_zip, reasons

from vedette.sources.archive import bounds, walk
from vedette.sources.archive.source import ArchiveSource
from vedette.sources.opening import open_source

ZEROS = bytes(1 << 20)


def peak(path):
    tracemalloc.start()
    began = time.monotonic()
    try:
        texts, skips = look(path)
        return texts, skips, tracemalloc.get_traced_memory()[1], time.monotonic() - began
    finally:
        tracemalloc.stop()


@pytest.fixture
def small(monkeypatch):
    """Bounds that a small bomb exceeds."""
    monkeypatch.setattr(bounds, "_RATIO_FROM", 4 << 20)
    monkeypatch.setattr(bounds, "_MEMBERS", 100)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("mode", ["w:gz", "w:bz2", "w:xz"])
def test_a_tar_that_unpacks_without_end_is_left(tmp_path, mode):
    path = tmp_path / "bomb.tar.gz"
    path.write_bytes(made_tar([("first", b"text"), *((f"zeros{n}", ZEROS) for n in range(20))], mode))
    assert path.stat().st_size < 64 << 10
    texts, skips, memory, _ = peak(path)
    assert texts["first"] == b"text"
    assert ("failed", "unpacks-too-large") in reasons(skips).values()
    assert memory < 32 << 20


@pytest.mark.usefixtures("small")
def test_a_zip_bomb_gives_what_fits_and_names_the_rest(tmp_path):
    path = tmp_path / "bomb.zip"
    path.write_bytes(made_zip([*((f"zeros{n}", ZEROS) for n in range(20)), ("last", b"text")]))
    texts, skips, memory, _ = peak(path)
    assert texts["last"] == b"text"
    assert len(texts) + len(skips) == 21
    assert {reason for _, reason in reasons(skips).values()} == {"unpacks-too-large"}
    assert memory < 32 << 20


@pytest.mark.usefixtures("small")
def test_a_bomb_of_bombs_shares_one_bound(tmp_path):
    inner = made_zip([(f"zeros{n}", ZEROS) for n in range(4)])
    path = tmp_path / "bomb.zip"
    path.write_bytes(made_zip([(f"{n}.zip", inner) for n in range(20)]))
    texts, skips, memory, _ = peak(path)
    assert len(texts) <= 4
    assert len(skips) >= 70
    assert memory < 40 << 20


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("make", [made_zip, made_tar])
def test_too_many_members_are_named_as_such(tmp_path, make):
    path = tmp_path / "x"
    path.write_bytes(make([(f"{n}", b"x") for n in range(150)]))
    texts, skips = look(path)
    assert len(texts) == 100
    assert reasons(skips) == {"x": ("failed", "too-many-members")}


def test_many_members_of_one_name_take_linear_time(tmp_path):
    path = tmp_path / "x.tar"
    path.write_bytes(made_tar([("a", b"")] * 5_000, form=tarfile.USTAR_FORMAT))
    texts, _, _, seconds = peak(path)
    assert len(texts) == 5_000
    assert seconds < 30


def test_the_clock_is_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr(bounds, "_SECONDS", -1.0)
    path = tmp_path / "x.tgz"
    path.write_bytes(made_tar([("a", b"a")], "w:gz"))
    assert reasons(look(path)[1]) == {"x.tgz": ("failed", "timed-out")}


def test_a_zip_directory_is_bounded_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(walk, "_DIRECTORY_BYTES", 1000)
    path = tmp_path / "x.zip"
    path.write_bytes(made_zip([(f"{n:050}", b"x") for n in range(20)]))
    assert reasons(look(path)[1]) == {"x.zip": ("failed", "too-many-members")}


def test_a_quine_ends_by_depth(tmp_path):
    data = b""
    for _ in range(20):
        data = made_zip([("r/r.zip", data)])
    path = tmp_path / "r.zip"
    path.write_bytes(data)
    texts, skips = look(path)
    assert texts == {}
    assert reasons(skips) == {"r/r.zip!/r/r.zip!/r/r.zip": ("failed", "too-deep")}


def test_encrypted_and_unknown_compression_are_failed_skips(tmp_path):
    path = tmp_path / "x.zip"
    data = bytearray(made_zip([("open", b"o"), ("locked", b"l"), ("odd", b"d")]))
    for name, at, value in ((b"locked", 8, 1), (b"odd", 10, 99)):
        entry = data.rindex(b"PK\x01\x02", 0, data.rindex(name))
        struct.pack_into("<H", data, entry + at, value)
    path.write_bytes(data)
    texts, skips = look(path)
    assert texts == {"open": b"o"}
    assert reasons(skips) == {"locked": ("failed", "encrypted"), "odd": ("failed", "compression-unsupported")}


@pytest.mark.parametrize("head", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01\0", b"\x28\xb5\x2f\xfd"])
def test_an_archive_that_cannot_be_read_is_said_to_be_one(tmp_path, head):
    path = tmp_path / "x"
    path.write_bytes(head + bytes(600))
    assert reasons(look(path)[1]) == {"x": ("failed", "archive-unsupported")}


def test_a_member_over_the_limit_is_a_failed_skip(tmp_path):
    files = [("large", b"x" * 11), ("small", b"x" * 10)]
    for data in (made_zip(files), made_tar(files), made_tar(files, "w:gz")):
        (tmp_path / "x").write_bytes(data)
        texts, skips = look(tmp_path / "x", limit=10)
        assert texts == {"small": b"x" * 10}
        assert reasons(skips) == {"large": ("failed", "too-large")}
    (tmp_path / "x.gz").write_bytes(made_gzip(b"x" * 11))
    assert reasons(look(tmp_path / "x.gz", limit=10)[1]) == {"x": ("failed", "too-large")}


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_what_is_cut_off_never_looks_whole(tmp_path, mode):
    noise = random.Random(3).randbytes(3000)  # noqa: S311 - a seed
    whole = made_tar([("a", noise), ("b", noise)], mode)
    end = len(whole) if mode != "w" else 2 * (512 + 3072)
    path = tmp_path / "x.tar"
    for cut in range(600, end, end // 25):
        path.write_bytes(whole[:cut])
        _, skips = look(path)
        assert any(skip.cls == "failed" for skip in skips.values()), cut


def test_data_after_the_end_of_a_tar_is_not_passed_over(tmp_path):
    path = tmp_path / "x.tar"
    path.write_bytes(made_tar([("a", b"a")]) + b"hidden" * 100)
    texts, skips = look(path)
    assert texts == {"a": b"a"}
    assert reasons(skips) == {"x.tar": ("failed", "trailing-data")}


def test_headers_that_claim_too_much_are_refused(tmp_path):
    path = tmp_path / "x.tar"
    long = tarfile.TarInfo("././@LongLink")
    long.type, long.size = b"L", 1 << 33
    path.write_bytes(long.tobuf(tarfile.GNU_FORMAT) + ZEROS)
    _, skips, memory, _ = peak(path)
    assert reasons(skips) == {"x.tar": ("failed", "corrupt")}
    assert memory < 8 << 20
    for record in (b"99999999999999999999 path=x\n", b"0 path=x\n", b"path", b"-5 a=b\n", b"3 \n"):
        info = tarfile.TarInfo("x")
        info.type = b"x"
        path.write_bytes(made_tar([(info, record), ("a", b"a")], form=tarfile.USTAR_FORMAT))
        texts, skips = look(path)
        assert texts.get("a", b"a") == b"a"


def test_a_zip_member_without_a_name_is_examined(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(made_zip([("~", b"text"), ("a", b"a")]).replace(b"~", b"\0"))
    assert look(path) == ({"!": b"text", "a": b"a"}, {})


def test_a_pipe_or_a_folder_in_its_place_is_never_waited_for(tmp_path):
    from vedette.sources.archive.form import form_of_file

    os.mkfifo(tmp_path / "x.zip")
    assert form_of_file(str(tmp_path / "x.zip")) == ""
    assert form_of_file(str(tmp_path)) == ""
    assert form_of_file(str(tmp_path / "nothing")) == ""


def seeds():
    noise = random.Random(1).randbytes(2000)  # noqa: S311 - a seed
    files = [("a.txt", b"alpha " * 50), ("d/b.bin", noise), ("c", b"")]
    inner = made_zip(files)
    yield made_zip(files)
    yield made_zip([*files, ("in.zip", inner), ("in.tgz", made_tar(files, "w:gz"))])
    yield made_zip(files, zipfile.ZIP_BZIP2)
    for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        yield made_tar([*files, ("n" * 150 if form else "n", b"long"), ("in.zip", inner)], form=form)
    for mode in ("w:gz", "w:bz2", "w:xz"):
        yield made_tar(files, mode)
    yield made_gzip(noise)
    yield bz2.compress(noise)


def mutated(data, chance):
    out = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        if not out:
            break
        at = chance.randrange(len(out))
        what = chance.randrange(6)
        if what == 0:
            out[at] ^= 1 << chance.randrange(8)
        elif what == 1:
            out[at : at + 4] = chance.choice([b"\xff" * 4, bytes(4), b"\x80\0\0\0", b"7777"])
        elif what == 2:
            del out[at : at + chance.randint(1, 600)]
        elif what == 3:
            out[at:at] = out[at : at + chance.randint(1, 600)]
        elif what == 4:
            del out[at:]
        else:
            out[at:at] = chance.randbytes(chance.randint(1, 20))
    # A tar header with a wrong checksum ends the walk at once: often it is made right again.
    for at in range(0, len(out) - 511, 512):
        if out[at + 257 : at + 262] == b"ustar" and chance.random() < 0.7:
            out[at + 148 : at + 156] = b" " * 8
            out[at + 148 : at + 156] = b"%06o\0 " % sum(out[at : at + 512])
    return bytes(out)


def test_mutated_archives_end_in_bounded_time_with_every_entry_settled(tmp_path, monkeypatch):
    monkeypatch.setattr(bounds, "_RATIO_FROM", 1 << 20)
    number = int(os.environ.get("VEDETTE_FUZZ", "400"))
    starts = list(seeds())
    path = tmp_path / "x.zip"
    opened = 0
    for seed in range(number):
        chance = random.Random(seed)  # noqa: S311 - a seed
        data = mutated(chance.choice(starts), chance)
        path.write_bytes(data)
        began = time.monotonic()
        if not isinstance(open_source(path, max_file_bytes=9), ArchiveSource):
            continue  # no magic is left of it, so that it is a plain file
        opened += 1
        try:
            look(path, 1 << 16)
        except BaseException as error:
            raise AssertionError(f"seed {seed}") from error
        assert time.monotonic() - began < 20, f"seed {seed}"
    assert opened > number // 2
    assert [item.name for item in tmp_path.iterdir()] == ["x.zip"]


def test_random_blocks_with_sound_checksums_are_survived(tmp_path):
    path = tmp_path / "x.tar"
    for seed in range(int(os.environ.get("VEDETTE_FUZZ", "400")) // 2):
        chance = random.Random(seed)  # noqa: S311 - a seed
        out = io.BytesIO()
        for _ in range(chance.randint(1, 8)):
            block = bytearray(chance.randbytes(512) if chance.random() < 0.5 else bytes(512))
            block[156] = chance.choice(b"0123456LKxgSVXDMN\0")
            block[124:136] = chance.choice([b"%011o\0" % chance.randrange(2000), chance.randbytes(12)])
            block[148:156] = b" " * 8
            block[148:156] = b"%06o\0 " % sum(block)
            out.write(block + chance.randbytes(chance.choice([0, 0, 512, 1024])))
        path.write_bytes(out.getvalue())
        try:
            look(path)
        except BaseException as error:
            raise AssertionError(f"seed {seed}") from error

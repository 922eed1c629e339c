"""Archives of every form that is read: each member once, under its own name."""

from __future__ import annotations

import bz2
import io
import lzma
import stat
import tarfile
import zipfile

import pytest
from archive_world import look, made_gzip, made_tar, made_zip, reasons

from vedette.model.facts import Entry
from vedette.sources.interface import Unexaminable
from vedette.sources.opening import open_source

FILES = [("a.txt", b"alpha\n"), ("folder/b.py", b"beta\n" * 300), ("folder/empty", b"")]
TEXTS = dict(FILES)


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_tars_are_known_by_their_bytes_and_not_by_their_name(tmp_path, mode, form):
    path = tmp_path / "no-suffix"
    path.write_bytes(made_tar(FILES, mode, form))
    assert look(path) == (TEXTS, {})


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_zips_are_read(tmp_path, method):
    path = tmp_path / "x.whl"
    path.write_bytes(made_zip([("folder/", b""), *FILES], method))
    assert look(path) == (TEXTS, {})
    path.write_bytes(b"#!/bin/sh\nexec me\n" + path.read_bytes())
    assert look(path) == (TEXTS, {}), "a program stands before it"


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_and_foreign_names_are_whole(tmp_path, form):
    names = ["d/" * 90 + "long.txt", "größe/ключ.txt", "x" * 250]
    path = tmp_path / "x.tar"
    path.write_bytes(made_tar([(name, name.encode()) for name in names], form=form))
    assert look(path)[0] == {name: name.encode() for name in names}


def test_what_is_only_compressed_is_one_file(tmp_path):
    for name, data in (
        ("log.gz", made_gzip(b"one\n") + made_gzip(b"two\n") + bytes(100)),
        ("log.bz2", bz2.compress(b"one\ntwo\n")),
        ("log.xz", lzma.compress(b"one\n") + lzma.compress(b"two\n")),
    ):
        (tmp_path / name).write_bytes(data)
        assert look(tmp_path / name) == ({"log": b"one\ntwo\n"}, {})


def test_archives_in_archives_are_opened_three_deep(tmp_path):
    deep = made_zip([("never.txt", b"n"), ("x", b"")])
    third = made_tar([("c.txt", b"c"), ("too/deep.zip", deep)], "w:gz")
    second = made_zip([("b.txt", b"b"), ("third.tgz", third), ("log.gz", made_gzip(b"l"))])
    path = tmp_path / "outer.tar"
    path.write_bytes(made_tar([("a.txt", b"a"), ("in/second.zip", second), ("no.zip", b"text")]))
    texts, skips = look(path)
    assert texts == {
        "a.txt": b"a",
        "in/second.zip!/b.txt": b"b",
        "in/second.zip!/third.tgz!/c.txt": b"c",
        "in/second.zip!/log.gz!/log": b"l",
        "no.zip": b"text",
    }
    assert reasons(skips) == {"in/second.zip!/third.tgz!/too/deep.zip": ("failed", "too-deep")}


def test_hostile_names_lead_nowhere_and_their_content_is_examined(tmp_path):
    names = ["/etc/passwd", "../../up.txt", "./dot.txt", "a//b/./c", "..", "dup", "dup", "!2/dup", "x/../y"]
    files = [(name, str(number).encode()) for number, name in enumerate(names)]
    expected = {
        "etc/passwd": b"0",
        "!../!../up.txt": b"1",
        "dot.txt": b"2",
        "a/b/c": b"3",
        "!..": b"4",
        "dup": b"5",
        "!2/dup": b"6",
        "!2/!2/dup": b"7",
        "x/!../y": b"8",
    }
    path = tmp_path / "x.tar"
    path.write_bytes(made_tar(files))
    assert look(path) == (expected, {})
    with pytest.warns(UserWarning, match="Duplicate"):
        path.write_bytes(made_zip(files))
    assert look(path) == (expected, {})
    assert sorted(item.name for item in tmp_path.iterdir()) == ["x.tar"], "nothing is written"


def test_links_devices_and_pipes_are_not_applicable_and_holes_are_failed(tmp_path):
    kinds = {
        "soft": tarfile.SYMTYPE,
        "hard": tarfile.LNKTYPE,
        "char": tarfile.CHRTYPE,
        "block": tarfile.BLKTYPE,
        "pipe": tarfile.FIFOTYPE,
        "folder": tarfile.DIRTYPE,
    }
    members = [(tarfile.TarInfo("file"), b"text")]
    for name, kind in kinds.items():
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, "/etc/passwd" if "CHR" not in name else ""
        members.append((info, b""))
    sparse = tarfile.TarInfo("sparse")
    sparse.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "holes"}
    members += [(sparse, b"0\n" + bytes(510)), (tarfile.TarInfo("last"), b"last")]
    path = tmp_path / "x.tar"
    path.write_bytes(made_tar(members))
    texts, skips = look(path)
    assert texts == {"file": b"text", "last": b"last"}
    assert reasons(skips) == {
        "soft": ("not-applicable", "link"),
        "hard": ("not-applicable", "link"),
        "char": ("not-applicable", "device"),
        "block": ("not-applicable", "device"),
        "pipe": ("not-applicable", "fifo"),
        "holes": ("failed", "sparse"),
    }


def test_a_link_in_a_zip_is_not_applicable(tmp_path):
    info = zipfile.ZipInfo("link")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / "x.zip"
    path.write_bytes(made_zip([(info, b"/etc/passwd"), ("hidden/", b"a folder with content")]))
    texts, skips = look(path)
    assert texts == {"hidden": b"a folder with content"}
    assert reasons(skips) == {"link": ("not-applicable", "link")}


def test_concatenated_tars_are_read_to_the_end(tmp_path):
    path = tmp_path / "x.tar"
    path.write_bytes(made_tar([("a", b"a")]) + made_tar([("b", b"b")]))
    assert look(path) == ({"a": b"a", "b": b"b"}, {})


def test_members_are_read_in_any_order_and_settings_in_an_archive_are_not_seen(tmp_path):
    path = tmp_path / "x.tgz"
    path.write_bytes(made_tar([*FILES, ("vedette.toml", b"[scan]\n")], "w:gz"))
    source = open_source(path, max_file_bytes=1 << 20)
    reader = source.reader()
    entries = list(source.entries())
    for entry in [*reversed(entries), *entries]:
        reader.read(entry)
    for wrong, reason in ((Entry(path="vedette.toml"), "absent"), (Entry(path="no", size=1), "vanished")):
        with pytest.raises(Unexaminable) as refused:
            reader.read(wrong)
        assert refused.value.skip.reason == reason
    reader.close()
    reader.close()


def test_an_archive_within_a_tree_stays_one_file(tmp_path):
    (tmp_path / "x.zip").write_bytes(made_zip(FILES))
    assert [entry.path for entry in open_source(tmp_path, max_file_bytes=99).entries()] == ["x.zip"]


def test_what_python_reads_we_read_alike(tmp_path):
    """The tar parser is our own; the standard library's is the witness."""
    path = tmp_path / "x.tar"
    for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        files = [(f"d{n}/" * (n % 30 + 1) + f"f{n}", bytes([65 + n % 26]) * (n * 37)) for n in range(120)]
        files = [(name, data) for name, data in files if len(name) < 100 or form != tarfile.USTAR_FORMAT]
        path.write_bytes(made_tar(files, form=form))
        with tarfile.open(fileobj=io.BytesIO(path.read_bytes())) as archive:
            witness = {info.name: archive.extractfile(info).read() for info in archive}
        assert look(path) == (witness, {})

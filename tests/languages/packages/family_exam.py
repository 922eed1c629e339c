"""The exams that every format takes: cut a line out, edit a version, cut the file, change bytes."""

from __future__ import annotations

import random
from collections import Counter

import msgspec

from vedette.languages.packages.reading import reader_of
from vedette.model.package import Manifest, Package

_PIECES = [b'"', b"'", b"{", b"}", b"[", b"<", b"\n", b"\0", b"\xff", b"${"]


def read(path: str, text: str | bytes) -> Manifest:
    data = text.encode() if isinstance(text, str) else text
    reader = reader_of(path)
    assert reader is not None, f"{path} has no reader"
    assert reader.applies(path)
    manifest = reader.read(path, data)
    assert (manifest.path, manifest.format) == (path, reader.FORMAT)
    return manifest


def one(manifest: Manifest, name: str) -> Package:
    found = [package for package in manifest.packages if package.name == name]
    assert len(found) == 1, (name, [package.name for package in manifest.packages])
    return found[0]


def rows(manifest: Manifest) -> list[tuple[int, str, str]]:
    return [
        (package.line, package.name, package.version or package.constraint) for package in manifest.packages
    ]


def sit(path: str, text: str, *, cut: bool = True) -> Manifest:
    """All exams of one sample; `cut` where the format shows by itself that it was cut in half."""
    manifest = read(path, text)
    assert manifest.packages
    assert manifest.gaps == ()
    for package in manifest.packages:
        _is_gone_with_its_line(path, text, package, manifest)
        _is_edited_in_its_place(path, text, package)
    _gives_what_stands_before_the_cut(path, text, manifest, cut=cut)
    _stands_changed_bytes(path, text.encode())
    return manifest


def _key(package: Package) -> tuple[str, str, str, str]:
    return package.name, package.version or package.constraint, package.group, package.markers


def _is_gone_with_its_line(path: str, text: str, package: Package, manifest: Manifest) -> None:
    lines = text.split("\n")
    del lines[package.line - 1]
    after = Counter(map(_key, read(path, "\n".join(lines)).packages))
    before = Counter(map(_key, manifest.packages))
    assert after[_key(package)] < before[_key(package)], f"{package} is still there without its line"


def _is_edited_in_its_place(path: str, text: str, package: Package) -> None:
    data = text.encode()
    if not package.end:
        assert package.start == 0
        return
    assert data[package.start : package.end].strip() == data[package.start : package.end]
    is_go = package.ecosystem == "Go" and package.name != "stdlib"
    other = b"v9.8.7654" if is_go else b"9.8.7654"
    edited = read(path, data[: package.start] + other + data[package.end :])
    found = [
        item
        for item in edited.packages
        if item.name == package.name and other.decode() in f"{item.version} {item.constraint}"
    ]
    assert found, f"an edit of {package} does not arrive"
    assert package.line in {item.line for item in found}


def _gives_what_stands_before_the_cut(path: str, text: str, manifest: Manifest, *, cut: bool) -> None:
    data = text.encode()
    names = {package.name for package in manifest.packages}
    step = max(len(data) // 60, 1)
    for size in range(0, len(data), step):
        half = read(path, data[:size])
        strange = [package.name for package in half.packages if package.name not in names]
        # The last one may be cut itself, where nothing ends a name.
        assert len(strange) <= 1, strange
    lines = text.split("\n")
    middle = manifest.packages[len(manifest.packages) // 2].line
    half = read(path, "\n".join(lines[:middle]) + "\n")
    if cut:
        assert half.gaps, "nobody is told of the cut"
    if len(manifest.packages) > 3:
        assert {package.name for package in half.packages} & names


def _stands_changed_bytes(path: str, data: bytes) -> None:
    chance = random.Random(8)  # noqa: S311 - the same changes every time
    for _ in range(150):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(changed))
            kind = chance.randrange(4)
            if kind == 0:
                changed[at] = chance.randrange(256)
            elif kind == 1:
                del changed[at : at + chance.randint(1, 20)]
            elif kind == 2:
                changed[at:at] = chance.choice(
                    [b'"', b"'", b"{", b"}", b"[", b"<", b"\n", b"\0", b"\xff", b"${"]
                )
            else:
                changed[at:at] = changed[: chance.randint(1, 40)]
            if not changed:
                break
        _holds(read(path, bytes(changed)), bytes(changed))


def _holds(manifest: Manifest, data: bytes) -> None:
    msgspec.msgpack.encode(manifest)
    lines = data.count(b"\n") + 1
    for package in manifest.packages:
        assert 1 <= package.line <= lines
        assert 0 <= package.start <= package.end <= len(data)
        assert package.name
        assert (package.end == 0) == (package.start == 0 and package.end == 0)
    assert all(0 <= gap.line <= lines and gap.reason for gap in manifest.gaps)

# ruff: noqa: E501 - rows of pieces
"""Mutated manifests and lock files of every format.

Nothing raises, what is read stands where it says, and what stands whole before the first change is read, or a
gap says that something was not.
"""

from __future__ import annotations

import importlib.util
import io
import random
import zipfile
from functools import cache
from pathlib import Path

from vedette.languages.packages.interface import MOST_GAPS
from vedette.languages.packages.reading import reader_of, readers

_EXAMPLES = Path(__file__).resolve().parents[1] / "tests" / "languages" / "packages"
_PIECES = (
    b'"', b"'", b"\\", b"{", b"}", b"[", b"]", b"(", b")", b"<", b">", b"\n", b"\r\n", b"\0", b"\xff", b"#", b"=", b":", b",",
    b"  ", b"\t", b"&a ", b"*a", b"- ", b"[[package]]\n", b'"""', b"'''", b"null", b"9" * 60, b"a" * 700, b"\xe2\x80\xae",
    b"1e999", b"\xef\xbb\xbf", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"[" * 500, b'{"a":' * 500, b"${a}", b"../" * 9, b"\x1b[2J",
)  # fmt: skip


def package_files(chance: random.Random, room: Path) -> None:
    """One example, mutated or cut, read by its own reader, and now and then by any other."""
    del room
    path, data = chance.choice(_examples())
    data, first = _mutated(data, chance)
    reader = reader_of(path)
    assert reader is not None, path
    stranger = chance.random() < 0.1
    if stranger:
        reader = chance.choice(readers())
    manifest = reader.read(path, data)
    if not stranger and not manifest.gaps:
        there = {name for package in manifest.packages for name in (package.name, package.aliased)}
        dropped = [name for name, end in _ends(path) if end <= first and name not in there]
        assert not dropped, (manifest.format, dropped)
    assert len(manifest.gaps) <= MOST_GAPS
    lines = data.count(b"\n") + 1
    before = 0
    for package in manifest.packages:
        assert package.name, manifest.format
        assert before <= package.line <= lines or data[:2] in {b"\xff\xfe", b"\xfe\xff"}, manifest.format
        assert 0 <= package.start <= package.end <= len(data), manifest.format
        before = package.line
    for target in manifest.refers:
        assert not target.startswith("/"), target


@cache
def _ends(path: str) -> list[tuple[str, int]]:
    """Names of an example's packages, each with the byte at which the next one begins.

    Those that the beginning up to there does not show are left out: something further down has them wanted.
    """
    data = dict(_examples())[path]
    reader = reader_of(path)
    assert reader is not None, path
    starts = [0]
    for line in data.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    packages = reader.read(path, data).packages
    found = []
    for package in packages:
        line = min((other.line for other in packages if other.line > package.line), default=0)
        end = starts[line - 1] if line else len(data)
        if package.name in {one.name for one in reader.read(path, data[:end]).packages}:
            found.append((package.name, end))
    return found


@cache
def _examples() -> list[tuple[str, bytes]]:
    found: dict[str, bytes] = {}
    for file in sorted(_EXAMPLES.glob("*_examples.py")):
        spec = importlib.util.spec_from_file_location(file.stem, file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for path, text in module.EXAMPLES.items():
            found[path] = text.encode() if isinstance(text, str) else text
    told = b"groupId=org.example\nartifactId=inner\nversion=1.2.3\n"
    inner = _packed({"META-INF/maven/org.example/inner/pom.properties": told})
    manifest = b"Manifest-Version: 1.0\nBundle-SymbolicName: org.example.outer\nBundle-Version: 4.5.6\n"
    found["lib/outer-4.5.6.jar"] = _packed({"META-INF/MANIFEST.MF": manifest, "lib/inner.jar": inner})
    described = b"Metadata-Version: 2.1\nName: example\nVersion: 1.2.3\n"
    found["a/example-1.2.3-py3-none-any.whl"] = _packed({"example-1.2.3.dist-info/METADATA": described})
    missing = {reader.FORMAT for reader in readers()} - {
        reader.FORMAT for path in found if (reader := reader_of(path)) is not None
    }
    assert not missing, missing
    return sorted(found.items())


def _packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def _mutated(data: bytes, chance: random.Random) -> tuple[bytes, int]:
    """The bytes after their changes, and where the first change is."""
    if chance.random() < 0.1:
        size = chance.randrange(len(data) + 1)
        return data[:size], size
    first = len(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((0, 0, 1, 4, 30, 200)))
        piece = chance.choice((chance.choice(_PIECES), chance.randbytes(3), b"", data[end : end + 300]))
        data = data[:start] + piece + data[end:]
        first = min(first, start)
    return data, first

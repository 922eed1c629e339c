# ruff: noqa: E501 - rows of pieces
"""Mutated manifests and lock files of every format: nothing raises, and what is read stands where it says."""

from __future__ import annotations

import importlib.util
import random
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
    data = _mutated(data, chance)
    reader = reader_of(path)
    assert reader is not None, path
    if chance.random() < 0.1:
        reader = chance.choice(readers())
    manifest = reader.read(path, data)
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
    return sorted(found.items())


def _mutated(data: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.1:
        return data[: chance.randrange(len(data) + 1)]
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((0, 0, 1, 4, 30, 200)))
        piece = chance.choice((chance.choice(_PIECES), chance.randbytes(3), b"", data[end : end + 300]))
        data = data[:start] + piece + data[end:]
    return data

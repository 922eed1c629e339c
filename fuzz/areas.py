"""What is fuzzed: a function for each area, which makes a hostile input from chance and checks the outcome.

Each raises nothing but for a fault: expected refusals are caught here, and an oracle says what must hold.
"""

from __future__ import annotations

import gzip
import io
import os
import random
import shutil
import socket
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from log_lines import log_lines
from package_files import package_files
from programs import python
from script_texts import javascript
from watched import watched

from vedette import index
from vedette.detectors.interface import FileDetector, Setup
from vedette.detectors.secrets.detector import create
from vedette.detectors.secrets.examples import example
from vedette.detectors.secrets.rulebook import Definition, definitions
from vedette.languages.text import decode
from vedette.model.coverage import Skip
from vedette.model.errors import UsageError, VedetteError
from vedette.model.facts import Entry, Position, Text
from vedette.model.rule import Rule
from vedette.policy.patterns import matcher
from vedette.settings.layer import parse
from vedette.settings.merge import Known, TreeFile, resolve
from vedette.sources.archive.source import ArchiveSource
from vedette.sources.interface import Source, Unexaminable
from vedette.sources.opening import open_source

Area = Callable[[random.Random, Path], None]
_LIMIT = 1 << 20
_NAMES = (
    b"a",
    b"b.txt",
    b"\xff\xfe",
    b"x\ny",
    b"\x1b[2J",
    "\u202etxt".encode(),
    b"-rf",
    b" ",
    b"..a",
    b".git",
    b"z" * 255,
)
_ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-32-be",
    "latin-1",
    "shift-jis",
    "gb18030",
    "cp1252",
    "koi8-r",
    "utf-7",
)
_PIECES = (
    b"\0",
    b"\n",
    b"\r\n",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xe2\x82",
    b"\xf0\x9f\x98\x80",
    b"=",
    b'"',
    b"'",
    b"\\",
    b" ",
    b"a" * 70,
    b"\x1b[0m",
)
_TOML = (
    "[scan]",
    "[[scan.exclude]]",
    "[gate]",
    "[[owners]]",
    "[[emergency]]",
    "[[service]]",
    "[rules]",
    "[due]",
    "[project]",
    "[ledger]",
    "only = ",
    "skip = ",
    "path = ",
    "paths = ",
    "reason = ",
    "until = ",
    "max_file_bytes = ",
    "jobs = ",
    "on_partial = ",
    "name = ",
    "owner = ",
    "high = ",
    "kinds = ",
    "rules = ",
    "severity = ",
    "id = ",
    "secret-github-pat = ",
    "enabled = ",
    "x.y.z = ",
)
_VALUES = (
    '"secrets"',
    '["secrets"]',
    '"**/a*b*c*"',
    '["*", "!x", "[a-"]',
    "2027-01-01",
    "0",
    "-1",
    "9" * 30,
    "1e400",
    "nan",
    "true",
    "{}",
    "[]",
    "[[1]]",
    '"64MB"',
    '"high"',
    '"stop"',
    '"\\u0000"',
    '"""\n"""',
    "{ enabled = false }",
    "'\\'",
    '"' + "é" * 600 + '"',
    "0x" + "f" * 40,
    '"' + "**/" * 300 + '"',
)


_STAR = (
    '"**/a*b*c*"',
    '"a"',
    '"src/**"',
    '"!x"',
    '"[a-"',
    '"' + "*a" * 100 + '"',
    '"' + "**/" * 300 + '"',
    '"\\\\"',
)
_TEXT = ('"x"', '"é"', '""', '"' + "x" * 501 + '"', "'\x1b'", "1")
_KEYS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "[scan]": {
        "only": ('["secrets"]', '["secret"]', "[]"),
        "jobs": ("0", "2", "-1", "true"),
        "max_file_bytes": ('"64MB"', "9", '"1e9"'),
    },
    "[[scan.exclude]]": {
        "path": _STAR,
        "reason": _TEXT,
        "until": ("2027-01-01", "2020-01-01", "1979-05-27T07:32:00Z"),
    },
    "[gate]": {"on_partial": ('"pass"', '"stop"', '"stpo"'), "gap_days": ("1", "0", "99999999999999999999")},
    "[[owners]]": {"paths": ('["*"]', "[" + ",".join(_STAR) + "]", '"x"'), "owner": _TEXT},
    "[[emergency]]": {
        "name": _TEXT,
        "kinds": ('["*"]', '["import:x"]', '["scerets"]'),
        "severity": ('"high"', '"hihg"'),
        "paths": ('["**"]',),
    },
    "[[service]]": {
        "name": _TEXT,
        "paths": ('["a/**"]',),
        "criticality": ('"high"', '"x"'),
        "data": ("[]", '["personal"]'),
    },
    "[due]": {"high": ("1", "0", "36500"), "low": ("30", '"30"')},
    "[rules]": {"secret-github-pat.enabled": ("false", "true", "0"), '"other/rule".severity': ('"low"', "1")},
    "[project]": {"id": _TEXT, "name": _TEXT},
}


def discovery(chance: random.Random, room: Path) -> None:
    """A small tree of everything a folder can hold, now and then a damaged repository."""
    tree = os.fsencode(room / "tree")
    os.mkdir(tree)
    try:
        _fill(chance, tree, depth=0)
        if chance.random() < 0.1:
            _damage_repository(chance, os.fsdecode(tree))
        _walk(open_source(Path(os.fsdecode(tree)), max_file_bytes=_LIMIT))
    except VedetteError:
        pass
    finally:
        shutil.rmtree(tree)


def decoding(chance: random.Random, room: Path) -> None:
    """Bytes in any encoding, cut, joined and flipped: a text whose lines and positions fit, or none."""
    del room
    data = _mutated(chance, b"".join(_text(chance) for _ in range(chance.randrange(1, 4))))
    text = decode("x", data)
    if text is None:
        return
    lines = text.data.split(b"\n")
    end = text.position(len(text.data))
    assert end == Position(len(lines), len(lines[-1].decode("utf-8", "surrogateescape")) + 1)
    at = 0
    for number, line in enumerate(lines[:50], 1):
        assert text.line_bounds(number) == (at, at + len(line) - line.endswith(b"\r"))
        assert text.position(at) == Position(number, 1)
        at += len(line) + 1


def archives(chance: random.Random, room: Path) -> None:
    """A zip or tar, perhaps within another, perhaps damaged: members or skips, each path once."""
    path = room / "x.bin"
    path.write_bytes(_mutated(chance, _archive(chance, 0), chance.choice((0, 0, 1, 3, 20))))
    _walk(ArchiveSource(str(path), _LIMIT))


def rules(chance: random.Random, room: Path) -> None:
    """Credentials whole, cut and joined among junk: findings in order, within the text, and never a value."""
    del room
    parts = []
    known = _definitions()
    for _ in range(chance.randrange(1, 12)):
        raw = example(chance.choice(known[chance.choice(sorted(known))].bad), chance)[0].encode()
        if chance.random() < 0.5:
            raw = _mutated(chance, raw, chance.choice((1, 2)))
        parts += [raw, chance.choice(_PIECES), *chance.choices(_PIECES, k=chance.randrange(3))]
    text = decode(chance.choice(("a.env", "b.py", "tests/c.txt", "d.json")), b"".join(parts))
    if text is None:
        return
    found = list(_detector().inspect(text))
    assert [one.place for one in found] == sorted(one.place for one in found)
    last = text.position(len(text.data))
    values = [_between(text, one.place.start, one.place.end) for one in found]
    values = [value for value in values if len(value) > 15]
    for one in found:
        assert one.place.start <= one.place.end <= last
        start, stop = one.excerpt.mark if one.excerpt else (0, 0)
        assert not one.excerpt or 0 <= start <= stop <= len(one.excerpt.text)
        told = repr(one)
        assert not any(value in told for value in values), one.rule


def configuration(chance: random.Random, room: Path) -> None:
    """Settings of words that mean something, in any order, and damaged: settings, or a usage error."""
    del room
    lines = [
        chance.choice(_TOML) + (chance.choice(_VALUES) if chance.random() < 0.8 else "")
        for _ in range(chance.randrange(1, 14))
    ]
    data = "\n".join(_sensible(chance) if chance.random() < 0.7 else lines).encode()
    if chance.random() < 0.4:
        data = _mutated(chance, data, 3)
    if chance.random() < 0.05:
        data += chance.choice((b"[", b"{a=", b"a.", b"[a.")) * chance.randrange(20_000)
    origin = chance.choice(("vedette.toml", "pyproject.toml"))
    given = index.load()
    known = Known(kinds=frozenset(given["kinds"]), rules=frozenset(given["rules"]))
    with suppress(UsageError):
        parse(data, origin, from_tree=bool(chance.getrandbits(1)))
        settings = resolve(cli={}, env={}, tree=TreeFile(text=data, origin=origin), user=None, known=known)
        for item in settings.scan.exclude:
            matcher((item.path,))("a" * 255)


AREAS: Mapping[str, Area] = {
    "discovery": discovery,
    "decoding": decoding,
    "archives": archives,
    "rules": rules,
    "configuration": configuration,
    "javascript": javascript,
    "python": python,
    "logs": log_lines,
    "watch": watched,
    "packages": package_files,
}


def _walk(source: Source) -> None:
    reader = source.reader()
    seen: set[str] = set()
    try:
        for thing in source.entries():
            assert thing.path not in seen, "named twice"
            seen.add(thing.path)
            if isinstance(thing, Skip):
                continue
            with suppress(Unexaminable):
                assert len(reader.read(thing)) <= _LIMIT
        for path in ("../x", "/etc/passwd", "a/../../x", ".git/config"):
            with suppress(Unexaminable):
                assert not reader.read(Entry(path=path)), path
    finally:
        reader.close()


def _fill(chance: random.Random, folder: bytes, depth: int) -> None:
    for name in chance.sample(_NAMES, chance.randrange(5)):
        path = os.path.join(folder, name)
        kind = chance.randrange(12)
        with suppress(OSError):
            if kind < 4 and depth < 4:
                os.mkdir(path)
                _fill(chance, path, depth + 1)
            elif kind == 4:
                os.mkfifo(path)
            elif kind == 5:
                os.symlink(chance.choice((b".", b"..", b"/", b"/dev/zero", name, b"a", b"gone")), path)
            elif kind == 6:
                with socket.socket(socket.AF_UNIX) as one:
                    one.bind(path)
            else:
                with open(path, "wb") as out:
                    out.write(_text(chance))
                    if kind == 7:
                        out.truncate(_LIMIT + 1)


def _damage_repository(chance: random.Random, tree: str) -> None:
    git = shutil.which("git")
    if git is None:
        return
    env = {"HOME": "/nowhere", "PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1"}
    for words in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=t", "-c", "user.email=t", "commit", "-qm", "x"),
    ):
        subprocess.run([git, "-C", tree, *words], env=env, check=False, capture_output=True)
    inside = Path(tree, ".git")
    if not inside.is_dir():
        return
    for name in chance.choices(
        ("index", "HEAD", "config", "packed-refs", "info/exclude", "shallow", "commondir"), k=2
    ):
        path = inside / name
        old = path.read_bytes() if path.is_file() else b"ref: x\n"
        with suppress(OSError):
            path.write_bytes(_mutated(chance, old, 4))


def _text(chance: random.Random) -> bytes:
    kind = chance.randrange(4)
    if kind == 0:
        return chance.randbytes(chance.randrange(300))
    if kind == 1:
        return b"".join(chance.choices(_PIECES, k=chance.randrange(12)))
    words = "".join(chance.choice("abc=\n é日\U0001f600\t") for _ in range(chance.randrange(200)))
    return words.encode(chance.choice(_ENCODINGS), "replace")


def _mutated(chance: random.Random, data: bytes, times: int | None = None) -> bytes:
    out = bytearray(data)
    for _ in range(chance.randrange(4) if times is None else times):
        at, how = chance.randrange(len(out) + 1), chance.randrange(5)
        if how == 0:
            out[at : at + 1] = bytes((chance.randrange(256),))
        elif how == 1:
            del out[at : at + chance.randrange(1, 20)]
        elif how == 2:
            out[at:at] = chance.choice(_PIECES)
        elif how == 3:
            out[at:at] = out[at : at + chance.randrange(1, 50)] * chance.randrange(1, 4)
        elif len(out) > at:
            out[at] ^= 1 << chance.randrange(8)
    return bytes(out)


def _archive(chance: random.Random, depth: int) -> bytes:
    out = io.BytesIO()
    names = [os.fsdecode(chance.choice(_NAMES)) for _ in range(chance.randrange(6))] + ["../up", "/etc/x"][
        : chance.randrange(3)
    ]
    contents = [
        _archive(chance, depth + 1) if depth < 3 and chance.random() < 0.2 else _text(chance) for _ in names
    ]
    if chance.random() < 0.5:
        how = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
        with zipfile.ZipFile(out, "w", how) as made:
            for number, content in enumerate(contents):
                made.writestr(f"{number}-{names[number].encode('utf-8', 'replace').decode()}", content)
        return out.getvalue()
    with tarfile.open(
        fileobj=out,
        mode="w",
        format=chance.choice((tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT)),
    ) as tar:
        for name, content in zip(names, contents, strict=True):
            info = tarfile.TarInfo(name)
            info.type = chance.choice(
                (tarfile.REGTYPE, tarfile.REGTYPE, tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.FIFOTYPE)
            )
            info.linkname = "../../etc/passwd"
            info.size = len(content) if info.isreg() else 0
            with suppress(ValueError):
                tar.addfile(info, io.BytesIO(content))
    return gzip.compress(out.getvalue(), 1) if chance.random() < 0.5 else out.getvalue()


def _between(text: Text, start: Position, end: Position) -> str:
    if start.line != end.line:
        return ""
    line = slice(*text.line_bounds(start.line))
    return text.data[line].decode("utf-8", "surrogateescape")[start.column - 1 : end.column - 1]


def _sensible(chance: random.Random) -> list[str]:
    """Tables and keys that belong together, with values that may fit."""
    lines: list[str] = []
    for table, keys in chance.sample(sorted(_KEYS.items()), chance.randrange(1, len(_KEYS))):
        for _ in range(chance.choice((1, 1, 3)) if table.startswith("[[") else 1):
            lines.append(table)
            lines += [
                f"{key} = {chance.choice(given)}" for key, given in keys.items() if chance.random() < 0.8
            ]
    return lines


@cache
def _entries() -> dict[str, dict[str, Any]]:
    return {rule: entry for rule, entry in index.load()["rules"].items() if entry["kind"] == "secrets"}


@cache
def _definitions() -> dict[str, Definition]:
    return definitions(_entries())


@cache
def _detector() -> FileDetector:
    fields = set(Rule.__struct_fields__)
    made = {
        rule: msgspec.convert({key: entry[key] for key in entry.keys() & fields}, Rule)
        for rule, entry in _entries().items()
    }
    return create(Setup(rules=made, definitions=_entries(), identity_key=b"k" * 32))

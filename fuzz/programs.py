"""Mutated source files: what a front end must survive, and what must hold of the form that it makes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from vedette.languages.forms import pack, unpack
from vedette.languages.python.lower import lower
from vedette.model.facts import Text

_ROOT = Path(__file__).resolve().parent.parent
_LINES = 60
_WORDS = (
    b"(",
    b")",
    b"[",
    b"]",
    b"{",
    b"}",
    b":",
    b",",
    b"\\",
    b"'",
    b'"',
    b'"""',
    b"f'{",
    b"rb'",
    b"`",
    b"\0",
    b"\r",
    b"\n",
    b"\n  ",
    b"\t",
    b"\x0c",
    b"\xff",
    b"\xc3\xa9",
    b"\xed\xa0\x80",
    b"lambda x: ",
    b"not ",
    b"async ",
    b"await ",
    b"yield ",
    b"def f(",
    b"class C",
    b"match x:\n case ",
    b"print x, ",
    b"exec y in z",
    b"except E, e:",
    b"raise E, 1",
    b"0777",
    b"10L",
    b"1_0",
    b"9" * 5000,
    b"1e999",
    b"\\N{BELL}",
    b"\\ud800",
    b"*",
    b"**",
    b":=",
    b"->",
    b"@",
    b"<>",
    b" if a else ",
    b"global x\n",
    b"type X = ",
    b"del ",
    b"(" * 300,
    b"a." * 400,
    b"-" * 400,
    b"x +" * 400,
)


def python(chance: random.Random, room: Path) -> None:
    """A piece of a Python file, cut, doubled and sprinkled with what confuses: a form that holds together."""
    del room
    _check(sprinkled(_piece(chance), _WORDS, chance))


def sprinkled(piece: bytes, words: Sequence[bytes], chance: random.Random) -> bytes:
    """A piece of a program, cut, doubled and sprinkled with words that confuse."""
    data = bytearray(piece)
    for _ in range(chance.choice((1, 1, 2, 4, 12))):
        at = chance.randrange(len(data) + 1)
        how = chance.randrange(4)
        if how == 0:
            data[at:at] = chance.choice(words)
        elif how == 1:
            del data[at : at + chance.choice((1, 2, 10, 80))]
        elif how == 2:
            data[at : at + 1] = bytes((chance.randrange(256),))
        else:
            data[at:at] = data[at : at + chance.randrange(1, 120)] * chance.randrange(1, 4)
    return bytes(data)


def _check(data: bytes) -> None:
    module = lower(Text(path="a.py", data=data))
    assert [one.number for one in module.functions] == list(range(max(1, len(module.functions))))
    assert [one.number for one in module.classes] == list(range(len(module.classes)))
    last = data.count(b"\n") + 1
    for place in _places(module):
        assert 0 <= place >> 12 <= last + 1, place >> 12
    kept = pack(module)
    assert pack(unpack(kept, "a.py")) == kept
    assert pack(lower(Text(path="b.py", data=data))) == kept, "not the same form twice"


def _places(module: object) -> Iterator[int]:
    for one in (*module.functions, *module.classes, *module.gaps):  # type: ignore[attr-defined]
        yield from (one.start, one.end)


@cache
def _files() -> tuple[list[bytes], ...]:
    folders = (_ROOT / "src", _ROOT / "tests" / "languages", _ROOT / "fuzz")
    paths = sorted(path for folder in folders for path in folder.rglob("*.py"))
    texts = [_ROOT / "tests" / "languages" / "python" / "constructs.txt", *paths]
    return tuple(path.read_bytes().splitlines(keepends=True) for path in texts)


def _piece(chance: random.Random) -> bytes:
    lines = chance.choice(_files()[: chance.choice((1, 1000, 1000, 1000))])
    start = chance.randrange(max(1, len(lines)))
    return b"".join(lines[start : start + chance.randrange(1, _LINES)])

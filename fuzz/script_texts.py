"""Mutated scripts: what the front end of JavaScript and TypeScript must survive, and what its form is."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from programs import sprinkled

from vedette.languages.forms import pack, unpack
from vedette.languages.javascript.lower import lower
from vedette.model.facts import Text

_ROOT = Path(__file__).resolve().parent.parent
_LINES = 60
_ENDS = ("js", "ts", "tsx", "vue", "svelte", "mjs", "jsx")
_WORDS = (
    *(
        b"(",
        b")",
        b"[",
        b"]",
        b"{",
        b"}",
        b":",
        b",",
        b";",
        b"\\",
        b"'",
        b'"',
        b"`",
        b"${",
        b"/",
        b"/*",
        b"//",
        b"<!--",
    ),
    *(
        b"\0",
        b"\r",
        b"\n",
        b"\xff",
        b"\xc3\xa9",
        b"\xed\xa0\x80",
        b"\xe2\x80\xa8",
        b"\xef\xbb\xbf",
        b"#!",
        b"#x",
    ),
    *(
        b"=>",
        b"...",
        b"?.",
        b"??=",
        b"**",
        b">>>=",
        b"<",
        b">",
        b"</",
        b"/>",
        b"<a b={",
        b"@",
        b" as const",
        b"!",
        b"?",
    ),
    *(
        b"async ",
        b"await ",
        b"yield* ",
        b"function* ",
        b"class A extends ",
        b"static {",
        b"get ",
        b"set ",
        b"super(",
        b"new ",
    ),
    *(
        b"import('",
        b"require('./",
        b"export default ",
        b"export * from '",
        b"import x = require('",
        b"export = ",
        b"exports.",
    ),
    *(
        b"module.exports",
        b"enum E {",
        b"namespace N {",
        b"declare ",
        b"abstract ",
        b"interface I {",
        b"type T = ",
        b"satisfies ",
    ),
    *(
        b"arguments[",
        b"this.",
        b"typeof ",
        b"delete ",
        b"void ",
        b"label: ",
        b"switch (x) { case ",
        b"for await (const ",
        b"with (a) ",
    ),
    *(
        b"0x",
        b"1n",
        b"1_0",
        b"9" * 5000,
        b"1e999",
        b"\\u{110000}",
        b"\\ud800",
        b"</script>",
        b"<script lang=ts>",
        b"<template>",
    ),
    *(
        b"(" * 300,
        b"a." * 400,
        b"-" * 400,
        b"x +" * 400,
        b"!" * 400,
        b"a?" * 300,
        b"[" * 300,
        b"=> " * 200,
        b"{" * 300,
        b"<a>" * 200,
    ),
)


def javascript(chance: random.Random, room: Path) -> None:
    """A piece of a script, cut, doubled and sprinkled with what confuses: a form that holds together."""
    del room
    _check(sprinkled(_piece(chance), _WORDS, chance), f"a.{chance.choice(_ENDS)}")


def _check(data: bytes, path: str) -> None:
    module = lower(Text(path=path, data=data))
    assert [one.number for one in module.functions] == list(range(max(1, len(module.functions))))
    assert [one.number for one in module.classes] == list(range(len(module.classes)))
    last = data.count(b"\n") + 1
    for one in (*module.functions, *module.classes, *module.gaps):
        for place in (one.start, one.end):
            assert 0 <= place >> 12 <= last + 1, place >> 12
    kept = pack(module)
    assert pack(unpack(kept, path)) == kept
    assert pack(lower(Text(path=path, data=data))) == kept, "not the same form twice"


@cache
def _files() -> tuple[list[bytes], ...]:
    folder = _ROOT / "tests" / "languages" / "javascript"
    paths = sorted(path for path in folder.iterdir() if path.suffix == ".txt")
    cases = _ROOT / "tests" / "detectors" / "code" / "cases" / "javascript"
    paths += sorted(path for path in cases.rglob("*") if path.suffix[1:] in _ENDS)
    return tuple(path.read_bytes().splitlines(keepends=True) for path in paths)


def _piece(chance: random.Random) -> bytes:
    lines = chance.choice(_files())
    start = chance.randrange(max(1, len(lines)))
    return b"".join(lines[start : start + chance.randrange(1, _LINES)])

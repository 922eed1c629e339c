"""The form of a file in which plain functions are left to be read when somebody asks for their statements.

A function is plain if nothing in it has a number or a name of its own elsewhere: no function, class, import
or `yield`. Its statements are taken out before the text is parsed, in favour of a zero that ends where they
end, and its words are those of the text without constants and comments. Whether it is a function where it
was taken for one is seen in the tree; where it is not, the text is read as a whole. Nobody is told of a
mistake in one that is never asked for, as of one in a file at which no analysis starts.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from itertools import chain

import msgspec

from vedette.languages.depth import bounded
from vedette.languages.python.lower import DEPTH, LANGUAGE, is_odd, lower, lowered, parse
from vedette.languages.scopes import Later
from vedette.model.facts import Text
from vedette.model.form import COLUMN_BITS, LATER, MAX_COLUMN, Form, Module

# Bytes: what is shorter is read as soon as it is put aside, and what is longer may be too large.
_LEAST, _MOST = 120, 20_000
# What stands at the beginning of a line that is not indented, or the head of a method.
_HEAD = re.compile(
    rb"^(?:    )?(?:async )?def \w+"
    rb"\([^()\n\"'#\\]*(?:\([^()\n\"'#\\]*\)[^()\n\"'#\\]*)*\)[^:\n\"'#\\]*:[ \t]*\n"
    rb"|^(?:class|if|for|while|with|try|else|elif|except|finally|match|async|def)\b",
    re.MULTILINE,
)
_ENDS = (re.compile(rb"^[^\s#]", re.MULTILINE), re.compile(rb"^ {0,4}[^\s#]", re.MULTILINE))
_CONSTANT = re.compile(
    rb'"(?:""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""|[^"\\\n]*(?:\\.[^"\\\n]*)*")'
    rb"|'(?:''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''|[^'\\\n]*(?:\\.[^'\\\n]*)*')"
    rb"|#[^\n]*|\\.",
    re.DOTALL,
)
# The beginning of a text that holds expressions, once constants are taken out, and those expressions.
_COMPOSED = re.compile(rb"\b(?:[fFtT][rR]?|[rR][fFtT])\$")
_HELD = re.compile(rb"\{[^{}]*")
_WORD = frozenset(b"_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_SPACES = bytes(sign if sign in _WORD or sign >= 0x80 else 32 for sign in range(256))  # noqa: PLR2004 - beyond ASCII
# With these a function is not plain.
_OWN = frozenset(b"yield lambda def class import global nonlocal match case type exec print".split())
_KEYWORDS = frozenset(word.encode() for word in keyword.kwlist)
_PAIRS = (b"()", b"[]", b"{}")

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Form]).decode


def outlined(text: Text) -> Module:
    """The form of a file, of which plain functions are yet to be read; see `languages/later.py`.

    Args:
        text: the file, as for `lower`.
    """
    data = text.data
    parts: list[bytes] = []
    later = {}
    done = 0
    for line, start, end, stub, left in _plain(data):
        parts += data[done:start], stub
        later[line] = left
        done = end
    if not later or is_odd(data):
        return lower(text)
    parts.append(data[done:])
    try:
        with bounded(DEPTH):
            tree = parse(b"".join(parts))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return lower(text)
    module = lowered(tree, text, later=later)
    return lower(text) if later else module


def statements(text: bytes, pos: int) -> list[Form]:
    """The statements of a function that was left.

    Args:
        text: of the function, with its head.
        pos: where it stands.
    """
    line, column = pos >> COLUMN_BITS, pos & MAX_COLUMN
    before = b"\n" * (line - 2) + b"class _:\n" if column else b"\n" * (line - 1)
    module = lower(Text(path="", data=before + text))
    body = module.functions[1].body if len(module.functions) > 1 else []
    unread = [(LATER, LANGUAGE, b"", pos)] if module.gaps or len(module.functions) == 1 else []
    # As a form is read: of lists, each expression another.
    return _decode(_encode([*unread, *body]))


def _plain(data: bytes) -> Iterator[tuple[int, int, int, bytes, Later]]:
    """Plain functions: line of the head, where statements begin and end, their stand-in, what is left."""
    at, line, counted, is_class = 0, 1, 0, False
    while (head := _HEAD.search(data, at)) is not None:
        start, at = head.start(), head.end()
        indented = data[start] == 32  # noqa: PLR2004 - a space
        if not indented:
            is_class = data.startswith(b"class", start)
        if data[at - 1] != 10 or (indented and not is_class):  # noqa: PLR2004 - the end of a line
            continue
        found = _ENDS[indented].search(data, at)
        end = found.start() if found else len(data)
        left = _left(data[at:end], 4 if indented else 0) if _LEAST < end - at < _MOST else None
        if left is None:
            at = max(at, end - 1)
            continue
        words, stub, behind = left
        line += data.count(b"\n", counted, start)
        counted = start
        form = (LATER, LANGUAGE, data[start : end - behind], line << COLUMN_BITS | (4 if indented else 0))
        yield line, at, end - behind, stub, Later(form, words)
        at = max(at, end - 1)


def _left(body: bytes, indent: int) -> tuple[list[str], bytes, int] | None:
    """Words of statements, what stands for them, and how many bytes behind them are theirs no more."""
    bare = _CONSTANT.sub(b"$", body)
    if b'"' in bare or b"'" in bare or any(bare.count(one[:1]) != bare.count(one[1:]) for one in _PAIRS):
        return None
    words = set(bare.translate(_SPACES).split())
    if not _OWN.isdisjoint(words):
        return None
    if _COMPOSED.search(bare):
        texts = _CONSTANT.findall(body)
        # A text within a text may have the quotes of that text, since Python 3.12.
        if any(one.count(b"{") != one.count(b"}") for one in texts):
            return None
        held = b" ".join(chain.from_iterable(map(_HELD.findall, texts)))
        words.update(held.translate(_SPACES).split())
    words -= _KEYWORDS
    lines = body.split(b"\n")
    while lines and lines[-1].strip()[:1] in {b"", b"#"}:
        lines.pop()
    last = lines[-1].rstrip() if lines else b""
    if b"#" in last or len(last) <= indent + 1:
        return None
    size = sum(map(len, lines)) + len(lines) - 1 - len(lines[-1]) + len(last)
    stub = b"\n" * (len(lines) - 1) + b" " * (len(last) - 1) + b"0"
    try:
        said = [word.decode() for word in words if not 48 <= word[0] <= 57]  # noqa: PLR2004 - a digit
    except UnicodeDecodeError:
        return None
    return said, stub, len(body) - size

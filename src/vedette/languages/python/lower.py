"""The form of a Python file: CPython's own parser where it reads it, tree-sitter where it does not."""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_right
from collections.abc import Iterable
from typing import cast

from msgspec.structs import replace

from vedette.languages.depth import bounded
from vedette.languages.python import functions
from vedette.languages.python.patterns import match
from vedette.languages.python.statements import S
from vedette.languages.scopes import Draft, Later
from vedette.model.facts import Text
from vedette.model.form import IMPORT, MAX_COLUMN, Class, Form, Function, Gap, Module

LANGUAGE = "python"

# Frames that lowering may use on top of those in use: forms are never nested deeper, wherever it is called.
DEPTH = 300
_BLOCK = (MAX_COLUMN + 1) // 2
# Bytes; in a text that is no longer nothing is too large.
MANY = 100_000

S[ast.Match] = match


def lower(text: Text) -> Module:
    """The form of a file. What cannot be read is a gap in it; it raises nothing.

    Args:
        text: the file, as UTF-8 whatever a cookie in it says.
    """
    try:
        with bounded(DEPTH):
            tree = parse(text.data)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return _otherwise(text, error)
    return lowered(tree, text)


def parse(data: bytes) -> ast.Module:
    """The tree of a text; places are clamped and counted as the rest of the house counts them.

    Raises:
        SyntaxError: the interpreter does not read it.
        ValueError: it holds zero bytes.
        RecursionError, MemoryError: it is nested too deeply.
    """
    source = _readable(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = cast("ast.Module", compile(source, "<text>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True))
    if is_odd(data):
        _settle(tree, data)
    return tree


def lowered(
    tree: ast.Module, text: Text, gaps: tuple[Gap, ...] = (), later: dict[int, Later] | None = None
) -> Module:
    """The form of a tree.

    Args:
        tree: as `parse` or the other front end makes it.
        text: the file.
        gaps: what is missing in the tree.
        later: functions whose statements are not in it; those that are found are taken out.
    """
    draft = Draft(large=len(text.data) > MANY, later=later)
    with bounded(DEPTH):
        functions.module(tree, draft)
    made = [one or Function(number, "", "", (), []) for number, one in enumerate(draft.functions)]
    return Module(
        text.path,
        LANGUAGE,
        tuple(with_aliases(made[0].body if made else (), made)),
        tuple(one or Class(number, "", "", (), (), []) for number, one in enumerate(draft.classes)),
        (*gaps, *draft.gaps),
    )


def with_aliases(own: Iterable[Form], made: list[Function]) -> list[Function]:
    """Functions that mention what was imported by another name mention that name as well.

    Args:
        own: the module's own statements.
        made: some of its functions.
    """
    aliases = {
        one[3][1]: one[2]
        for one in own
        if one[0] == IMPORT and one[3] is not None and one[2] not in {"", "*", one[3][1]}
    }
    if not aliases:
        return made
    found = []
    for function in made:
        more = [aliases[word] for word in function.words if word in aliases]
        found.append(replace(function, words=(*function.words, *more)) if more else function)
    return found


def second(text: Text) -> Module:
    """The form of a file by the other front end alone.

    Raises:
        NoParser: it is not installed.
        ValueError: the text is too long for it.
    """
    from vedette.languages.python.tree import read

    with bounded(DEPTH * 3):
        tree, gaps = read(_readable(text.data).encode("utf-8"))
    return lowered(tree, text, gaps)


def _otherwise(text: Text, error: Exception) -> Module:
    from vedette.languages.python.tree import NoParser

    try:
        return second(text)
    except (NoParser, ValueError, RecursionError, MemoryError) as other:
        line = getattr(error, "lineno", None) or 1
        detail = f"{type(error).__name__} in line {line}; {other or type(other).__name__}"
        gap = Gap(line << 12, text.data.count(b"\n") + 1 << 12, "unparsed", detail)
        return lowered(ast.Module([], []), text, (gap,))


def _readable(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # One byte stays one byte, so that columns stay.
        return data.decode("utf-8", "surrogateescape").encode("utf-8", "replace").decode("utf-8")


def is_odd(data: bytes) -> bool:
    """Whether places must be looked at: lines longer than a column can say, or ended by a lone CR."""
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return True
    return any(data.find(b"\n", at, at + _BLOCK) < 0 for at in range(0, len(data) - _BLOCK, _BLOCK))


def _settle(tree: ast.Module, data: bytes) -> None:
    """Count lines by LF alone, and columns up to the largest."""
    starts = [0, *(found.end() for found in re.finditer(rb"\r\n?|\n", data))]
    feeds = [0, *(found.end() for found in re.finditer(rb"\n", data))]

    def place(line: int, column: int) -> tuple[int, int]:
        offset = starts[min(line, len(starts)) - 1] + column
        index = bisect_right(feeds, offset)
        return index, min(offset - feeds[index - 1], MAX_COLUMN)

    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.stmt | ast.pattern):
            node.lineno, node.col_offset = place(node.lineno, node.col_offset)
            node.end_lineno, node.end_col_offset = place(node.end_lineno or 1, node.end_col_offset or 0)

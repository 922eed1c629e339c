"""Trees of JavaScript and TypeScript by tree-sitter, and what is read off a node."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, TypeAlias

from vedette.model.form import CONST, MAX_COLUMN, OTHER, TEXT, Form

Node: TypeAlias = Any

NOTHING: Form = (OTHER, ())

_LONGEST_TEXT = 1 << 14
_KEPT_OF_TEXT = 1 << 10
_WORD = 1 << 63
_ESCAPE = re.compile(r"\\(u\{[0-9A-Fa-f]{1,6}\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|\r\n|.)", re.DOTALL)
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_LAST_LETTER = 0x10FFFF


class NoParser(Exception):  # noqa: N818 - says what there is
    """The extra `code` is not installed."""


@cache
def parser(grammar: str) -> Any:
    """A parser.

    Args:
        grammar: `javascript`, `typescript` or `tsx`.

    Raises:
        NoParser: tree-sitter or the grammar cannot be imported.
    """
    try:
        import tree_sitter

        if grammar == "javascript":
            import tree_sitter_javascript

            return tree_sitter.Parser(tree_sitter.Language(tree_sitter_javascript.language()))
        import tree_sitter_typescript

        made = getattr(tree_sitter_typescript, f"language_{grammar}")()
        return tree_sitter.Parser(tree_sitter.Language(made))
    except ImportError:
        raise NoParser("install vedette[code] to read JavaScript and TypeScript") from None


def pos(node: Node) -> int:
    """Where a node begins."""
    row, column = node.start_point
    at: int = (row + 1) << 12 | (min(column, MAX_COLUMN))
    return at


def end(node: Node) -> int:
    """Where a node ends."""
    row, column = node.end_point
    at: int = (row + 1) << 12 | (min(column, MAX_COLUMN))
    return at


def word(node: Node) -> str:
    """The text of a node."""
    text: str = node.text.decode("utf-8", "replace")
    return text


def string(node: Node) -> str:
    """What a literal text means, its quotes taken off."""
    return unescaped(word(node)[1:-1])


def unescaped(written: str) -> str:
    """A text without its escapes; one that cannot be stored becomes a question mark."""
    if "\\" not in written:
        return written
    return _ESCAPE.sub(_escape, written).encode("utf-8", "replace").decode("utf-8")


def text(value: str) -> Form:
    """A constant text; of a very long one only the beginning is known."""
    if len(value) > _LONGEST_TEXT:
        return (TEXT, ((CONST, value[:_KEPT_OF_TEXT]), NOTHING), 0)
    return (CONST, value)


def number(node: Node) -> Form:
    """A literal number; one that cannot be stored is unknown."""
    written = word(node).replace("_", "").lower()
    try:
        value: int | float = int(written.rstrip("n"), 0)
    except ValueError:
        try:
            value = int(written, 8) if written.isdigit() else float(written)
        except ValueError:
            return NOTHING
    return (CONST, value) if -_WORD <= value < _WORD else NOTHING


def _escape(found: re.Match[str]) -> str:
    written = found[1]
    if len(written) > 1 and written[0] in "ux":
        code = int(written[1:].strip("{}"), 16)
        return chr(code) if code <= _LAST_LETTER else "?"
    return _SHORT.get(written, written)

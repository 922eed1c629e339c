"""Which lines of a text belong to one function: what a fix touches is told by functions, not by lines."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

_DEFINITION = re.compile(r"[ \t]*(?:async[ \t]+)?def\b")
_BETWEEN = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
_ASIDE = {tokenize.NL, tokenize.COMMENT}
_GRAMMARS = {"ts": "typescript", "mts": "typescript", "cts": "typescript", "tsx": "tsx"}
_NAMED = {"function_declaration", "generator_function_declaration", "method_definition"}
_UNNAMED = {"function_expression", "generator_function", "arrow_function"}
_AROUND = {"parenthesized_expression", "member_expression"}
_NAMES = {
    "variable_declarator",
    "assignment_expression",
    "pair",
    "field_definition",
    "public_field_definition",
}


def python(_path: str, old: Sequence[str]) -> list[range]:
    """Line ranges of functions by indentation: old texts need not parse today. Inner ones come later."""
    return list(_indented(old))


def javascript(path: str, old: Sequence[str]) -> list[range]:
    """Line ranges of functions that have a name, or are assigned to one; inner ones come later.

    A function that is only handed on, as to `map` or `then`, belongs to the one that it stands in; outside
    of any, it is one of its own. One that wraps a whole file and is called at once is none.
    """
    from vedette.languages.javascript.tree import parser

    grammar = _GRAMMARS.get(path.rpartition(".")[2], "javascript")
    root = parser(grammar).parse("\n".join(old).encode()).root_node
    found: list[range] = []
    pending: list[tuple[Any, bool]] = [(root, False)]
    while pending:
        node, inside = pending.pop()
        named = node.type in _NAMED or (node.type in _UNNAMED and _has_name(node))
        if named or (node.type in _UNNAMED and not inside and not _called(node)):
            found.append(range(node.start_point[0] + 1, node.end_point[0] + 2))
        pending += [(child, inside or named) for child in node.named_children]
    return sorted(found, key=lambda one: (one.start, -one.stop))


def _has_name(node: Any) -> bool:
    return node.child_by_field_name("name") is not None or (
        node.parent is not None and node.parent.type in _NAMES
    )


def _called(node: Any) -> bool:
    """Whether a function is called where it stands, by itself or by `call` or `apply`."""
    above = node.parent
    while above is not None and above.type in _AROUND:
        node, above = above, above.parent
    if above is None or above.type != "call_expression":
        return False
    return bool(above.child_by_field_name("function") == node)


def _indented(old: Sequence[str]) -> Iterator[range]:
    continued = _continued(old)
    depths = [_depth(line) if line.strip() else None for line in old]
    for number, line in enumerate(old, 1):
        if number in continued or not _DEFINITION.match(line):
            continue
        start = end = number
        while start > 1 and old[start - 2].lstrip().startswith("@"):
            start -= 1
        for later in range(number + 1, len(old) + 1):
            depth = depths[later - 1]
            if later in continued or (depth is not None and depth > _depth(line)):
                end = later
            elif depth is not None and not old[later - 1].lstrip().startswith("#"):
                break
        yield range(start, end + 1)


def _continued(old: Sequence[str]) -> set[int]:
    """Lines that go on with what a line before them began: a text in three quotes, an open bracket."""
    found: set[int] = set()
    first = 0
    ahead = iter([f"{line}\n" for line in old])
    with suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(lambda: next(ahead, "")):
            if token.type in _BETWEEN or (token.type in _ASIDE and not first):
                first = 0
                continue
            first = first or token.start[0]
            found |= set(range(first + 1, token.end[0] + 1))
    return found


def _depth(line: str) -> int:
    held = line.expandtabs()
    return len(held) - len(held.lstrip())

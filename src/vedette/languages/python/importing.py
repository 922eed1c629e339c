"""Where an import is put in, and how a name joins those that are imported from the same module."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from itertools import pairwise

from vedette.languages.written import ImportPlace
from vedette.model.facts import Text

_Import = ast.Import | ast.ImportFrom


def place(text: Text, tree: ast.Module, module: str, beside: str) -> ImportPlace | None:
    """Where `import MODULE` is put in: in the block of the import of another module, where order says so.

    Returns:
        None when the other module is not imported at the top, or the name is used for something else.
    """
    there = any(module in _plain(node) for node in tree.body)
    number = next((at for at, node in enumerate(tree.body) if _brings(node, beside)), -1)
    if number < 0 or (not there and mentions(tree, module)):
        return None
    block = _block(tree.body, number)
    before, after = _neighbour(block, tree.body[number], module)
    if before is not None:
        return ImportPlace(text.line_bounds(before.lineno)[0], there, f"import {module}")
    line = (after or tree.body[number]).end_lineno or tree.body[number].lineno
    end = text.line_bounds(line)[1]
    feed = text.data.find(b"\n", end)
    return ImportPlace(feed + 1 if feed >= 0 else len(text.data), there, f"import {module}")


def names_from(
    text: Text, tree: ast.Module, module: str, old: str, new: str
) -> tuple[tuple[int, int, str], ...] | None:
    """Changes by which a name is imported from a module from which another one is imported already.

    Args:
        text: the file.
        tree: the same, parsed.
        module: as in `from MODULE import OLD`.
        old: the name that is used in one place, and no more from then on.
        new: the name that takes its place there.

    Returns:
        Changes as start, end and text, none if the name is there; None when it can't be said for sure.
    """
    found = [node for node in tree.body if isinstance(node, ast.ImportFrom) and _has(node, module, old)]
    if len(found) != 1:
        return None
    node = found[0]
    if _has(node, module, new):
        return ()
    if mentions(tree, new):
        return None
    if sum(isinstance(one, ast.Name) and one.id == old for one in ast.walk(tree)) == 1:
        alias = next(one for one in node.names if one.name == old)
        return ((*_span(text, alias), new),)
    return (_joined(text, node, new),)


def mentions(tree: ast.Module, name: str) -> bool:
    """Whether a name stands for anything in a file."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=found) | ast.arg(arg=found) | ast.ExceptHandler(name=found):
                pass
            case ast.FunctionDef(name=found) | ast.AsyncFunctionDef(name=found) | ast.ClassDef(name=found):
                pass
            case ast.alias(name=found, asname=other):
                found = other or found.partition(".")[0]
            case ast.MatchAs(name=found) | ast.MatchStar(name=found) | ast.MatchMapping(rest=found):
                pass
            case ast.Global(names=names) | ast.Nonlocal(names=names) if name in names:
                return True
            case _:
                continue
        if found == name:
            return True
    return any(
        isinstance(node, ast.ImportFrom) and any(one.name == "*" for one in node.names) for node in tree.body
    )


def _plain(node: ast.stmt) -> set[str]:
    return {one.name for one in node.names if not one.asname} if isinstance(node, ast.Import) else set()


def _brings(node: ast.stmt, module: str) -> bool:
    if isinstance(node, ast.ImportFrom):
        return node.module == module and not node.level
    return module in _plain(node)


def _block(body: Sequence[ast.stmt], number: int) -> list[_Import]:
    """The imports around one, each on the line after the other and alone there."""
    first = last = number
    while first and _follows(body[first - 1], body[first]):
        first -= 1
    while last + 1 < len(body) and _follows(body[last], body[last + 1]):
        last += 1
    return [one for one in body[first : last + 1] if isinstance(one, _Import)]


def _follows(one: ast.stmt, other: ast.stmt) -> bool:
    both = isinstance(one, _Import) and isinstance(other, _Import)
    return both and other.lineno == (one.end_lineno or one.lineno) + 1


def _neighbour(
    block: Sequence[_Import], anchor: ast.stmt, module: str
) -> tuple[ast.stmt | None, ast.stmt | None]:
    """The import before which a new one is put, or the one after which."""
    plain = [one for one in block if isinstance(one, ast.Import)]
    names = [one.names[0].name for one in plain]
    if any(a > b for a, b in pairwise(names)):
        return None, anchor  # in no order
    if not plain:
        return (block[0], None) if getattr(block[0], "module", "") != "__future__" else (None, block[0])
    smaller = [one for one in plain if one.names[0].name < module]
    return (None, smaller[-1]) if smaller else (plain[0], None)


def _has(node: ast.ImportFrom, module: str, name: str) -> bool:
    return (
        node.module == module
        and not node.level
        and any(one.name == name and not one.asname for one in node.names)
    )


def _joined(text: Text, node: ast.ImportFrom, new: str) -> tuple[int, int, str]:
    """The change by which a name joins a list of them, in its order and its layout."""
    names = [one.name for one in node.names]
    smaller = [one for one in node.names if one.name < new] if names == sorted(names) else list(node.names)
    if not smaller:
        start, _ = _span(text, node.names[0])
        return start, start, f"{new}, "
    last = smaller[-1]
    _, end = _span(text, last)
    line = text.line_bounds(last.lineno)[0]
    indent = text.data[line : _span(text, last)[0]]
    apart = last.lineno > node.lineno and not indent.strip()
    between = f",\n{indent.decode()}" if apart else ", "
    return end, end, between + new


def _span(text: Text, node: ast.alias) -> tuple[int, int]:
    start = text.line_bounds(node.lineno)[0] + node.col_offset
    end = text.line_bounds(node.end_lineno or node.lineno)[0] + (node.end_col_offset or 0)
    return start, end

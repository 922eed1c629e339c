"""An SQL statement put together from texts and values, as the same statement with its values bound.

Only what is plain is taken: a constant text with values after a comparison, or within quotes. A value
anywhere else (a name, a list, a number of rows) may mean something that no parameter can.
"""

from __future__ import annotations

import ast
import re
from string import Formatter

# Stands for a value in the text of a statement.
_HOLE = "\ue000"
_VERBS = re.compile(r"\s*(?:select|insert|update|delete|replace)\b", re.IGNORECASE)
_COMPARED = re.compile(r"(?:[=<>]|\b(?:i?like))\s*\Z", re.IGNORECASE)
_QUOTED = re.compile(f"'([^'{_HOLE}]*){_HOLE}([^'{_HOLE}]*)'")
_SPARE = re.compile(r"--|/\*|[;\\]")
_PERCENT = re.compile(r"%(.)?", re.DOTALL)
_PLAIN = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.Constant, ast.BinOp)
_MOST = 20_000


class _NotPlainError(Exception):
    """What stands there is not sure to mean the same with its values bound."""


def bound(source: bytes, placeholder: str) -> str:
    """The arguments of a call that execute the same statement with its values bound.

    Args:
        source: the argument as it is written, in UTF-8.
        placeholder: `?` or `%s`.

    Returns:
        ASCII; "" where that is not sure to be the same.
    """
    try:
        tree = ast.parse(b"(" + source + b"\n)", mode="eval").body
        text, values = _Statement().read(tree)
        told = _bound(text, values, placeholder) if values else ""
    except (_NotPlainError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    return told if told.isascii() and len(told) < _MOST else ""


class _Statement:
    """Reads an expression as a text in which each value is a hole."""

    def read(self, node: ast.expr) -> tuple[str, list[str]]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return _text(node.value), []
        if isinstance(node, ast.JoinedStr):
            return _joined([self.read(part) for part in node.values])
        if isinstance(node, ast.FormattedValue):
            if node.format_spec is not None or node.conversion not in {-1, ord("s")}:
                raise _NotPlainError
            return _value(node.value)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return _joined([self.read(part) for part in (node.left, node.right)])
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            return self._percent(node)
        if _is_format(node):
            return self._format(node)
        return _value(node)

    def _percent(self, node: ast.BinOp) -> tuple[str, list[str]]:
        if not (isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)):
            raise _NotPlainError
        # A name may stand for a tuple of several values.
        if isinstance(node.right, ast.Name | ast.Dict):
            raise _NotPlainError
        given = list(node.right.elts) if isinstance(node.right, ast.Tuple) else [node.right]

        def hole(found: re.Match[str]) -> str:
            if found[1] not in {"s", "%"}:
                raise _NotPlainError
            return _HOLE if found[1] == "s" else "%"

        text = _PERCENT.sub(hole, _text(node.left.value))
        return text, [_value(one)[1][0] for one in given]

    def _format(self, node: ast.expr) -> tuple[str, list[str]]:
        assert isinstance(node, ast.Call)  # noqa: S101 - asked before
        assert isinstance(node.func, ast.Attribute)  # noqa: S101 - same
        text, values = self.read(node.func.value)
        given = [_value(one)[1][0] for one in node.args]
        named = {one.arg: _value(one.value)[1][0] for one in node.keywords if one.arg}
        if values or len(named) != len(node.keywords):
            raise _NotPlainError
        parts = []
        for constant, name, form, conversion in Formatter().parse(text):
            parts.append(constant)
            if name is None:
                continue
            if form or conversion or (name and name not in named) or (not name and not given):
                raise _NotPlainError
            values.append(named[name] if name else given.pop(0))
            parts.append(_HOLE)
        if given:
            raise _NotPlainError
        return "".join(parts), values


def _bound(text: str, values: list[str], placeholder: str) -> str:
    if not _VERBS.match(text) or _SPARE.search(text) or text.count(_HOLE) != len(values):
        raise _NotPlainError
    if "?" in text and placeholder == "?":
        raise _NotPlainError
    told: list[str] = []
    left = iter(values)

    def quoted(found: re.Match[str]) -> str:
        told.append(_HOLE)
        before, after = found[1], found[2]
        value = next(left)
        if before or after:
            value = " + ".join(part for part in (_shown(before), f"str({value})", _shown(after)) if part)
        told[-1] = value
        return _HOLE

    out: list[str] = []
    at = 0
    # Quotes are read from the left, so that a hole is known to stand within a text or not.
    for found in re.finditer(f"'[^']*'|{_HOLE}", text):
        out.append(text[at : found.start()])
        at = found.end()
        if found[0] == _HOLE:
            _compared("".join(out), text[at:])
            told.append(next(left))
            out.append(_HOLE)
        elif _HOLE in found[0]:
            if not _QUOTED.fullmatch(found[0]):
                raise _NotPlainError
            out.append(_QUOTED.sub(quoted, found[0]))
        else:
            out.append(found[0])
    out.append(text[at:])
    statement = "".join(out)
    # A doubled quote in a text is one text, which was read as two.
    if '"' in statement or "''" in text or text.count("'") % 2:
        raise _NotPlainError
    if placeholder == "%s":
        statement = statement.replace("%", "%%")
    statement = statement.replace(_HOLE, placeholder)
    return f"{_literal(statement)}, ({', '.join(told)}{',' if len(told) == 1 else ''})"


def _compared(before: str, after: str) -> None:
    """A value that stands alone is one if it is compared or assigned, and nothing is joined to it."""
    if not _COMPARED.search(before) or (after[:1] and after[:1] not in " \t\r\n),"):
        raise _NotPlainError


def _value(node: ast.expr) -> tuple[str, list[str]]:
    if not isinstance(node, _PLAIN) or any(
        isinstance(inner, ast.NamedExpr | ast.Yield | ast.YieldFrom | ast.Lambda | ast.Starred)
        for inner in ast.walk(node)
    ):
        raise _NotPlainError
    return _HOLE, [ast.unparse(node)]


def _joined(parts: list[tuple[str, list[str]]]) -> tuple[str, list[str]]:
    return "".join(text for text, _ in parts), [value for _, values in parts for value in values]


def _text(text: str) -> str:
    if _HOLE in text:
        raise _NotPlainError
    return text


def _is_format(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "format"
        and isinstance(node.func.value, ast.Constant)
    )


def _shown(text: str) -> str:
    return _literal(text) if text else ""


def _literal(text: str) -> str:
    if "\n" in text and '"""' not in text and not text.endswith('"'):
        plain = text.replace("\n", "")
        if plain.isprintable() and plain.isascii():
            return f'"""{text}"""'
    told = ascii(text)
    return told if '"' in told else f'"{told[1:-1]}"'

"""An SQL statement that is put together in Python, as the same statement with its values bound."""

from __future__ import annotations

import ast
import re
from string import Formatter

from vedette.languages.holes import HOLE, NotPlainError, bind, constant, joined

_PERCENT = re.compile(r"%(.)?", re.DOTALL)
_PLAIN = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.Constant, ast.BinOp)
_MOST = 20_000


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
    except (NotPlainError, SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    return told if told.isascii() and len(told) < _MOST else ""


class _Statement:
    """Reads an expression as a text in which each value is a hole."""

    def read(self, node: ast.expr) -> tuple[str, list[str]]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return constant(node.value), []
        if isinstance(node, ast.JoinedStr):
            return joined([self.read(part) for part in node.values])
        if isinstance(node, ast.FormattedValue):
            if node.format_spec is not None or node.conversion not in {-1, ord("s")}:
                raise NotPlainError
            return _value(node.value)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return joined([self.read(part) for part in (node.left, node.right)])
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            return self._percent(node)
        if _is_format(node):
            return self._format(node)
        return _value(node)

    def _percent(self, node: ast.BinOp) -> tuple[str, list[str]]:
        if not (isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)):
            raise NotPlainError
        # A name may stand for a tuple of several values.
        if isinstance(node.right, ast.Name | ast.Dict):
            raise NotPlainError
        given = list(node.right.elts) if isinstance(node.right, ast.Tuple) else [node.right]

        def hole(found: re.Match[str]) -> str:
            if found[1] not in {"s", "%"}:
                raise NotPlainError
            return HOLE if found[1] == "s" else "%"

        text = _PERCENT.sub(hole, constant(node.left.value))
        return text, [_value(one)[1][0] for one in given]

    def _format(self, node: ast.expr) -> tuple[str, list[str]]:
        assert isinstance(node, ast.Call)  # noqa: S101 - asked before
        assert isinstance(node.func, ast.Attribute)  # noqa: S101 - same
        text, values = self.read(node.func.value)
        given = [_value(one)[1][0] for one in node.args]
        named = {one.arg: _value(one.value)[1][0] for one in node.keywords if one.arg}
        if values or len(named) != len(node.keywords):
            raise NotPlainError
        parts = []
        for before, name, form, conversion in Formatter().parse(text):
            parts.append(before)
            if name is None:
                continue
            if form or conversion or (name and name not in named) or (not name and not given):
                raise NotPlainError
            values.append(named[name] if name else given.pop(0))
            parts.append(HOLE)
        if given:
            raise NotPlainError
        return "".join(parts), values


def _bound(text: str, values: list[str], placeholder: str) -> str:
    statement, told = bind(text, values, placeholder, _around)
    return f"{_literal(statement)}, ({', '.join(told)}{',' if len(told) == 1 else ''})"


def _around(before: str, value: str, after: str) -> str:
    if not (before or after):
        return value
    return " + ".join(part for part in (_shown(before), f"str({value})", _shown(after)) if part)


def _value(node: ast.expr) -> tuple[str, list[str]]:
    if not isinstance(node, _PLAIN) or any(
        isinstance(inner, ast.NamedExpr | ast.Yield | ast.YieldFrom | ast.Lambda | ast.Starred)
        for inner in ast.walk(node)
    ):
        raise NotPlainError
    return HOLE, [ast.unparse(node)]


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

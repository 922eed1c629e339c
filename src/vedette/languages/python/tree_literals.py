"""Numbers and texts of Python 2 and 3 as constants, from the nodes of tree-sitter."""

from __future__ import annotations

import ast
import re
import unicodedata
from typing import Any

_ESCAPE = re.compile(
    r"\\(\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|.)", re.DOTALL
)
_SIMPLE = {
    "\n": "",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}
_LARGEST_CHARACTER = 0x10FFFF
# Digits; Python itself refuses to read longer ones.
_LONGEST_NUMBER = 4000


def number(text: str) -> complex | None:
    """The value of a number; None for one that cannot be read. `0777` and `10L` are of Python 2."""
    plain = text.replace("_", "").rstrip("lL").lower()
    if len(plain) > _LONGEST_NUMBER:
        return None
    try:
        if plain.startswith(("0x", "0o", "0b")):
            return int(plain, 0)
        if plain.endswith("j"):
            return complex(plain)
        if plain.isdigit():
            return int(plain, 8 if plain.startswith("0") and plain.strip("0") else 10)
        return float(plain)
    except ValueError:
        return None


def prefix(node: Any) -> str:
    """The letters before the quotes of a string, in lower case."""
    start: str = node.children[0].text.decode()
    return start.rstrip("\"'`").lower()


def content(node: Any) -> str | bytes:
    """The value of a string without interpolations."""
    kind = prefix(node)
    start, end = _bounds(node)
    text = raw(node.text[start:end])
    if "r" not in kind:
        text = unescaped(text, wide="b" not in kind)
    return text.encode("latin-1", "replace") if "b" in kind else text


def raw(data: bytes) -> str:
    """Source as Python reads it: every line ends with LF."""
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def unescaped(text: str, *, wide: bool = True) -> str:
    """A text with its escape sequences resolved; those by number or name of a character if `wide`."""
    if "\\" not in text:
        return text

    def resolve(found: re.Match[str]) -> str:
        code = found[1]
        if code in _SIMPLE:
            return _SIMPLE[code]
        if code[0] in "01234567":
            return chr(int(code, 8) & (0x1FF if wide else 0xFF))
        if code[0] == "x" and len(code) > 1:
            return chr(int(code[1:], 16))
        if wide and code[0] in "uU" and len(code) > 1:
            return chr(min(int(code[1:], 16), _LARGEST_CHARACTER))
        if wide and code.startswith("N{"):
            try:
                return unicodedata.lookup(code[2:-1])
            except KeyError:
                return found[0]
        return found[0]

    return _ESCAPE.sub(resolve, text)


def pieces(node: Any, expression: Any) -> tuple[list[ast.expr], bool]:
    """What a string consists of, and whether it interpolates.

    Args:
        node: a `string`.
        expression: makes an expression of a node.
    """
    place = where(node)
    if not {"f", "t"} & set(prefix(node)):
        return [ast.Constant(content(node), **place)], False
    plain = "r" in prefix(node)
    parts: list[ast.expr] = []
    at, end = _bounds(node)
    base = node.start_byte
    for child in node.children:
        if child.type == "interpolation":
            parts += _literal(node.text[at : child.start_byte - base], place, plain=plain)
            parts += _interpolation(child, expression, place)
            at = child.end_byte - base
    return parts + _literal(node.text[at:end], place, plain=plain), True


def joined(parts: list[ast.expr]) -> list[ast.expr]:
    """The parts of a text with neighbouring constants made one, and empty ones left out."""
    out: list[ast.expr] = []
    for part in parts:
        last = out[-1] if out else None
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            if not part.value:
                continue
            if isinstance(last, ast.Constant) and isinstance(last.value, str):
                last.value += part.value
                continue
        out.append(part)
    return out


def where(node: Any) -> dict[str, Any]:
    """The place of a node as the fields that `ast` has for it."""
    start, end = node.start_point, node.end_point
    return {
        "lineno": start[0] + 1,
        "col_offset": min(start[1], 4095),
        "end_lineno": end[0] + 1,
        "end_col_offset": min(end[1], 4095),
    }


def _bounds(node: Any) -> tuple[int, int]:
    """Where the content of a string begins and ends; the grammar counts some backslashes as closing."""
    start = node.children[0].text
    quotes = len(start.lstrip(b"rRbBuUfFtT"))
    return len(start), len(node.text) - quotes


def _literal(data: bytes, place: dict[str, Any], *, plain: bool) -> list[ast.expr]:
    text = raw(data).replace("{{", "{").replace("}}", "}")
    return [ast.Constant(text if plain else unescaped(text), **place)] if text else []


def _interpolation(node: Any, expression: Any, place: dict[str, Any]) -> list[ast.expr]:
    value = node.child_by_field_name("expression")
    conversion = node.child_by_field_name("type_conversion")
    spec = node.child_by_field_name("format_specifier")
    code = ord(conversion.text.decode().strip()[1:2] or "s") if conversion is not None else -1
    parts: list[ast.expr] = []
    sign = next((child for child in node.children if child.type == "="), None)
    if sign is not None:
        follower = sign.next_sibling.start_byte if sign.next_sibling is not None else sign.end_byte
        text = node.text[1 : follower - node.start_byte]
        parts.append(ast.Constant(raw(text), **place))
        if conversion is None and spec is None:
            code = ord("r")
    made = None if spec is None else ast.JoinedStr(joined(_specifier(spec, expression, place)), **place)
    return [*parts, ast.FormattedValue(expression(value), code, made, **place)]


def _specifier(node: Any, expression: Any, place: dict[str, Any]) -> list[ast.expr]:
    parts: list[ast.expr] = []
    base, at = node.start_byte, 1
    for child in node.children:
        if child.type in ("format_expression", "interpolation"):
            parts += _literal(node.text[at : child.start_byte - base], place, plain=False)
            parts += _interpolation(child, expression, place)
            at = child.end_byte - base
    return parts + _literal(node.text[at:], place, plain=False)

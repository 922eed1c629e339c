"""The line on which each key of a TOML text stands, since tomllib does not tell."""

from __future__ import annotations

from collections import Counter

_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
_QUOTES = ("'", '"')


def lines_of(text: str) -> dict[str, int]:
    """Find the keys of a text that tomllib accepts.

    A help for messages and no parser: a key inside an inline table has the line of the key outside. Linear
    in the length of the text.

    Args:
        text: TOML.

    Returns:
        Dotted key -> line, from 1. Entries of an array of tables are `name[0]`, `name[1]`, …; the bare name
        is the line of the first.
    """
    found: dict[str, int] = {}
    entries: Counter[str] = Counter()
    table, inside = "", ""
    for number, line in enumerate(text.split("\n"), 1):
        if inside:
            inside = "" if line.count(inside) % 2 else inside
            continue
        stripped = line.strip()
        if stripped.startswith("["):
            table = _header(stripped, number, found, entries) or table
            continue
        key = _key(stripped)
        if key is not None:
            found.setdefault(f"{table}.{key}" if table else key, number)
        inside = next((mark for mark in ('"""', "'''") if stripped.count(mark) % 2), "")
    return found


def dotted(*parts: str) -> str:
    """Join the parts of a key as TOML writes it, quoting what needs quotes."""
    return ".".join(part if part and _BARE.issuperset(part) else f'"{part}"' for part in parts)


def _header(line: str, number: int, found: dict[str, int], entries: Counter[str]) -> str:
    array = line.startswith("[[")
    parts, end = _parts(line, 2 if array else 1)
    if not parts or line[end : end + 1] != "]":
        return ""
    name = dotted(*parts)
    found.setdefault(name, number)
    if not array:
        return name
    entry = f"{name}[{entries[name]}]"
    entries[name] += 1
    found[entry] = number
    return entry


def _key(line: str) -> str | None:
    parts, end = _parts(line, 0)
    return dotted(*parts) if parts and line[end : end + 1] == "=" else None


def _parts(line: str, at: int) -> tuple[list[str], int]:
    """The parts of the dotted key that begins at an offset, and the offset of what follows it."""
    parts: list[str] = []
    while True:
        at = _blank(line, at)
        start = at
        if line[at : at + 1] in _QUOTES:
            close = line.find(line[at], at + 1)
            if close == -1:
                return [], at
            parts.append(line[at + 1 : close])
            at = close + 1
        else:
            while at < len(line) and line[at] in _BARE:
                at += 1
            if at == start:
                return [], at
            parts.append(line[start:at])
        at = _blank(line, at)
        if line[at : at + 1] != ".":
            return parts, at
        at += 1


def _blank(line: str, at: int) -> int:
    while at < len(line) and line[at] in " \t":
        at += 1
    return at

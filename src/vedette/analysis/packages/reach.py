"""Whether a program uses what is wrong in a package: not mentioned, imported, or the very functions used.

This looks at the program's own sources alone. What a package does with another is not seen, so nothing is
ever said to be out of reach for certain: `unmentioned` means that the program itself does not import it.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import cache
from importlib import resources

from msgspec import Struct

Texts = Callable[[str], bytes | None]
Symbols = Sequence[tuple[str, tuple[str, ...]]]

_GO_IMPORT = re.compile(rb'^[ \t]*(?:import[ \t]+)?(?:([A-Za-z_.][\w]*)[ \t]+)?"([^"\n]+)"', re.MULTILINE)
_GO_NOISE = re.compile(rb"//[^\n]*|/\*.*?\*/|`[^`]*`|\"(?:[^\"\\\n]|\\.)*\"", re.DOTALL)
_GO_VERSION = re.compile(r"/v[0-9]+$")
_LARGEST = 4 << 20
_GO = "Go"
_PYPI = "PyPI"


class Reach(StrEnum):
    """How near the program comes to what is wrong."""

    used = "used"
    imported = "imported"
    unmentioned = "unmentioned"
    unknown = "unknown"


class Found(Struct, frozen=True):
    """The nearest that was found, and where: path and line, "" and 0 for nowhere."""

    reach: Reach
    path: str = ""
    line: int = 0
    name: str = ""


def reach(ecosystem: str, name: str, symbols: Symbols, paths: Iterable[str], texts: Texts) -> Found:
    """How near a program comes to a weakness of a package.

    Args:
        ecosystem: of the package; others than Go and PyPI are `unknown`.
        name: of the package, normalised.
        symbols: (import path, names) that are wrong in it, as the advisory says; () where it names none.
        paths: of all files of the program.
        texts: gives the bytes of a file; None when it cannot be had.
    """
    if ecosystem == _GO:
        return _go(name, symbols, (path for path in paths if path.endswith(".go")), texts)
    if ecosystem == _PYPI:
        return _python(name, symbols, (path for path in paths if path.endswith(".py")), texts)
    return Found(Reach.unknown)


def _go(module: str, symbols: Symbols, paths: Iterable[str], texts: Texts) -> Found:
    wrong = {path: names for path, names in symbols if path}
    best = Found(Reach.unmentioned)
    for path in paths:
        data = texts(path)
        if data is None or len(data) > _LARGEST or module.encode() not in data:
            continue
        head = data.partition(b"\nfunc ")[0]
        plain: bytes | None = None
        for match in _GO_IMPORT.finditer(head):
            imported = match[2].decode("utf-8", "replace")
            if imported != module and not imported.startswith(f"{module}/"):
                continue
            line = head.count(b"\n", 0, match.start(2)) + 1
            if best.reach is Reach.unmentioned:
                best = Found(Reach.imported, path, line, imported)
            if imported not in wrong:
                continue
            plain = _GO_NOISE.sub(_blank, data) if plain is None else plain
            used = _go_use(plain, (match[1] or b"").decode(), imported, wrong[imported])
            if used is not None:
                return Found(Reach.used, path, *used)
    return best


def _go_use(plain: bytes, alias: str, imported: str, names: tuple[str, ...]) -> tuple[int, str] | None:
    """Where a file uses one of the names of a package that it imports; a method counts by its own name."""
    package = alias or _GO_VERSION.sub("", imported).rpartition("/")[2].removeprefix("go-")
    for name in names:
        receiver, _, method = name.rpartition(".")
        wanted = (
            rf"\.{re.escape(method)}\b" if receiver else rf"\b{re.escape(package)}\.{re.escape(method)}\b"
        )
        if alias == ".":
            wanted = rf"\b{re.escape(method)}\b"
        match = re.search(wanted.encode(), plain)
        if match:
            return plain.count(b"\n", 0, match.start()) + 1, name
    if not names:
        match = re.search(rf"\b{re.escape(package)}\.".encode(), plain)
        return (plain.count(b"\n", 0, match.start()) + 1, imported) if match else None
    return None


def _blank(match: re.Match[bytes]) -> bytes:
    return b"\n" * match[0].count(b"\n") or b" "


def _python(name: str, symbols: Symbols, paths: Iterable[str], texts: Texts) -> Found:
    modules = import_names(name)
    wrong = {symbol.rpartition(".")[2] for _, names in symbols for symbol in names}
    best = Found(Reach.unmentioned if name in _known() else Reach.unknown)
    for path in paths:
        data = texts(path)
        if data is None or len(data) > _LARGEST or not any(module.encode() in data for module in modules):
            continue
        try:
            tree = ast.parse(data)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        found = _python_use(tree, modules, wrong)
        if found is None:
            continue
        reach_, line, what = found
        if reach_ is Reach.used:
            return Found(reach_, path, line, what)
        if best.reach is not Reach.imported:
            best = Found(reach_, path, line, what)
    return best


def _python_use(tree: ast.AST, modules: Sequence[str], wrong: set[str]) -> tuple[Reach, int, str] | None:
    imported: tuple[Reach, int, str] | None = None
    names: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if _is_of(alias.name, modules):
                    imported = imported or (Reach.imported, node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom) and not node.level and _is_of(node.module or "", modules):
            imported = imported or (Reach.imported, node.lineno, node.module or "")
            names |= {alias.asname or alias.name: node.lineno for alias in node.names if alias.name in wrong}
    if imported is None or not wrong:
        return imported
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in wrong:
            return Reach.used, node.lineno, node.attr
        if isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load):
            return Reach.used, node.lineno, node.id
    return imported


def _is_of(module: str, modules: Sequence[str]) -> bool:
    return any(module == one or module.startswith(f"{one}.") for one in modules)


def import_names(distribution: str) -> tuple[str, ...]:
    """The modules that a distribution of PyPI brings: as is known of it, else its own name.

    Args:
        distribution: normalised name.
    """
    known = _known().get(distribution)
    if known:
        return known
    plain = distribution.replace("-", "_")
    return tuple(dict.fromkeys((plain, plain.removeprefix("python_"), distribution.replace("-", "."))))


@cache
def _known() -> dict[str, tuple[str, ...]]:
    data = resources.files(__package__).joinpath("modules.toml").read_text(encoding="utf-8")
    return {name: tuple(modules) for name, modules in tomllib.loads(data)["modules"].items()}

"""Renames what the files of a Python tree define, and moves the files: the meaning stays, no name does.

Variables, parameters, functions, classes, modules and folders get names made from a seed; comments and
docstrings go; words that name test cases or their kinds change in every string too, routes and cookies
included. A name is left alone when something outside of the tree may know it: an attribute of the standard
library or of what is imported, a keyword of a call, a builtin.

    python3.13 bench/code_rename.py TREE OUT --seed any --words benchmark,xss-00

It parses as the interpreter does that runs it: take one that is new enough for the tree. No code of the tree
is run.
"""

from __future__ import annotations

import argparse
import ast
import builtins
import hashlib
import importlib
import json
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

_FOLDERS = 7
_SHORT = 8


def main() -> int:
    """Do what the command line says, and print as JSON which file became which."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("tree", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--words", default="", help="to be replaced in strings, separated by commas")
    options = parser.parse_args()
    words = [word for word in options.words.split(",") if word]
    print(json.dumps(rename(options.tree, options.out, options.seed, words)))
    return 0


@dataclass
class Names:
    """The names of a tree, old -> new.

    Attributes:
        identifiers: variables, parameters, functions, classes.
        modules: dotted names.
        words: in strings.
        named: identifiers of functions and classes, which a string alone may name.
        members: of modules and classes, which may stand behind a dot; the name of a variable behind a dot is
            somebody else's attribute.
    """

    seed: str
    identifiers: dict[str, str] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)

    def new(self, old: str, sign: str = "v") -> str:
        """A name that tells nothing of the old one."""
        return sign + hashlib.sha256(f"{self.seed}:{old}".encode()).hexdigest()[:_SHORT]


def rename(tree: Path, out: Path, seed: str, words: Iterable[str] = ()) -> dict[str, str]:
    """Write the Python files of a tree anew to another folder.

    Args:
        tree: what is read; files that do not parse are left out.
        out: made; must not be there.
        seed: other seeds, other names.
        words: to be replaced in strings, beside the names of the tree's own modules.

    Returns:
        Old path -> new path of every file, relative.
    """
    parsed: dict[str, ast.Module] = {}
    for path in sorted(tree.rglob("*.py")):
        with suppress(SyntaxError, ValueError):
            parsed[path.relative_to(tree).as_posix()] = ast.parse(path.read_bytes())
    names = Names(seed)
    paths = _modules(parsed, names)
    _identifiers(parsed, names)
    stems = {PurePosixPath(path).stem for path in parsed} - {"__init__"}
    names.words = {
        word: names.new(word, "w") for word in {*words, *(stem for stem in stems if len(stem) > _SHORT)}
    }
    renamer = _Renamer(names)
    for old, module in parsed.items():
        renamed = ast.fix_missing_locations(renamer.visit(module))
        target = out / paths[old]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(ast.unparse(renamed) + "\n", encoding="utf-8")
    return paths


def _modules(parsed: Mapping[str, ast.Module], names: Names) -> dict[str, str]:
    """New paths; a module that nobody imports and that imports nothing relatively moves to another folder."""
    imported = _imported(parsed)
    paths = {}
    for path, module in parsed.items():
        parts = PurePosixPath(path).with_suffix("").parts
        dotted = ".".join(parts)
        alone = dotted not in imported and parts[-1] != "__init__" and not _relative(module)
        new = [part if part == "__init__" else names.new(part, "m") for part in parts]
        if alone:
            new = [
                names.new(str(int(hashlib.sha256(dotted.encode()).hexdigest(), 16) % _FOLDERS), "f"),
                new[-1],
            ]
        paths[path] = "/".join(new) + ".py"
        known = [part for part in parts if part != "__init__"]
        for end in range(1, len(known) + 1):
            old = ".".join(known[:end])
            names.modules.setdefault(old, ".".join(names.new(part, "m") for part in known[:end]))
    return paths


def _imported(parsed: Mapping[str, ast.Module]) -> set[str]:
    found: set[str] = set()
    for module in parsed.values():
        for node in ast.walk(module):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
    return found


def _relative(module: ast.Module) -> bool:
    return any(isinstance(node, ast.ImportFrom) and node.level for node in ast.walk(module))


def _identifiers(parsed: Mapping[str, ast.Module], names: Names) -> None:
    defined: set[str] = set()
    foreign = {*dir(builtins)}
    for module in parsed.values():
        for node in ast.walk(module):
            defined |= _defines(node)
            foreign |= _foreign(node, names)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.named.add(node.name)
            if isinstance(node, ast.Module | ast.ClassDef):
                names.members |= {name for one in node.body for name in _bound(one)}
    for kind in (str, bytes, list, dict, set, tuple, int, float, object, BaseException):
        foreign |= set(dir(kind))
    for name in defined - foreign:
        if not name.startswith("__") and name not in names.modules and name != "_":
            names.identifiers[name] = names.new(name)
    names.named &= set(names.identifiers)


def _bound(statement: ast.stmt) -> set[str]:
    """Names that a statement of a module or class gives to it, functions and classes aside."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return set()
    nodes = ast.walk(statement)
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _defines(node: ast.AST) -> set[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            return {name}
        case ast.ExceptHandler(name=str(name)) | ast.alias(asname=str(name)):
            return {name}
        case _:
            return set()


def _foreign(node: ast.AST, names: Names) -> set[str]:
    """Names that something outside of the tree may know."""
    match node:
        case ast.Import(names=aliases):
            outside = [alias.name for alias in aliases if alias.name not in names.modules]
            found = {alias.asname or alias.name.split(".")[0] for alias in aliases if alias.name in outside}
            found |= {alias.name.split(".")[0] for alias in aliases if not alias.asname}
            return found.union(*(_attributes(name) for name in outside))
        case ast.ImportFrom(module=str(module), level=0) if module not in names.modules:
            return {alias.asname or alias.name for alias in node.names} | _attributes(module)
        case ast.Call(keywords=keywords):
            return {keyword.arg for keyword in keywords if keyword.arg}
        case ast.FunctionDef() | ast.AsyncFunctionDef() if node.decorator_list:
            # A framework may give it parameters by their names, as from the path of a route.
            return {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}
        case _:
            return set()


def _attributes(module: str) -> set[str]:
    """What a module of the standard library has, and its classes have."""
    if module.split(".", maxsplit=1)[0] not in sys.stdlib_module_names or module in {"antigravity", "this"}:
        return set()
    with suppress(ImportError):
        held = importlib.import_module(module)
        found = set(dir(held))
        for value in vars(held).values():
            found |= set(dir(value)) if isinstance(value, type) else set()
        return found
    return set()


class _Renamer(ast.NodeTransformer):
    def __init__(self, names: Names) -> None:
        self._names = names
        self._word = re.compile(
            "|".join(sorted(map(re.escape, names.words), key=len, reverse=True)) or r"(?!)"
        )

    def visit(self, node: ast.AST) -> ast.AST:
        body = getattr(node, "body", None)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            kept = [one for one in node.body if not _text(one)]
            node.body = kept or [ast.Pass()]
        elif isinstance(body, list):
            node.body = [one for one in body if not _text(one)] or [ast.Pass()]  # type: ignore[attr-defined]
        for name in ("name", "id", "arg", "asname"):
            old = getattr(node, name, None)
            if isinstance(old, str) and not isinstance(node, ast.keyword | ast.alias):
                setattr(node, name, self._names.identifiers.get(old, old))
        visited: ast.AST = super().visit(node)
        return visited

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str):
            if node.value in self._names.named:
                return ast.Constant(self._names.identifiers[node.value])
            return ast.Constant(self._word.sub(lambda found: self._names.words[found[0]], node.value))
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        dotted = _dotted(node)
        if dotted in self._names.modules:
            return _chain(self._names.modules[dotted], node.ctx)
        if node.attr in self._names.named | self._names.members:
            node.attr = self._names.identifiers.get(node.attr, node.attr)
        self.generic_visit(node)
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return node

    def visit_Import(self, node: ast.Import) -> ast.AST:
        for alias in node.names:
            alias.name = self._names.modules.get(alias.name, alias.name)
            if alias.asname:
                alias.asname = self._names.identifiers.get(alias.asname, alias.asname)
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        module = node.module or ""
        own = node.level > 0 or module in self._names.modules
        if module in self._names.modules:
            node.module = self._names.modules[module]
        elif node.level and module:
            node.module = ".".join(self._names.new(part, "m") for part in module.split("."))
        for alias in node.names if own else ():
            submodule = f"{module}.{alias.name}" if module else alias.name
            identifiers = self._names.identifiers
            known = alias.asname or alias.name
            if submodule in self._names.modules or alias.name in self._names.modules:
                alias.name = self._names.new(alias.name, "m")
            else:
                alias.name = identifiers.get(alias.name, alias.name)
            known = identifiers.get(known, known)
            alias.asname = None if known == alias.name else known
        return node

    def visit_Global(self, node: ast.Global) -> ast.AST:
        node.names = [self._names.identifiers.get(name, name) for name in node.names]
        return node

    visit_Nonlocal = visit_Global  # type: ignore[assignment]  # noqa: N815 - same


def _text(node: ast.stmt) -> bool:
    """Whether a statement is a string that nobody reads."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{_dotted(value)}.{attr}"
        case _:
            return "?"


def _chain(dotted: str, ctx: ast.expr_context) -> ast.expr:
    first, *others = dotted.split(".")
    node: ast.expr = ast.Name(first, ast.Load())
    for other in others:
        node = ast.Attribute(node, other, ctx)
    return node


if __name__ == "__main__":
    sys.exit(main())

"""setup.py: constants in the call of setup(), read from the syntax tree; nothing of it is run."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from vedette.languages.packages.python import specifiers
from vedette.languages.packages.shared import Draft
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest, Scope

FORMAT = "setup-py"
FILES = ("setup.py",)
_LARGEST = 1 << 20
_LISTS = {
    "install_requires": (Scope.runtime, ""),
    "setup_requires": (Scope.build, ""),
    "tests_require": (Scope.development, "test"),
}
_LOOSE = re.compile(rb"\b(install_requires|setup_requires|tests_require)\s*+=\s*+[\[(]")
_STRING = re.compile(rb"[\s,]*+(?>#[^\n]*+\s*+)*+(?:\"([^\"\\\n]*+)\"|'([^'\\\n]*+)')")
_DEEPEST = 20


def applies(path: str) -> bool:
    """By its base name alone."""
    return path.endswith("setup.py") and path[:-8][-1:] in {"", "/"}


def read(path: str, data: bytes) -> Manifest:
    """Read lists of texts, given directly or by a name that is assigned once at the top of the file."""
    draft = Draft(path, FORMAT, data)
    if len(draft.data) > _LARGEST:
        draft.gap(-1, "is larger than any setup.py: it was not read")
        return draft.done()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(draft.data)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        _loose(draft, getattr(error, "lineno", None) or 0)
        return draft.done()
    return _Reading(draft, tree).run()


class _Reading:
    def __init__(self, draft: Draft, tree: ast.Module) -> None:
        self.draft = draft
        self.tree = tree
        self.starts = [0]
        for line in draft.data.split(b"\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.names: dict[str, ast.expr | None] = {}
        for node in tree.body:
            for name, value in _assigned(node):
                self.names[name] = value if name not in self.names else None

    def run(self) -> Manifest:
        facts: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and _called(node.func) == "setup":
                for keyword in node.keywords:
                    self._keyword(keyword, facts)
        return self.draft.done(
            name=facts.get("name", ""),
            version=facts.get("version", ""),
            runtime=facts.get("python_requires", ""),
        )

    def _keyword(self, keyword: ast.keyword, facts: dict[str, str]) -> None:
        name, value = keyword.arg or "", keyword.value
        if name in _LISTS:
            self._list(value, *_LISTS[name])
        elif name == "extras_require":
            self._extras(value)
        elif name in {"name", "version", "python_requires"}:
            value = self._followed(value)
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                facts[name] = value.value
        elif not name:
            self.draft.gap(self._at(value), "passes arguments to setup() that are not written here")

    def _extras(self, value: ast.expr) -> None:
        value = self._followed(value)
        if not isinstance(value, ast.Dict):
            self.draft.gap(self._at(value), "works out extras_require: only what is written can be read")
            return
        for key, each in zip(value.keys, value.values, strict=True):
            group = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
            self._list(each, Scope.optional, group)

    def _list(self, value: ast.expr, scope: Scope, group: str, depth: int = 0) -> None:
        value = self._followed(value)
        if isinstance(value, ast.List | ast.Tuple):
            for element in value.elts:
                self._element(element, scope, group)
        elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and depth < _DEEPEST:
            self._list(value.left, scope, group, depth + 1)
            self._list(value.right, scope, group, depth + 1)
        elif isinstance(value, ast.Constant) and isinstance(value.value, str):
            self._element(value, scope, group)
        else:
            self.draft.gap(self._at(value), "works out its requirements: only what is written can be read")

    def _element(self, element: ast.expr, scope: Scope, group: str) -> None:
        if not (isinstance(element, ast.Constant) and isinstance(element.value, str)):
            self.draft.gap(self._at(element), "works out its requirements: only what is written can be read")
            return
        start, end = self._at(element), self._end(element)
        raw = self.draft.data[start:end]
        lead = len(raw) - len(raw.lstrip(b"rRuUbB"))
        quotes = 3 if raw[lead : lead + 3] in {b'"""', b"'''"} else 1
        inside = Node(element.value, start + lead + quotes, end - quotes, start)
        if raw[lead + quotes : len(raw) - quotes].decode("utf-8", "replace") != element.value:
            # Written in parts or with escapes: it can be read, but has no place to be replaced.
            found = specifiers.requirement(element.value.encode("utf-8", "replace"), 0)
            if found is None:
                self.draft.gap(start, "has a requirement that was not understood")
                return
            found = specifiers.Requirement(
                found.name, found.version, found.constraint, 0, 0, found.url, found.marker
            )
            self.draft.add(specifiers.package(found, element.lineno, scope, group))
            return
        for part in _parts(inside):
            specifiers.add(self.draft, part, scope, group)

    def _followed(self, value: ast.expr) -> ast.expr:
        if isinstance(value, ast.Name):
            return self.names.get(value.id) or value
        return value

    def _at(self, node: ast.expr) -> int:
        return min(self.starts[min(node.lineno, len(self.starts)) - 1] + node.col_offset, self.starts[-1])

    def _end(self, node: ast.expr) -> int:
        line = node.end_lineno or node.lineno
        return min(self.starts[min(line, len(self.starts)) - 1] + (node.end_col_offset or 0), self.starts[-1])


def _parts(node: Node) -> Iterator[Node]:
    """A text may hold a requirement a line."""
    at = node.start
    for line in node.text.split("\n"):
        size = len(line.encode())
        if line.strip():
            lead = len(line) - len(line.lstrip())
            yield Node(line.strip(), at + lead, at + size, at + lead)
        at += size + 1


def _assigned(node: ast.stmt) -> list[tuple[str, ast.expr]]:
    if isinstance(node, ast.Assign):
        return [(target.id, node.value) for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
        return [(node.target.id, node.value)]
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        return [(node.target.id, node.value)]
    return []


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _loose(draft: Draft, line: int) -> None:
    """Of a file that is no Python (cut off, or of another version) the lists that can be recognised."""
    draft.gap(-1, f"is no Python from line {line} on: its lists were looked for by their names")
    for begin in _LOOSE.finditer(draft.data):
        at = begin.end()
        while match := _STRING.match(draft.data, at):
            group = 1 if match[1] is not None else 2
            text = match[group].decode("utf-8", "replace")
            start, end = match.span(group)
            if text.strip():
                specifiers.add(draft, Node(text, start, end, start - 1), *_LISTS[begin[1].decode()])
            at = match.end()

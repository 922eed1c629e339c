"""Where imports of JavaScript lead in a tree: relative paths, aliases of `tsconfig.json`, workspaces."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection
from typing import Any

from vedette.languages.javascript.settings import COMPILER, PACKAGE, settings
from vedette.languages.views import MARK, Views
from vedette.model.form import Module

_ENDS = (
    *("", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".vue", ".svelte"),
    *("/index.ts", "/index.tsx", "/index.js", "/index.jsx", "/index.mjs", "/index.cjs"),
)
# TypeScript is imported by the name of what is made of it.
_WRITTEN = ((".js", (".ts", ".tsx")), (".jsx", (".tsx",)), (".mjs", (".mts",)), (".cjs", (".cts",)))
_ALL = "module.exports"
_DEFAULTS = frozenset(("default", _ALL))
# Names of folders that tools map short names to, when nobody says otherwise.
_ROOTS = ("src", "app", "lib", "")
# Names of files with which programs start.
_STARTERS = ("app", "server", "index", "main", "src/app", "src/server", "src/index", "src/main", "app.module")
_STARTING_ENDS = (".js", ".ts", ".mjs", ".cjs")
_MOST_STARTERS = 6
_MOST_EXTENDED, _MOST_PACKAGES, _MOST_TARGETS = 4, 300, 8
_MARKS = ("@/", "~/", "@@/", "~~/", "#/")


class JsLayout:
    """The modules of a tree; a `Layout` of `analysis/program/interface.py`."""

    __slots__ = ("_files", "_found", "_load", "_named", "_packages", "_touched", "_views")

    def __init__(self, paths: Collection[str]) -> None:
        self._files = frozenset(paths)
        self._found: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
        self._packages = _packages(self._files)
        self._views = Views(self._files)
        self._load: Callable[[str], Module | None] = _unread
        self._named: dict[str, str] | None = None
        # Settings that the import at hand rests on.
        self._touched: list[str] = []

    def read_by(self, load: Callable[[str], Module | None]) -> None:
        """Let settings be read, which say where imports lead.

        Args:
            load: gives the form of a file; the answer at hand rests on that file from then on.
        """
        self._load = load
        self._found.clear()
        self._named = None

    def starters(self, path: str) -> list[str]:
        """Files by whose names a program starts that a file may be part of, the nearest folder first."""
        *folders, own = path.split("/")
        modules = [f"{one}.module" for one in dict.fromkeys((own.split(".")[0], *folders[-1:]))]
        return [
            one
            for depth in range(len(folders), -1, -1)
            for name in (*(modules if depth == len(folders) else ()), *_STARTERS)
            for end in _STARTING_ENDS
            if (one := "/".join((*folders[:depth], name)) + end) in self._files
        ][:_MOST_STARTERS]

    def module(self, path: str) -> str:
        """The name by which a file is known: its path without the end."""
        return path.rpartition(".")[0]

    def find(self, importer: str, module: str, level: int) -> str:  # noqa: ARG002 - no dots here
        """The path of the file that an import leads to, "" when it is none of the tree's.

        Args:
            importer: path of the file that imports.
            module: as written.
            level: 0.
        """
        if module.startswith(MARK):
            return self._views.find(importer, module.removeprefix(MARK))
        folder = importer.rpartition("/")[0]
        key = (folder, module)
        known = self._found.get(key)
        if known is None:
            self._touched = []
            path = self._looked_for(folder, module)
            known = self._found[key] = path, tuple(self._touched)
        else:
            for one in known[1]:
                self._load(one)
        return "" if known[0] == importer else known[0]

    def inner(self, importer: str, module: str, name: str, level: int) -> str:
        """The path of what a name of a module is, if that is a module itself: all of it, for CommonJS."""
        return self.find(importer, module, level) if name == _ALL else ""

    def name(self, module: str, name: str) -> str:
        """What a catalogue calls a name of a module that is not of the tree."""
        plain = module.removeprefix("node:")
        return plain if name in _DEFAULTS or not name else f"{plain}.{name}"

    def _looked_for(self, folder: str, module: str) -> str:
        if module.startswith((".", "/")):
            path = posixpath.normpath(posixpath.join(folder, module)) if module[0] == "." else module[1:]
            return self._at(path) if not path.startswith("..") else ""
        found = self._mapped(folder, module)
        if found:
            return found
        for mark in _MARKS:
            if module.startswith(mark):
                return self._aliased(folder, module.removeprefix(mark))
        return self._of_workspace(module)

    def _settings(self, path: str) -> dict[str, Any]:
        self._touched.append(path)
        return settings(self._load(path))

    def _mapped(self, folder: str, module: str) -> str:
        """Where the nearest settings of the compiler map a name."""
        above = folder
        while True:
            for name in COMPILER:
                path = f"{above}/{name}" if above else name
                if path in self._files:
                    return self._mapped_by(path, module)
            if not above:
                return ""
            above = above.rpartition("/")[0]

    def _mapped_by(self, path: str, module: str) -> str:
        """As one file of settings says, or one that it extends."""
        for _ in range(_MOST_EXTENDED):
            said = self._settings(path)
            options = said.get("compilerOptions")
            options = options if isinstance(options, dict) else {}
            folder = path.rpartition("/")[0]
            base, paths = options.get("baseUrl"), options.get("paths")
            root = posixpath.normpath(posixpath.join(folder, base)) if isinstance(base, str) else folder
            for target in _targets(paths if isinstance(paths, dict) else {}, module):
                found = self._at(posixpath.normpath(posixpath.join(root, target)))
                if found:
                    return found
            if isinstance(base, str) and (
                found := self._at(posixpath.normpath(posixpath.join(root, module)))
            ):
                return found
            more = said.get("extends")
            if not isinstance(more, str) or not more.startswith("."):
                return ""
            path = posixpath.normpath(posixpath.join(folder, more))
            path = path if path in self._files else f"{path}.json"
            if path not in self._files:
                return ""
        return ""

    def _of_package(self, module: str) -> str:
        """What a package of the tree gives under its own name, as its `package.json` says."""
        parts = module.split("/")
        size = 2 if module[0:1] == "@" else 1
        path = self._names().get("/".join(parts[:size]), "")
        if not path:
            return ""
        said, folder, inner = self._settings(path), path.rpartition("/")[0], "/".join(parts[size:])
        wanted = [inner] if inner else [said.get(key) for key in ("source", "module", "main")]
        exports = said.get("exports")
        wanted = [*_exported(exports, f"./{inner}" if inner else "."), *wanted, inner or "index"]
        for one in wanted:
            if isinstance(one, str):
                for root in ("", "src"):
                    found = self._at(posixpath.normpath(posixpath.join(folder, root, one)))
                    if found:
                        return found
        return ""

    def _names(self) -> dict[str, str]:
        """Packages of the tree: by name the file that says so."""
        if self._named is None:
            self._named = {}
            files = sorted(one for one in self._files if one.rpartition("/")[2] == PACKAGE and "/" in one)
            for path in files[:_MOST_PACKAGES]:
                name = settings(self._load(path)).get("name")
                if isinstance(name, str):
                    self._named.setdefault(name, path)
        return self._named

    def _aliased(self, folder: str, rest: str) -> str:
        """A path from the root of the nearest folder that has it."""
        above = folder
        while True:
            for root in _ROOTS:
                found = self._at("/".join(filter(None, (above, root, rest))))
                if found:
                    return found
            if not above:
                return ""
            above = above.rpartition("/")[0]

    def _of_workspace(self, module: str) -> str:
        found = self._of_package(module)
        if found:
            return found
        scope, _, rest = module.partition("/") if module[0:1] != "@" else ("", "", module)
        name, _, inner = rest.partition("/") if module[0:1] == "@" else (scope, "", rest)
        if module[0:1] == "@":
            parts = module.split("/")
            name, inner = parts[1] if len(parts) > 1 else "", "/".join(parts[2:])
        for folder in self._packages.get(name, ()):
            for root in ("", "src", "lib"):
                found = self._at("/".join(filter(None, (folder, root, inner or "index"))))
                if found:
                    return found
        return ""

    def _at(self, path: str) -> str:
        files = self._files
        for ending in _ENDS:
            if path + ending in files:
                return path + ending
        for ending, others in _WRITTEN:
            if path.endswith(ending):
                bare = path.removesuffix(ending)
                return next((bare + other for other in others if bare + other in files), "")
        return ""


def _unread(_path: str) -> None:
    """Nothing is read."""


def _targets(paths: dict[str, Any], module: str) -> list[str]:
    """Where a map of names leads: of several patterns that fit, the one that is longest before its star."""
    best, found = -1, list[str]()
    for pattern, targets in paths.items():
        before, star, after = pattern.partition("*")
        fits = module.startswith(before) and module.endswith(after) if star else module == pattern
        if (
            not fits
            or len(module) < len(before) + len(after)
            or len(before) <= best
            or not isinstance(targets, list)
        ):
            continue
        best = len(before) if star else len(module)
        middle = module[len(before) : len(module) - len(after)]
        found = [one.replace("*", middle, 1) for one in targets[:_MOST_TARGETS] if isinstance(one, str)]
    return found


def _exported(exports: Any, name: str) -> list[str]:
    """The files that a package gives under a name, whatever asks for it."""
    if isinstance(exports, dict) and name in exports:
        exports = exports[name]
    elif name != ".":
        return []
    rest, found = [exports], list[str]()
    while rest and len(found) < _MOST_TARGETS:
        one = rest.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            rest += [value for key, value in one.items() if not key.startswith(".") and key != "types"]
    return found


def create(paths: Collection[str]) -> JsLayout:
    """The layout of a tree.

    Args:
        paths: of all its files, or of those of this language.
    """
    return JsLayout(paths)


def _packages(files: frozenset[str]) -> dict[str, list[str]]:
    """Folders of packages of a workspace, by their names: those directly in `packages`, `libs` and `apps`."""
    found: dict[str, list[str]] = {}
    for path in files:
        parts = path.split("/")
        for at, part in enumerate(parts[:-2]):
            if part in {"packages", "libs", "apps"}:
                folder = "/".join(parts[: at + 2])
                known = found.setdefault(parts[at + 1], [])
                if folder not in known:
                    known.append(folder)
                break
    return {name: sorted(folders) for name, folders in found.items()}

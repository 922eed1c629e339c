"""Where imports of JavaScript lead in a tree: relative paths, aliases of `tsconfig.json`, workspaces."""

from __future__ import annotations

import posixpath
from collections.abc import Collection

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
_MARKS = ("@/", "~/", "@@/", "~~/", "#/")


class JsLayout:
    """The modules of a tree; a `Layout` of `analysis/program/interface.py`."""

    __slots__ = ("_files", "_found", "_packages")

    def __init__(self, paths: Collection[str]) -> None:
        self._files = frozenset(paths)
        self._found: dict[tuple[str, str], str] = {}
        self._packages = _packages(self._files)

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
        folder = importer.rpartition("/")[0]
        key = (folder, module)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._looked_for(folder, module)
        return "" if found == importer else found

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
        for mark in _MARKS:
            if module.startswith(mark):
                return self._aliased(folder, module.removeprefix(mark))
        return self._of_workspace(module)

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

"""Where Python's imports lead in a tree whose search path nobody has told us.

What is known of `sys.path`: a script's own folder is on it, and so is some folder from which the packages of
the tree are imported. Any folder that is no package can be that one; the nearest to the importer is believed.
Names of the standard library lead into the tree only from a script's own folder, as they do in Python.
"""

from __future__ import annotations

import sys
from collections.abc import Collection

from vedette.languages.views import MARK, Views

_INIT = "/__init__.py"
# Folders of sources whose plain modules, not packages only, are imported from elsewhere.
_SOURCES = frozenset(("src", "lib", "python", "source"))
_MOST_ROOTS = 200


class PythonLayout:
    """The modules of a tree; a `Layout` of `analysis/program/interface.py`."""

    language = "python"
    __slots__ = ("_best", "_files", "_found", "_packages", "_roots", "_views")

    def __init__(self, paths: Collection[str]) -> None:
        self._files = files = frozenset([path for path in paths if path.endswith(".py")])
        self._packages = frozenset([path[:-12] for path in files if path.endswith(_INIT)])
        if "__init__.py" in files:
            self._packages |= {""}
        # Folders that are no package, by the names of what can be imported from them.
        self._roots: dict[str, list[str]] = _roots(files, self._packages)
        # For a module: the root to take, by folder above the importer.
        self._best: dict[str, dict[str, str]] = {}
        self._found: dict[tuple[str, str], str] = {}
        self._views = Views(paths)

    def module(self, path: str) -> str:
        """The dotted name by which a file is known from its package's root; "" for none.

        A file in no package is known by its own name.
        """
        folder, _, name = path.rpartition("/")
        if not name.endswith(".py"):
            return ""
        parts = [] if name == "__init__.py" else [name[:-3]]
        while folder and folder in self._packages:
            folder, _, name = folder.rpartition("/")
            parts.append(name)
        return ".".join(reversed(parts)) if all(part.isidentifier() for part in parts) else ""

    def find(self, importer: str, module: str, level: int) -> str:
        """The path of the file that an import leads to, "" when it is none of the tree's.

        A folder without `__init__.py` (a namespace package) has no file, but what is in it is found.

        Args:
            importer: path of the file that imports.
            module: dotted name as written, without the leading dots.
            level: number of leading dots.
        """
        if module.startswith(MARK):
            return self._views.find(importer, module.removeprefix(MARK))
        folder = importer.rpartition("/")[0]
        if level:
            return self._relative(folder, module, level)
        key = (folder, module)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._absolute(folder, module)
        # `celery.py` imports the library, not itself.
        return "" if found == importer else found

    def inner(self, importer: str, module: str, name: str, level: int) -> str:
        """The path of the module that a name of a package may be."""
        return self.find(importer, f"{module}.{name}" if module else name, level)

    def name(self, module: str, name: str) -> str:
        """The dotted name of a name of a module."""
        return f"{module}.{name}" if name else module

    def _relative(self, folder: str, module: str, level: int) -> str:
        for _ in range(level - 1):
            if not folder:
                return ""
            folder = folder.rpartition("/")[0]
        if not module:
            init = f"{folder}{_INIT}" if folder else "__init__.py"
            return init if init in self._files else ""
        return self._at(folder, module.replace(".", "/"))

    def _absolute(self, folder: str, module: str) -> str:
        first = module.partition(".")[0]
        rest = module.replace(".", "/")
        packages = self._packages
        if folder not in packages:
            found = self._at(folder, rest)
            if found:
                return found
        if first in sys.stdlib_module_names:
            return ""
        above = folder
        while above:
            above = above.rpartition("/")[0]
            if above not in packages or not above:
                found = self._at(above, rest)
                if found:
                    return found
        return self._elsewhere(folder, first, rest)

    def _elsewhere(self, folder: str, first: str, rest: str) -> str:
        best = self._best.get(rest)
        if best is None:
            best = self._best[rest] = self._nearest(first, rest)
        above = folder
        while best:
            root = best.get(above)
            if root is not None:
                return self._at(root, rest)
            if not above:
                break
            above = above.rpartition("/")[0]
        return ""

    def _nearest(self, first: str, rest: str) -> dict[str, str]:
        """The root to take for a module, by the deepest folder that it and the importer have in common."""
        best: dict[str, str] = {}
        roots = self._roots.get(first, [])
        if len(roots) > 1:
            roots.sort(key=lambda root: (root.count("/"), root))
            del roots[_MOST_ROOTS:]
        for root in roots:
            if self._at(root, rest):
                above = root
                best.setdefault(above, root)
                while above:
                    above = above.rpartition("/")[0]
                    best.setdefault(above, root)
        return best

    def _at(self, folder: str, rest: str) -> str:
        path = f"{folder}/{rest}" if folder else rest
        init = path + _INIT
        if init in self._files:
            return init
        path += ".py"
        return path if path in self._files else ""


def create(paths: Collection[str]) -> PythonLayout:
    """The layout of a tree.

    Args:
        paths: of all its files, or of those that end in `.py`.
    """
    return PythonLayout(paths)


def _roots(files: frozenset[str], packages: frozenset[str]) -> dict[str, list[str]]:
    folders = {path.rpartition("/")[0] for path in files}
    roots: dict[str, list[str]] = {}
    seen = {""}
    for deepest in folders:
        folder = deepest
        while folder not in seen:
            seen.add(folder)
            above, _, name = folder.rpartition("/")
            if above not in packages:
                roots.setdefault(name, []).append(above)
            folder = above
    sources = {folder for folder in folders if folder.rpartition("/")[2] in _SOURCES} - packages
    if sources:
        for path in files:
            folder, _, name = path.rpartition("/")
            if folder in sources:
                roots.setdefault(name[:-3], []).append(folder)
    return roots

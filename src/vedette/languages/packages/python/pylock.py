"""pylock.toml, the lock file of PEP 751."""

from __future__ import annotations

import re

from vedette.languages.packages.names import compared
from vedette.languages.packages.python.specifiers import PYPI, is_built
from vedette.languages.packages.shared import Draft, bare_address
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest, Package, Scope

FORMAT = "pylock"
FILES = ("pylock.toml", "pylock.*.toml")
_NAME = re.compile(r"(?:^|/)pylock(?:\.[^./]+)?\.toml$")
_USUAL = ("https://pypi.org/simple", "https://pypi.org/simple/")
_GROUP = re.compile(r"""['"]([^'"]+)['"]\s+in\s+(extras|dependency_groups)""")


def applies(path: str) -> bool:
    """`pylock.toml`, or with one name between."""
    return _NAME.search(path) is not None


def read(path: str, data: bytes) -> Manifest:
    """Read a lock file; a folder of the project itself is no package."""
    draft = Draft(path, FORMAT, data)
    root = draft.toml()
    for node in root["packages"]:
        if not (node["directory"] and not node["version"] and node["directory"]["path"].text in {".", ""}):
            _take(draft, node)
    if not root["lock-version"]:
        draft.gap(-1, "has no lock-version: it is cut off or no lock file")
    return draft.done(lock=True, runtime=root["requires-python"].text)


def _take(draft: Draft, node: Node) -> None:
    name, version = node["name"], node["version"]
    marker = node["marker"].text
    group = _GROUP.search(marker)
    scope = {"extras": Scope.optional, "dependency_groups": Scope.development}
    draft.add(
        Package(
            ecosystem=PYPI,
            name=compared(PYPI, name.text),
            line=draft.line(name.at or node.at),
            version=version.text,
            start=version.start,
            end=version.end,
            scope=scope[group[2]] if group else Scope.runtime,
            group=group[1] if group else "",
            needs=tuple(dict.fromkeys(_needs(node["dependencies"]))),
            hashes=_hashes(node),
            origin=_origin(node),
            markers=marker,
            scripts=is_built(node["sdist"], node["wheels"]),
        )
    )


def _needs(nodes: Node) -> list[str]:
    found = []
    for node in nodes:
        name, version = compared(PYPI, node["name"].text), node["version"].text
        if name:
            found.append(f"{name}@{version}" if version else name)
    return found


def _hashes(node: Node) -> tuple[str, ...]:
    files = [node["sdist"], node["archive"], *node["wheels"]]
    return tuple(
        dict.fromkeys(
            f"{kind}:{value.text.lower()}"
            for file in files
            for kind, value in file["hashes"].items()
            if value.text
        )
    )


def _origin(node: Node) -> str:
    vcs = node["vcs"]
    if vcs:
        where = vcs["url"].text or vcs["path"].text
        return bare_address(f"{vcs['type'].text or 'git'}+{where}@{vcs['commit-id'].text}")
    for kind in ("archive", "directory"):
        if node[kind]["url"].text:
            return bare_address(node[kind]["url"].text)
        if node[kind]["path"].text:
            return f"path:{node[kind]['path'].text}"
    index = node["index"].text
    return "" if index in _USUAL else bare_address(index)

"""Pipfile.lock, the lock file of Pipenv."""

from __future__ import annotations

from vedette.languages.packages.names import compared
from vedette.languages.packages.python.specifiers import PYPI
from vedette.languages.packages.shared import Draft, bare_address
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest, Package, Scope

FORMAT = "pipfile-lock"
FILES = ("pipfile.lock",)


def applies(path: str) -> bool:
    """By its base name alone."""
    return path.endswith("Pipfile.lock")


def read(path: str, data: bytes) -> Manifest:
    """Read a lock file of Pipenv; categories but `default` are for development."""
    draft = Draft(path, FORMAT, data)
    root = draft.json()
    for category, nodes in root.items():
        if category == "_meta":
            continue
        group = "" if category == "default" else category
        for name, node in nodes.items():
            if node.is_mapping:
                _take(draft, name, node, group)
            else:
                draft.gap(node.at, "has a package without its facts")
    if root and "_meta" not in root:
        draft.gap(-1, "has no _meta: it is no lock file, or a part of one")
    return draft.done(lock=True, runtime=root["_meta"]["requires"]["python_version"].text)


def _take(draft: Draft, name: str, node: Node, group: str) -> None:
    pinned = node["version"]
    version = pinned.text.lstrip("=") if pinned.text.startswith("==") else ""
    draft.add(
        Package(
            ecosystem=PYPI,
            name=compared(PYPI, name),
            line=draft.line(node.at),
            version=version,
            constraint=pinned.text,
            start=pinned.end - len(version.encode()) if version else pinned.start,
            end=pinned.end,
            scope=Scope.development if group else Scope.runtime,
            group=group,
            hashes=tuple(text.lower() for text in node["hashes"].texts()),
            origin=_origin(node),
            markers=node["markers"].text,
        )
    )


def _origin(node: Node) -> str:
    for kind in ("git", "hg", "svn", "bzr"):
        if node[kind].text:
            return bare_address(f"{kind}+{node[kind].text}@{node['ref'].text}")
    path = node["path"].text
    return f"path:{path}" if path else bare_address(node["file"].text)

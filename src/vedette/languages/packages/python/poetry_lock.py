"""poetry.lock, of Poetry 1 and 2."""

from __future__ import annotations

from vedette.languages.packages.names import compared
from vedette.languages.packages.python.specifiers import PYPI, is_source_alone, scope_of
from vedette.languages.packages.shared import Draft, bare_address
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest, Package, Scope

FORMAT = "poetry-lock"
FILES = ("poetry.lock",)


def applies(path: str) -> bool:
    """By its base name alone."""
    return path.endswith("poetry.lock")


def read(path: str, data: bytes) -> Manifest:
    """Read a lock file of Poetry; groups are told since version 2, `category` until 1.4."""
    draft = Draft(path, FORMAT, data)
    root = draft.toml()
    files = root["metadata"]["files"]
    listed = {compared(PYPI, name): node for name, node in files.items()}
    for node in root["package"]:
        _take(draft, node, listed)
    if not root["metadata"]:
        draft.gap(-1, "has no metadata at its end: it is cut off")
    return draft.done(lock=True, runtime=root["metadata"]["python-versions"].text)


def _take(draft: Draft, node: Node, listed: dict[str, Node]) -> None:
    name, version = node["name"], node["version"]
    key = compared(PYPI, name.text)
    groups = node["groups"].texts() or ([node["category"].text] if node["category"].text else [])
    files = node["files"] or listed.get(key, node["files"])
    draft.add(
        Package(
            ecosystem=PYPI,
            name=key,
            line=draft.line(name.at or node.at),
            version=version.text,
            start=version.start,
            end=version.end,
            scope=_scope(node, groups),
            group="" if not groups or "main" in groups else groups[0],
            needs=tuple(dict.fromkeys(compared(PYPI, need) for need, _ in node["dependencies"].items())),
            hashes=tuple(file["hash"].text.lower() for file in files if file["hash"].text),
            origin=_origin(node["source"]),
            markers=node["markers"].text,
            scripts=is_source_alone(files),
        )
    )


def _scope(node: Node, groups: list[str]) -> Scope:
    if groups and all(scope_of(group) is Scope.development for group in groups):
        return Scope.development
    return Scope.optional if node["optional"].is_true else Scope.runtime


def _origin(source: Node) -> str:
    kind, url = source["type"].text, source["url"].text
    if kind == "git":
        commit = source["resolved_reference"].text or source["reference"].text
        return bare_address(f"git+{url}@{commit}" if commit else f"git+{url}")
    if kind in {"directory", "file"}:
        return f"path:{url}"
    return bare_address(url)

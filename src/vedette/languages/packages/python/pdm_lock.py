"""pdm.lock, the lock file of PDM."""

from __future__ import annotations

from vedette.languages.packages.names import compared
from vedette.languages.packages.python.specifiers import PYPI, is_source_alone, name_of, scope_of
from vedette.languages.packages.shared import Draft, bare_address
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest, Package, Scope

FORMAT = "pdm-lock"
FILES = ("pdm.lock",)


def applies(path: str) -> bool:
    """By its base name alone."""
    return path.endswith("pdm.lock")


def read(path: str, data: bytes) -> Manifest:
    """Read a lock file of PDM; entries that only add extras to a package are one with it."""
    draft = Draft(path, FORMAT, data)
    root = draft.toml()
    tables = list(root["package"])
    extras: dict[tuple[str, str], list[str]] = {}
    plain = {_key(node) for node in tables if not node["extras"]}
    for node in tables:
        if node["extras"]:
            extras.setdefault(_key(node), []).extend(_needs(node))
    for node in tables:
        if not (node["extras"] and _key(node) in plain):
            _take(draft, node, extras.get(_key(node), []))
    if not root["metadata"]:
        draft.gap(-1, "has no metadata: it is cut off or no lock file")
    return draft.done(lock=True)


def _take(draft: Draft, node: Node, more: list[str]) -> None:
    name, version = node["name"], node["version"]
    groups = node["groups"].texts()
    development = bool(groups) and all(scope_of(group) is Scope.development for group in groups)
    key = compared(PYPI, name.text)
    draft.add(
        Package(
            ecosystem=PYPI,
            name=key,
            line=draft.line(name.at or node.at),
            version=version.text,
            start=version.start,
            end=version.end,
            scope=Scope.development if development else Scope.runtime,
            group="" if not groups or "default" in groups else groups[0],
            needs=tuple(dict.fromkeys(need for need in [*_needs(node), *more] if need != key)),
            hashes=tuple(file["hash"].text.lower() for file in node["files"] if file["hash"].text),
            origin=_origin(node),
            markers=node["marker"].text,
            scripts=is_source_alone(node["files"]),
        )
    )


def _key(node: Node) -> tuple[str, str]:
    return compared(PYPI, node["name"].text), node["version"].text


def _needs(node: Node) -> list[str]:
    return [name for name in map(name_of, node["dependencies"].texts()) if name]


def _origin(node: Node) -> str:
    for kind in ("git", "hg", "svn", "bzr"):
        if node[kind].text:
            commit = node["revision"].text or node["ref"].text
            return bare_address(
                f"{kind}+{node[kind].text}@{commit}" if commit else f"{kind}+{node[kind].text}"
            )
    if node["path"].text:
        return f"path:{node['path'].text}"
    return bare_address(node["url"].text)

"""uv.lock, the lock file of uv."""

from __future__ import annotations

from vedette.languages.packages.names import compared
from vedette.languages.packages.python.specifiers import PYPI, is_built
from vedette.languages.packages.scopes import spread
from vedette.languages.packages.shared import Draft, bare_address
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest, Package, Scope

FORMAT = "uv-lock"
FILES = ("uv.lock",)
_OWN = ("editable", "virtual")
_USUAL = ("https://pypi.org/simple", "https://pypi.org/simple/")


def applies(path: str) -> bool:
    """By its base name alone."""
    return path.endswith("uv.lock")


def read(path: str, data: bytes) -> Manifest:
    """Read a lock file of uv: what belongs to the workspace is the project, all else its packages."""
    draft = Draft(path, FORMAT, data)
    root = draft.toml()
    tables = [node for node in root["package"] if node.is_mapping]
    own = [node for node in tables if any(node["source"][kind] for kind in _OWN)]
    starts: dict[Scope, list[str]] = {
        Scope.runtime: [key for node in own for key in _needs(node["dependencies"])],
        Scope.optional: [key for node in own for key in _grouped(node["optional-dependencies"])],
        Scope.development: [key for node in own for key in _grouped(node["dev-dependencies"])],
    }
    others = [node for node in tables if not any(node["source"][kind] for kind in _OWN)]
    edges = {key: _all_needs(node) for node in others for key in _keys(node)}
    scopes = spread(edges, starts)
    direct = {key for keys in starts.values() for key in keys}
    for node in others:
        _take(draft, node, scopes, direct if own else None)
    _miss(draft, tables)
    first = own[0] if own else None
    return draft.done(
        lock=True,
        name=first["name"].text if first else "",
        version=first["version"].text if first else "",
        runtime=root["requires-python"].text,
    )


def _take(draft: Draft, node: Node, scopes: dict[str, Scope], direct: set[str] | None) -> None:
    name, version = node["name"], node["version"]
    keys = _keys(node)
    scope = next((scopes[key] for key in keys if key in scopes), Scope.runtime)
    draft.add(
        Package(
            ecosystem=PYPI,
            name=compared(PYPI, name.text),
            line=draft.line(name.at or node.at),
            version=version.text,
            start=version.start,
            end=version.end,
            direct=None if direct is None else any(key in direct for key in keys),
            scope=scope,
            needs=tuple(dict.fromkeys(_all_needs(node))),
            hashes=_hashes(node),
            origin=_origin(node["source"]),
            scripts=is_built(node["sdist"], node["wheels"]),
        )
    )


def _keys(node: Node) -> list[str]:
    name = compared(PYPI, node["name"].text)
    return [f"{name}@{node['version'].text}", name]


def _needs(nodes: Node) -> list[str]:
    found = []
    for node in nodes:
        name, version = compared(PYPI, node["name"].text), node["version"].text
        if name:
            found.append(f"{name}@{version}" if version else name)
    return found


def _grouped(node: Node) -> list[str]:
    return [key for _, group in node.items() for key in _needs(group)]


def _all_needs(node: Node) -> list[str]:
    return [*_needs(node["dependencies"]), *_grouped(node["optional-dependencies"])]


def _hashes(node: Node) -> tuple[str, ...]:
    files = [node["sdist"], *node["wheels"]]
    return tuple(dict.fromkeys(file["hash"].text.lower() for file in files if file["hash"].text))


def _origin(source: Node) -> str:
    if source["registry"]:
        return "" if source["registry"].text in _USUAL else bare_address(source["registry"].text)
    if source["git"]:
        return bare_address(f"git+{source['git'].text}")
    if source["url"]:
        return bare_address(source["url"].text)
    for kind in ("path", "directory"):
        if source[kind]:
            return f"path:{source[kind].text}"
    return ""


def _miss(draft: Draft, tables: list[Node]) -> None:
    """Uv writes all that is needed: a name without its table means that the file is not whole."""
    known = {compared(PYPI, node["name"].text) for node in tables}
    for node in tables:
        for key in _all_needs(node):
            if key.partition("@")[0] not in known:
                draft.gap(node.at, "needs a package that the file does not have: it is cut off or was edited")
                return

"""`gradle/libs.versions.toml`: versions that builds may refer to by a short name (`aliased`).

Plugins are the modules `ID:ID.gradle.plugin`, as Gradle looks them up. The bytes of a version that several
share are those of the shared one.
"""

from __future__ import annotations

from vedette.languages.packages.jvm.coordinates import settled
from vedette.languages.packages.shared import LONGEST, Draft
from vedette.languages.packages.tree import NOTHING, Node
from vedette.model.package import Manifest, Package, Scope

FORMAT = "gradle-catalogue"
FILES = ("*.versions.toml",)

_RICH = ("strictly", "require", "prefer")


def applies(path: str) -> bool:
    """Every `*.versions.toml`."""
    return path.endswith(".toml")


def read(path: str, data: bytes) -> Manifest:
    """Its libraries and plugins; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    root = draft.toml()
    shared = root["versions"]
    for alias, node in root["libraries"].items():
        name, version = _library(node)
        _add(
            draft, alias, node, Package(ecosystem="Maven", name=name, line=0), _found(node, shared) or version
        )
    for alias, node in root["plugins"].items():
        ident, _, tail = node.text.partition(":") if node.text else (node["id"].text, "", "")
        name = f"{ident}:{ident}.gradle.plugin" if ident else ""
        version = _inside(node, tail)
        kind = Package(ecosystem="Maven", name=name, line=0, scope=Scope.build, group="plugin")
        _add(draft, alias, node, kind, _found(node, shared) or version)
    return draft.done()


def _library(node: Node) -> tuple[str, Node]:
    """`group:artifact`, and the version when it stands in the same text."""
    if node.text:
        group, _, rest = node.text.partition(":")
        artifact, _, tail = rest.partition(":")
        return (f"{group}:{artifact}" if group and artifact else ""), _inside(node, tail)
    if node["module"].text:
        return node["module"].text, NOTHING
    group, artifact = node["group"].text, node["name"].text
    return (f"{group}:{artifact}" if group and artifact else ""), NOTHING


def _inside(node: Node, tail: str) -> Node:
    return Node(tail, node.end - len(tail.encode()), node.end, node.at) if tail else NOTHING


def _found(node: Node, shared: Node) -> Node:
    """The version, behind a reference or not; of a rich one its firmest part."""
    version = node["version"]
    reference = version["ref"].text
    if reference:
        version = shared[reference]
    if version.is_mapping:
        version = next((version[key] for key in _RICH if version[key].text), NOTHING)
    return version if version.text else NOTHING


def _add(draft: Draft, alias: str, node: Node, kind: Package, version: Node) -> None:
    if ":" not in kind.name:
        draft.gap(node.at, "has an entry without a module")
        return
    exact = settled(version.text)
    draft.add(
        Package(
            ecosystem="Maven",
            name=kind.name,
            line=draft.line(node.at),
            version=exact,
            constraint="" if exact else version.text[:LONGEST],
            start=version.start,
            end=version.end,
            direct=True,
            scope=kind.scope,
            group=kind.group,
            aliased=alias,
        )
    )

"""`Cargo.toml`: what a crate or a workspace asks for. Only `=1.2.3` settles a version."""

from __future__ import annotations

import re

from vedette.languages.packages.shared import Draft, bare_address
from vedette.languages.packages.tree import NOTHING, Node
from vedette.model.package import Manifest, Package, Scope

FORMAT = "cargo-toml"
FILES = ("cargo.toml",)

_SECTIONS = {
    "dependencies": Scope.runtime,
    "dev-dependencies": Scope.development,
    "dev_dependencies": Scope.development,
    "build-dependencies": Scope.build,
    "build_dependencies": Scope.build,
}
_EXACT = re.compile(r"=\s*(\d+\.\d+\.\d+[\w.+-]*)\Z")


def applies(path: str) -> bool:
    """Every `Cargo.toml`."""
    return path.endswith("Cargo.toml")


def read(path: str, data: bytes) -> Manifest:
    """What it asks for; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    root = draft.toml()
    _sections(draft, root, "")
    for condition, target in root["target"].items():
        _sections(draft, target, condition)
    workspace = root["workspace"]
    for name, node in workspace["dependencies"].items():
        _dependency(draft, name, node, Package(ecosystem="crates.io", name=name, line=0, group="workspace"))
    for member in workspace["members"]:
        if member.text and not set("*?[") & set(member.text):
            draft.refer(f"{member.text}/Cargo.toml", member.start)
    for registry, patches in root["patch"].items():
        for name, node in patches.items():
            draft_of = Package(ecosystem="crates.io", name=name, line=0, group=f"patch:{registry[:100]}")
            _dependency(draft, name, node, draft_of)
    crate = root["package"] or root["project"]
    return draft.done(
        name=crate["name"].text, version=crate["version"].text, runtime=crate["rust-version"].text
    )


def _sections(draft: Draft, table: Node, condition: str) -> None:
    for section, scope in _SECTIONS.items():
        for name, node in table[section].items():
            kind = Package(ecosystem="crates.io", name=name, line=0, scope=scope, markers=condition[:500])
            _dependency(draft, name, node, kind)


def _dependency(draft: Draft, name: str, node: Node, kind: Package) -> None:
    asked = node if node.text else node["version"]
    if not asked.text:
        asked = NOTHING
    if not node.text and not node.is_mapping:
        draft.gap(node.at, "has a dependency that is neither a version nor a table")
        return
    renamed = node["package"].text
    exact = _EXACT.match(asked.text)
    start = asked.start + (exact.start(1) if exact else 0)
    optional = node["optional"].is_true and kind.scope is Scope.runtime
    draft.add(
        Package(
            ecosystem="crates.io",
            name=renamed or name,
            line=draft.line(node["package"].at if renamed else node.at),
            version=exact[1] if exact else "",
            constraint=asked.text,
            start=start,
            end=asked.end,
            direct=True,
            scope=Scope.optional if optional else kind.scope,
            group=kind.group or ("workspace" if node["workspace"].is_true else ""),
            origin=_origin(node),
            aliased=name if renamed else "",
            markers=kind.markers,
        )
    )


def _origin(node: Node) -> str:
    if node["git"].text:
        point = next((f"#{node[key].text}" for key in ("rev", "tag", "branch") if node[key].text), "")
        return f"git+{bare_address(node['git'].text)}{point[:200]}"
    if node["path"].text:
        return f"path:{node['path'].text[:500]}"
    registry = node["registry"].text or node["registry-index"].text
    return bare_address(registry) if registry else ""

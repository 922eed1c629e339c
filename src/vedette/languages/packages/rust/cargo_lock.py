"""`Cargo.lock`, all its versions: every crate that a build may take, with its checksum and what it needs.

Crates without a source lie in the tree: what they need is direct.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from vedette.languages.packages.shared import Draft, bare_address
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest, Package

FORMAT = "cargo-lock"
FILES = ("cargo.lock",)

_USUAL = frozenset(
    {
        "registry+https://github.com/rust-lang/crates.io-index",
        "sparse+https://index.crates.io/",
    }
)
_CHECKSUM = re.compile(r"checksum (\S{1,500}) (\S{1,500}) \(([^)]{0,2000})\)\Z")
_HEX = re.compile(r"[0-9a-f]{64}\Z")


def applies(path: str) -> bool:
    """Every `Cargo.lock`."""
    return path.endswith("Cargo.lock")


def read(path: str, data: bytes) -> Manifest:
    """Its crates; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    root = draft.toml()
    sums = _sums(root["metadata"])
    crates = [node for node in root["package"] if node.is_mapping]
    if root["root"].is_mapping:
        crates.append(root["root"])
    found: list[Package] = []
    for node in crates:
        package = _crate(draft, node, sums)
        if package is not None:
            found.append(package)
    local = {package.name for package in found if package.origin == "path:"}
    wanted = {need for package in found if package.origin == "path:" for need in package.needs}
    for package in found:
        asked = package.name in wanted or f"{package.name}@{package.version}" in wanted
        draft.add(package if package.origin == "path:" else replace(package, direct=asked if local else None))
    names = [package for package in found if package.origin == "path:"]
    own = names[0] if len(names) == 1 else None
    return draft.done(lock=True, name=own.name if own else "", version=own.version if own else "")


def _crate(draft: Draft, node: Node, sums: dict[tuple[str, str], str]) -> Package | None:
    name, version, source = node["name"], node["version"], node["source"].text
    if not name.text or not version.text:
        draft.gap(node.at, "has a package without a name or a version")
        return None
    checksum = node["checksum"].text or sums.get((name.text, version.text), "")
    origin = bare_address(source) if source else "path:"
    return Package(
        ecosystem="crates.io",
        name=name.text,
        line=draft.line(name.at),
        version=version.text,
        start=version.start,
        end=version.end,
        needs=tuple(_need(text) for text in node["dependencies"].texts()),
        hashes=(f"sha256:{checksum}",) if _HEX.match(checksum) else (),
        origin="" if source in _USUAL else origin,
    )


def _need(text: str) -> str:
    """`name`, `name version` or `name version (source)`."""
    words = text.split(" ", 2)
    return f"{words[0]}@{words[1]}" if len(words) > 1 else words[0]


def _sums(metadata: Node) -> dict[tuple[str, str], str]:
    found = {}
    for key, node in metadata.items():
        match = _CHECKSUM.match(key)
        if match:
            found[match[1], match[2]] = node.text
    return found

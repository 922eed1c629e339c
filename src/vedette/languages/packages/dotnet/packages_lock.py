"""`packages.lock.json`: what NuGet settled, by target framework."""

from __future__ import annotations

from vedette.languages.packages.dotnet.hashes import sha512
from vedette.languages.packages.names import compared
from vedette.languages.packages.shared import Draft
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest, Package

FORMAT = "nuget-lock"
FILES = ("packages.lock.json", "packages.*.lock.json")


def applies(path: str) -> bool:
    """Every file of that name."""
    return path.endswith(".json")


def read(path: str, data: bytes) -> Manifest:
    """Its packages; a package of several frameworks is there for each. In time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    for framework, packages in draft.json()["dependencies"].items():
        for name, node in packages.items():
            if node["type"].text.lower() != "project":
                draft.add(_entry(draft, framework, name, node))
    return draft.done(lock=True)


def _entry(draft: Draft, framework: str, name: str, node: Node) -> Package:
    version = node["resolved"]
    if not version.text:
        draft.gap(node.at, "has a package without a version")
    return Package(
        ecosystem="NuGet",
        name=compared("NuGet", name),
        line=draft.line(node.at),
        version=version.text,
        constraint=node["requested"].text,
        start=version.start,
        end=version.end,
        direct=node["type"].text.lower() == "direct",
        group=framework[:100],
        needs=tuple(compared("NuGet", need) for need, _ in node["dependencies"].items()),
        hashes=sha512(node["contentHash"].text),
    )

"""What `project.assets.json` and `*.deps.json` have in common: libraries and what they need."""

from __future__ import annotations

from vedette.languages.packages.dotnet.hashes import sha512
from vedette.languages.packages.names import compared
from vedette.languages.packages.shared import Draft
from vedette.languages.packages.tree import Node
from vedette.model.package import Package


def libraries(draft: Draft, root: Node, direct: set[str] | None) -> None:
    """Take the packages of `libraries`; projects among them are left out.

    Args:
        draft: takes them.
        root: of the file.
        direct: names, compared, that the project asks for itself; None where the file does not tell.
    """
    needs = _needs(root["targets"])
    for key, node in root["libraries"].items():
        name, _, version = key.partition("/")
        if node["type"].text.lower() not in {"package", ""}:
            continue
        if not name or not version:
            draft.gap(node.at, "has a library that is not a name and a version")
            continue
        start = _version_at(draft.data, node.at, name)
        plain = compared("NuGet", name)
        draft.add(
            Package(
                ecosystem="NuGet",
                name=plain,
                line=draft.line(node.at),
                version=version,
                start=start,
                end=start + len(version.encode()) if start else 0,
                direct=plain in direct if direct is not None else None,
                needs=tuple(needs.get(key, ())),
                hashes=sha512(node["sha512"].text),
            )
        )


def _needs(targets: Node) -> dict[str, dict[str, None]]:
    found: dict[str, dict[str, None]] = {}
    for target in dict(targets.items()).values():
        for key, node in target.items():
            for name in dict(node["dependencies"].items()):
                found.setdefault(key, {})[compared("NuGet", name)] = None
    return found


def _version_at(data: bytes, at: int, name: str) -> int:
    """Where the version begins in a key; 0 for a key that is written with escapes."""
    head = b'"' + name.encode() + b"/"
    return at + len(head) if data.startswith(head, at) else 0

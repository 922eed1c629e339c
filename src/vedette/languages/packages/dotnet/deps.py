"""`*.deps.json`: what a built program takes with it."""

from __future__ import annotations

from vedette.languages.packages.dotnet.libraries import libraries
from vedette.languages.packages.names import compared
from vedette.languages.packages.shared import Draft
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest

FORMAT = "dotnet-deps"
FILES = ("*.deps.json",)


def applies(path: str) -> bool:
    """Every file of that ending."""
    return path.endswith(".json")


def read(path: str, data: bytes) -> Manifest:
    """Its packages; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    root = draft.json()
    own = [key for key, node in root["libraries"].items() if node["type"].text.lower() == "project"]
    libraries(draft, root, _direct(root, own))
    name, _, version = own[0].partition("/") if own else ("", "", "")
    return draft.done(lock=True, name=name, version=version, runtime=root["runtimeTarget"]["name"].text)


def _direct(root: Node, own: list[str]) -> set[str] | None:
    if not own:
        return None
    return {
        compared("NuGet", name)
        for _, target in root["targets"].items()
        for key in own
        for name, _ in target[key]["dependencies"].items()
    }

"""`project.assets.json`: what NuGet restored for a project."""

from __future__ import annotations

from vedette.languages.packages.dotnet.libraries import libraries
from vedette.languages.packages.names import compared
from vedette.languages.packages.shared import Draft
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest

FORMAT = "nuget-assets"
FILES = ("project.assets.json",)


def applies(path: str) -> bool:
    """Every file of that name."""
    return path.endswith(".json")


def read(path: str, data: bytes) -> Manifest:
    """Its packages; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    root = draft.json()
    libraries(draft, root, _direct(root))
    project = root["project"]
    return draft.done(lock=True, name=project["restore"]["projectName"].text, version=project["version"].text)


def _direct(root: Node) -> set[str] | None:
    frameworks = root["project"]["frameworks"]
    if not frameworks.is_mapping:
        return None
    return {
        compared("NuGet", name)
        for _, framework in frameworks.items()
        for name, _ in framework["dependencies"].items()
    }

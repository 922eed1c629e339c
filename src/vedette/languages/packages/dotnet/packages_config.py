"""`packages.config`: every package of an old project, those that others brought in among them."""

from __future__ import annotations

from vedette.languages.packages.elements import xml_tree
from vedette.languages.packages.names import compared
from vedette.languages.packages.shared import Draft
from vedette.model.package import Manifest, Package, Scope

FORMAT = "nuget-config"
FILES = ("packages.config", "packages.*.config")


def applies(path: str) -> bool:
    """Every file of that name."""
    return path.endswith(".config")


def read(path: str, data: bytes) -> Manifest:
    """Its packages; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    for item in xml_tree(draft.data, draft.gap).all("package"):
        has = item.attributes
        if not has.get("id") or not has.get("version"):
            draft.gap(item.at, "has a package without a name or a version")
            continue
        start, end = item.place("version")
        draft.add(
            Package(
                ecosystem="NuGet",
                name=compared("NuGet", has["id"]),
                line=draft.line(item.place("id")[0] or item.at),
                version=has["version"],
                constraint=has.get("allowedVersions", ""),
                start=start,
                end=end,
                scope=Scope.development
                if has.get("developmentDependency", "").lower() == "true"
                else Scope.runtime,
                group=has.get("targetFramework", "")[:100],
            )
        )
    return draft.done(lock=True)

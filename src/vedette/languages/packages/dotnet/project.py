"""Projects of MSBuild and what they import: `PackageReference`, and versions kept in one central place.

Reads `*.csproj`, `*.fsproj`, `*.vbproj`, `*.props` and `*.targets`. `PackageVersion` (group `central`) says
which version a reference without one has, and is no reference itself: that is for the joining of files.
Properties of the same file are put in; what stays `$(…)` stays as a constraint. NuGet takes for `1.2.3` just
that version when the project itself asks for it, so a plain one counts as settled.
"""

from __future__ import annotations

import re

from vedette.languages.packages.elements import Element, xml_tree
from vedette.languages.packages.names import compared
from vedette.languages.packages.shared import Draft
from vedette.languages.packages.variables import substituted
from vedette.model.package import Manifest, Package, Scope

FORMAT = "msbuild"
FILES = ("*.csproj", "*.fsproj", "*.vbproj", "*.props", "*.targets")

_EXACT = re.compile(r"\[?\s*(\d+(?:\.\d+){0,3}(?:-[\w.-]+)?(?:\+[\w.-]+)?)\s*\]?\Z")
_PROPERTY = re.compile(r"\$\(([\w.-]{1,100})\)")
_KINDS = {"PackageReference": "", "PackageVersion": "central", "GlobalPackageReference": ""}
# Properties by their names in small letters, and where they stand.
_Values = tuple[dict[str, str], dict[str, Element]]


def applies(path: str) -> bool:
    """Every file of these endings."""
    return bool(path)


def read(path: str, data: bytes) -> Manifest:
    """Its packages; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    root = xml_tree(draft.data, draft.gap)
    values, places = _properties(root)
    for group in root.all("ItemGroup"):
        for item in group:
            if item.tag in _KINDS:
                _packages(draft, item, group, (values, places))
            elif item.tag == "ProjectReference" and _plain(item.attributes.get("Include", "")):
                draft.refer(item.attributes["Include"], item.at)
    for item in root.all("Import"):
        if _plain(item.attributes.get("Project", "")):
            draft.refer(item.attributes["Project"], item.at)
    runtime = values.get("targetframework", "") or values.get("targetframeworks", "")
    return draft.done(
        name=values.get("packageid", "") or values.get("assemblyname", ""),
        version=values.get("version", ""),
        runtime=runtime,
        constants=tuple(values.items()),
    )


def _properties(root: Element) -> _Values:
    """Names in small letters, since MSBuild takes both; without those that hang on a condition."""
    values: dict[str, str] = {}
    places: dict[str, Element] = {}
    for group in root.all("PropertyGroup"):
        if "Condition" in group.attributes:
            continue
        for item in group:
            if "Condition" not in item.attributes or item.tag.lower() not in values:
                values[item.tag.lower()] = _resolved(item.text, values)
                places[item.tag.lower()] = item
    return values, places


def _packages(draft: Draft, item: Element, group: Element, known: _Values) -> None:
    word = "Include" if "Include" in item.attributes else "Update"
    names = item.attributes.get(word, "")
    values, _ = known
    version, start, end = _version(item, known)
    exact = _EXACT.match(version)
    kind = _KINDS[item.tag] or ("update" if word == "Update" else "")
    conditions = [element.attributes.get("Condition", "") for element in (group, item)]
    for name in names.split(";")[:100]:
        if not name.strip():
            draft.gap(item.at, "has a package without a name")
            continue
        draft.add(
            Package(
                ecosystem="NuGet",
                name=compared("NuGet", _resolved(name, values)),
                line=draft.line(item.place(word)[0] or item.at),
                version=exact[1] if exact else "",
                constraint=version,
                start=start,
                end=end,
                direct=None if kind == "central" else True,
                scope=_scope(item),
                group=kind,
                markers=" and ".join(condition for condition in conditions if condition)[:500],
            )
        )


def _version(item: Element, known: _Values) -> tuple[str, int, int]:
    """With the bytes to edit: those of a property, when it is nothing but one."""
    for name in ("VersionOverride", "Version"):
        child = item[name]
        text = item.attributes.get(name, "").strip() or child.text
        if not text:
            continue
        match = _PROPERTY.fullmatch(text)
        place = known[1].get(match[1].lower()) if match else None
        start, end = item.place(name) if name in item.attributes else (child.start, child.end)
        return _resolved(text, known[0]), place.start if place else start, place.end if place else end
    return "", 0, 0


def _scope(item: Element) -> Scope:
    """Of development is what is handed on to nobody; what is for the compiler alone is of the build."""
    private = item.attributes.get("PrivateAssets", "") or item["PrivateAssets"].text
    if item.tag == "GlobalPackageReference":
        return Scope.build
    return Scope.development if private.strip().lower() == "all" else Scope.runtime


def _resolved(text: str, values: dict[str, str]) -> str:
    return substituted(text, _PROPERTY, lambda match: values.get(match[1].lower()))


def _plain(path: str) -> bool:
    return bool(path) and not set("$*?%@") & set(path)

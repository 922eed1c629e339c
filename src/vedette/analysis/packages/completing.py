"""What one file leaves to others: parents of poms, `go.sum` of old modules, versions of gems."""

from __future__ import annotations

import posixpath
import re
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from vedette.analysis.packages.versions import is_comparable, key
from vedette.languages.packages.jvm.coordinates import settled
from vedette.languages.packages.variables import substituted
from vedette.model.package import Manifest, Package

POM, GEMSPEC, GO_MODULE, GO_SUM, MSBUILD = "maven-pom", "gemspec", "go-mod", "go-sum", "msbuild"
_CENTRAL = "Directory.Packages.props"
# What `go.sum` settles because the module itself does not, as a format of its own: it is no list of hashes.
GO_BUILT = "go-sum-built"
_DEEPEST = 20
_VARIABLE = re.compile(r"\$\{([^${}]{1,200})\}")
# What Maven itself calls the project by is each project's own.
_OWN = re.compile(r"(?:project|pom|parent)\.|(?:groupId|artifactId|version)\Z")


def completed(manifests: Iterable[Manifest]) -> list[Manifest]:
    """The manifests, each with what other files of the tree settle for it.

    - A pom takes properties and managed versions from its parents and from imported lists in the tree. A
      managed version has the value that its own file gives it, also where the pom sets that property anew.
    - Before Go 1.17 `go.mod` does not name what is brought in. There `go.sum` does: the highest version of
      each module whose code has a hash. Such a list is given with the format `GO_BUILT`, without the modules
      that `go.mod` names itself.
    - References of .NET without a version take that of the nearest `Directory.Packages.props` above.
    - A gem's version that is a constant is looked up in the files that the gemspec requires.

    Args:
        manifests: of the tree.
    """
    every = {one.path: one for one in manifests}
    names = {one.name: one for one in every.values() if one.format == POM and one.name}
    known: dict[str, _Said] = {}
    versions: dict[str, dict[str, str]] = {}
    found = []
    for one in every.values():
        if one.format == POM:
            found.append(_pom(one, _said(one, every, names, known)))
        elif one.format == GO_SUM:
            module = every.get(posixpath.join(posixpath.dirname(one.path), "go.mod"))
            needed = module is not None and not module.lock and one.path.endswith("go.sum")
            found.append(_built(one, module) if module is not None and needed else one)
        elif one.format == MSBUILD and (above := central(one.path, every)) is not None:
            if above.path not in versions:
                versions[above.path] = {
                    each.name: each.version for each in above.packages if each.group == "central"
                }
            found.append(_referring(one, versions[above.path]))
        elif one.format == GEMSPEC and not one.version:
            found.append(_gem(one, every))
        else:
            found.append(one)
    return found


def places(manifest: Manifest) -> Sequence[str]:
    """Paths in the tree of what a file refers to."""
    folder = posixpath.dirname(manifest.path)
    return [posixpath.normpath(posixpath.join(folder, target)) for target in manifest.refers]


def central(path: str, manifests: Mapping[str, Manifest]) -> Manifest | None:
    """The file with central versions that a project of .NET takes in: the nearest in its folder or above.

    Args:
        path: of the project.
        manifests: of the tree, by path.
    """
    folder = posixpath.dirname(path)
    while True:
        found = manifests.get(posixpath.join(folder, _CENTRAL))
        if found is not None or not folder:
            return found
        folder = posixpath.dirname(folder)


def parents(
    pom: Manifest, manifests: Mapping[str, Manifest], names: Mapping[str, Manifest]
) -> list[Manifest]:
    """The parents of a pom that are in the tree, the nearest first.

    Args:
        pom: whose parents are asked for.
        manifests: of the tree, by path.
        names: poms by their own names.
    """
    found: list[Manifest] = []
    at = _parent(pom, manifests, names)
    while at is not None and at is not pom and at not in found and len(found) < _DEEPEST:
        found.append(at)
        at = _parent(at, manifests, names)
    return found


class _Said(Struct, frozen=True):
    """What a pom and its parents say, the nearest first: properties by name, managed versions by package.

    What many poms inherit is there once, however many they are.
    """

    values: ChainMap[str, str]
    managed: ChainMap[str, str]


def _said(
    pom: Manifest, every: Mapping[str, Manifest], names: Mapping[str, Manifest], known: dict[str, _Said]
) -> _Said:
    """From the furthest parent down, so that what is nearer wins; each pom is looked at once."""
    line: dict[str, Manifest] = {}
    at: Manifest | None = pom
    while at is not None and at.path not in known and at.path not in line and len(line) < _DEEPEST:
        line[at.path] = at
        at = _parent(at, every, names)
    said = (known.get(at.path) if at is not None else None) or _Said(ChainMap(), ChainMap())
    for one in reversed(line.values()):
        own = {name: value for name, value in one.constants if not _OWN.match(name)}
        managed = {**_imported(one, names), **_managed(one)}
        said = known[one.path] = _Said(_nearer(own, said.values), _nearer(managed, said.managed))
    return said


def _nearer(own: dict[str, str], above: ChainMap[str, str]) -> ChainMap[str, str]:
    return ChainMap(own, *above.maps[: _DEEPEST - 1]) if own else above


def _parent(pom: Manifest, every: Mapping[str, Manifest], names: Mapping[str, Manifest]) -> Manifest | None:
    wanted = next((one for one in pom.packages if one.group == "parent"), None)
    if wanted is None:
        return None
    beside = [found for path in places(pom)[:1] if (found := every.get(path)) and found.name == wanted.name]
    return beside[0] if beside else names.get(wanted.name)


def _managed(pom: Manifest) -> dict[str, str]:
    return {
        one.name: one.version or one.constraint
        for one in reversed(pom.packages)
        if one.group == "management" and (one.version or one.constraint)
    }


def _imported(pom: Manifest, names: Mapping[str, Manifest]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in pom.packages:
        if one.group == "import" and (listed := names.get(one.name)) is not None:
            found.update(_managed(listed))
    return found


def _pom(pom: Manifest, said: _Said) -> Manifest:
    own = {name: value for name, value in pom.constants if _OWN.match(name)}
    said = _Said(_nearer(own, said.values), said.managed)
    packages = tuple(
        one if one.version or one.group == "parent" else _versioned(one, said) for one in pom.packages
    )
    return replace(pom, packages=packages)


def _versioned(package: Package, said: _Said) -> Package:
    asks = package.group not in {"management", "import", "plugin"}
    asked = package.constraint or (said.managed.get(package.name, "") if asks else "")
    text = substituted(asked, _VARIABLE, lambda match: said.values.get(match[1].strip()))
    exact = settled(text)
    # What is put in stands in another file: there is nothing to replace here.
    if exact:
        return replace(package, version=exact, constraint="", start=0, end=0)
    return replace(package, constraint=text) if text and not package.constraint else package


def _referring(project: Manifest, versions: Mapping[str, str]) -> Manifest:
    packages = tuple(
        replace(one, version=versions.get(one.name, ""), start=0, end=0)
        if one.group == "" and not one.version and not one.constraint
        else one
        for one in project.packages
    )
    return replace(project, packages=packages)


def _built(sums: Manifest, module: Manifest) -> Manifest:
    named = {name for one in module.packages for name in (one.name, one.aliased)} | {module.name}
    highest: dict[str, Package] = {}
    for one in sums.packages:
        if one.name in named or not is_comparable("Go", one.version):
            continue
        other = highest.get(one.name)
        if other is None or key("Go", one.version) > key("Go", other.version):
            highest[one.name] = one
    return replace(
        sums,
        format=GO_BUILT,
        packages=tuple(replace(one, direct=False) for one in sums.packages if highest.get(one.name) is one),
    )


def _gem(gem: Manifest, every: Mapping[str, Manifest]) -> Manifest:
    for path in places(gem):
        found = every.get(path)
        for name, value in found.constants if found else ():
            if name.upper() == "VERSION":
                return replace(gem, version=value)
    return gem

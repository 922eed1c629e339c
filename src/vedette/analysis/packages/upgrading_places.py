"""Where versions of packages stand in files, and the edits that change them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from vedette.analysis.packages.completing import MSBUILD, POM, central, parents
from vedette.analysis.packages.declared import moved
from vedette.languages.packages.elements import Element, xml_tree
from vedette.languages.packages.tree import cleaned
from vedette.model.edit import Edit, digest_of
from vedette.model.facts import Text
from vedette.model.package import Manifest, Package

# Those whose versions a person writes, without a hash beside them that would have to change too.
WRITTEN = frozenset({
    "pip-requirements", "pyproject", "pipfile", "setup-cfg", "setup-py", "conda-environment", "package-json",
    "cargo-toml", "maven-pom", "gradle-catalogue", "gradle-build", "go-mod", "gemspec", "composer-json",
    "msbuild", "github-workflow", "dockerfile", "compose", "terraform",
})  # fmt: skip
LIBRARY = "stdlib"
_VARIABLE = re.compile(r"\$\{([^${}]{1,200})\}")


class Place(Struct, frozen=True, order=True):
    """Bytes of a file that a version, or a range, is written in."""

    path: str
    start: int
    end: int


class _Above(Struct, frozen=True):
    """What parents of a pom say: the poms, properties that its packages name, managed places and versions."""

    poms: Sequence[Manifest]
    variables: Mapping[tuple[str, int], str]
    managed: Mapping[str, tuple[Place, str]]


class Files:
    """What a tree has of packages.

    Attributes:
        manifests: by path, as their own files have them.
        texts: of these.
    """

    def __init__(self, manifests: Mapping[str, Manifest], texts: Mapping[str, Text]) -> None:
        self.manifests = manifests
        self.texts = texts
        self._poms = {one.name: one for one in manifests.values() if one.format == POM and one.name}
        self._properties: dict[str, Element] = {}
        self._above: dict[str, _Above] = {}
        self._centres: dict[str, dict[str, tuple[Place, str]]] = {}

    def place(self, path: str, package: Package) -> Place | None:
        """Where the version of a package that a file names can be edited; None where nowhere."""
        manifest = self.manifests.get(path)
        if manifest is None or manifest.format not in WRITTEN or package.hashes or package.origin:
            return None
        if package.name == LIBRARY and package.ecosystem == "Go":
            return None  # its line says what language is spoken, too
        if package.start < package.end:
            return Place(path, package.start, package.end)
        if manifest.format == MSBUILD:
            return self._of_centre(path, package)
        return self._of_parent(manifest, package) if manifest.format == POM else None

    def line(self, place: Place) -> int:
        """The line of a place, from 1."""
        return self.texts[place.path].position(place.start).line

    def edit(self, place: Place, old: str, new: str) -> Edit | None:
        """The edit that puts one version, or one range, in another's place; None where it stands for itself.

        Args:
            place: of it.
            old: as the facts have it.
            new: to be.
        """
        text = self.texts[place.path]
        written = text.data[place.start : place.end]
        if written.count(old.encode()) != 1 or not new.isascii():
            return None
        start = place.start + written.index(old.encode())
        end = start + len(old.encode())
        return Edit(
            path=place.path,
            start=start,
            end=end,
            digest=digest_of(text.data),
            new=new,
            begins=text.position(start),
            ends=text.position(end),
        )

    def _of_centre(self, path: str, package: Package) -> Place | None:
        above = central(path, self.manifests)
        if above is None:
            return None
        if above.path not in self._centres:
            self._centres[above.path] = _managed([above])
        place, version = self._centres[above.path].get(package.name, (None, ""))
        return place if version == package.version else None

    def _of_parent(self, pom: Manifest, package: Package) -> Place | None:
        """A version that a parent of a pom declares, or a list that it takes in: a property, or managed."""
        above = self._above.get(pom.path)
        if above is None:
            over = parents(pom, self.manifests, self._poms)
            lists = [
                self._poms[each.name]
                for one in (pom, *over)
                for each in one.packages
                if each.group == "import" and each.name in self._poms
            ]
            above = self._above[pom.path] = _Above(over, _variables(pom), _managed([*over, *lists]))
        variable = above.variables.get((package.name, package.line))
        if variable is None:
            place, version = above.managed.get(package.name, (None, ""))
            return place if version == package.version else None
        found = (self._property(one, variable, package.version) for one in above.poms)
        return next((place for place in found if place), None)

    def _property(self, pom: Manifest, name: str, version: str) -> Place | None:
        if (name, version) not in pom.constants:
            return None
        if pom.path not in self._properties:
            root = xml_tree(cleaned(self.texts[pom.path].data), lambda _at, _reason: None)
            self._properties[pom.path] = root["properties"]
        found = self._properties[pom.path][name]
        return Place(pom.path, found.start, found.end) if found.text == version else None


def _variables(pom: Manifest) -> dict[tuple[str, int], str]:
    found = {
        (one.name, one.line): _VARIABLE.fullmatch(one.constraint) for one in pom.packages if one.constraint
    }
    return {place: match[1].strip() for place, match in found.items() if match}


def _managed(poms: Sequence[Manifest]) -> dict[str, tuple[Place, str]]:
    """Of the nearest first."""
    found: dict[str, tuple[Place, str]] = {}
    for pom in poms:
        for one in pom.packages:
            if one.group in {"management", "central"} and one.version and one.start < one.end:
                found.setdefault(one.name, (Place(pom.path, one.start, one.end), one.version))
    return found


def written_as(old: str, new: str) -> str:
    """A version in the writing of another: with a `v` before it or without, `+incompatible` kept.

    Args:
        old: as the file has it.
        new: as an advisory has it.
    """
    bare = new.removeprefix("v").removeprefix("V")
    if old.endswith("+incompatible") and "+" not in bare and not bare.startswith("0"):
        bare += "+incompatible"
    return f"{old[0]}{bare}" if old[:1] in {"v", "V"} else bare


def ranged(package: Package, version: str) -> str:
    """What a manifest asks for, moved to a version; "" where that takes a person."""
    if package.version:
        return written_as(package.version, version)
    return moved(package.ecosystem, package.constraint, version)


def applied(text: Text, edits: Sequence[Edit]) -> bytes:
    """A text with edits made that are apart from one another."""
    pieces, at = [], 0
    for edit in sorted(edits):
        pieces += [text.data[at : edit.start], edit.new.encode()]
        at = edit.end
    return b"".join([*pieces, text.data[at:]])

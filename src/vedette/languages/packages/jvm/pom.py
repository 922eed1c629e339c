"""`pom.xml`: what a Maven project asks for, with the properties and managed versions of the same file.

What parents and imported lists of versions say is for the joining of files; so this tells of them too, by
group: `parent` (the parent itself), `management` (a version for whoever asks for the package), `import` (a
list of versions to take in), `plugin`, `profile:NAME`. A version with a `${…}` that this file does not
define is a constraint, as is a range. Exclusions are in `markers` (`exclude group:artifact`).
"""

from __future__ import annotations

import re

from vedette.languages.packages.elements import MISSING, Element, xml_tree
from vedette.languages.packages.jvm.coordinates import SCOPES, settled
from vedette.languages.packages.shared import LONGEST, Draft, bare_address
from vedette.languages.packages.variables import substituted
from vedette.model.package import Manifest, Package, Scope

FORMAT = "maven-pom"
FILES = ("pom.xml", "*.pom")

_PROPERTY = re.compile(r"\$\{([^${}]{1,200})\}")
_PLUGINS = "org.apache.maven.plugins"
# group: artifact, then its managed version.
_Managed = dict[str, Element]


def applies(path: str) -> bool:
    """Every `pom.xml` and `*.pom`."""
    return path.endswith((".xml", ".pom"))


def read(path: str, data: bytes) -> Manifest:
    """Its packages; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    root = xml_tree(draft.data, draft.gap)
    if root.tag not in {"project", ""}:
        draft.gap(root.at, "is no project of Maven")
        root = MISSING
    pom = _Pom(draft, root)
    pom.parent(root["parent"])
    pom.part(root, "")
    for profile in root.all("profiles", "profile"):
        pom.part(profile, f"profile:{profile['id'].text[:100]}")
    own = pom.resolved(root["artifactId"].text)
    group = pom.resolved(root["groupId"].text or root["parent"]["groupId"].text)
    return draft.done(
        name=f"{group}:{own}" if own else "",
        version=pom.resolved(root["version"].text or root["parent"]["version"].text),
        runtime=_runtime(pom.values),
        constants=tuple(pom.values.items()),
    )


class _Pom:
    def __init__(self, draft: Draft, root: Element) -> None:
        self.draft = draft
        self.values = _values(root)
        self.properties = {item.tag: item for item in root["properties"]}
        self.managed: _Managed = {}
        for item in root.all("dependencyManagement", "dependencies", "dependency"):
            self.managed.setdefault(self.name(item), item)

    def resolved(self, text: str) -> str:
        return substituted(text, _PROPERTY, lambda match: self.values.get(match[1].strip()))

    def name(self, item: Element, usual: str = "") -> str:
        group, artifact = item["groupId"].text or usual, item["artifactId"].text
        return f"{self.resolved(group)}:{self.resolved(artifact)}" if group and artifact else ""

    def parent(self, item: Element) -> None:
        if not item:
            return
        self.add(item, Package(ecosystem="Maven", name="", line=0, group="parent", scope=Scope.build))
        place = item["relativePath"]
        if place.text:
            self.draft.refer(_pom_of(place.text), place.at)
        elif not place and "/" in self.draft.path:
            self.draft.refer("../pom.xml", item.at)

    def part(self, root: Element, group: str) -> None:
        """The project itself, or one of its profiles."""
        for item in root.all("dependencies", "dependency"):
            self.dependency(item, group)
        for item in root.all("dependencyManagement", "dependencies", "dependency"):
            imported = item["scope"].text == "import"
            self.dependency(item, "import" if imported else "management")
        for kinds in (("repositories", "repository"), ("pluginRepositories", "pluginRepository")):
            for item in root.all(*kinds):
                if address := self.resolved(item["url"].text):
                    self.draft.say("index", bare_address(address), item["url"].start)
        build = root["build"]
        plugins = [*build.all("plugins", "plugin"), *build.all("pluginManagement", "plugins", "plugin")]
        for item in plugins:
            self.add(item, Package(ecosystem="Maven", name="", line=0, group="plugin", scope=Scope.build))
            for inner in item.all("dependencies", "dependency"):
                self.add(
                    inner, Package(ecosystem="Maven", name="", line=0, group="plugin", scope=Scope.build)
                )
        for item in build.all("extensions", "extension"):
            self.add(item, Package(ecosystem="Maven", name="", line=0, group="plugin", scope=Scope.build))
        for item in root.all("modules", "module"):
            self.draft.refer(_pom_of(item.text), item.at)

    def dependency(self, item: Element, group: str) -> None:
        word = self.resolved(item["scope"].text)
        if not word and group != "management":
            managed = self.managed.get(self.name(item))
            word = self.resolved(managed["scope"].text) if managed else ""
        scope = SCOPES.get(word, Scope.runtime)
        if item["optional"].text == "true" and scope is Scope.runtime:
            scope = Scope.optional
        self.add(item, Package(ecosystem="Maven", name="", line=0, group=group, scope=scope))

    def add(self, item: Element, kind: Package) -> None:
        name = self.name(item, _PLUGINS if kind.group == "plugin" and item.tag == "plugin" else "")
        if not name:
            self.draft.gap(item.at, "has a dependency without a group or an artifact")
            return
        version = item["version"]
        if not version.text and kind.group not in {"parent", "management", "import", "plugin"}:
            version = self.managed.get(name, MISSING)["version"]
        asked = self.resolved(version.text)
        exact = settled(asked)
        place = self.written(version)
        self.draft.add(
            Package(
                ecosystem="Maven",
                name=name,
                line=self.draft.line(item["artifactId"].start),
                version=exact,
                constraint="" if exact else asked[:LONGEST],
                start=place.start,
                end=place.end,
                direct=None if kind.group in {"management", "import", "parent"} else True,
                scope=kind.scope,
                group=kind.group,
                origin=f"path:{item['systemPath'].text[:LONGEST]}" if item["systemPath"].text else "",
                markers=self.exclusions(item),
            )
        )

    def written(self, version: Element) -> Element:
        """Where an edit of a version has to be made: at the property, when it is nothing but one."""
        match = _PROPERTY.fullmatch(version.text)
        return (self.properties.get(match[1].strip()) if match else None) or version

    def exclusions(self, item: Element) -> str:
        found = [self.name(inner) for inner in item.all("exclusions", "exclusion")]
        return "; ".join(f"exclude {name}" for name in found if name)[:LONGEST]


def _values(root: Element) -> dict[str, str]:
    """Properties, and what Maven itself calls parts of the project by."""
    parent = root["parent"]
    values: dict[str, str] = {}
    for name, own in (("groupId", True), ("version", True), ("artifactId", False)):
        text = root[name].text or (parent[name].text if own else "")
        if parent[name].text:
            values[f"project.parent.{name}"] = values[f"parent.{name}"] = parent[name].text
        if text:
            for prefix in ("project.", "pom.", ""):
                values[f"{prefix}{name}"] = text
    for item in root["properties"]:
        values[item.tag] = item.text
    return {name: value for name, value in values.items() if len(value) <= LONGEST}


def _runtime(values: dict[str, str]) -> str:
    for name in ("maven.compiler.release", "java.version", "maven.compiler.target", "maven.compiler.source"):
        if name in values:
            return substituted(values[name], _PROPERTY, lambda match: values.get(match[1]))
    return ""


def _pom_of(place: str) -> str:
    return place if place.endswith((".xml", ".pom")) else f"{place.rstrip('/')}/pom.xml"

"""package-lock.json and npm-shrinkwrap.json, of npm's versions 1, 2 and 3."""

from __future__ import annotations

from vedette.languages.packages.javascript import specs
from vedette.languages.packages.shared import LONGEST, Draft
from vedette.languages.packages.tree import NOTHING, Node
from vedette.model.package import Manifest, Package, Scope

FORMAT = "npm-lock"
FILES = ("package-lock.json", "npm-shrinkwrap.json", ".package-lock.json")
_MODULES = "node_modules/"
_TABLES = ("dependencies", "optionalDependencies", "peerDependencies")
_DEEPEST = 40  # of folders in which npm looks for what a package needs


def applies(path: str) -> bool:
    """By its base name, unless it came with a package that is installed."""
    return "node_modules/" not in path


def read(path: str, data: bytes) -> Manifest:
    """Read a lock file: `packages` where it has them (2, 3), else `dependencies` (1)."""
    draft = Draft(path, FORMAT, data)
    root = draft.json()
    packages = root["packages"]
    if packages.is_mapping:
        _Flat(draft, packages).run()
    else:
        _nested(draft, root["dependencies"])
    if root and not (packages.is_mapping or root["dependencies"].is_mapping) and not root["lockfileVersion"]:
        draft.gap(-1, "has neither packages nor lockfileVersion: it is no lock file, or a part of one")
    return draft.done(
        lock=True,
        name=root["name"].text,
        version=root["version"].text,
        runtime=packages[""]["engines"]["node"].text,
    )


class _Flat:
    """`packages`: a place in the tree of folders -> what is there."""

    def __init__(self, draft: Draft, packages: Node) -> None:
        self.draft = draft
        self.packages = packages
        self.direct: set[str] = set()

    def run(self) -> None:
        own = [(place, node) for place, node in self.packages.items() if _MODULES not in place]
        for place, node in own:
            for table in (*_TABLES, "devDependencies"):
                self.direct |= {self._found(place, name) for name in node[table].names()}
        if not self.packages[""]["workspaces"]:
            for place, node in own:
                if place and node["version"].text:
                    self._folder(place, node)
        for place, node in self.packages.items():
            if _MODULES in place and not node["link"].is_true:
                self._take(place, node)

    def _folder(self, place: str, node: Node) -> None:
        """A folder of the tree that is asked for as a package: a copy of somebody's, or one's own."""
        version = node["version"]
        self.draft.add(
            Package(
                ecosystem=specs.NPM,
                name=node["name"].text or place.rpartition("/")[2],
                line=self.draft.line(node.at),
                version=version.text,
                start=version.start,
                end=version.end,
                direct=True,
                scope=_scope(node),
                needs=self._needs(place, node),
                origin=f"path:{place}",
            )
        )

    def _take(self, place: str, node: Node) -> None:
        folder = place.rpartition(_MODULES)[2]
        name = node["name"].text or folder
        version, resolved = node["version"], node["resolved"].text
        licence = node["license"]
        self.draft.add(
            Package(
                ecosystem=specs.NPM,
                name=name,
                line=self.draft.line(node.at),
                version=version.text,
                start=version.start,
                end=version.end,
                direct=place in self.direct,
                scope=_scope(node),
                group="bundled" if node["inBundle"].is_true else "peer" if node["peer"].is_true else "",
                needs=self._needs(place, node),
                hashes=specs.hashes(node["integrity"].text),
                origin=specs.origin(resolved),
                aliased=folder if folder != name else "",
                scripts=node["hasInstallScript"].is_true,
                licence=(licence.text or licence["type"].text)[:LONGEST],
            )
        )

    def _needs(self, place: str, node: Node) -> tuple[str, ...]:
        found = []
        for table in _TABLES:
            for name in node[table].names():
                there = self._found(place, name)
                other = self.packages[there] if there else NOTHING
                if other["link"].is_true:
                    continue
                if other:
                    real, version = other["name"].text or name, other["version"].text
                    found.append(f"{real}@{version}" if version else real)
                elif table == "dependencies":
                    found.append(name)
        return tuple(dict.fromkeys(found))

    def _found(self, place: str, name: str) -> str:
        """The folder in which Node finds a name, asked from a place; "" for none."""
        if len(place) + len(name) > 4 * LONGEST:
            return ""
        for _ in range(_DEEPEST):
            there = f"{place}/{_MODULES}{name}" if place else f"{_MODULES}{name}"
            if there in self.packages:
                return there
            if not place:
                return ""
            head, _, tail = place.rpartition(_MODULES)
            place = head.rstrip("/") if tail != place else place.rpartition("/")[0]
        return ""


def _scope(node: Node) -> Scope:
    if node["dev"].is_true or node["devOptional"].is_true:
        return Scope.development
    return Scope.optional if node["optional"].is_true else Scope.runtime


def _nested(draft: Draft, dependencies: Node) -> None:
    """Version 1: what a package has in its own folder stands inside of it."""
    waiting: list[tuple[Node, tuple[Node, ...]]] = [(dependencies, ())]
    while waiting:
        nodes, above = waiting.pop()
        scopes = (*above, nodes)
        for name, node in nodes.items():
            if node.is_mapping:
                _take_nested(draft, name, node, scopes)
                waiting.append((node["dependencies"], scopes[-_DEEPEST:]))
            else:
                draft.gap(node.at, "has a package without its facts")


def _take_nested(draft: Draft, name: str, node: Node, scopes: tuple[Node, ...]) -> None:
    asked = specs.asked(name, node["version"].text)
    version = node["version"]
    elsewhere = asked.origin or specs.origin(node["resolved"].text)
    settled = not asked.origin and version
    offset = len(version.text) - len(asked.constraint)
    draft.add(
        Package(
            ecosystem=specs.NPM,
            name=asked.name,
            line=draft.line(node.at),
            version=asked.constraint if settled else "",
            start=version.start + offset if settled else 0,
            end=version.end if settled else 0,
            direct=None if len(scopes) == 1 else False,
            scope=_scope(node),
            group="bundled" if node["bundled"].is_true else "",
            needs=_needs_nested(node, scopes),
            hashes=specs.hashes(node["integrity"].text),
            origin=elsewhere,
            aliased=name if name != asked.name else "",
        )
    )


def _needs_nested(node: Node, scopes: tuple[Node, ...]) -> tuple[str, ...]:
    found = []
    for name in node["requires"].names():
        for table in (node["dependencies"], *reversed(scopes)):
            if name in table:
                asked = specs.asked(name, table[name]["version"].text)
                settled = asked.constraint and not asked.origin
                found.append(f"{asked.name}@{asked.constraint}" if settled else asked.name)
                break
        else:
            found.append(name)
    return tuple(found)

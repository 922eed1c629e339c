"""pnpm-lock.yaml, of the versions 5, 6 and 9."""

from __future__ import annotations

import re

from msgspec import Struct

from vedette.languages.packages.javascript import specs
from vedette.languages.packages.scopes import spread
from vedette.languages.packages.shared import Draft, bare_address
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest, Package, Scope

FORMAT = "pnpm-lock"
FILES = ("pnpm-lock.yaml", "pnpm-lock.*.yaml")
_TABLES = {
    "dependencies": Scope.runtime,
    "optionalDependencies": Scope.optional,
    "devDependencies": Scope.development,
}
_OLD = re.compile(r"(?:/|[^/@]+\.[^/@]+/)?((?:@[^/]+/)?[^/@][^/]*)/([0-9][^/_(]*)")
_NEW = re.compile(r"/?((?:@[^/@]+/)?[^/@]+)@([^(]+)")
_MOST_DOCUMENTS = 10
_NUMBER = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")


class _Found(Struct, frozen=True):
    key: str
    name: str
    version: str
    offset: int  # of the version in the key; -1 when it stands elsewhere
    node: Node


def applies(path: str) -> bool:
    """By its base name alone."""
    del path
    return True


def read(path: str, data: bytes) -> Manifest:
    """Read a lock file of pnpm; what a branch is named after (`pnpm-lock.main.yaml`) too."""
    draft = Draft(path, FORMAT, data)
    # Since version 11 a first document tells of pnpm itself and of what configures it.
    roots = draft.yamls(_MOST_DOCUMENTS)
    for root in roots:
        _Reading(draft, root).run()
    if not any(root["lockfileVersion"] for root in roots):
        draft.gap(-1, "has no lockfileVersion: it is no lock file, or a part of one")
    return draft.done(lock=True)


class _Reading:
    def __init__(self, draft: Draft, root: Node) -> None:
        self.draft = draft
        self.snapshots = root["snapshots"]
        self.old = root["lockfileVersion"].text.startswith(("5", "4", "3"))
        self.importers = [node for _, node in root["importers"].items()] or [root]
        self.packages = [found for key, node in root["packages"].items() if (found := self._found(key, node))]
        self.by_bare = {_bare(found.key): found for found in self.packages}

    def run(self) -> None:
        starts: dict[Scope, list[str]] = {scope: [] for scope in _TABLES.values()}
        for importer in self.importers:
            for table, scope in _TABLES.items():
                for name, node in importer[table].items():
                    starts[scope].append(self._key(name, node["version"].text or node.text))
        facts = self.snapshots if self.snapshots.is_mapping else None
        edges: dict[str, list[str]] = {}
        weak: list[str] = []
        names: dict[str, list[str]] = {}
        for key, node in facts.items() if facts else [(found.key, found.node) for found in self.packages]:
            bare = _bare(key)
            hard = [self._key(name, value.text) for name, value in node["dependencies"].items()]
            soft = [self._key(name, value.text) for name, value in node["optionalDependencies"].items()]
            edges.setdefault(bare, []).extend(hard)
            names.setdefault(bare, []).extend([*hard, *soft])
            weak += soft
        direct = {key for keys in starts.values() for key in keys}
        starts[Scope.optional] += weak
        scopes = spread(edges, starts)
        for found in self.packages:
            bare = _bare(found.key)
            self._take(found, scopes.get(bare, Scope.runtime), names.get(bare, []), bare in direct)

    def _found(self, key: str, node: Node) -> _Found | None:
        bare = _bare(key)
        match = (_OLD if self.old else _NEW).fullmatch(bare)
        name, version = (match[1], match[2]) if match else ("", "")
        if match and not _NUMBER.match(version):  # an address
            version = ""
        name = node["name"].text or name
        told = node["version"].text
        offset = match.start(2) if match and version and (not told or told == version) else -1
        if not name:
            self.draft.gap(node.at, "has a package whose name was not understood")
            return None
        return _Found(key, name, told or version, offset, node)

    def _key(self, name: str, version: str) -> str:
        """The key in `packages`, without peers, that a reference to a package stands for."""
        version = _bare(version)
        tries = (f"{name}@{version}", f"/{name}@{version}", f"/{name}/{version}", version, f"/{version}")
        return next((key for key in tries if key in self.by_bare), tries[0])

    def _take(self, found: _Found, scope: Scope, needs: list[str], direct: bool) -> None:
        node, told = found.node, found.node["version"]
        start, end = told.start, told.end
        if found.offset >= 0:
            quote = 1 if self.draft.data[node.at : node.at + 1] in {b"'", b'"'} else 0
            start = node.at + quote + len(found.key[: found.offset].encode())
            end = start + len(found.version.encode())
        if node["dev"].is_true:
            scope = Scope.development
        elif node["optional"].is_true and scope is Scope.runtime:
            scope = Scope.optional
        resolution = node["resolution"]
        self.draft.add(
            Package(
                ecosystem=specs.NPM,
                name=found.name,
                line=self.draft.line(node.at),
                version=found.version,
                start=start if found.version else 0,
                end=end if found.version else 0,
                direct=direct,
                scope=scope,
                needs=self._needs(needs),
                hashes=specs.hashes(resolution["integrity"].text),
                origin=_origin(resolution),
                scripts=node["requiresBuild"].is_true,
            )
        )

    def _needs(self, keys: list[str]) -> tuple[str, ...]:
        found = []
        for key in dict.fromkeys(keys):
            other = self.by_bare.get(key)
            if other:
                found.append(f"{other.name}@{other.version}" if other.version else other.name)
            elif "@link:" not in key:
                found.append(specs.named(key)[0] or key)
        return tuple(found)


def _bare(key: str) -> str:
    """A key without the peers that it was resolved with: `(…)`, of version 5 `_…`."""
    key = key.partition("(")[0]
    head, slash, tail = key.rpartition("/")
    if slash and tail[:1].isdigit():
        return f"{head}/{tail.partition('_')[0]}"
    return key.partition("_")[0] if key[:1].isdigit() else key


def _origin(resolution: Node) -> str:
    if resolution["repo"].text:
        return bare_address(f"git+{resolution['repo'].text}#{resolution['commit'].text}")
    if resolution["directory"].text:
        return f"path:{resolution['directory'].text}"
    return specs.origin(resolution["tarball"].text)

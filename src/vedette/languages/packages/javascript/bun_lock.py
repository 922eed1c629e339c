"""bun.lock, the lock file of Bun in text; of the older bun.lockb it is only said that it was not read."""

from __future__ import annotations

from vedette.languages.packages.javascript import specs
from vedette.languages.packages.scopes import spread
from vedette.languages.packages.shared import Draft
from vedette.languages.packages.tree import NOTHING, Node
from vedette.model.package import Gap, Manifest, Package, Scope

FORMAT = "bun-lock"
FILES = ("bun.lock", "bun.lockb")
_TABLES = {
    "dependencies": Scope.runtime,
    "optionalDependencies": Scope.optional,
    "peerDependencies": Scope.runtime,
    "devDependencies": Scope.development,
}
_DEEPEST = 40


def applies(path: str) -> bool:
    """By its base name alone."""
    return path.endswith(("bun.lock", "bun.lockb"))


def read(path: str, data: bytes) -> Manifest:
    """Read a lock file of Bun."""
    if path.endswith("b") or data.startswith(b"#!/usr/bin/env bun"):
        reason = (
            "is the binary form, which only Bun reads: write bun.lock with `bun install --save-text-lockfile`"
        )
        return Manifest(path=path, format=FORMAT, lock=True, gaps=(Gap(0, reason),))
    draft = Draft(path, FORMAT, data)
    root = draft.json()
    _Reading(draft, root).run()
    own = root["workspaces"][""]
    return draft.done(lock=True, name=own["name"].text, version=own["version"].text)


class _Reading:
    """`packages`: a path of names -> [name@version, registry, facts, integrity], fewer if from elsewhere."""

    def __init__(self, draft: Draft, root: Node) -> None:
        self.draft = draft
        self.packages = root["packages"]
        self.workspaces = root["workspaces"]

    def run(self) -> None:
        starts: dict[Scope, list[str]] = {scope: [] for scope in Scope}
        for node in self.workspaces.nodes():
            own = node["name"].text
            for table, scope in _TABLES.items():
                for name in node[table].names():
                    starts[scope].append(self._found(own, name) or name)
        edges: dict[str, list[str]] = {}
        direct = {key for keys in starts.values() for key in keys}
        for key, node in self.packages.items():
            facts = _facts(node)
            edges[key] = self._targets(key, facts, ("dependencies", "peerDependencies"))
            starts[Scope.optional] += self._targets(key, facts, ("optionalDependencies",))
        scopes = spread(edges, starts)
        for key, node in self.packages.items():
            self._take(key, node, key in direct, scopes.get(key, Scope.runtime))

    def _take(self, key: str, node: Node, direct: bool, scope: Scope) -> None:
        parts = list(node)
        first = parts[0] if parts else NOTHING
        name, version = specs.named(first.text)
        if not name:
            self.draft.gap(node.at, "has a package whose name was not understood")
            return
        if version.startswith("workspace:"):
            return
        called = _last(key)
        asked = specs.asked(name, version)
        settled = "" if asked.origin else version
        exact = settled and first.end - first.start == len(first.text.encode())
        registry = parts[1].text if len(parts) > 1 else ""
        self.draft.add(
            Package(
                ecosystem=specs.NPM,
                name=name,
                line=self.draft.line(node.at),
                version=settled,
                start=first.end - len(settled.encode()) if exact else 0,
                end=first.end if exact else 0,
                direct=direct,
                scope=scope,
                needs=self._needs(key, _facts(node)),
                hashes=specs.hashes(parts[-1].text) if len(parts) > 1 else (),
                origin=asked.origin or (specs.origin(registry) if "://" in registry else ""),
                aliased=called if called != name else "",
            )
        )

    def _targets(self, key: str, facts: Node, tables: tuple[str, ...]) -> list[str]:
        return [
            there for table in tables for name, _ in facts[table].items() if (there := self._found(key, name))
        ]

    def _needs(self, key: str, facts: Node) -> tuple[str, ...]:
        found = []
        for there in self._targets(key, facts, ("dependencies", "optionalDependencies", "peerDependencies")):
            name, version = specs.named(next(iter(self.packages[there]), NOTHING).text)
            if not version.startswith("workspace:"):
                found.append(
                    f"{name}@{version}" if version and not specs.asked(name, version).origin else name
                )
        return tuple(dict.fromkeys(found))

    def _found(self, key: str, name: str) -> str:
        for _ in range(_DEEPEST):
            there = f"{key}/{name}" if key else name
            if there in self.packages:
                return there
            if not key:
                return ""
            key = key[: len(key) - len(_last(key))].rstrip("/")
        return ""


def _facts(node: Node) -> Node:
    return next((part for part in node if part.is_mapping), NOTHING)


def _last(key: str) -> str:
    head, _, last = key.rpartition("/")
    scope = head.rpartition("/")[2]
    return f"{scope}/{last}" if scope.startswith("@") else last

"""yarn.lock, of Yarn 1 (its own format) and of Yarn 2 and later (YAML)."""

from __future__ import annotations

import re
from urllib.parse import unquote

from vedette.languages.packages.javascript import specs
from vedette.languages.packages.javascript.yarn_one import read_one
from vedette.languages.packages.scopes import spread
from vedette.languages.packages.shared import Draft, bare_address
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest, Package, Scope

FORMAT = "yarn-lock"
FILES = ("yarn.lock",)
_LATER = re.compile(rb"^__metadata:", re.MULTILINE)
_CHECKSUM = re.compile(r"(?:[0-9a-z]+/)?([0-9a-f]{128})$")
_BINDING = re.compile(r"::[^#]*$")


def applies(path: str) -> bool:
    """By its base name alone."""
    return path.endswith("yarn.lock")


def read(path: str, data: bytes) -> Manifest:
    """Read a lock file of Yarn, whichever version wrote it."""
    draft = Draft(path, FORMAT, data)
    if _LATER.search(draft.data):
        _Later(draft, draft.yaml()).run()
    else:
        read_one(draft)
    return draft.done(lock=True)


class _Later:
    """Keys are what is asked for, several by commas; `resolution` is what it became."""

    def __init__(self, draft: Draft, root: Node) -> None:
        self.draft = draft
        self.entries = [(key, node) for key, node in root.items() if key != "__metadata"]
        self.keys: dict[str, str] = {}
        self.versions: dict[str, tuple[str, str]] = {}
        for key, node in self.entries:
            there = node["resolution"].text or key
            self.versions[there] = (specs.named(there)[0], node["version"].text)
            for part in key.split(","):
                self.keys[_BINDING.sub("", part.strip())] = there

    def run(self) -> None:
        edges: dict[str, list[str]] = {}
        starts: dict[Scope, list[str]] = {Scope.runtime: [], Scope.optional: []}
        direct: set[str] = set()
        for key, node in self.entries:
            hard, weak = self._targets(node, optional=False), self._targets(node, optional=True)
            edges[node["resolution"].text or key] = hard
            starts[Scope.optional] += weak
            if _is_own(key, node):
                starts[Scope.runtime] += hard
                direct.update(hard, weak)
        scopes = spread(edges, starts)
        known = any(_is_own(key, node) for key, node in self.entries)
        for key, node in self.entries:
            if not _is_own(key, node):
                there = node["resolution"].text or key
                scope = scopes.get(there, Scope.runtime)
                self._take(key, node, there in direct if known else None, scope)

    def _targets(self, node: Node, *, optional: bool) -> list[str]:
        meta = node["dependenciesMeta"]
        found = []
        for name, asked in node["dependencies"].items():
            if meta[name]["optional"].is_true is optional:
                there = self._target(name, asked.text)
                if there:
                    found.append(there)
        return found

    def _target(self, name: str, asked: str) -> str:
        for key in (f"{name}@{asked}", f"{name}@npm:{asked}"):
            if key in self.keys:
                return self.keys[key]
        return ""

    def _needs(self, node: Node) -> tuple[str, ...]:
        found = []
        for name, asked in node["dependencies"].items():
            there = self._target(name, asked.text)
            real, version = self.versions.get(there, (name, ""))
            found.append(f"{real or name}@{version}" if version else name)
        return tuple(dict.fromkeys(found))

    def _take(self, key: str, node: Node, direct: bool | None, scope: Scope) -> None:
        if not node.is_mapping:
            self.draft.gap(node.at, "has a package without its facts")
            return
        called = specs.named(key.partition(",")[0].strip())[0]
        name, what = specs.named(node["resolution"].text)
        version = node["version"]
        checksum = _CHECKSUM.search(node["checksum"].text)
        self.draft.add(
            Package(
                ecosystem=specs.NPM,
                name=name or called,
                line=self.draft.line(node.at),
                version=version.text,
                start=version.start,
                end=version.end,
                direct=direct,
                scope=scope,
                needs=self._needs(node),
                hashes=(f"sha512:{checksum[1]}",) if checksum else (),
                origin=_origin(what),
                aliased=called if name and called != name else "",
            )
        )


def _is_own(key: str, node: Node) -> bool:
    what = specs.named(node["resolution"].text or key)[1]
    return what.startswith("workspace:") or (node["linkType"].text == "soft" and not what.startswith("npm:"))


def _origin(what: str) -> str:
    bare = what.partition("::")[0]
    if not what or bare.startswith(("npm:", "patch:")):
        _, _, archive = what.partition("__archiveUrl=")
        return bare_address(unquote(archive.partition("&")[0])) if archive else ""
    return specs.asked("", bare).origin or bare_address(bare)

"""What readers of formats have in common: a draft of the manifest with its bounds, and trees with places.

A reader is a module of a family's folder:

    FORMAT = "npm-lock"
    FILES = ("package-lock.json",)          # patterns of lower-case base names, a literal: it is not imported

    def applies(path: str) -> bool:         # has the last word: folders, exact letters
        return True

    def read(path: str, data: bytes) -> Manifest:
        draft = Draft(path, FORMAT, data)
        root = draft.json()
        for name, node in root["packages"].items():
            version = node["version"]
            draft.add(Package(ecosystem="npm", name=name, line=draft.line(node.at),
                              version=version.text, start=version.start, end=version.end))
        return draft.done(lock=True)

`draft.json()`, `draft.toml()` and `draft.yaml()` give a `tree.Node`; a key that is not there gives an empty
one, so that chains of keys never raise.
"""

from __future__ import annotations

import posixpath
import re

from vedette.languages.packages.interface import LARGEST, MOST_GAPS, MOST_PACKAGES
from vedette.languages.packages.json_tree import json_tree
from vedette.languages.packages.toml_tree import toml_tree
from vedette.languages.packages.tree import NOTHING, Lines, Node, cleaned
from vedette.languages.packages.yaml_tree import yaml_tree, yaml_trees
from vedette.model.package import Gap, Manifest, Package, Statement

LONGEST = 500
_MOST_REFERS = 1000
_MOST_STATEMENTS = 100
_LONGEST_STATEMENT = 2000
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*+(?:@[^/@\s]*+)*@")
_SECRET = re.compile(r"(?i)([?&#][^=&#\s]*(?:token|key|secret|pass|auth|sig)[^=&#\s]*=)[^&#\s]+")


class Draft:
    """A manifest while it is read: counts, lines and gaps are bounded here, so that no reader has to.

    Attributes:
        data: the file as valid UTF-8 without control characters; as many bytes as the file has.
    """

    def __init__(self, path: str, format_: str, data: bytes) -> None:
        self.path = path
        self.format = format_
        self.packages: list[Package] = []
        self.gaps: list[Gap] = []
        self.refers: list[str] = []
        self.statements: list[Statement] = []
        self._full = False
        if len(data) > LARGEST:
            self.gaps.append(Gap(0, f"is larger than {LARGEST >> 20} MiB: only its beginning was read"))
            data = data[:LARGEST]
        self.data = cleaned(data)
        if len(self.data) and self.data != data and not data.startswith(b"\xef\xbb\xbf"):
            self.gaps.append(Gap(0, "has bytes that are no text; they were read as question marks"))
        self._lines: Lines | None = None

    def json(self) -> Node:
        """The file as JSON; its faults become gaps."""
        return self._rooted(json_tree(self.data, self.gap))

    def toml(self) -> Node:
        """The file as TOML; its faults become gaps."""
        return toml_tree(self.data, self.gap)

    def yaml(self) -> Node:
        """The first document of the file as YAML; its faults become gaps."""
        return self._rooted(yaml_tree(self.data, self.gap))

    def yamls(self, most: int = 1000) -> list[Node]:
        """All documents of the file as YAML; its faults become gaps."""
        return yaml_trees(self.data, self.gap, most)

    def line(self, offset: int) -> int:
        """The line, from 1, in which a byte stands."""
        if self._lines is None:
            self._lines = Lines(self.data)
        return self._lines.of(offset)

    def gap(self, offset: int, reason: str) -> None:
        """Say that what stands at this byte could not be read; at -1 it is the whole file."""
        if len(self.gaps) < MOST_GAPS:
            self.gaps.append(Gap(self.line(offset) if offset >= 0 else 0, reason))

    def add(self, package: Package) -> None:
        """Take a package; one without a name, or with one of absurd length, is a gap."""
        if not package.name or max(len(package.name), len(package.version)) > LONGEST:
            self._gap(package.line, "has a package whose name or version is missing or absurdly long")
        elif len(self.packages) < MOST_PACKAGES:
            self.packages.append(package)
        elif not self._full:
            self._full = True
            self.gaps.insert(
                0, Gap(package.line, f"has more than {MOST_PACKAGES} packages: the rest was not read")
            )

    def say(self, kind: str, text: str, offset: int) -> None:
        """Take what the file says about how packages come; see `Statement`."""
        if len(self.statements) < _MOST_STATEMENTS:
            self.statements.append(Statement(kind, text[:_LONGEST_STATEMENT], self.line(offset)))
        elif len(self.statements) == _MOST_STATEMENTS:
            self.gap(offset, "says too much about how packages come; it was not taken")

    def refer(self, target: str, offset: int) -> None:
        """Take a path of a further file, relative to this file's folder; one that leads out is a gap."""
        target = target.strip().replace("\\", "/")
        normal = posixpath.normpath(target) if target else ""
        inside = posixpath.normpath(posixpath.join(posixpath.dirname(self.path) or ".", normal))
        if not normal or "://" in target or normal.startswith("/") or ":" in normal[:2]:
            self.gap(offset, "refers to something that is no path in this tree; it was not read")
        elif not self.path.startswith("/") and (inside == ".." or inside.startswith("../")):
            self.gap(offset, "refers to a path outside of the tree; it was not read")
        elif len(self.refers) >= _MOST_REFERS or len(normal) > LONGEST:
            self.gap(offset, "refers to too much; it was not taken")
        elif normal not in self.refers[-_MOST_REFERS:]:
            self.refers.append(normal)

    def done(
        self,
        *,
        lock: bool = False,
        name: str = "",
        version: str = "",
        runtime: str = "",
        constants: tuple[tuple[str, str], ...] = (),
    ) -> Manifest:
        """The manifest."""
        return Manifest(
            path=self.path,
            format=self.format,
            lock=lock,
            packages=tuple(sorted(self.packages, key=lambda package: package.line)),
            refers=tuple(self.refers),
            gaps=tuple(self.gaps[:MOST_GAPS]),
            name=name[:LONGEST],
            version=version[:LONGEST],
            runtime=runtime[:LONGEST],
            constants=constants[:_MOST_REFERS],
            statements=tuple(self.statements),
        )

    def _gap(self, line: int, reason: str) -> None:
        if len(self.gaps) < MOST_GAPS:
            self.gaps.append(Gap(line, reason))

    def _rooted(self, root: Node) -> Node:
        if not root.is_mapping:
            if not self.gaps or self.gaps[-1].line:
                self.gap(-1, "holds nothing that this format has")
            return NOTHING
        return root


def bare_address(address: str) -> str:
    """An address without the credentials in it, for `Package.origin`."""
    return _SECRET.sub(r"\1***", _CREDENTIALS.sub("", address))[:2000]

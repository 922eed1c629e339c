"""environment.yml, what conda is asked for; below `pip` it is of PyPI."""

from __future__ import annotations

import re

from vedette.languages.packages.python import specifiers
from vedette.languages.packages.shared import Draft
from vedette.languages.packages.tree import Node
from vedette.model.package import Manifest, Package, Scope

FORMAT = "conda-environment"
FILES = (
    "environment.yml",
    "environment.yaml",
    "environment[-_.]*.y*ml",
    "conda*env*.y*ml",
    "*[-_]environment.y*ml",
)
_ENTRY = re.compile(
    rb"\s*+(?:([A-Za-z0-9_./-]++)::)?([A-Za-z0-9_][A-Za-z0-9_.-]*+)\s*+"
    rb"(?:((?:[=<>!~]=?)[^\s=]++[^\s]*+|\s[^\s]++)?)"
)
# One sign of equality is a beginning, unless a build follows.
_EXACT = re.compile(rb"(?:==\s*+([0-9][^\s=*,|<>]*+)|=\s*+([0-9][^\s=*,|<>]*+)=[^\s]*+)\Z")


def applies(path: str) -> bool:
    """Named as an environment; a file without `dependencies` gives no packages."""
    return path.lower().endswith((".yml", ".yaml")) and "/.github/" not in f"/{path}"


def read(path: str, data: bytes) -> Manifest:
    """Read an environment; the usual channels are no origin."""
    draft = Draft(path, FORMAT, data)
    root = draft.yaml()
    for node in root["dependencies"]:
        if node.text:
            _take(draft, node)
        for requirement in node["pip"]:
            if requirement.text and not requirement.text.startswith("-"):
                specifiers.add(draft, requirement, Scope.runtime, "pip")
            elif requirement.text.startswith("-r "):
                draft.refer(requirement.text[3:], requirement.at)
    return draft.done(name=root["name"].text)


def _take(draft: Draft, node: Node) -> None:
    raw = draft.data[node.start : node.end]
    entry = _ENTRY.match(raw)
    if entry is None:
        draft.gap(node.at, "has a dependency that was not understood")
        return
    asked = (entry[3] or b"").strip()
    exact = _EXACT.match(asked)
    start = node.start + entry.start(3) + (entry[3] or b"").find(asked) if asked else 0
    group = exact.lastindex or 0 if exact else 0
    begin, end = exact.span(group) if exact else (0, len(asked))
    draft.add(
        Package(
            ecosystem="conda",
            name=entry[2].decode().lower(),
            line=draft.line(node.at),
            version=exact[group].decode("utf-8", "replace") if exact else "",
            constraint=asked.decode("utf-8", "replace"),
            start=start + begin if asked else 0,
            end=start + end if asked else 0,
            direct=True,
            origin=entry[1].decode() if entry[1] else "",
        )
    )

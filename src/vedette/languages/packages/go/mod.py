"""`go.mod`: the modules that a module requires, after its replacements, and Go itself as `stdlib`.

From Go 1.17 on it names everything that is built in, so it is a lock; before that, only what the module
imports itself. A replaced module stands for the one that takes its place, by the line of the replacement.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from vedette.languages.packages.go.statements import (
    Replacement,
    Statement,
    Word,
    is_version,
    replacement,
    statements,
)
from vedette.languages.packages.shared import Draft
from vedette.model.package import Manifest, Package

FORMAT = "go-mod"
FILES = ("go.mod",)

_KNOWN = frozenset({"exclude", "retract", "tool", "godebug", "ignore", "comment"})
_RELEASE = re.compile(r"(?:go)?(\d+(?:\.\d+){1,2}(?:(?:rc|beta)\d+)?)")
# From this one on the file names indirect modules too.
_COMPLETE = (1, 17)


def applies(path: str) -> bool:
    """Every `go.mod`."""
    return path.endswith("go.mod")


def read(path: str, data: bytes) -> Manifest:
    """What it requires; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    required: list[Package] = []
    replaced: dict[tuple[str, str], Replacement] = {}
    facts: dict[str, Word] = {}
    for statement in statements(draft):
        if statement.verb == "require":
            _require(draft, statement, required)
        elif statement.verb == "replace":
            found = replacement(draft, statement)
            if found:
                replaced[found.name, found.version] = found
        elif statement.verb in {"module", "go", "toolchain"} and statement.words:
            facts[statement.verb] = statement.words[0]
        elif statement.verb not in _KNOWN:
            draft.gap(statement.at, "has a statement that go.mod does not know")
    for package in required:
        draft.add(_after(package, replaced))
    release = _library(draft, facts)
    module = facts.get("module")
    return draft.done(
        lock=_complete(release), name=module.text if module else "", runtime=release.text if release else ""
    )


def _require(draft: Draft, statement: Statement, required: list[Package]) -> None:
    if len(statement.words) != 2 or not is_version(statement.words[1].text):  # noqa: PLR2004 - module, version
        draft.gap(statement.at, "requires something that is not a module and a version")
        return
    name, version = statement.words
    required.append(
        Package(
            ecosystem="Go",
            name=name.text,
            line=draft.line(name.start),
            version=version.text,
            start=version.start,
            end=version.end,
            direct=not statement.comment.startswith("indirect"),
        )
    )


def _after(package: Package, replaced: dict[tuple[str, str], Replacement]) -> Package:
    found = replaced.get((package.name, package.version)) or replaced.get((package.name, ""))
    if found is None:
        return package
    if found.package.origin:  # a folder, whose version nothing settles
        return replace(
            package,
            origin=found.package.origin,
            version="",
            constraint=package.version,
            start=0,
            end=0,
        )
    return replace(found.package, direct=package.direct)


def _library(draft: Draft, facts: dict[str, Word]) -> Word | None:
    """Tell of the standard library, by the toolchain that builds it, else by the language's version."""
    release = facts.get("go")
    for word in (facts.get("toolchain"), release):
        match = _RELEASE.match(word.text) if word else None
        if word is None or match is None:
            continue
        start = word.start + match.start(1)
        package = Package(
            ecosystem="Go",
            name="stdlib",
            line=draft.line(word.start),
            version=match[1],
            start=start,
            end=start + len(match[1]),
            direct=True,
        )
        draft.add(package)
        break
    return release


def _complete(release: Word | None) -> bool:
    match = _RELEASE.match(release.text) if release else None
    if match is None:
        return False
    major, minor = match[1].split(".")[:2]
    digits = re.match(r"\d+", minor)
    return len(major) < 4 and (int(major), int(digits[0][:6]) if digits else 0) >= _COMPLETE  # noqa: PLR2004

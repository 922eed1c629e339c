"""`gradle.lockfile` and `buildscript-gradle.lockfile`: every module that Gradle settled, with who wants it.

A scope is what the most demanding configuration says; those of tests have `test` in their names. Gradle ends
the file with `empty=`: where that is missing, the file was cut.
"""

from __future__ import annotations

import re

from vedette.languages.packages.jvm.coordinates import scope_of
from vedette.languages.packages.shared import LONGEST, Draft
from vedette.model.package import Manifest, Package, Scope

FORMAT = "gradle-lock"
FILES = ("gradle.lockfile", "buildscript-gradle.lockfile", "*.lockfile")

_LINE = re.compile(rb"[^\r\n]+")
_ENTRY = re.compile(rb"\s*+([^\s:=#]++):([^\s:=#]++):([^\s:=#]++)=([^\s]*+)\s*+\Z")


def applies(path: str) -> bool:
    """Those two, and in a folder `dependency-locks` any (Gradle before 7)."""
    return path.endswith("gradle.lockfile") or "/dependency-locks/" in path


def read(path: str, data: bytes) -> Manifest:
    """Its modules; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    tools = path.rpartition("/")[2].startswith("buildscript-")
    ended = "/dependency-locks/" in path
    for line in _LINE.finditer(draft.data):
        match = _ENTRY.match(line[0])
        if match is not None:
            draft.add(_module(draft, match, line.start(), tools=tools))
        elif line[0].startswith(b"empty="):
            ended = True
        elif line[0].strip() and not line[0].lstrip().startswith(b"#"):
            draft.gap(line.start(), "has a line that is not a module with its version")
    if not ended:
        draft.gap(
            max(len(draft.data) - 1, 0), "does not end with `empty=`, as Gradle writes it: it is cut off"
        )
    return draft.done(lock=True)


def _module(draft: Draft, match: re.Match[bytes], base: int, *, tools: bool) -> Package:
    group, artifact, version, wanted = (text.decode("utf-8", "replace") for text in match.groups())
    configurations = wanted.split(",")[:200]
    return Package(
        ecosystem="Maven",
        name=f"{group}:{artifact}",
        line=draft.line(base + match.start(1)),
        version=version,
        start=base + match.start(3),
        end=base + match.end(3),
        scope=Scope.build if tools else scope_of(configurations),
        group=",".join(configurations)[:LONGEST],
    )

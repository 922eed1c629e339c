"""`vendor/modules.txt`: the modules whose code lies in the tree, the very ones that are built in.

Modules of which no package is listed are not there: they are required, and nothing of them is used. The
version of one that a folder takes the place of is what was asked for, not what is there.
"""

from __future__ import annotations

import re

from vedette.languages.packages.go.statements import is_version
from vedette.languages.packages.shared import Draft
from vedette.model.package import Manifest, Package

FORMAT = "go-vendor"
FILES = ("modules.txt",)

_LINE = re.compile(rb"[^\n]+")
_WORD = re.compile(rb"\S+")


def applies(path: str) -> bool:
    """In a folder `vendor` only."""
    return path.endswith("vendor/modules.txt")


def read(path: str, data: bytes) -> Manifest:
    """The modules of which packages are listed; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    pending: Package | None = None
    seen: set[tuple[str, str]] = set()
    for line in _LINE.finditer(draft.data):
        if line[0].startswith(b"# "):
            pending = _module(draft, line[0], line.start())
        elif line[0].startswith(b"#"):
            continue
        elif not re.fullmatch(rb"[^\s]++\s*+", line[0]):
            draft.gap(line.start(), "has a line that is neither a module nor a package of one")
        elif pending is not None:
            if (pending.name, pending.version) not in seen:
                draft.add(pending)
            seen.add((pending.name, pending.version))
            pending = None
    return draft.done(lock=True)


def _module(draft: Draft, line: bytes, base: int) -> Package | None:
    words = [
        (match[0].decode("utf-8", "replace"), base + match.start(), base + match.end())
        for match in _WORD.finditer(line)
    ][1:]
    texts = [text for text, _, _ in words]
    arrow = texts.index("=>") if "=>" in texts else -1
    old = texts[0] if texts else ""
    used = words[arrow + 1 :]
    local = len(used) == 1 and arrow >= 0
    if not used or (not local and (len(used) != 2 or not is_version(used[1][0]))):  # noqa: PLR2004
        draft.gap(base, "has a module without a version")
        return None
    version = ("", 0, 0) if local else used[1]
    asked = texts[1] if local and arrow > 1 and is_version(texts[1]) else ""
    return Package(
        ecosystem="Go",
        name=old if local else used[0][0],
        line=draft.line(base),
        version=version[0],
        constraint=asked,
        start=version[1],
        end=version[2],
        aliased=old if arrow >= 0 and not local else "",
        origin=f"path:{used[0][0]}" if local else "",
    )

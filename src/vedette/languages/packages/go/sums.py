"""`go.sum`: hashes of modules that a build may ask for.

It also has versions that lost against higher ones: `go.mod` says which are used, this file what they hash to.
Hashes are `h1:` with the SHA-256 of the list of the module's files, in hex.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error

from vedette.languages.packages.shared import Draft
from vedette.model.package import Manifest, Package

FORMAT = "go-sum"
FILES = ("go.sum", "go.work.sum")

_LINE = re.compile(rb"[^\n]+")
_ENTRY = re.compile(rb"[ \t]*+(\S++)[ \t]++(v[^\s/]++)(/go\.mod)?[ \t]++h1:([A-Za-z0-9+/]{43}=)[ \t\r]*+\Z")


def applies(path: str) -> bool:
    """Every `go.sum` and `go.work.sum`."""
    return path.endswith(".sum")


def read(path: str, data: bytes) -> Manifest:
    """Each module's version with its hash; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    for line in _LINE.finditer(draft.data):
        match = _ENTRY.match(line[0])
        if match is None:
            if line[0].strip():
                draft.gap(line.start(), "has a line that is not a module, a version and its hash")
            continue
        if match[3]:  # of its go.mod alone
            continue
        base = line.start()
        draft.add(
            Package(
                ecosystem="Go",
                name=match[1].decode(),
                line=draft.line(base),
                version=match[2].decode(),
                start=base + match.start(2),
                end=base + match.end(2),
                hashes=_hash(match[4]),
            )
        )
    return draft.done()


def _hash(text: bytes) -> tuple[str, ...]:
    try:
        return (f"h1:{b64decode(text, validate=True).hex()}",)
    except (Error, ValueError):
        return ()

"""`version.rb`: the constant by which a gem's own code tells its version; it names no packages."""

from __future__ import annotations

import re

from vedette.languages.packages.shared import LONGEST, Draft
from vedette.model.package import Manifest

FORMAT = "ruby-version"
FILES = ("version.rb",)

_LINE = re.compile(rb"[^\r\n]+")
_CONSTANT = re.compile(rb"\s*+(VERSION|Version)\s*+=\s*+(?:\"([^\"#\\]*+)\"|'([^'\\]*+)')")


def applies(path: str) -> bool:
    """Every `version.rb`."""
    return path.endswith("version.rb")


def read(path: str, data: bytes) -> Manifest:
    """Its first constant of that name, where it is a plain text; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    for line in _LINE.finditer(draft.data):
        match = _CONSTANT.match(line[0])
        if match:
            version = (match[2] or match[3] or b"").decode("utf-8", "replace")[:LONGEST]
            return draft.done(constants=((match[1].decode(), version),))
    return draft.done()

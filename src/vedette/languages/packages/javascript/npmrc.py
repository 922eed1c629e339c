"""`.npmrc`: from which registries npm, pnpm and Yarn 1 take packages, and whether they check who answers.

Tokens and passwords in it are not looked at.
"""

from __future__ import annotations

import re

from vedette.languages.packages.shared import Draft, bare_address
from vedette.model.package import Manifest

FORMAT = "npmrc"
FILES = (".npmrc",)

_REGISTRY = re.compile(rb"(?m)^[ \t]*(?:@[^\s:=]{1,200}:)?registry[ \t]*=[ \t]*[\"']?([^\s\"']{1,2000})")
_UNCHECKED = re.compile(rb"(?m)^[ \t]*strict-ssl[ \t]*=[ \t]*[\"']?false\b")


def applies(path: str) -> bool:
    """Every file of that name."""
    return path.endswith(".npmrc")


def read(path: str, data: bytes) -> Manifest:
    """What it says of registries; it names no package."""
    draft = Draft(path, FORMAT, data)
    for found in _REGISTRY.finditer(draft.data):
        draft.say("index", bare_address(found[1].decode("utf-8", "replace")), found.start(1))
    for found in _UNCHECKED.finditer(draft.data):
        draft.say("unverified", "whichever registry answers", found.start())
    return draft.done()

"""`pip.conf` and `pip.ini`: from which indexes pip takes packages, and whose certificate is not checked."""

from __future__ import annotations

import re

from vedette.languages.packages.shared import Draft, bare_address
from vedette.model.package import Manifest

FORMAT = "pip-conf"
FILES = ("pip.conf", "pip.ini")

_LINE = re.compile(rb"[^\r\n]+")
_KEY = re.compile(rb"([A-Za-z][A-Za-z_-]{0,40})[ \t]*[=:][ \t]*")
_WORD = re.compile(rb"[^\s\"']{1,2000}")
_KINDS = {b"index-url": "index", b"extra-index-url": "extra-index", b"trusted-host": "unverified"}


def applies(path: str) -> bool:
    """Every file of those names."""
    return path.endswith((".conf", ".ini"))


def read(path: str, data: bytes) -> Manifest:
    """What it says of indexes; a value goes on in lines that are indented. It names no package."""
    draft = Draft(path, FORMAT, data)
    kind = ""
    for line in _LINE.finditer(draft.data):
        text, start = line[0], 0
        if text.lstrip()[:1] in {b"#", b";", b"["}:
            continue
        if text[:1] not in {b" ", b"\t"}:
            key = _KEY.match(text)
            kind = _KINDS.get(key[1].lower().replace(b"_", b"-"), "") if key else ""
            start = key.end() if key else 0
        for word in _WORD.finditer(text, start) if kind else ():
            said = bare_address(word[0].decode("utf-8", "replace"))
            draft.say(kind, said, line.start() + word.start())
    return draft.done()

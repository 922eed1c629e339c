"""setup.cfg, the declarations of setuptools."""

from __future__ import annotations

import re

from msgspec.structs import replace

from vedette.languages.packages.python import specifiers
from vedette.languages.packages.shared import Draft
from vedette.model.package import Manifest, Scope

FORMAT = "setup-cfg"
FILES = ("setup.cfg",)
_SECTION = re.compile(rb"\[([^\]\n]*+)\]")
_PAIR = re.compile(rb"([^\s=:#;][^=:\n]*+)[=:]")
_COMMENT = re.compile(rb"(?:^|(?<=\s))[#;]")
_LISTS = {
    b"install_requires": (Scope.runtime, ""),
    b"setup_requires": (Scope.build, ""),
    b"tests_require": (Scope.development, "test"),
}


def applies(path: str) -> bool:
    """By its base name alone."""
    return path.endswith("setup.cfg")


def read(path: str, data: bytes) -> Manifest:
    """Read requirements and extras of setuptools' sections; `file:` and `attr:` refer to what is not read."""
    scan = _Scan(Draft(path, FORMAT, data))
    at = 0
    for line in scan.draft.data.split(b"\n"):
        scan.take(line, at)
        at += len(line) + 1
    facts = scan.facts
    return scan.draft.done(
        name=facts.get(b"name", ""),
        version=facts.get(b"version", ""),
        runtime=facts.get(b"python_requires", ""),
    )


class _Scan:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.facts: dict[bytes, str] = {}
        self._section = b""
        self._list: tuple[Scope, str] | None = None

    def take(self, line: bytes, at: int) -> None:
        bare = line.strip()
        if not bare or bare[:1] in {b"#", b";"}:
            return
        if section := _SECTION.match(line):
            self._section, self._list = section[1].strip(), None
        elif not line[:1].isspace():
            self._begin(line, at)
        elif self._list:
            self._requirement(line, at, self._list)

    def _begin(self, line: bytes, at: int) -> None:
        self._list = None
        pair = _PAIR.match(line)
        if pair is None:
            if self._section in {b"metadata", b"options", b"options.extras_require"}:
                self.draft.gap(at, "has a line that is no setting: it is cut off or broken")
            return
        key = pair[1].strip()
        value = line[pair.end() :]
        if self._section in {b"metadata", b"options"} and key in {b"name", b"version", b"python_requires"}:
            text = value.strip().decode("utf-8", "replace")
            self.facts[key] = "" if text.startswith(("attr:", "file:")) else text
        if self._section == b"options":
            self._list = _LISTS.get(key)
        elif self._section == b"options.extras_require":
            self._list = (Scope.optional, key.decode("utf-8", "replace"))
        if self._list and value.strip():
            self._requirement(value, at + pair.end(), self._list)

    def _requirement(self, raw: bytes, at: int, what: tuple[Scope, str]) -> None:
        comment = _COMMENT.search(raw)
        bare = raw[: comment.start()] if comment else raw
        if not bare.strip():
            return
        if bare.lstrip().startswith((b"file:", b"%(")):
            self.draft.gap(at, "takes requirements from elsewhere; they were not read")
            return
        found = specifiers.requirement(bare, at)
        if found is None:
            self.draft.gap(at, "has a requirement that was not understood")
            return
        package = specifiers.package(found, self.draft.line(at), *what)
        self.draft.add(replace(package, line=self.draft.line(at + len(bare) - len(bare.lstrip()))))

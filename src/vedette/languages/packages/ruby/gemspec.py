"""`*.gemspec`: what a gem says of itself and asks for, where it is written as plain texts.

It is a program, which is not run: a name, a version or a dependency that is put together is a gap. A version
that is a constant of another file (`Thing::VERSION`) is for the joining of files: what looks like that file,
by what is required, is referred to.
"""

from __future__ import annotations

import re

from vedette.languages.packages.shared import LONGEST, Draft
from vedette.model.package import Manifest, Package, Scope

FORMAT = "gemspec"
FILES = ("*.gemspec",)

_LINE = re.compile(rb"[^\r\n]+")
_CONSTANT = re.compile(rb"\s*+([A-Z]\w*+)\s*+=\s*+(.*+)\Z")
_SET = re.compile(rb"\s*+\w++\.(name|version|licen[cs]e|required_ruby_version)\s*+=\s*+(.*+)\Z")
_PLAIN = re.compile(
    rb"(?:Gem::(?:Version|Requirement)\.new\(?\s*+)?(?:\"([^\"#\\]*+)\"|'([^'\\]*+)'|%q[<({\[]([^<>(){}\[\]]*+)[>)}\]])"
)
_CALL = re.compile(rb"\s*+\w++\.add_(?:(runtime|development)_)?dependency\b\s*+\(?\s*+(.*+)\Z")
_FROZEN = re.compile(rb"\s*+(?>,|\.freeze|\[|\])*+\s*+,?\s*+(?:\[)?\s*+")
_ELSEWHERE = re.compile(rb"[A-Z]\w*+(?>::\w++)++(?>\.(?:dup|freeze|to_s))?+\s*+\Z")
_REQUIRE = re.compile(rb"[ \t]*+(?:require_relative|require|load)\b[^\n]*+(?>(?<=[(,])\n[^\n]*+){0,8}+")
_TEXT = re.compile(rb"\"([^\"#\\\n]*+)\"|'([^'\\\n]*+)'")
_EXACT = re.compile(r"=?\s*(\d+(?:\.[0-9A-Za-z]+)*)\Z")
_MOST_PARTS = 10


def applies(path: str) -> bool:
    """Every `*.gemspec`."""
    return path.endswith(".gemspec")


def read(path: str, data: bytes) -> Manifest:
    """What it says; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    facts: dict[str, str] = {}
    constants: dict[bytes, bytes] = {}
    for line in _LINE.finditer(draft.data):
        if match := _CONSTANT.match(line[0]):
            constants[match[1]] = match[2]
        elif match := _SET.match(line[0]):
            _fact(draft, match, (constants, line.start()), facts)
        elif match := _CALL.match(line[0]):
            _dependency(draft, match, line.start())
        elif match := _REQUIRE.match(draft.data, line.start()):
            _required(draft, match)
    return draft.done(
        name=facts.get("name", ""),
        version=facts.get("version", ""),
        runtime=facts.get("required_ruby_version", ""),
    )


def _fact(
    draft: Draft, match: re.Match[bytes], known: tuple[dict[bytes, bytes], int], facts: dict[str, str]
) -> None:
    constants, base = known
    texts = _texts(constants.get(match[2].strip(), match[2]), 0)
    name = match[1].decode()
    if texts:
        facts[name] = texts[0][0]
    elif name == "name" or (name == "version" and not _ELSEWHERE.match(match[2])):
        draft.gap(base, f"has a {name} that is no plain text; it was not read")


def _required(draft: Draft, match: re.Match[bytes]) -> None:
    """Refer to the file of the version, where a plain path of one is required in any of the usual ways."""
    texts = [one[1] or one[2] or b"" for one in _TEXT.finditer(match[0])]
    place = b"/".join(texts).decode("utf-8", "replace").removesuffix(".rb").lstrip("/")
    if not place.lower().endswith("version") or len(place) > LONGEST:
        return
    # A path that starts at the file itself, not at its folder, begins with a step up.
    if b"__FILE__" in match[0] and b"dirname" not in match[0]:
        place = place.removeprefix("../")
    draft.refer(f"{place}.rb", match.start())
    if b"require_relative" not in match[0] and b"__" not in match[0]:
        draft.refer(f"lib/{place}.rb", match.start())


def _dependency(draft: Draft, match: re.Match[bytes], base: int) -> None:
    texts = _texts(match[2], base + match.start(2))
    if not texts:
        draft.gap(base, "has a dependency that is no plain text; it was not read")
        return
    asked = texts[1:]
    constraint = ", ".join(text for text, _, _ in asked)
    # Two dots at least, or "=": `"1.2"` alone is as exact to RubyGems as `"= 1.2"`.
    exact = _EXACT.match(constraint)
    draft.add(
        Package(
            ecosystem="RubyGems",
            name=texts[0][0],
            line=draft.line(base + match.start(2)),
            version=exact[1] if exact else "",
            constraint=constraint[:LONGEST],
            start=asked[0][1] if asked else 0,
            end=asked[-1][2] if asked else 0,
            direct=True,
            scope=Scope.development if match[1] == b"development" else Scope.runtime,
        )
    )


def _texts(raw: bytes, base: int) -> list[tuple[str, int, int]]:
    """The plain texts at the beginning of what is handed over, with their bytes."""
    found: list[tuple[str, int, int]] = []
    at = 0
    while len(found) < _MOST_PARTS and (match := _PLAIN.match(raw, at)):
        kind = match.lastindex or 1
        found.append(
            (match[kind].decode("utf-8", "replace"), base + match.start(kind), base + match.end(kind))
        )
        gap = _FROZEN.match(raw, match.end())
        at = gap.end() if gap else match.end()
    return found

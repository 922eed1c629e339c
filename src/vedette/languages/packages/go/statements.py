"""The language of `go.mod` and `go.work`: statements of a verb and words, in blocks or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from vedette.languages.packages.shared import Draft
from vedette.model.package import Package

_LINE = re.compile(rb"[^\n]+")
_WORD = re.compile(rb"\s*+(?:\"([^\"\n]*+)\"|`([^`\n]*+)`|(//[^\n]*+)|(=>|[()])|([^\s()\"`]++))")
_VERSION = re.compile(r"v\d+\.\d+\.\d+[\w.+-]*\Z")
_LOCAL = re.compile(r"\.{0,2}/|[A-Za-z]:[\\/]|\.{1,2}\Z")


class Word(NamedTuple):
    """A word and its bytes."""

    text: str
    start: int
    end: int


class Statement(NamedTuple):
    """A verb such as `require`, the words after it, and the comment at its end."""

    verb: str
    words: list[Word]
    comment: str
    at: int


def statements(draft: Draft) -> Iterator[Statement]:
    """The statements of a file, those of blocks each with the block's verb; a block left open is a gap."""
    block = ""
    for line in _LINE.finditer(draft.data):
        words, comment, broken = _words(line[0], line.start())
        if broken:
            draft.gap(line.start(), "has a text that is not closed")
        if not words:
            continue
        texts = [word.text for word in words]
        if block and texts == [")"]:
            block = ""
        elif block:
            yield Statement(block, words, comment, words[0].start)
        elif texts[1:] == ["("]:
            block = texts[0]
        elif texts[1:] != ["(", ")"]:
            yield Statement(texts[0], words[1:], comment, words[0].start)
    if block:
        draft.gap(max(len(draft.data) - 1, 0), f"ends within `{block} (`: it is cut off")


class Replacement(NamedTuple):
    """What takes the place of a module: of one version, or of all (then `version` is "")."""

    name: str
    version: str
    package: Package


def replacement(draft: Draft, statement: Statement) -> Replacement | None:
    """Read `old [version] => new [version]`; what is not of that form is a gap."""
    texts = [word.text for word in statement.words]
    if "=>" not in texts:
        draft.gap(statement.at, "has a replacement that has no `=>`")
        return None
    arrow = texts.index("=>")
    old, new = texts[:arrow], statement.words[arrow + 1 :]
    if not 1 <= len(old) <= 2 or not 1 <= len(new) <= 2:  # noqa: PLR2004 - a module, or a module and a version
        draft.gap(statement.at, "has a replacement that is not of two modules")
        return None
    name = new[0].text
    local = bool(_LOCAL.match(name))
    version = new[1] if len(new) > 1 else Word("", 0, 0)
    if local == is_version(version.text) or (local and len(new) > 1):
        draft.gap(statement.at, "has a replacement that is no folder and no module with its version")
        return None
    package = Package(
        ecosystem="Go",
        name=old[0] if local else name,
        line=draft.line(statement.at),
        version=version.text,
        start=version.start,
        end=version.end,
        aliased="" if local else old[0],
        origin=f"path:{name}" if local else "",
    )
    return Replacement(old[0], old[1] if len(old) > 1 else "", package)


def is_version(text: str) -> bool:
    """A version as Go writes them, with its `v`."""
    return bool(_VERSION.match(text))


def _words(line: bytes, base: int) -> tuple[list[Word], str, bool]:
    words: list[Word] = []
    at = 0
    while match := _WORD.match(line, at):
        kind = match.lastindex or 0
        text = match[kind].decode("utf-8", "replace")
        if text.startswith("//"):
            return words, text[2:].strip(), False
        if not text.startswith("//") and kind:
            words.append(Word(text, base + match.start(kind), base + match.end(kind)))
        at = match.end()
    return words, "", bool(line[at:].strip())

"""`Dockerfile` and `Containerfile`: the images that stages build on and take files from.

The last stage is what runs; images of others are for the build, unless the last one builds on their stage.
`ARG` before the first `FROM` counts with its default; an image whose name hangs on an argument without one
is a gap. A tag that is one argument is edited where that argument's default stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from vedette.languages.packages.docker.variables import VARIABLE, resolved
from vedette.languages.packages.images import image_package
from vedette.languages.packages.shared import Draft
from vedette.model.package import Manifest, Package, Scope

FORMAT = "dockerfile"
FILES = (
    "dockerfile", "containerfile", "dockerfile.*", "containerfile.*", "*.dockerfile", "*.containerfile",
    "dockerfile-*", "*-dockerfile",
)  # fmt: skip

_LINE = re.compile(rb"[^\n]*+(?:\n|\Z)")
_VERB = re.compile(rb"\s*+([A-Za-z]++)\s++")
_WORD = re.compile(rb"\"[^\"\n]*+\"|'[^'\n]*+'|[^\s\"']++(?:\"[^\"\n]*+\"|'[^'\n]*+')?")
_HEREDOC = re.compile(rb"(?<![<\w])<<(-?)([\"']?)([A-Za-z_]\w{0,100})\2")
_ESCAPE = re.compile(rb"\s*#\s*escape\s*=\s*`", re.IGNORECASE)
_FROM_OPTION = re.compile(rb"--from=(\S++)")
_MOUNT_OPTION = re.compile(rb"--mount=\S++")
_MOUNTED = re.compile(rb"[=,]from=([^\s,]++)")
_DIGITS = re.compile(r"\d+\Z")
_NO_FILES = (".dockerignore", ".md", ".txt", ".sh", ".py", ".json", ".yml", ".yaml", ".lock")


class _Stage(NamedTuple):
    base: str
    name: str
    package: Package | None


def applies(path: str) -> bool:
    """Those whose name says so, but for lists of what to leave out and texts about them."""
    return not path.lower().endswith(_NO_FILES)


def read(path: str, data: bytes) -> Manifest:
    """The images of its stages; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    build = _Build(draft)
    for at, text in _instructions(draft):
        build.take(at, text)
    build.finish()
    return draft.done()


class _Build:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.values: dict[str, str] = {}
        self.places: dict[str, int] = {}
        self.stages: list[_Stage] = []
        self.names: set[str] = set()
        self.taken: list[tuple[str, int]] = []

    def take(self, at: int, text: bytes) -> None:
        match = _VERB.match(text)
        verb = match[1].upper() if match else b""
        if match is None:
            return
        if verb == b"ARG" and not self.stages:
            self.argument(text, match.end(), at)
        elif verb == b"FROM":
            self.stage(text, match.end(), at)
        elif verb in {b"COPY", b"ADD", b"RUN"}:
            self.take_from(at, text, match.end())

    def take_from(self, at: int, text: bytes, begin: int) -> None:
        """Files are taken from other stages and images, by options of either of two forms."""
        found = list(_FROM_OPTION.finditer(text, begin))
        for option in _MOUNT_OPTION.finditer(text, begin):
            found += _MOUNTED.finditer(text, option.start(), option.end())
        for match in found:
            self.taken.append((match[1].decode("utf-8", "replace"), at + match.start(1)))

    def argument(self, text: bytes, begin: int, at: int) -> None:
        for word in _WORD.finditer(text, begin):
            name, equals, value = word[0].partition(b"=")
            if not equals:
                continue
            bare = value.strip(b"\"'")
            start = at + word.start() + len(name) + 1 + (len(value) - len(value.lstrip(b"\"'")))
            key = name.decode("utf-8", "replace")
            self.values[key] = resolved(bare.decode("utf-8", "replace"), self.values)
            self.places[key] = start

    def stage(self, text: bytes, begin: int, at: int) -> None:
        words = [word for word in _WORD.finditer(text, begin) if not word[0].startswith(b"--")]
        if not words:
            self.draft.gap(at, "has a FROM without an image")
            return
        raw = words[0][0].decode("utf-8", "replace").strip("\"'")
        start = at + words[0].start() + (words[0][0][:1] in {b'"', b"'"})
        named = len(words) > 2 and words[1][0].upper() == b"AS"  # noqa: PLR2004 - image AS name
        name = words[2][0].decode("utf-8", "replace").lower() if named else ""
        base = resolved(raw, self.values)
        own = base.lower() in self.names or base.lower() == "scratch"
        package = None if own else self.image(raw, start, name)
        self.stages.append(_Stage(base.lower(), name, package))
        if name:
            self.names.add(name)

    def image(self, raw: str, start: int, group: str) -> Package | None:
        """The package of a reference, whose tag may stand in the default of an argument."""
        line = self.draft.line(start)
        text = raw
        match = VARIABLE.fullmatch(raw)
        name = (match[1] or match[4]) if match else ""
        if name in self.places:  # the whole of it
            text, start = self.values[name], self.places[name]
        package = image_package(self.draft, resolved(text, self.values), start, Scope.build, group)
        if package is None:
            return None
        if "$" in text:
            package = self.put(package, text, start)
        return replace(package, line=line)

    def put(self, package: Package, text: str, start: int) -> Package:
        """Places of a tag with variables: in the default of the argument, when it is nothing but one."""
        head, colon, tag = text.partition("@")[0].rpartition(":")
        if "}" in tag and "{" not in tag:  # the colon of a default
            head, colon, tag = "", "", ""
            opening = text.rfind("${")
            if opening > 0 and text[opening - 1] == ":":
                head, colon, tag = text[: opening - 1], ":", text[opening:].partition("@")[0]
        match = VARIABLE.fullmatch(tag)
        name = (match[1] or match[4]) if match else ""
        if name in self.places:
            at = self.places[name]
            return replace(package, start=at, end=at + len(self.values[name].encode()))
        at = start + len(head.encode()) + 1
        return replace(package, start=at if colon else 0, end=at + len(tag.encode()) if colon else 0)

    def finish(self) -> None:
        runs = set()
        if self.stages:
            index = len(self.stages) - 1
            names: dict[str, int] = {}
            for number, stage in enumerate(self.stages):
                names.setdefault(stage.name or f"\0{number}", number)
            while index not in runs:
                runs.add(index)
                following = names.get(self.stages[index].base, index)
                index = min(index, following)
        for number, stage in enumerate(self.stages):
            if stage.package is not None:
                scope = Scope.runtime if number in runs else Scope.build
                self.draft.add(replace(stage.package, scope=scope))
        for raw, start in self.taken:
            if not _DIGITS.match(raw) and raw.lower() not in self.names and "$" not in raw:
                package = image_package(self.draft, raw, start, Scope.build, "")
                if package is not None:
                    self.draft.add(package)


def _instructions(draft: Draft) -> Iterator[tuple[int, bytes]]:
    """Each instruction as one line of as many bytes as it has; texts that it embeds are passed over."""
    data = draft.data
    mark = b"`" if any(map(_ESCAPE.match, data.split(b"\n", 20)[:20])) else b"\\"
    lines = [(line.start(), line[0]) for line in _LINE.finditer(data) if line[0]]
    index = 0
    while index < len(lines):
        at, text = lines[index]
        index += 1
        if not text.strip() or text.lstrip().startswith(b"#"):
            continue
        parts = [text]
        while parts[-1].rstrip().endswith(mark) and index < len(lines):
            following = lines[index][1]
            index += 1
            cut = parts.pop().rstrip()
            parts.append(cut[:-1].ljust(len(text), b" "))
            text = following
            # A comment within an instruction ends nothing.
            while following.lstrip().startswith(b"#") and index < len(lines):
                parts.append(b" " * len(following))
                text = following = lines[index][1]
                index += 1
            parts.append(following)
        whole = b"".join(parts)
        yield at, whole
        for dash, _, word in _HEREDOC.findall(whole) if b"<<" in whole else ():
            index = _after(draft, lines, index, (word, dash))


def _after(draft: Draft, lines: list[tuple[int, bytes]], index: int, ends: tuple[bytes, bytes]) -> int:
    word, dash = ends
    begin = index
    while index < len(lines):
        text = lines[index][1].rstrip(b"\r\n")
        index += 1
        if (text.lstrip(b"\t") if dash else text) == word:
            return index
    draft.gap(lines[begin - 1][0], "embeds a text that does not end: what follows was not read")
    return index

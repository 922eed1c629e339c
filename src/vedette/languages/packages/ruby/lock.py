"""`Gemfile.lock` and `gems.locked`: every gem that Bundler settled, from registries, git and folders.

A gem for one platform has the platform in `markers`, not in its version. `DEPENDENCIES`, which Bundler
always writes, says what is direct: where it is missing, the file was cut.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from vedette.languages.packages.shared import LONGEST, Draft, bare_address
from vedette.model.package import Manifest, Package, Scope

FORMAT = "gemfile-lock"
FILES = ("gemfile.lock", "gems.locked", "*.gemfile.lock")

_LINE = re.compile(rb"[^\r\n]+")
_SPEC = re.compile(rb"    ([^\s()!]++)(?: \(([^()]*+)\))?!?[ \t]*+\Z")
_NEED = re.compile(rb"      ([^\s()!]++)(?: \([^()]*+\))?!?[ \t]*+\Z")
_ASKED = re.compile(rb"  ([^\s()!]++)(?: \(([^()]*+)\))?(!)?[ \t]*+\Z")
_OPTION = re.compile(rb"  (\w+): (.*+)\Z")
_SUM = re.compile(rb"  (\S++) \(([^()]*+)\)(?: (\S++))?\Z")
_VERSION = re.compile(r"[0-9]+(?:\.[0-9A-Za-z]+)*")
_SOURCES = frozenset({"GEM", "GIT", "PATH", "PLUGIN SOURCE"})
_SECTIONS = _SOURCES | {"PLATFORMS", "DEPENDENCIES", "RUBY VERSION", "BUNDLED WITH", "CHECKSUMS"}
_USUAL = re.compile(r"https?://(?:www\.)?rubygems\.org/?\Z")


def applies(path: str) -> bool:
    """Every file of those names."""
    return path.endswith((".lock", ".locked"))


def read(path: str, data: bytes) -> Manifest:
    """Its gems; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    lock = _Lock(draft)
    for line in _LINE.finditer(draft.data):
        lock.take(line[0].rstrip(), line.start())
    lock.finish()
    return draft.done(lock=True, runtime=lock.runtime)


class _Lock:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.section = ""
        self.options: dict[str, str] = {}
        self.gems: list[Package] = []
        self.needs: list[list[str]] = []
        self.asked: dict[str, str] = {}
        self.sums: dict[tuple[str, str], str] = {}
        self.runtime = ""
        self.told = False

    def take(self, line: bytes, base: int) -> None:
        if line[:1] not in {b" ", b"\t"}:
            self.begin(line.decode("utf-8", "replace"), base)
        elif self.section in _SOURCES:
            self.source(line, base)
        elif self.section == "DEPENDENCIES":
            match = _ASKED.match(line)
            if match:
                self.asked[match[1].decode()] = (match[2] or b"").decode()[:LONGEST]
        elif self.section == "CHECKSUMS":
            match = _SUM.match(line)
            if match and match[3]:
                self.sums[match[1].decode(), match[2].decode()] = match[3].decode()
        elif self.section == "RUBY VERSION":
            self.runtime = line.strip().decode()
        elif self.section == "BUNDLED WITH":
            self.bundler(line, base)

    def begin(self, line: str, base: int) -> None:
        self.section = line.strip()
        self.options = {}
        self.told = self.told or self.section == "DEPENDENCIES"
        if self.section and self.section not in _SECTIONS:
            self.draft.gap(base, "has a section that Bundler does not know")

    def source(self, line: bytes, base: int) -> None:
        if match := _SPEC.match(line):
            self.gem(match, base)
        elif match := _NEED.match(line):
            if self.needs:
                self.needs[-1].append(match[1].decode())
        elif match := _OPTION.match(line):
            name, value = match[1].decode(), match[2].decode()
            self.options[name] = value
            # Of any other address each gem has it in `origin`.
            if name == "remote" and self.section == "GEM" and _USUAL.match(value):
                self.draft.say("index", value, base)
        elif line.strip() != b"specs:":
            self.draft.gap(base, "has a line that is no gem")

    def gem(self, match: re.Match[bytes], base: int) -> None:
        full = (match[2] or b"").decode("utf-8", "replace")
        version = _VERSION.match(full)
        exact = version[0] if version else ""
        start = base + match.start(2) if exact else 0
        if not exact:
            self.draft.gap(base, "has a gem without a version")
        self.gems.append(
            Package(
                ecosystem="RubyGems",
                name=match[1].decode(),
                line=self.draft.line(base),
                version=exact,
                start=start,
                end=start + len(exact),
                origin=self.origin(),
                markers=full[len(exact) :].lstrip("-")[:LONGEST],
            )
        )
        self.needs.append([])

    def origin(self) -> str:
        remote = self.options.get("remote", "")
        if self.section == "PATH":
            return f"path:{remote[:LONGEST]}"
        if self.section == "GIT":
            point = self.options.get("revision", "")[:100]
            return f"git+{bare_address(remote)}" + (f"#{point}" if point else "")
        return "" if not remote or _USUAL.match(remote) else bare_address(remote)

    def bundler(self, line: bytes, base: int) -> None:
        version = line.strip()
        start = base + len(line) - len(line.lstrip())
        if not _VERSION.fullmatch(version.decode("utf-8", "replace")):
            self.draft.gap(base, "has a version of Bundler that is none")
            return
        self.gems.append(
            Package(
                ecosystem="RubyGems",
                name="bundler",
                line=self.draft.line(base),
                version=version.decode(),
                start=start,
                end=start + len(version),
                direct=True,
                scope=Scope.build,
                group="bundled",
            )
        )
        self.needs.append([])

    def finish(self) -> None:
        if not self.told:
            end = max(len(self.draft.data) - 1, 0)
            self.draft.gap(end, "has no DEPENDENCIES, which Bundler always writes: it is cut off")
        for gem, needs in zip(self.gems, self.needs, strict=True):
            full = f"{gem.version}-{gem.markers}" if gem.markers else gem.version
            kind, _, value = self.sums.get((gem.name, full), "").partition("=")
            direct = gem.name in self.asked if self.told else None
            self.draft.add(
                replace(
                    gem,
                    direct=direct if gem.group != "bundled" else True,
                    constraint=self.asked.get(gem.name, ""),
                    needs=tuple(needs),
                    hashes=(f"{kind}:{value[:200]}",) if value else (),
                )
            )

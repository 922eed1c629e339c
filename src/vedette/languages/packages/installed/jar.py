"""Archives of Java: what Maven left in them about themselves and what they hold, and archives within.

All is done in memory, within bounds of depth, of files and of bytes taken out. A package's `group` is the
path of archives that lead to it. Where Maven left nothing, `MANIFEST.MF` and the file's name say what it is.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from typing import NamedTuple

from vedette.languages.packages.installed.archives import FAULTS
from vedette.languages.packages.shared import LONGEST, Draft
from vedette.model.package import Manifest, Package

FORMAT = "java-archive"
FILES = ("*.jar", "*.war", "*.ear", "*.par", "*.hpi", "*.jpi", "*.aar")

_NESTED = re.compile(r".*\.(?:jar|war|ear|par|hpi|jpi|aar)\Z", re.IGNORECASE)
_POM = re.compile(r"(?:.*/)?pom\.properties\Z")
_FILE = re.compile(r"(.+?)-v?(\d+(?:[.-][\w+]+)*)\Z")
_PAIR = re.compile(r"^[ \t]*+(groupId|artifactId|version)[ \t]*+[=:][ \t]*+(\S++)[ \t]*+\r?$", re.MULTILINE)
_GROUP = re.compile(r"[A-Za-z][\w-]*(?:\.[\w-]+)+\Z")
_ARTIFACT = re.compile(r"[A-Za-z0-9][\w.-]*\Z", re.ASCII)
# Nothing is published as these, but below them: `org.apache.ivy` is the group, and not `org.apache`.
_UMBRELLAS = frozenset(
    {"com.fasterxml", "com.google", "com.sun", "org.apache", "org.codehaus", "org.eclipse", "org.jboss"}
)
_DEEPEST = 16
_LONGEST_NAME = 300
_MOST_ARCHIVES = 3000
_MOST_FILES = 200_000
_MOST_BYTES = 512 << 20
_LARGEST_TEXT = 1 << 20


def applies(path: str) -> bool:
    """Every archive of these endings."""
    return bool(_NESTED.match(path))


def read(path: str, data: bytes) -> Manifest:
    """Its packages; in time linear in the bytes taken out, which are bounded."""
    draft = Draft(path, FORMAT, b"")
    _Archives(draft).run(path.rpartition("/")[2], data)
    return draft.done(lock=True)


class _Todo(NamedTuple):
    name: str
    data: bytes
    trail: tuple[str, ...]


class _Archives:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.bytes = 0
        self.files = 0
        self.archives = 0
        self.todo: list[_Todo] = []

    def run(self, name: str, data: bytes) -> None:
        self.todo = [_Todo(name, data, ())]
        while self.todo:
            one = self.todo.pop()
            self.archives += 1
            try:
                with zipfile.ZipFile(io.BytesIO(one.data)) as archive:
                    self.inside(archive, one)
            except FAULTS:
                self.tell(one, "is cut off or no archive: what is in it was not read")

    def inside(self, archive: zipfile.ZipFile, one: _Todo) -> None:
        infos = archive.infolist()
        self.files += len(infos)
        if self.files > _MOST_FILES:
            self.tell(one, "has too many files: what is in it was not read")
            return
        found: list[dict[str, str]] = []
        manifest = ""
        for info in infos:
            if _POM.match(info.filename):
                found.append(dict(_PAIR.findall(self.text(archive, info, one))))
            elif info.filename.upper() == "META-INF/MANIFEST.MF":
                manifest = self.text(archive, info, one)
            elif _NESTED.match(info.filename) and not info.is_dir():
                self.nest(archive, info, one)
        self.packages(found, manifest, one)

    def nest(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, one: _Todo) -> None:
        if len(one.trail) >= _DEEPEST or self.archives + len(self.todo) >= _MOST_ARCHIVES:
            self.tell(one, "has archives nested too deep or too many of them: they were not read")
            return
        data = self.take(archive, info, one, _MOST_BYTES)
        if data:
            name = info.filename.rpartition("/")[2]
            self.todo.append(_Todo(name, data, (*one.trail, info.filename[:LONGEST])))

    def text(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, one: _Todo) -> str:
        return self.take(archive, info, one, _LARGEST_TEXT).decode("utf-8", "replace")

    def take(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, one: _Todo, most: int) -> bytes:
        most = min(most, _MOST_BYTES - self.bytes)
        try:
            with archive.open(info) as file:
                data = file.read(most + 1)
        except FAULTS:
            self.tell(one, "has a file that could not be taken out")
            return b""
        self.bytes += len(data)
        if len(data) > most:
            self.tell(one, "holds more than may be taken out: the rest was not read")
            return b""
        return data

    def tell(self, one: _Todo, reason: str) -> None:
        inside = f"{one.trail[-1][-100:]} " if one.trail else ""
        self.draft.gap(-1, f"{inside}{reason}")

    def packages(self, found: list[dict[str, str]], manifest: str, one: _Todo) -> None:
        attributes = _attributes(manifest)
        stem = one.name[:_LONGEST_NAME].rpartition(".")[0]
        named = _FILE.match(stem)
        own = [told for told in found if told.get("artifactId") and told.get("version")]
        digest = hashlib.sha1(one.data, usedforsecurity=False).hexdigest()
        if not own:
            told = _described(attributes, named, stem)
            own = [told] if told.get("version") else []
            if not own and (found or manifest or named):
                self.tell(one, "does not say its name and version")
        for told in own:
            itself = len(own) == 1 or (named is not None and named[1] == told["artifactId"])
            self.draft.add(
                Package(
                    ecosystem="Maven",
                    name=f"{told.get('groupId') or told['artifactId']}:{told['artifactId']}",
                    line=1,
                    version=told["version"],
                    group="!".join(one.trail)[:LONGEST],
                    hashes=(f"sha1:{digest}",) if itself else (),
                    licence=attributes.get("Bundle-License", "")[:LONGEST] if itself else "",
                )
            )


def _attributes(manifest: str) -> dict[str, str]:
    """Of the main section, with continued lines joined."""
    joined = manifest.replace("\r\n", "\n").replace("\n ", "")
    found: dict[str, str] = {}
    for line in joined.lstrip("\n").split("\n\n", 1)[0].split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            found[name.strip()] = value.strip()
    return found


def _described(attributes: dict[str, str], named: re.Match[str] | None, stem: str) -> dict[str, str]:
    """What the manifest and the name of the file say; the name of the file knows the artifact best."""
    symbolic = attributes.get("Bundle-SymbolicName", "").partition(";")[0].strip()
    titles = (attributes.get("Implementation-Title", ""), attributes.get("Bundle-Name", ""))
    artifact = named[1] if named else next((one for one in titles if _ARTIFACT.match(one)), "")
    version = named[2] if named else ""
    for name in ("Implementation-Version", "Bundle-Version", "Specification-Version"):
        value = attributes.get(name, "")
        if not version and re.match(r"\d[\w.+-]*\Z", value):
            version = value
    module = attributes.get("Automatic-Module-Name", "")
    group = ""
    for value in (
        # Spring's archives say neither their group nor anything else that is dotted.
        "org.springframework" if module.startswith("spring.") else "",
        symbolic,
        attributes.get("Extension-Name", attributes.get("Extension-name", "")),
        attributes.get("Implementation-Vendor-Id", ""),
        # As Ivy writes it: `group#artifact;version`.
        titles[0].partition("#")[0] if "#" in titles[0] else "",
        module,
    ):
        if _GROUP.match(value):
            group = value
            break
    if not artifact:
        artifact = symbolic.rpartition(".")[2] if _GROUP.match(symbolic) else stem
    above = group.removesuffix(f".{artifact}")
    if above != group and above not in _UMBRELLAS and _GROUP.match(above):
        group = above
    elif group in {"", artifact} and _GROUP.match(artifact):
        group = artifact.rpartition(".")[0]
    return {"groupId": group, "artifactId": artifact, "version": version}

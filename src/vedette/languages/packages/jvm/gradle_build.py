"""`build.gradle`, `build.gradle.kts` and their settings: the dependencies that are written as plain texts.

These files are programs, which are not run: `implementation("group:artifact:version")` and
`id("plugin") version "1"` are read, with variables that the same file gives a plain text. What is put
together otherwise is a gap. References to a catalogue (`libs.…`) and to projects of the build are not:
other files tell of them.
"""

from __future__ import annotations

import re

from vedette.languages.packages.jvm.coordinates import scope_of, settled
from vedette.languages.packages.shared import LONGEST, Draft
from vedette.languages.packages.variables import substituted
from vedette.model.package import Manifest, Package, Scope

FORMAT = "gradle-build"
FILES = ("*.gradle", "*.gradle.kts")

# Comments go, texts stay: one pass that knows both.
_PIECE = re.compile(
    rb"//[^\n]*+|/\*(?>[^*]++|\*(?!/))*+(?:\*/)?|\"\"\"(?>[^\"]++|\"(?!\"\"))*+(?:\"\"\")?"
    rb"|\"(?>[^\"\\\n]++|\\.)*+\"?|'(?>[^'\\\n]++|\\.)*+'?"
)
_WORDS = (
    rb"(?:[a-z][A-Za-z0-9]{0,60}(?:Implementation|Api|CompileOnly|RuntimeOnly|AnnotationProcessor|Classpath)"
    rb"|implementation|api|compileOnlyApi|compileOnly|runtimeOnly|annotationProcessor|classpath|compile|runtime"
    rb"|provided|testCompile|testRuntime|kapt[A-Za-z]{0,40}|ksp[A-Za-z]{0,40}|coreLibraryDesugaring"
    rb"|developmentOnly|detektPlugins|errorprone|lintChecks|debugApi|optional)"
)
_CALL = re.compile(
    rb"(?m)(?<![\w.\"'$])(" + _WORDS + rb")[ \t]*+(\()?[ \t\r\n]*+"
    rb"(?:(?:enforcedPlatform|platform|testFixtures|dependencies\.platform)[ \t]*+\([ \t]*+)?"
    rb"(?:\"([^\"\n]*+)\"|'([^'\n]*+)'|(group[ \t]*+[:=])|([\w.]++)|([\[{]))"
)
_PLUGIN = re.compile(
    rb"(?m)(?<![\w.\"'$])id[ \t]*+\(?[ \t]*+(?:\"([^\"\n]*+)\"|'([^'\n]*+)')[ \t]*+\)?[ \t]*+"
    rb"\.?version[ \t]*+\(?[ \t]*+(?:\"([^\"\n]*+)\"|'([^'\n]*+)'|([\w.]++))"
)
_SET = re.compile(
    rb"(?m)(?<![\w\"'$])(?:(?:def|val|var|const[ \t]+val|String|ext\.)[ \t]*+)?([A-Za-z_]\w{0,80})"
    rb"(?:[ \t]*+:[ \t]*+String)?[ \t]*+=[ \t]*+(?:\"([^\"\n$]*+)\"|'([^'\n]*+)')"
)
_VARIABLE = re.compile(r"\$\{(?:rootProject\.|project\.|ext\.)*([A-Za-z_]\w{0,80})\}|\$([A-Za-z_]\w{0,80})")
_KNOWN = re.compile(
    rb"(?:libs|project|projects|rootProject|kotlin|gradleApi|localGroovy|gradleTestKit|gradleKotlinDsl)\b"
)
_PARTS = 3
_BLANK = 0x20


def applies(path: str) -> bool:
    """Every `*.gradle` and `*.gradle.kts`."""
    return path.endswith((".gradle", ".kts"))


def read(path: str, data: bytes) -> Manifest:
    """Its plain dependencies and plugins; in time linear in its bytes."""
    draft = Draft(path, FORMAT, data)
    text = _PIECE.sub(_without_comment, draft.data)
    values = _constants(text)
    # What looks like a call within a text is none.
    code = _PIECE.sub(lambda match: b" " * len(match[0]), text)
    for match in _CALL.finditer(text):
        if code[match.start()] != _BLANK:
            _dependency(draft, match, values)
    for match in _PLUGIN.finditer(text):
        if code[match.start()] != _BLANK:
            _plugin(draft, match, values)
    return draft.done()


def _without_comment(match: re.Match[bytes]) -> bytes:
    piece = match[0]
    if piece[:1] != b"/":
        return piece
    return re.sub(rb"[^\n]", b" ", piece)


def _constants(text: bytes) -> dict[str, str]:
    """Those with one value only."""
    values: dict[str, str] = {}
    twice: set[str] = set()
    for match in _SET.finditer(text):
        name = match[1].decode()
        value = match[match.lastindex or 2].decode("utf-8", "replace")
        if values.setdefault(name, value) != value:
            twice.add(name)
    return {name: value for name, value in values.items() if name not in twice}


def _dependency(draft: Draft, match: re.Match[bytes], values: dict[str, str]) -> None:
    kind = match.lastindex or 0
    word = match[1].decode()
    if kind == 6:  # noqa: PLR2004 - a name without quotes
        if match[2] and not _KNOWN.match(match[6]):
            draft.gap(match.start(1), "has a dependency that is no plain text; it was not read")
        return
    if kind not in {3, 4}:
        if kind == 5 or match[2]:  # noqa: PLR2004 - `group:`, or a list in brackets
            draft.gap(match.start(1), "has a dependency that is no plain text; it was not read")
        return
    raw = match[kind].decode("utf-8", "replace")
    parts = raw.split("@", 1)[0].split(":")
    if len(parts) < _PARTS - 1:
        return
    start = match.start(kind) + len(":".join(parts[:2]).encode()) + 1
    name = _resolved(":".join(parts[:2]), values)
    if "$" in name or not all(name.split(":")):
        draft.gap(match.start(1), "has a dependency whose name is put together; it was not read")
        return
    written = parts[2] if len(parts) >= _PARTS else ""
    kind_of = Package(
        ecosystem="Maven", name=name, line=match.start(kind), scope=scope_of([word]), group=word
    )
    _add(draft, kind_of, (written, start), values)


def _plugin(draft: Draft, match: re.Match[bytes], values: dict[str, str]) -> None:
    name = (match[1] or match[2] or b"").decode("utf-8", "replace")
    kind = match.lastindex or 0
    written = match[kind].decode("utf-8", "replace")
    if kind == 5:  # noqa: PLR2004 - a name without quotes
        written = "${" + written + "}"
    package = Package(
        ecosystem="Maven",
        name=f"{name}:{name}.gradle.plugin",
        line=match.start(),
        scope=Scope.build,
        group="plugin",
    )
    _add(draft, package, (written, match.start(kind)), values)


def _add(draft: Draft, kind: Package, written: tuple[str, int], values: dict[str, str]) -> None:
    text, start = written
    asked = _resolved(text, values)
    exact = settled(asked.removesuffix("!!"))
    draft.add(
        Package(
            ecosystem="Maven",
            name=kind.name,
            line=draft.line(kind.line),
            version=exact,
            constraint="" if exact else asked[:LONGEST],
            start=start if text else 0,
            end=start + len(text.encode()) if text else 0,
            direct=True,
            scope=kind.scope,
            group=kind.group,
        )
    )


def _resolved(text: str, values: dict[str, str]) -> str:
    return substituted(text, _VARIABLE, lambda match: values.get(match[1] or match[2]))

"""What pip reads: requirements and constraints, written by hand or by pip-compile and uv."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from vedette.languages.packages.names import compared
from vedette.languages.packages.python import specifiers
from vedette.languages.packages.shared import Draft, bare_address
from vedette.model.package import Manifest, Package, Scope

FORMAT = "pip-requirements"
FILES = (
    "*requirements*.txt",
    "*requirements*.in",
    "*constraints*.txt",
    "*.txt",
    "*.in",
    "*requirements*.pip",
)

_FOLDER = re.compile(r"(?i)(?:^|/)(?:[^/]*[-_.])?requirements(?:[-_.][^/]*)?/[^/]*$")
_NAMED = re.compile(r"(?i)(?:requirements|constraints)")
_END = re.compile(rb"\r\n|[\r\n]|\xc2\x85|\xe2\x80[\xa8\xa9]")  # of text, where pip's splitlines() cuts
_COMMENT = re.compile(rb"(?:^|(?<=\s))#")
_INCLUDE = re.compile(rb"(?:-r|-c|--requirement|--constraint)(?:\s*+=\s*+|\s++|(?<=-[rc]))(\S[^\n]*)")
_EDITABLE = re.compile(rb"(?:-e|--editable)(?:\s*+=\s*+|\s++)(\S[^\n]*)")
_OPTION = re.compile(rb"--?[a-zA-Z]")
_INDEX = re.compile(
    rb"(-i|--index-url|--pypi-url|--extra-index-url)(?:\s*+=\s*+|\s++|(?<=-i))([^\s#-][^\s#]*+)"
)
_TRUSTED = re.compile(rb"--trusted-host(?:\s*+=\s*+|\s++)([^\s#]++)")
_INLINE = re.compile(rb"(?<=\s)--?[a-zA-Z]")
_HASH = re.compile(rb"--hash[=\s]\s*+([a-z0-9_]++):([0-9a-fA-F]++)")
_ADDRESS = re.compile(rb"(?:[a-z][a-z0-9.+-]*+:/{1,3}|\.{0,2}/|[A-Za-z]:\\|\.\\)", re.IGNORECASE)
_FILE = re.compile(rb"\S++\.(?:whl|zip|tar\.gz|tar\.bz2|tgz)(?:[#\[;\s]|\Z)|\.(?:\[[^\]\s]*+\])?\s*+\Z")
_EGG = re.compile(rb"[#&]egg=([A-Za-z0-9._-]+)")
_WHEEL = re.compile(
    rb"([A-Za-z0-9_.]++)-([0-9][A-Za-z0-9_.!+]*+)(?:-[0-9][^-/]*+)?-[^-/]++-[^-/]++-[^-/.]++(?:\.[^-/.]++)*?\.whl"
)
_ARCHIVE = re.compile(
    rb"([A-Za-z0-9][A-Za-z0-9_.-]*?)-([0-9][A-Za-z0-9_.!+]*?)\.(?:tar\.gz|tar\.bz2|zip|tgz)"
)
_VIA = re.compile(rb"^\s*+#\s*+via\b\s*+(.*)$")
_MORE = re.compile(rb"^\s*+#\s++(\S.*)$")
_SCOPES = re.compile(
    r"(?i)(?:^|[-_./])(dev|devel|develop|development|test|tests|testing|lint|linting|doc|docs|ci|typing|mypy"
    r"|style|format|bench|benchmark|build|local|qa|optional|extras)(?=[-_./]|$)"
)
_LONGEST_VIA = 200


class _Line(Struct, frozen=True):
    at: int
    raw: bytes  # as many bytes as in the file: comments and continuations are blanks


def applies(path: str) -> bool:
    """Named so, or in a folder named so."""
    base = path[path.rfind("/") + 1 :]
    return bool(_NAMED.search(base) or _FOLDER.search(path))


def read(path: str, data: bytes) -> Manifest:
    """Read requirements; a file in UTF-16 is read too, but its places are lines alone."""
    wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    draft = Draft(path, FORMAT, data.decode("utf-16", "replace").encode() if wide else data)
    named = _SCOPES.search(path[path.rfind("/requirements/") + 1 :] if "/requirements/" in path else path)
    group = named[1].lower() if named and _is_of_file(path, named) else ""
    scope = {"": Scope.runtime, "build": Scope.build, "optional": Scope.optional, "extras": Scope.optional}
    kind = scope.get(group, Scope.development)
    for line in _logical(draft):
        _take(draft, line, kind, group)
    via = _via(draft)
    compiled = bool(via)
    hashed = bool(draft.packages) and all(package.hashes for package in draft.packages)
    draft.packages = [_placed(package, via, wide=wide) for package in _joined(draft.packages, via)]
    return draft.done(lock=compiled or hashed)


def _is_of_file(path: str, named: re.Match[str]) -> bool:
    return named.end() > path.rfind("/") or "requirements/" in path


def _logical(draft: Draft) -> Iterator[_Line]:
    """Lines with what continues them, comments blanked, as pip joins them."""
    at = 0
    begun = 0
    parts: list[bytes] = []
    for bare, wide in _physical(draft.data):
        comment = _COMMENT.search(bare)
        text = bare[: comment.start()] if comment else bare
        if not parts:
            begun = at
        going = bare.endswith(b"\\") and comment is None
        parts.append((text[:-1] if going else text).ljust(wide))
        at += wide
        if not going:
            raw = b"".join(parts)
            parts = []
            if not raw.isspace():
                yield _Line(begun, raw)
    if parts:
        draft.gap(max(len(draft.data) - 1, 0), "ends in a line that goes on: the file is cut off")
        yield _Line(begun, b"".join(parts))


def _physical(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Each line, and its bytes with its end: one that others do not see would hide what pip installs."""
    at = 0
    for end in _END.finditer(data):
        yield data[at : end.start()], end.end() - at
        at = end.end()
    yield data[at:], len(data) - at + 1


def _take(draft: Draft, line: _Line, scope: Scope, group: str) -> None:
    raw = line.raw.rstrip()
    lead = len(raw) - len(raw.lstrip())
    raw, at = raw[lead:], line.at + lead
    if include := _INCLUDE.match(raw):
        target = include[1].decode("utf-8", "replace").rstrip()
        draft.refer(target, at)
        return
    if editable := _EDITABLE.match(raw):
        _address(draft, editable[1], at + editable.start(1), scope, group)
        return
    if option := _INDEX.match(raw):
        kind = "extra-index" if option[1].startswith(b"--extra") else "index"
        draft.say(kind, bare_address(option[2].decode("utf-8", "replace")), at)
        return
    if trusted := _TRUSTED.match(raw):
        draft.say("unverified", trusted[1].decode("utf-8", "replace"), at)
        return
    if _OPTION.match(raw):
        return
    options = _INLINE.search(raw)
    hashes = tuple(f"{found[1].decode()}:{found[2].decode().lower()}" for found in _HASH.finditer(raw))
    bare = raw[: options.start()] if options else raw
    if _ADDRESS.match(bare) or _FILE.match(bare):
        _address(draft, bare, at, scope, group, hashes)
        return
    found = specifiers.requirement(bare, at)
    if found is None:
        draft.gap(at, "has a requirement that was not understood")
        return
    if "$" in found.version:
        draft.gap(at, "takes a version from the environment; it was not read")
        found = replace(found, version="")
    draft.add(replace(specifiers.package(found, draft.line(at), scope, group), hashes=hashes))


def _address(
    draft: Draft, raw: bytes, at: int, scope: Scope, group: str, hashes: tuple[str, ...] = ()
) -> None:
    address, _, marker = raw.partition(b" ;")
    address = address.strip()
    name, version, start = _named(address)
    if not name:
        if not re.match(rb"[a-z+]+://", address):
            return  # a folder of the tree: the project itself, or one that has its own manifest
        draft.gap(at, "has an address that does not say which package it is")
        return
    draft.add(
        Package(
            ecosystem=specifiers.PYPI,
            name=compared(specifiers.PYPI, name),
            line=draft.line(at),
            version=version,
            start=at + start if version else 0,
            end=at + start + len(version) if version else 0,
            direct=True,
            scope=scope,
            group=group,
            hashes=hashes,
            origin=_origin(address),
            markers=marker.strip().decode("utf-8", "replace"),
        )
    )


def _named(address: bytes) -> tuple[str, str, int]:
    if egg := _EGG.search(address):
        return egg[1].decode(), "", 0
    bare = address.partition(b"#")[0].partition(b"?")[0]
    begin = bare.rfind(b"/") + 1
    if match := _WHEEL.match(bare, begin) or _ARCHIVE.fullmatch(bare, begin):
        return match[1].decode(), match[2].decode(), match.start(2)
    if bare.startswith((b"git+", b"hg+", b"svn+", b"bzr+")):
        tail = re.split(rb"(?:\.git)?(?:@|$)", bare[begin:], maxsplit=1)[0]
        match = re.match(rb"[A-Za-z0-9][A-Za-z0-9._-]*", tail)
        return (match[0].decode(), "", 0) if match else ("", "", 0)
    return "", "", 0


def _origin(address: bytes) -> str:
    text = address.decode("utf-8", "replace")
    return bare_address(text if "://" in text else f"path:{text}")


def _via(draft: Draft) -> dict[int, list[str]]:
    """Line of a package -> who asks for it, from the comments of pip-compile and uv."""
    if b"via" not in draft.data:
        return {}
    lines = {package.line for package in draft.packages}
    found: dict[int, list[str]] = {}
    current = 0
    open_ = False
    for number, line in enumerate(draft.data.split(b"\n"), 1):
        current = number if number in lines else current
        hash_ = line.find(b"#")
        if hash_ < 0 or not current:
            open_ = False
            continue
        via = _VIA.match(line[hash_:])
        more = _MORE.match(line[hash_:]) if open_ and not via else None
        if via or more:
            text = ((via or more) or {1: b""})[1].strip()
            open_ = True
            names = found.setdefault(current, [])
            if len(text) < _LONGEST_VIA:
                names += [
                    part.strip().decode("utf-8", "replace") for part in text.split(b",") if part.strip()
                ]
        else:
            open_ = False
    return found


def _joined(packages: list[Package], via: dict[int, list[str]]) -> list[Package]:
    """Turn "this is there via that" into "that needs this"."""
    needs: dict[str, list[str]] = {}
    for package in packages:
        for name in via.get(package.line, ()):
            if not name.startswith("-") and (who := specifiers.name_of(name)):
                needs.setdefault(who, []).append(package.name)
    return [
        replace(package, needs=tuple(sorted(set(needs[package.name])))) if package.name in needs else package
        for package in packages
    ]


def _placed(package: Package, via: dict[int, list[str]], *, wide: bool) -> Package:
    if wide:
        package = replace(package, start=0, end=0)
    if not via:
        return package
    names = via.get(package.line)
    if names is None:
        return replace(package, direct=None)
    return replace(package, direct=any(_is_file(name) for name in names))


def _is_file(name: str) -> bool:
    return name.startswith("-") or "(" in name or name.endswith((".in", ".txt", ".toml", ".cfg", ".py"))

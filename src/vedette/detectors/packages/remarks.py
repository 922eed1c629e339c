"""How packages come into a project, judged by its files alone: from where, pinned by what, running what."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from vedette.analysis.packages.dependencies import MANAGED
from vedette.analysis.packages.matching import Answer
from vedette.analysis.packages.ranges import RangeError, parse
from vedette.detectors.packages.hashes import without_hashes
from vedette.detectors.packages.supply import Supply
from vedette.model.facts import Position
from vedette.model.finding import Finding, Place
from vedette.model.package import Manifest, Package, Scope
from vedette.model.rule import Rule

_MOST_NAMES = 5
_LONGEST = 160
_COMMIT = re.compile(r"[@#?&=/]([0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{7,12})(?:$|[&#])")
_RELEASE = re.compile(r"[@#=](?:semver:)?[^@#=/]*\d+\.\d+[^@#=/]*$")
_OF_REPOSITORY = re.compile(r"(?:git|hg|svn|bzr)(?:\+|://)")
_CLEARTEXT = re.compile(r"(?:(?:git|hg|svn|bzr)\+)?(?:http|git)://")
_HERE = re.compile(r"(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$")
_HOST = re.compile(r"[a-z+]+://([^/?#]+)", re.IGNORECASE)
# Which lock files the tools of a manifest write; that of another tool in the same folder says nothing.
_LOCKS: Mapping[str, Collection[str]] = {
    "package-json": ("npm-lock", "yarn-lock", "pnpm-lock", "bun-lock"),
    "pyproject": ("poetry-lock", "uv-lock", "pdm-lock", "pylock"),
    "pipfile": ("pipfile-lock",),
    "cargo-toml": ("cargo-lock",),
    "composer-json": ("composer-lock",),
    "gemspec": ("gemfile-lock",),
    "msbuild": ("nuget-lock",),
    "gradle-build": ("gradle-lock",),
    "gradle-catalogue": ("gradle-lock",),
    "terraform": ("terraform-lock",),
    "pip-requirements": ("pip-requirements", "pylock"),
}
# Files that name an index and no package.
_OF_SETTINGS: Mapping[str, str] = {
    "npmrc": "npm",
    "pip-conf": "PyPI",
    "pip-requirements": "PyPI",
    "pipfile": "PyPI",
    "pyproject": "PyPI",
    "maven-pom": "Maven",
}
# Of these the meaning of what is asked for is sure enough to hold a version against it.
_RANGED = frozenset({"PyPI", "npm"})


class Book(Struct, frozen=True):
    """Rules that are switched on, and their whole entries, by id."""

    rules: Mapping[str, Rule]
    definitions: Mapping[str, Mapping[str, Any]]


class Remark(Struct, frozen=True, kw_only=True):
    """Something to be said about a file.

    Attributes:
        line: from 1.
        message: one sentence.
        subject: what the weakness is known by in the file.
        symbol: the package, where it is about one.
        ecosystem: by which the rule says what to do; "" for the file's own.
    """

    line: int
    message: str
    subject: str
    symbol: str = ""
    ecosystem: str = ""


def findings(supply: Supply, manifest: Manifest, book: Book) -> Iterator[Finding]:
    """What is to be said about how packages come in by a file, in no order.

    Args:
        supply: of the whole tree.
        manifest: of the file.
        book: rules that are switched on.
    """
    for id_, judge in _JUDGES.items():
        rule = book.rules.get(id_)
        if rule is not None:
            definition = book.definitions[id_]
            for remark in judge(supply, manifest, definition):
                yield _finding(rule, definition.get("commands", {}), manifest, remark)


def _finding(rule: Rule, commands: Mapping[str, str], manifest: Manifest, remark: Remark) -> Finding:
    line = max(remark.line, 1)
    ecosystem = remark.ecosystem or next((one.ecosystem for one in manifest.packages), "")
    return Finding(
        rule=rule.id,
        kind=rule.kind,
        family=rule.family or rule.id,
        place=Place(manifest.path, Position(line, 1), Position(line, 2)),
        severity=rule.severity,
        confidence=rule.confidence,
        persona=rule.persona,
        message=remark.message,
        symbol=remark.symbol,
        subject=remark.subject,
        evidence=remark.subject[:_LONGEST],
        advice=commands.get(manifest.format) or commands.get(ecosystem) or "",
        portable=remark.subject,
    )


def _asked(manifest: Manifest) -> Iterator[Package]:
    """What the project asks for by itself."""
    for package in manifest.packages:
        if package.direct is not False and package.group not in MANAGED:
            yield package


def _listed(names: Sequence[str]) -> str:
    rest = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + rest


def _about(package: Package, message: str, which: str = "") -> Remark:
    """A remark about one package, known by its name and what tells it from others of that name."""
    return Remark(
        line=package.line,
        message=message,
        subject=f"{package.ecosystem}:{package.name}{which}",
        symbol=package.name,
        ecosystem=package.ecosystem,
    )


def _together(words: str, id_: str, manifest: Manifest, packages: Sequence[Package]) -> Iterator[Remark]:
    """One remark about all packages of a file; `words` has a place for their names."""
    if packages:
        names = list(dict.fromkeys(package.name for package in packages))
        message = words.format(_listed(names))
        yield Remark(
            line=packages[0].line,
            message=message[:1].upper() + message[1:],
            subject=f"{manifest.format}:{id_}",
            ecosystem=packages[0].ecosystem,
        )


def _unlocked(supply: Supply, manifest: Manifest, _: Mapping[str, Any]) -> Iterator[Remark]:
    words = "no file settles the version of {}."
    yield from _together(words, "package-unlocked", manifest, supply.unsettled(manifest))


def _mismatch(supply: Supply, manifest: Manifest, _: Mapping[str, Any]) -> Iterator[Remark]:
    lacking = [
        package
        for package in supply.missing(manifest)
        if (lock := supply.lock_of(manifest, package.ecosystem)) is not None
        and lock.format in _LOCKS.get(manifest.format, (lock.format,))
    ]
    words = "the lock file does not have {}."
    yield from _together(words, "package-lock-mismatch", manifest, lacking)
    for package, versions in _contradicted(supply, manifest):
        yield Remark(
            line=package.line,
            message=f"The lock file has {package.name} {', '.join(versions[:_MOST_NAMES])}, "
            "and something else is asked for.",
            subject=f"{manifest.format}:package-lock-mismatch:{package.name}",
            symbol=package.name,
            ecosystem=package.ecosystem,
        )


def _contradicted(supply: Supply, manifest: Manifest) -> Iterator[tuple[Package, list[str]]]:
    """Packages that a lock file has in versions only that the manifest does not allow."""
    forced = {package.name for package in manifest.packages if package.direct is False}
    for package in _asked(manifest):
        plain = not (package.origin or package.markers or package.aliased) and package.constraint
        lock = supply.lock_of(manifest, package.ecosystem) if plain and not manifest.lock else None
        if lock is None or lock.format not in _LOCKS.get(manifest.format, ()) or package.name in forced:
            continue
        if package.ecosystem not in _RANGED or package.group == "peer":
            continue
        there = supply.locked(lock, package.name)
        if any(one.origin or not one.version for one in there):
            continue
        try:
            asked = parse(package.constraint)
        except RangeError:
            continue
        versions = [one.version for one in there]
        if versions and all(asked.has(package.ecosystem, one) is Answer.no for one in versions):
            yield package, versions


def _typo(supply: Supply, manifest: Manifest, _: Mapping[str, Any]) -> Iterator[Remark]:
    for package in _asked(manifest):
        if manifest.lock and not package.direct:
            continue
        if package.origin or package.name in supply.own or supply.is_asked_elsewhere(manifest, package):
            continue
        meant = supply.resembled(package)
        if meant:
            yield _about(
                package, f"{package.name} is hardly known, and one slip from {meant}, which everybody knows."
            )


def _scripts(_: Supply, manifest: Manifest, __: Mapping[str, Any]) -> Iterator[Remark]:
    words = "code of theirs is run when these are installed: {}."
    running = [package for package in manifest.packages if package.scripts]
    yield from _together(words, "package-install-script", manifest, running)


def _fetching(_: Supply, manifest: Manifest, rule: Mapping[str, Any]) -> Iterator[Remark]:
    pattern = re.compile(rule["pattern"])
    for one in manifest.statements:
        name, _colon, outline = one.text.partition(": ")
        if one.kind == "script" and pattern.search(outline):
            whose = manifest.name or "the project"
            yield Remark(
                line=one.line,
                message=f"The script {name} of {whose} fetches a program and runs it.",
                subject=f"script:{name}",
                ecosystem="npm",
            )


def _unhashed(_: Supply, manifest: Manifest, __: Mapping[str, Any]) -> Iterator[Remark]:
    words = "there are hashes, but none for {}."
    yield from _together(words, "package-hash-missing", manifest, without_hashes(manifest))


def _rehashed(supply: Supply, manifest: Manifest, _: Mapping[str, Any]) -> Iterator[Remark]:
    for package, other in supply.twins.get(manifest.path, ()):
        yield _about(
            package,
            f"{package.name} {package.version} is another file here than {other}.",
            f"@{package.version}",
        )


def _unpinned(supply: Supply, manifest: Manifest, _: Mapping[str, Any]) -> Iterator[Remark]:
    if manifest.lock:
        return
    for package in _asked(manifest):
        origin = package.origin
        moving = _OF_REPOSITORY.match(origin) and not (_COMMIT.search(origin) or _RELEASE.search(origin))
        shipped = package.scope in {Scope.runtime, Scope.build}
        if moving and shipped and supply.lock_of(manifest, package.ecosystem) is None:
            yield _about(package, f"{package.name} is whatever its repository has when it is installed.")


def _cleartext(_: Supply, manifest: Manifest, __: Mapping[str, Any]) -> Iterator[Remark]:
    for package in manifest.packages:
        if _is_open(package.origin) and not (package.hashes or _COMMIT.search(package.origin)):
            yield _about(package, f"{package.name} is fetched without encryption.")
    for one in manifest.statements:
        host = _host(one.text)
        if one.kind in {"index", "extra-index"} and _is_open(one.text):
            message = f"Packages are fetched from {host} without encryption."
        elif one.kind == "unverified" and not _HERE.match(host or one.text):
            message = f"Packages are fetched from {host or one.text}, whose certificate is not checked."
        else:
            continue
        ecosystem = _OF_SETTINGS.get(manifest.format, "")
        yield Remark(
            line=one.line, message=message, subject=f"{one.kind}:{host or one.text}", ecosystem=ecosystem
        )


def _confusable(_: Supply, manifest: Manifest, rule: Mapping[str, Any]) -> Iterator[Remark]:
    """Names that only one index has, while another that anybody may publish on is asked as well."""
    open_ = [package for package in _asked(manifest) if not (package.hashes or package.origin)]
    for one in manifest.statements:
        host = _host(one.text)
        if one.kind != "extra-index" or not host or not open_:
            continue
        if manifest.format == "pip-requirements" and not _is_of(host, rule["public"]):
            yield Remark(
                line=one.line,
                message=f"pip takes each package from {host} or from the public index, "
                "whichever has the higher version.",
                subject=f"index:{host}",
            )


def _floating(supply: Supply, manifest: Manifest, rule: Mapping[str, Any]) -> Iterator[Remark]:
    if not any(one.kind == "application" for one in manifest.statements):
        return
    packages = [
        package
        for package in supply.unsettled(manifest)
        if package.constraint in rule["anything"]
        and package.scope is Scope.runtime
        and package.direct
        and not package.origin
        and package.name not in supply.own
    ]
    words = "any version of {} will do, and no lock file settles which."
    yield from _together(words, "package-version-open", manifest, packages)


def _branch(_: Supply, manifest: Manifest, rule: Mapping[str, Any]) -> Iterator[Remark]:
    told = set()
    for package in manifest.packages:
        if package.ecosystem != "GitHub Actions" or package.version or package.name in told:
            continue
        owner = package.name.partition("/")[0]
        if package.constraint in rule["branches"] and owner not in rule["owners"]:
            told.add(package.name)
            yield _about(
                package, f"The action {package.name} is whatever its branch {package.constraint} has."
            )


def _host(address: str) -> str:
    found = _HOST.match(address)
    return found[1].lower() if found else ""


def _is_open(address: str) -> bool:
    return bool(_CLEARTEXT.match(address)) and not _HERE.match(_host(address))


def _is_of(host: str, domains: Iterable[str]) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in domains)


_JUDGES: Mapping[str, Callable[[Supply, Manifest, Mapping[str, Any]], Iterator[Remark]]] = {
    "package-unlocked": _unlocked,
    "package-lock-mismatch": _mismatch,
    "package-typo": _typo,
    "package-install-script": _scripts,
    "package-script-fetches": _fetching,
    "package-hash-missing": _unhashed,
    "package-hash-differs": _rehashed,
    "package-source-unpinned": _unpinned,
    "package-source-cleartext": _cleartext,
    "package-index-confusable": _confusable,
    "package-version-open": _floating,
    "package-action-branch": _branch,
}

"""The statements (VEX) of a run: of files that the user gave, and of those that the policy names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from vedette.languages.packages.purl import purl_of
from vedette.model.errors import UsageError
from vedette.model.finding import Finding, Tracked
from vedette.model.package import Package
from vedette.model.verdict import Run
from vedette.policy.changes import policy_changed
from vedette.policy.vex import Given
from vedette.settings.interface import Settings
from vedette.sources.interface import Change, Source
from vedette.work.named import content
from vedette.work.owners import at_head

_LARGEST = 64 << 20
_NAMED = "name a file of at most 64 MiB with --vex; statements may be in several"
_MOST_TOLD = 5
# Evidence as long as this may be cut.
_CUT = 160


class Heard(Struct, frozen=True, kw_only=True):
    """The statements, what is to be said of their files, and what names the thing that is scanned."""

    given: tuple[Given, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    ours: frozenset[str] = frozenset()


def hear(named: Sequence[Path], settings: Settings, source: Source, change: Change | None) -> Heard:
    """Read the statements of a run.

    What lies in the scanned tree is read from the base of the change, whoever names it: else a change could
    close what is found in it.

    Args:
        named: files that the user gave.
        settings: as they stand at the base.
        source: what is scanned.
        change: what it is judged as.

    Raises:
        UsageError: a file that the user gave cannot be read, or holds no statements.
    """
    if not named and not settings.policy.vex.files:
        return Heard()
    given: list[Given] = []
    findings: list[Finding] = []
    notes: list[str] = []
    inside = dict.fromkeys(path for path in settings.policy.vex.files if _is_plain(path))
    for path in named:
        below = os.path.relpath(path.resolve(), Path(source.root).resolve())
        if below.startswith(".."):
            given += _statements(content(path, _LARGEST, _NAMED), str(path), notes, named=True)
        else:
            inside[Path(below).as_posix()] = None
    for below in inside:
        given += _of_tree(below, source, change, findings, notes)
    return Heard(given=tuple(given), findings=tuple(findings), notes=tuple(notes))


def names_of(run: Run, settings: Settings, bills: Iterable[tuple[str, ...]]) -> frozenset[str]:
    """What a statement may call that which is scanned.

    Args:
        run: what is scanned.
        settings: of the run.
        bills: what the bills that are scanned call their subjects.
    """
    project = f"pkg:generic/{quote(run.project or run.root or 'project', safe='-._~')}"
    own = {f"{project}@{run.commit}" if run.commit else project, settings.project_name}
    return frozenset(
        {*own, *settings.policy.vex.products, *(name for those in bills for name in those)} - {""}
    )


def purls_of(item: Tracked) -> tuple[str, ...]:
    """Package URLs of what a finding is about, one for each of its places; () for other kinds of finding."""
    found = []
    for one in (item.finding, *item.also):
        ecosystem, _, rest = one.subject.partition(":")
        name = one.symbol
        version = one.evidence.removeprefix(f"{name} ") if one.evidence.startswith(f"{name} ") else ""
        # What was cut says nothing sure of its version.
        if not one.aliases or not version or len(one.evidence) >= _CUT or not rest.startswith(f"{name}:"):
            return ()
        found.append(purl_of(Package(ecosystem=ecosystem, name=name, line=0, version=version)))
    return tuple(found) if all(found) else ()


def _of_tree(
    path: str, source: Source, change: Change | None, findings: list[Finding], notes: list[str]
) -> Iterator[Given]:
    head = at_head(source)(path)
    if change is None or not change.base:
        if head is None:
            notes.append(f"{path} is not there or cannot be read: no statement of it counts")
            return
        yield from _statements(head, path, notes)
        return
    base = source.base_file(change, path)
    known = list(_statements(base, path, notes)) if base is not None else []
    yield from known
    changed = policy_changed(path, base, head)
    if changed is not None:
        findings.append(changed)
        notes.append(f"{changed.message}; statements take effect once they are merged")
        there = {_content(one) for one in known}
        new = _statements(head, path, []) if head is not None else ()
        yield from (
            Given(statement=one.statement, author=one.author, source=path, pending=True)
            for one in new
            if _content(one) not in there
        )
    elif base is None:
        notes.append(f"{path} is not there: no statement of it counts")


def _content(one: Given) -> tuple[object, ...]:
    statement = one.statement
    return (one.author, *(getattr(statement, name) for name in statement.__struct_fields__ if name != "line"))


def _statements(data: bytes, source: str, notes: list[str], *, named: bool = False) -> list[Given]:
    from vedette.languages.sbom.statements import statements_of

    vex = statements_of(data)
    if vex is None:
        why = f"{source} holds no statements that are known here"
        if named:
            raise UsageError(why, help="OpenVEX, or CycloneDX with analyses of vulnerabilities")
        notes.append(why)
        return []
    notes += (f"{source}:{line}: {reason}" for line, reason in vex.faults[:_MOST_TOLD])
    if len(vex.faults) > _MOST_TOLD:
        notes.append(f"{source}: and {len(vex.faults) - _MOST_TOLD:,} more that could not be read")
    author = vex.author or "nobody"
    return [Given(statement=one, author=author, source=source) for one in vex.statements]


def _is_plain(path: str) -> bool:
    """A path that stays in the tree."""
    return not path.startswith("/") and ".." not in path.split("/")

"""Findings of history: one for each weakness and path, however many versions of the file had it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from vedette.model.errors import UsageError
from vedette.model.facts import Position
from vedette.model.finding import Excerpt, Finding, Place
from vedette.model.verdict import Judgement, Record
from vedette.policy.patterns import matcher
from vedette.sources.git.history import History, open_history
from vedette.sources.git.trails import Traced
from vedette.sources.interface import Change, Source
from vedette.work.interface import Outcome
from vedette.work.plan import Plan, Request, make_plan

# Kinds whose findings still matter when the file is gone: a secret that was shown stays known.
KINDS = ("secrets",)


def plan_history(request: Request) -> Plan:
    """The plan of a run over a repository's whole history instead of its tree.

    Args:
        request: as for a tree. Settings are read where a run over the tree reads them.

    Raises:
        UsageError: there is no repository, or no kind that looks at history is asked for.
        WorldError, NothingToExamineError: as `make_plan`.
    """
    plan = make_plan(request)
    kinds = tuple(kind for kind in plan.run.kinds if kind in KINDS)
    if not kinds:
        raise UsageError(
            "none of the kinds asked for looks at history", help=f"--history examines: {', '.join(KINDS)}"
        )
    today = datetime.now(UTC).date()
    patterns = [item.path for item in plan.settings.scan.exclude if item.until is None or item.until >= today]
    excluded = matcher(tuple(patterns))
    history = open_history(
        plan.source,
        plan.settings.scan.max_file_bytes,
        (lambda path: not excluded(path)) if patterns else (lambda _: True),
    )
    # A run over a part of what another looked at must not be taken for its like.
    scope = hashlib.sha256(f"history:{plan.run.scope}".encode()).hexdigest()
    notes = ["the whole history, every blob once: nothing in it counts as introduced by a change"]
    left_out = [kind for kind in plan.run.kinds if kind not in kinds]
    if left_out:
        notes.append(f"not of history: {', '.join(left_out)}; `vedette scan` judges the current tree by that")
    return replace(
        plan,
        source=history,
        change=None,
        run=replace(plan.run, kinds=kinds, base="", scope=scope),
        own_findings=(),
        notes=(*notes, *plan.notes[1:]),
    )


class _View(Struct, frozen=True):
    start: Position
    end: Position
    excerpt: Excerpt | None


class Past:
    """Gathers what was found in the blobs of a history."""

    def __init__(self) -> None:
        self._samples: dict[tuple[str, str, str], Finding] = {}
        self._views: dict[tuple[str, str, str], dict[str, _View]] = {}
        # Versions of a file have most lines in common.
        self._shared: dict[_View, _View] = {}

    def add(self, blob: str, findings: Iterable[Finding]) -> None:
        """Takes what was found in one blob.

        Args:
            blob: its id.
            findings: fingerprints set.
        """
        for finding in findings:
            key = (finding.kind, finding.rule, finding.fingerprint)
            view = _View(finding.place.start, finding.place.end, finding.excerpt)
            self._samples.setdefault(key, finding)
            self._views.setdefault(key, {})[blob] = self._shared.setdefault(view, view)

    def findings(self, source: Source) -> list[Finding]:
        """The findings, each with its trail, as it was in the version that brought it in.

        Args:
            source: the history that the blobs are of.
        """
        if not isinstance(source, History):
            raise TypeError("only a history can tell where something came from")
        keys = sorted(self._samples)
        traces = source.trace([frozenset(self._views[key]) for key in keys]) if keys else []
        return [
            self._finding(key, trace) for key, of_key in zip(keys, traces, strict=True) for trace in of_key
        ]

    def _finding(self, key: tuple[str, str, str], trace: Traced) -> Finding:
        view = self._views[key][trace.blob]
        path = trace.path or self._samples[key].place.path
        revision = trace.revision or trace.blob
        return replace(
            self._samples[key],
            place=Place(path, view.start, view.end, revision),
            excerpt=view.excerpt,
            trail=trace.trail,
        )


def leaked(outcomes: Iterable[Outcome], standing: Iterable[Finding], change: Change) -> Iterator[Finding]:
    """What commits of a change let out, though what is scanned no longer shows it.

    A weakness that stands in the tree, or stood at the base, is told of there and not again.

    Args:
        outcomes: of the interim blobs, fingerprints set.
        standing: findings of the tree and of the base.
        change: the change.
    """
    told = {_weakness(finding) for finding in standing}
    first: dict[tuple[str, ...], Finding] = {}
    for outcome in outcomes:
        trail = change.trails[outcome.entry.blob]
        for finding in outcome.findings:
            if finding.kind not in KINDS or _weakness(finding) in told:
                continue
            place = replace(finding.place, revision=outcome.entry.revision)
            found = replace(finding, place=place, trail=trail)
            key = (*_weakness(finding), place.path)
            if key not in first or _since(found) < _since(first[key]):
                first[key] = found
    yield from first.values()


def _weakness(finding: Finding) -> tuple[str, ...]:
    name = (finding.kind, finding.family or finding.rule)
    return (*name, finding.subject) if finding.subject else (*name, finding.place.path, finding.fingerprint)


def _since(finding: Finding) -> tuple[str, str]:
    return finding.trail.since if finding.trail else "", finding.place.revision


def without_authors(findings: Sequence[Finding]) -> list[Finding]:
    """The findings as they may be remembered: whoever wrote a commit has a right to be forgotten.

    Who could have seen it, the way that data takes and what mends it are told anew by each run, and would be
    news in the ledger with every commit.
    """
    return [
        _remembered(finding) if finding.trail or finding.flow or finding.edits else finding
        for finding in findings
    ]


def _remembered(finding: Finding) -> Finding:
    trail = finding.trail and replace(finding.trail, author="", exposure=None)
    return replace(finding, trail=trail, flow=(), edits=())


def with_authors(record: Record, findings: Sequence[Finding]) -> Record:
    """The record as it is shown.

    Args:
        record: of the run.
        findings: of the run, authors, ways of data, edits and fingerprints set.
    """
    known = {
        _where(finding): finding
        for finding in findings
        if finding.flow
        or finding.edits
        or (finding.trail and (finding.trail.author or finding.trail.exposure))
    }
    if not known:
        return record
    judgements = tuple(_named(item, known) for item in record.verdict.judgements)
    return replace(record, verdict=replace(record.verdict, judgements=judgements))


_Known = Mapping[tuple[Place, str], Finding]


def _named(item: Judgement, known: _Known) -> Judgement:
    tracked = item.tracked
    if not any(_where(finding) in known for finding in (tracked.finding, *tracked.also)):
        return item
    main, *others = (_told(finding, known) for finding in (tracked.finding, *tracked.also))
    return replace(item, tracked=replace(tracked, finding=main, also=tuple(others)))


def _told(finding: Finding, known: _Known) -> Finding:
    seen = known.get(_where(finding))
    if seen is None:
        return finding
    finding = replace(finding, flow=seen.flow, edits=seen.edits)
    if finding.trail is None or seen.trail is None:
        return finding
    return replace(
        finding, trail=replace(finding.trail, author=seen.trail.author, exposure=seen.trail.exposure)
    )


def _where(finding: Finding) -> tuple[Place, str]:
    return finding.place, finding.rule

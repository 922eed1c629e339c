"""The plan of a replay: the last changes of a main line, judged by the policy of today or one on trial."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vedette import __version__, index
from vedette.model.errors import NothingToExamineError, UsageError
from vedette.model.facts import Entry
from vedette.model.verdict import Run
from vedette.model.waiver import Waiver
from vedette.policy.waivers import Waivers
from vedette.rulebook import known_names, rulebook
from vedette.settings.extends import of_tree, of_user
from vedette.settings.files import nearest_file, tree_reader
from vedette.settings.interface import ScanSettings, Settings
from vedette.settings.merge import TreeFile, resolve
from vedette.settings.waivers import FILE, read_waivers
from vedette.sources.git.mainline import Mainline, Tell
from vedette.sources.interface import Change, Source
from vedette.sources.opening import open_source
from vedette.work.interface import Outcome
from vedette.work.owners import codeowners
from vedette.work.plan import OWN_KINDS, Plan, Request, kinds_of
from vedette.work.waivers import read_head


class Replay(Struct, frozen=True, kw_only=True):
    """What is to be replayed.

    Attributes:
        request: the repository, and the settings beside the policy.
        last: so many changes.
        within: days that count as soon.
        policy: a settings file on trial, in place of the one that the repository has.
    """

    request: Request
    last: int = 200
    within: int = 14
    policy: TreeFile | None = None


def plan_replay(asked: Replay, tell: Tell) -> tuple[Plan, Mainline, str]:
    """Open the repository, read the policy, walk the line.

    Args:
        asked: what is to be replayed.
        tell: hears how many of how many changes are looked at.

    Returns:
        The plan, its source once more, and where the policy is from, for people.

    Raises:
        UsageError: it is no repository, or a setting is wrong.
        WorldError: the repository cannot be read.
    """
    began = _clocks()
    request = asked.request
    if not os.path.lexists(request.path):
        raise NothingToExamineError(f"{request.path} does not exist", help="name a repository")
    tree = open_source(request.path, max_file_bytes=ScanSettings().max_file_bytes)
    file = asked.policy or _own_file(tree)
    settings = _with_codeowners(_settings(request, file), tree, request)
    line = Mainline(tree, settings.scan.max_file_bytes, asked.last, tell)
    kinds = _kinds(settings.scan)
    book = rulebook(settings.rules, (*kinds, *OWN_KINDS))
    asked_for = (line.root, asked.last, kinds, book.digest())
    run = Run(
        id=hashlib.sha256(line.commit.encode()).hexdigest()[:32],
        project=settings.project_id or line.identity,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        tool=f"vedette {__version__}",
        root=line.root,
        commit=line.commit,
        kinds=kinds,
        scope=hashlib.sha256(msgspec.json.encode(asked_for)).hexdigest(),
        rules=book.digest(),
        stage="backtest",
    )
    plan = Plan(
        run=run,
        source=line,
        change=None,
        settings=settings,
        book=book,
        notes=(*tree.notes, *line.notes, *_left_out(settings.scan, kinds)),
        own_findings=(),
        began=began,
        waivers=Waivers(standing=_waivers(tree)),
    )
    return plan, line, file.origin if file else "the default policy"


def _left_out(scan: ScanSettings, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """What is to be said of kinds that are asked for and not judged."""
    rest = [kind for kind in kinds_of(scan) if kind not in kinds]
    words = f"not judged: {', '.join(rest)}, which takes the whole program at each commit"
    return (f"{words}; `vedette scan --since` does that for one change",) if rest else ()


def _kinds(scan: ScanSettings) -> tuple[str, ...]:
    """Kinds that judge each version by itself: a program at each of hundreds of commits takes too long."""
    asked = kinds_of(scan)
    kinds = tuple(kind for kind in asked if kind not in index.load()["programs"])
    if asked and not kinds:
        raise UsageError(
            f"a backtest does not judge {', '.join(asked)}", help="leave --only out, or name another kind"
        )
    return kinds


def _with_codeowners(settings: Settings, tree: Source, request: Request) -> Settings:
    """The settings with the CODEOWNERS of today, by which it is told for whom a change was stopped."""
    bare = not os.path.lexists(f"{tree.root}/.git")
    head = Change(base=tree.commit, described="the commit checked out") if bare else None
    file = codeowners(tree, head, settings.policy, request.environment)
    return replace(settings, policy=replace(settings.policy, codeowners=file))


def same_content(
    entries: list[Entry], outcomes: Iterator[Outcome], alike: list[list[Entry]]
) -> Iterator[Outcome]:
    """The outcome of each entry, where one was examined for all that are alike.

    Args:
        entries: those that were examined.
        outcomes: theirs, in the same order.
        alike: for each of them all entries with the same content and class of path, itself among them.
    """
    for entry, outcome, same in zip(entries, outcomes, alike, strict=True):
        for other in same:
            yield outcome if other is entry else _moved(outcome, other)


def _moved(outcome: Outcome, entry: Entry) -> Outcome:
    replace = msgspec.structs.replace
    findings = tuple(
        replace(finding, place=replace(finding.place, path=entry.path)) for finding in outcome.findings
    )
    skip = outcome.skip and replace(outcome.skip, path=entry.path)
    return replace(outcome, entry=entry, findings=findings, skip=skip)


def _own_file(tree: Source) -> TreeFile | None:
    """The repository's settings file as it is now: of the work tree, else of the commit checked out."""
    bare = not os.path.lexists(f"{tree.root}/.git")
    head = Change(base=tree.commit, described="the commit checked out")
    read = (lambda path: tree.base_file(head, path)) if bare else tree_reader(Path(tree.root))
    found = nearest_file(read)
    return of_tree(found and TreeFile(*found), read)


def _waivers(tree: Source) -> tuple[Waiver, ...]:
    """The waivers of today."""
    if os.path.lexists(f"{tree.root}/.git"):
        data, _ = read_head(tree)
    else:
        data = tree.base_file(Change(base=tree.commit, described="the commit checked out"), FILE)
    return tuple(read_waivers(data)) if data is not None else ()


def _settings(request: Request, file: TreeFile | None) -> Settings:
    return resolve(
        cli=request.command_line,
        env=request.environment,
        tree=file,
        user=of_user(request.user_file),
        known=known_names(),
    )


def _clocks() -> tuple[float, float]:
    times = os.times()
    return time.perf_counter(), times.user + times.system + times.children_user + times.children_system

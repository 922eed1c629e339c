"""What a run is going to do: its source, its change, the settings it is judged by, its rules."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vedette import __version__, index
from vedette.detectors.interface import Setup
from vedette.model.coverage import Skip, SkipClass
from vedette.model.errors import NothingToExamineError, UsageError
from vedette.model.facts import Entry
from vedette.model.finding import Finding
from vedette.model.override import Override
from vedette.model.verdict import Run
from vedette.model.verification import Verifier
from vedette.policy.changes import policy_changed
from vedette.policy.interface import OnPartial
from vedette.policy.override import permitted
from vedette.policy.patterns import matcher
from vedette.policy.waivers import Waivers
from vedette.rulebook import Rulebook, known_names, rulebook
from vedette.settings.extends import NotStoredError, Read, of_tree, of_user
from vedette.settings.files import nearest_file, same_settings
from vedette.settings.interface import ScanSettings, Settings
from vedette.settings.layer import parse
from vedette.settings.merge import Known, LoosenedError, TreeFile, resolve
from vedette.sources.interface import Change, Memory, Source, Unexaminable
from vedette.sources.opening import open_paths, open_staged, open_text
from vedette.work import intel, licences
from vedette.work.added import Own
from vedette.work.bills import bills_of, subjects
from vedette.work.interface import Assignment
from vedette.work.own import open_own
from vedette.work.owners import changed_codeowners
from vedette.work.statements import Heard, hear, names_of
from vedette.work.waivers import ABSENT, open_waivers

# Kinds of finding that a run makes about itself: they have rules, but no detector and no canary.
OWN_KINDS = ("coverage", "policy")
# Address space, not resident memory: the interpreter, the pattern database and one file many times over.
_WORKER_MEMORY = 4 * 1024**3


class Request(Struct, frozen=True, kw_only=True):
    """What a user asked for.

    Attributes:
        path: folder, file, archive or repository.
        also: more folders and files of the same repository.
        staged: examine what a commit would record, and nothing else.
        text: examine these bytes as if they stood at `path`, and nothing else.
        command_line: dotted settings key -> value, from options.
        environment: the process's variables; those that begin with `VEDETTE_` count.
        user_file: content and path of the user's settings file, when there is one.
        since: revision to judge the change against; None to choose.
        ledger_path: "" for the default place, `none` for one in memory that is forgotten.
        no_cache: neither believe nor keep outcomes of earlier runs.
        stage: where in the stream the run is made: `editor`, `hook`; "" for `ci` if `CI` is set, else
            `desk`.
        override: somebody answers for letting emergencies pass; `until` "" for as long as the policy allows.
        verifier: asks providers about what is found; None not to ask.
        catalogues: name and content of the files in the user's own folder of catalogues and rules.
        vex: files with statements about vulnerabilities.
    """

    path: Path
    also: tuple[Path, ...] = ()
    staged: bool = False
    text: bytes | None = None
    command_line: Mapping[str, object] = {}
    environment: Mapping[str, str] = {}
    user_file: tuple[bytes, str] | None = None
    since: str | None = None
    ledger_path: str = ""
    no_cache: bool = False
    stage: str = ""
    override: Override | None = None
    verifier: Verifier | None = None
    catalogues: tuple[tuple[str, bytes], ...] = ()
    vex: tuple[Path, ...] = ()


class Plan(Struct, frozen=True, kw_only=True):
    """Everything decided before the first file is read.

    Attributes:
        settings: of the base of the change where there is one; the head's file only alters the next run.
        own_findings: what is to be said about the change before anything is examined.
        waivers: of the base of the change too, and those that the change brings.
        began: wall and processor clock when the plan was begun.
        may_be_empty: that there is nothing to examine is an answer, and no mistake.
        environment: the request's.
        override: the one asked for, as the policy permits it.
        memory: keeps what is to be known again in the next run; None to keep nothing.
        own: catalogues and rules that users add, of the base too.
        intel: where the database of advisories is.
        bills: paths of files that the user named and that are bills of material.
        heard: statements about vulnerabilities, of the base too.
    """

    run: Run
    source: Source
    change: Change | None
    settings: Settings
    book: Rulebook
    notes: tuple[str, ...]
    own_findings: tuple[Finding, ...]
    began: tuple[float, float]
    may_be_empty: bool = False
    waivers: Waivers = Waivers()
    environment: Mapping[str, str] = {}
    override: Override | None = None
    memory: Memory | None = None
    own: Own = Own()
    intel: str = ""
    bills: frozenset[str] = frozenset()
    heard: Heard = Heard()

    @property
    def until(self) -> float:
        """Moment of `time.monotonic` at which the time budget is spent."""
        budget = self.settings.scan.budget
        return time.monotonic() + budget - (time.perf_counter() - self.began[0]) if budget else float("inf")

    @property
    def base_unknown(self) -> str:
        """Why the base of the change cannot be had; "" when it can."""
        return self.change.described if self.change and not self.change.known else ""

    def entries(self) -> Iterator[Entry | Skip]:
        """Everything asked for; what the settings declare is a skip already."""
        return self._declared(self.source.entries()) if self.settings.scan.exclude else self.source.entries()

    def interim(self) -> Iterator[Entry | Skip]:
        """As `entries`, of what commits of the change added and later ones took away again."""
        return self._declared(self.change.interim if self.change else ())

    def _declared(self, things: Iterable[Entry | Skip]) -> Iterator[Entry | Skip]:
        today = datetime.now(UTC).date()
        table = [
            (matcher((item.path,)), item)
            for item in self.settings.scan.exclude
            if item.until is None or item.until >= today
        ]
        if not table:
            yield from things
            return
        for thing in things:
            declared = next((item for matches, item in table if matches(thing.path)), None)
            if declared is None:
                yield thing
            else:
                yield Skip(
                    path=thing.name if isinstance(thing, Entry) else thing.path,
                    cls=SkipClass.declared,
                    reason="excluded",
                    detail=declared.reason,
                    blob=thing.blob,
                )

    def assignment(self, identity_key: bytes, cache_dir: str, cache_key: bytes) -> Assignment:
        """What each examiner is given.

        Args:
            identity_key: for hashes of secret values.
            cache_dir: the user's cache folder; "" for none.
            cache_key: for the seals of what is kept there.
        """
        known = index.load()
        modules, programs = known["kinds"], known["programs"]
        asked = any(kind in programs for kind in self.run.kinds)
        catalogues = {name: self.own.joined(name) for name in known["languages"] if asked}
        kinds = {}
        for kind in self.run.kinds:
            book = self.book.of_kind(kind)
            setup = Setup(
                rules=book.rules,
                definitions=book.definitions,
                identity_key=identity_key,
                cache_dir=cache_dir,
                cache_key=cache_key,
                catalogues=catalogues if kind in programs else {},
                bills=self.bills,
            )
            kinds[kind] = (modules[kind], setup)
        return Assignment(reader=self.source.reader(), kinds=kinds, memory_limit=_WORKER_MEMORY)


def make_plan(request: Request, memory: Memory | None = None) -> Plan:
    """Open the source, choose the base, read the settings from there.

    Args:
        request: what the user asked for.
        memory: keeps what the source wants to know again in the next run; None to keep nothing.

    Raises:
        UsageError: the path, a revision or a setting is wrong.
        WorldError: the repository cannot be read.
    """
    began = _clocks()
    limit = ScanSettings().max_file_bytes
    source = _open(request, limit, memory)
    change = source.change(request.since)
    if change is None and request.since is not None:
        raise UsageError(
            f"--since names a revision, and {request.path} has no history", help="leave --since out"
        )
    added = open_own(source, change, request.catalogues)
    settings, notes, own = _settings(request, source, change, known_names(added.own.rules))
    opened = open_waivers(source, change)
    heard = hear(request.vex, settings, source, change)
    if settings.scan.max_file_bytes != limit:
        source = _open(request, settings.scan.max_file_bytes, memory)
    place = intel.place_of(settings)
    bills = bills_of(source, (request.path, *request.also))
    kinds = _that_run(settings, place, is_bill=bool(bills))
    said = licences.notes(settings) if licences.KIND in kinds else ()
    book = rulebook(settings.rules, (*kinds, *OWN_KINDS), added.own.rules)
    # What users add to a catalogue changes what is found as a rule does.
    digest = book.digest() if not added.own else _digest(book.digest(), added.own.digest())
    run = Run(
        id=secrets.token_hex(16),
        project=settings.project_id or source.identity,
        source=source.identity,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        tool=f"vedette {__version__}",
        root=source.root,
        commit=source.commit,
        base=change.base if change and change.known else "",
        kinds=kinds,
        scope=_scope(request, settings, kinds, digest),
        rules=digest,
        stage=request.stage or ("ci" if request.environment.get("CI") else "desk"),
    )
    described = (f"judged against {change.described}",) if change else ("there is no history: all is new",)
    return Plan(
        run=run,
        source=source,
        change=change,
        settings=settings,
        book=book,
        notes=(*described, *source.notes, *notes, *opened.notes, *heard.notes, *added.notes, *said),
        own_findings=(*own, *opened.findings, *heard.findings, *added.findings),
        began=began,
        may_be_empty=request.staged or request.since is not None,
        waivers=opened.waivers,
        environment=request.environment,
        override=_permitted(request, settings),
        memory=memory,
        own=added.own,
        intel=place,
        bills=bills,
        heard=replace(heard, ours=names_of(run, settings, subjects(source, bills))) if heard.given else heard,
    )


def _that_run(settings: Settings, place: str, *, is_bill: bool) -> tuple[str, ...]:
    """The kinds asked for, without those that have nothing to judge by; a bill is asked about by name."""
    idle = set()
    if intel.is_idle(settings, place) and not is_bill:
        idle.add(intel.KIND)
    if licences.is_idle(settings):
        idle.add(licences.KIND)
    return tuple(kind for kind in kinds_of(settings.scan) if kind not in idle)


def _permitted(request: Request, settings: Settings) -> Override | None:
    if request.override is None:
        return None
    return permitted(settings.policy, datetime.now(UTC).date(), request.override)


def _open(request: Request, max_file_bytes: int, memory: Memory | None) -> Source:
    if request.text is not None:
        return open_text(request.path, request.text, max_file_bytes=max_file_bytes)
    if request.staged:
        index_file = request.environment.get("GIT_INDEX_FILE", "")
        return open_staged(request.path, max_file_bytes=max_file_bytes, index_file=index_file)
    named = (request.path, *request.also)
    for path in named:
        if not os.path.lexists(path):
            raise NothingToExamineError(
                f"{path} does not exist", help="name a folder, a file or a repository"
            )
    return open_paths(named, max_file_bytes=max_file_bytes, memory=memory)


def _settings(
    request: Request, source: Source, change: Change | None, known: Known
) -> tuple[Settings, tuple[str, ...], tuple[Finding, ...]]:
    notes: list[str] = []
    user = of_user(request.user_file)
    judged = change is not None and bool(change.base)
    head = _nearest(request, source, notes, may_lack=judged)
    own: list[Finding] = []
    base: TreeFile | Literal["same"] | None = "same"
    if change is not None and change.base:
        there = _nearest_at(change, request, source)
        base = _sound(there, lambda path: source.base_file(change, path), notes)
        own += (*_changes(base or there, head), *changed_codeowners(source, change))
        notes += (f"{finding.message}; policy takes effect once it is merged" for finding in own)
        base = _held(base, user, notes, known)
    settings = resolve(
        cli=request.command_line,
        env=request.environment,
        tree=head,
        base=base,
        user=user,
        known=known,
    )
    if request.staged:
        # A commit is never stopped for what could not be examined.
        settings = replace(settings, policy=replace(settings.policy, on_partial=OnPartial.passes))
    today = datetime.now(UTC).date()
    notes += [
        f"the exclusion of {item.path} ended on {item.until}: it is examined again"
        for item in settings.scan.exclude
        if item.until is not None and item.until < today
    ]
    return settings, tuple(notes), tuple(own)


def _sound(there: TreeFile | None, read: Read, notes: list[str]) -> TreeFile | None:
    """The base's settings file; None when it is absent or broken, or no change could ever mend it."""
    if there is None:
        return None
    try:
        parse(there.text, there.origin, from_tree=True)
        return of_tree(there, read)
    except UsageError as error:
        notes.append(f"{there.origin} at the base is broken, the defaults were used instead: {error.message}")
        return None


def _held(base: TreeFile | None, user: TreeFile | None, notes: list[str], known: Known) -> TreeFile | None:
    """The base's file; only what it extends if it is looser than that, as no change could mend it."""
    if not any(file and file.parents for file in (base, user)):
        return base
    try:
        resolve(cli={}, env={}, tree=base, user=user, known=known)
    except LoosenedError as error:
        if base is None:
            raise
        notes.append(f"{base.origin} at the base was not used, only what it extends: {error.message}")
        return replace(base, text=b"")
    return base


def _changes(before: TreeFile | None, after: TreeFile | None) -> Iterator[Finding]:
    """What is to be said when the settings are not those of the base; a file that moved is two changes."""
    texts = [{} if one is None else {one.origin: one.text} for one in (before, after)]
    if before and after:
        if same_settings(before.text, after.text, before.origin, after.origin):
            texts = [{}, {}]
        there = {one.origin: one.text for one in before.parents or ()}
        # One that is extended anew, or no more, shows in the file that extends it.
        both = {one.origin: one.text for one in after.parents or () if one.origin in there}
        texts = [texts[0] | {path: there[path] for path in both}, texts[1] | both]
    for path in sorted({*texts[0], *texts[1]}):
        old, new = (text.get(path) for text in texts)
        finding = policy_changed(path, old, new)
        if finding is not None:
            yield finding


def _nearest_at(change: Change, request: Request, source: Source) -> TreeFile | None:
    """The nearest settings file of the base, wherever the head has its own: a change may not choose it."""
    found = nearest_file(lambda path: source.base_file(change, path), _start(request, source.root))
    return found and TreeFile(text=found[0], origin=found[1])


def _nearest(request: Request, source: Source, notes: list[str], *, may_lack: bool) -> TreeFile | None:
    """The nearest settings file at or above what is scanned, within the source.

    What it extends and nobody fetched `may_lack` where the policy is the base's.
    """
    reader = source.reader()

    def read(path: str) -> bytes | None:
        try:
            return reader.read(Entry(path=path))
        except Unexaminable as error:
            if error.skip.reason not in ABSENT and not path.endswith("pyproject.toml"):
                why = error.skip.detail or error.skip.reason
                notes.append(f"{path} was not read, and no setting of it counts: {why}")
            return None

    try:
        found = nearest_file(read, _start(request, source.root))
        return of_tree(found and TreeFile(*found), read)
    except NotStoredError as error:
        if not may_lack:
            raise
        notes.append(f"{error.message}: what this change makes of the policy was not checked")
        return error.so_far
    finally:
        reader.close()


def _start(request: Request, root: str) -> str:
    """What all the paths named have in common, relative to the root."""
    common = Path(os.path.commonpath([path.resolve() for path in (request.path, *request.also)]))
    try:
        # Nothing lies below a file.
        inside = (common.parent if common.is_file() else common).relative_to(Path(root).resolve())
    except ValueError:
        return ""
    return "" if inside == Path() else inside.as_posix()


def kinds_of(scan: ScanSettings) -> tuple[str, ...]:
    """The detector kinds that the settings ask for."""
    known = index.load()["kinds"]
    return tuple(kind for kind in known if (not scan.only or kind in scan.only) and kind not in scan.skip)


def _digest(*parts: str) -> str:
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _scope(request: Request, settings: Settings, kinds: tuple[str, ...], rules: str) -> str:
    asked = (
        [str(path.resolve()) for path in (request.path, *request.also)],
        request.staged,
        request.text is not None,
        kinds,
        [(item.path, str(item.until)) for item in settings.scan.exclude],
        rules,
    )
    return hashlib.sha256(msgspec.json.encode(asked)).hexdigest()


def finished(plan: Plan) -> Run:
    """The plan's run with its end and what it cost."""
    seconds, cpu_seconds = (round(now - then, 3) for now, then in zip(_clocks(), plan.began, strict=True))
    return replace(
        plan.run,
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=seconds,
        cpu_seconds=cpu_seconds,
    )


def _clocks() -> tuple[float, float]:
    """Wall and processor seconds; the latter of this process and of the workers that have ended."""
    times = os.times()
    return time.perf_counter(), times.user + times.system + times.children_user + times.children_system

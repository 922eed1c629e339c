"""The sockets of the room: what a ledger is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

from msgspec import Struct

from vedette.ledger.sources import Sources
from vedette.model.alert import Alert, AlertState
from vedette.model.deployment import Deployment
from vedette.model.finding import Finding, Tracked
from vedette.model.inventory import PackageInventory, Part, ServiceInventory
from vedette.model.override import Override
from vedette.model.verdict import Checkpoint, Record, Run
from vedette.model.watch import Letter, News


class Seen(Struct, frozen=True, kw_only=True):
    """What a run looked at, which decides what its silence means.

    Attributes:
        kinds: detector kinds that ran, canary found.
        examined: path -> blob id ("" when unknown) of everything examined.
        present: every path that was asked for, examined or not; a finding at a path that is not present
            is gone with its file.
        complete: nothing failed. Only a complete run closes findings.
        renames: path now -> path before.
        within: the folders or files that were asked for, when not the whole project was; () for all of
            it. What lies outside is not gone for being absent.
    """

    kinds: frozenset[str]
    examined: Mapping[str, str]
    present: frozenset[str]
    complete: bool
    renames: Mapping[str, str] = {}
    within: tuple[str, ...] = ()


class RunSummary(Struct, frozen=True, kw_only=True):
    """One line of history; `stopped_by` are the ids of the findings that stopped the line."""

    run: Run
    decision: str
    completeness: str
    asked: int
    examined: int
    new: int
    fixed: int
    open: int
    stopped_by: tuple[str, ...] = ()


class Said(Struct, frozen=True, kw_only=True):
    """Who decides something ("" when nobody can be named), when (UTC, ISO 8601 to the second) and why."""

    who: str
    at: str
    reason: str


class Deed(Struct, frozen=True, kw_only=True):
    """Something that was decided about the ledger's memory, beside runs.

    Attributes:
        what: a kebab-case word, such as `merge`.
        at: when, UTC, ISO 8601 to the second.
        who: the person's name, "" when it was erased or never known; in the journal a reference to it.
        reason: why, in that person's words.
        project: identity of the project; "" for the whole ledger.
        payload: whatever the kind of deed needs; no personal data.
    """

    what: str
    at: str
    who: str
    reason: str
    project: str
    payload: dict[str, str] = {}


class Fault(Struct, frozen=True, kw_only=True):
    """Something that `verify` found wrong: which journal entry (1-based, 0 for the whole) and what."""

    entry: int
    what: str


class FindingHistory(Struct, frozen=True, kw_only=True):
    """A finding with its life.

    Attributes:
        tracked: as it is now.
        project: identity of its project.
        events: (UTC time, run id, what happened) in order; the run id is "" for a deed.
        merged: ids of the findings that were merged into it, and lead to it.
    """

    tracked: Tracked
    project: str
    events: tuple[tuple[str, str, str], ...]
    merged: tuple[str, ...] = ()


class Running(Struct, frozen=True):
    """A deployment that nothing has replaced, and the packages that it is made with."""

    deployment: Deployment
    parts: tuple[Part, ...]


class Sighting(Struct, frozen=True, kw_only=True):
    """A weakness of a package that runs.

    Attributes:
        deployment: where.
        part: the package; of several versions or places the first.
        names: of the weakness, the one that people know before others.
        finding: all but its kind, subject and fingerprint.
        due: when it should be mended, for one that is new.
    """

    deployment: Deployment
    part: Part
    names: tuple[str, ...]
    finding: Finding
    due: str = ""

    @property
    def package(self) -> str:
        """Ecosystem and name."""
        return f"{self.part.ecosystem}:{self.part.name}"


class Rematched(Struct, frozen=True, kw_only=True):
    """What matching deployments with advisories did.

    Attributes:
        deployments: how many were judged.
        unknown: those that could not be, since nobody knows their packages.
        raised, closed: ids of findings that are open now and were not, or the other way round.
        alerts: those that somebody should hear of.
    """

    deployments: int
    unknown: tuple[Deployment, ...] = ()
    raised: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    alerts: tuple[Alert, ...] = ()


Judge: TypeAlias = Callable[[Sequence[Running]], Sequence[Sighting]]
Letters: TypeAlias = Callable[[Sequence[News]], Sequence[Letter]]


class Session(Protocol):
    """One run being recorded, inside one transaction."""

    def previous(self, paths: Collection[str] | None = None) -> Mapping[str, str]:
        """Path -> blob id examined by the last complete run of this project with the same scope.

        Args:
            paths: those to be told of; None for all.
        """
        ...

    def match(self, findings: Sequence[Finding], seen: Seen, introduced: frozenset[int]) -> list[Tracked]:
        """Gives each finding its identity: a single thing is one wherever it stands, all else is one to one.

        Args:
            findings: of this run, fingerprints set.
            seen: what the run looked at.
            introduced: indices into `findings` of what the change brought in.

        Returns:
            The findings in order of their first sighting, each with all its places; owner and due date are
            not filled in.
        """
        ...

    def mended(self, removed: Sequence[Finding] | None) -> list[Tracked]:
        """What the run that was matched shows to be gone; nothing when it was not complete.

        Args:
            removed: findings of the base that are not among those of now, fingerprints set; None without
                a base, and then the findings count that the ledger holds open.

        Returns:
            Fixed ones, in order of place; `first_seen` is "" for one that the ledger does not know.
        """
        ...

    def overrides(self) -> Mapping[str, Override]:
        """The latest override of each finding of the project, by id; those that have ended too."""
        ...

    def commit(self, record: Record) -> Checkpoint:
        """Writes findings, states, run and verdict, and one journal entry, atomically."""
        ...


class Ledger(Protocol):
    """What is remembered between runs."""

    def identity_key(self) -> bytes:
        """Secret key (32 bytes) for hashes of secret values; made on first use, never printed.

        `VEDETTE_IDENTITY_KEY` comes first. A ledger in memory has no key of its own: b"" then.
        """
        ...

    def session(self, run: Run) -> AbstractContextManager[Session]:
        """A transaction for one run; leaving it without `commit`, or by an exception, writes nothing.

        The write lock is taken by `match`, not before: open the session as early as you like.
        """
        ...

    def sources(self, run: Run) -> Sources:
        """Where the project of a run is known from."""
        ...

    def runs(self, project: str | None, limit: int) -> list[RunSummary]:
        """Newest first."""
        ...

    def findings(self, project: str | None) -> list[Tracked]:
        """All known findings, of every state."""
        ...

    def finding(self, id_or_prefix: str) -> FindingHistory | None:
        """One finding by its id, or by a prefix of its id or fingerprint that is unique; a merged one's too.

        Raises:
            UsageError: the prefix fits several findings, which it lists.
        """
        ...

    def merge(self, kept: str, other: str, said: Said) -> Deed:
        """Says that two findings are one: `other` leads to `kept` from now on, its places are places of that.

        Args:
            kept: id or unique prefix.
            other: likewise, of the same project.
            said: who decides it, and why.

        Raises:
            UsageError: one is not known, they are one already, or they cannot be one.
        """
        ...

    def split(self, name: str, said: Said) -> Deed:
        """Undoes a merge: of `name`, if it was merged, else the last one into it.

        Raises:
            UsageError: it is not known, or nothing is merged now.
        """
        ...

    def deeds(self, project: str | None, limit: int) -> list[Deed]:
        """What was decided, newest first."""
        ...

    def inventory(self, project: str, commit: str, service: str = "") -> ServiceInventory | None:
        """What a service offers at a commit, else what the whole project does.

        Args:
            project: its identity.
            commit: full id.
            service: its name; "" for the whole project.

        Returns:
            None as long as no complete run of that commit is on record.
        """
        ...

    def latest_inventory(self, project: str, service: str = "") -> ServiceInventory | None:
        """As `inventory`, of the commit that was told of last."""
        ...

    def packages_basis(self, project: str, commit: str, service: str = "") -> str | None:
        """By what the packages of a service at a commit are known; None when they are not on record."""
        ...

    def latest_packages(self, project: str, service: str = "") -> PackageInventory | None:
        """The packages of a service at the commit that was told of last."""
        ...

    def deployed(self, one: Deployment, bill: Sequence[Part] | None = None) -> Deployment:
        """Puts a deployment on record.

        Args:
            one: what was deployed.
            bill: the packages of its own bill of material; None when it has none.

        Returns:
            The same with its inventory and packages, if they are on record. A later run of the commit
            joins it.
        """
        ...

    def parts(self, references: Iterable[str]) -> Mapping[str, tuple[Part, ...]]:
        """The packages that deployments refer to, by reference."""
        ...

    def running(self) -> tuple[list[Running], list[Deployment]]:
        """What runs now, with its packages; and the deployments of which no packages are known."""
        ...

    def rematch(self, judge: Judge, at: str, letters: Letters) -> Rematched:
        """Holds all that runs against what is publicly known, and remembers what is new or gone.

        Done again with the same knowledge, it changes nothing.

        Args:
            judge: finds the weaknesses; while it does, nobody else writes.
            at: now, UTC, ISO 8601 to the second.
            letters: what is to be told of emergencies; kept in the same transaction.
        """
        ...

    def deployments(
        self,
        project: str | None = None,
        service: str = "",
        environment: str = "",
        *,
        current: bool = True,
        limit: int = 10_000,
    ) -> list[Deployment]:
        """What runs where, newest first.

        Args:
            project: None for all.
            service: "" for all.
            environment: "" for all.
            current: only what was deployed last of each service to each environment, and not shut down.
            limit: at most so many.
        """
        ...

    def alerts(self, states: Iterable[AlertState], limit: int = 1000) -> list[Alert]:
        """Alerts of some states, the newest first."""
        ...

    def alert(self, number: int) -> Alert:
        """One alert.

        Raises:
            UsageError: there is none of that number.
        """
        ...

    def alerts_about(self, finding: str) -> list[Alert]:
        """Alerts of attacks on the route of a finding, the newest first."""
        ...

    def close_alert(self, number: int, said: Said) -> Alert:
        """Ends an alert; findings that no other alert is about are not being exploited any more.

        Raises:
            UsageError: there is none of that number, or it is closed.
        """
        ...

    def mute_alert(self, number: int, until: str, said: Said) -> Alert:
        """Has nobody told of an alert until a time (UTC, ISO 8601 to the second).

        Raises:
            UsageError: there is none of that number, or it is closed.
        """
        ...

    def forget(self, name: str) -> int:
        """Erases a person's name, to which the journal only refers; how many references led to it."""
        ...

    def verify(self, checkpoint: Checkpoint | None = None) -> list[Fault]:
        """Reads the whole journal, re-projects the tables and compares; an empty list is a sound ledger."""
        ...

    def head(self) -> Checkpoint:
        """The checkpoint of the journal as it is, signed when this user has a key of it."""
        ...

    def notes(self) -> tuple[str, ...]:
        """What people should hear about the opening, such as where a backup was made."""
        ...

    def close(self) -> None:
        """Closes the store."""
        ...

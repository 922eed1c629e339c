"""Verdicts: what was decided, and how much it rests on."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from vedette.model.coverage import Completeness, Coverage
from vedette.model.finding import Tracked
from vedette.model.inventory import PackageInventory, ServiceInventory
from vedette.model.override import Override
from vedette.model.verification import Verification
from vedette.model.waiver import Acceptance, WaiverEffect


class Decision(StrEnum):
    """The first axis of a verdict; `Completeness` is the second.

    Overridden is what would be blocked, had nobody answered for letting it pass.
    """

    passed = "passed"
    blocked = "blocked"
    overridden = "overridden"


class Disposition(StrEnum):
    """What happens with one finding."""

    emergency = "emergency"
    overridden = "overridden"
    tracked = "tracked"
    accepted = "accepted"


class Judgement(Struct, frozen=True, kw_only=True):
    """One finding, judged.

    Attributes:
        tracked: the finding as the ledger knows it, owner and due date filled in.
        disposition: stops the line, would but for an override, is tracked with owner and date, or was
            accepted.
        reason: a sentence: why this disposition.
        acceptance: who accepted it, why and until when, if that holds.
        lapsed: why something that would accept it does not hold; "" when there is no such thing.
        due_reason: a clause: why it is due when it is; "" when no policy gave the date.
    """

    tracked: Tracked
    disposition: Disposition
    reason: str
    acceptance: Acceptance | None = None
    lapsed: str = ""
    due_reason: str = ""


class Verdict(Struct, frozen=True, kw_only=True):
    """The end of a run.

    Attributes:
        decision: passed, blocked or overridden.
        completeness: complete, partial or void.
        reasons: why it is not complete; empty when it is.
        judgements: every finding of the run, emergencies first, then by severity and place.
        stop_on_partial: what policy says a partial run leads to.
        override: who let emergencies pass, why and until when; None when nobody did.
    """

    decision: Decision
    completeness: Completeness
    reasons: tuple[str, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    stop_on_partial: bool = False
    override: Override | None = None

    @property
    def emergencies(self) -> tuple[Judgement, ...]:
        """The judgements that stop the line."""
        return tuple(item for item in self.judgements if item.disposition is Disposition.emergency)


class Run(Struct, frozen=True, kw_only=True):
    """What a run was: enough to repeat it and to compare it with another.

    Attributes:
        id: random, 32 hexadecimal digits.
        project: the identity of the repository: `[project] id`, else its origin, else its path.
        source: its origin, else its path, whatever the project is called; "" when nobody said.
        roots: its first commits, where an id names the project and all of the history is there.
        vouched: the user, and no file of the tree, says that it is this project.
        started, finished: UTC, ISO 8601 to the second; `finished` is "" while it runs.
        tool: `vedette VERSION`, or the name and version of the tool whose report was imported.
        root: the folder or repository scanned, for people.
        commit: the commit checked out; "" when there is none.
        base: the commit the change is judged against; "" when there is none.
        kinds: detector kinds asked for.
        scope: digest of what was asked for: kinds, paths, exclusions and rule set. Two runs with the same
            scope may be compared.
        rules: digest of the rule set.
        stage: where in the stream: `editor`, `hook`, `desk`, `ci`.
        seconds: wall time from opening the source to the verdict.
        cpu_seconds: processor time over the same span, worker processes included.
    """

    id: str
    project: str
    source: str = ""
    roots: tuple[str, ...] = ()
    vouched: bool = False
    started: str
    finished: str = ""
    tool: str = ""
    root: str = ""
    commit: str = ""
    base: str = ""
    kinds: tuple[str, ...] = ()
    scope: str = ""
    rules: str = ""
    stage: str = ""
    seconds: float = 0.0
    cpu_seconds: float = 0.0


class Checkpoint(Struct, frozen=True, kw_only=True):
    """The head of the ledger's journal after a run, to be kept outside the ledger.

    Attributes:
        count: number of journal entries.
        head: SHA-256 (hex) of the last entry.
        key: ed25519 public key (hex) of the signer; "" when unsigned.
        signature: hex, over three lines (`vedette-checkpoint-v1`, count, head), each ended by LF; ""
            when unsigned.
    """

    count: int
    head: str
    key: str = ""
    signature: str = ""

    def text(self) -> str:
        """The one line that is printed with the verdict, and that `ledger verify --checkpoint` reads."""
        signed = f":{self.key}:{self.signature}" if self.signature else ""
        return f"{self.count}:{self.head}{signed}"


class Record(Struct, frozen=True, kw_only=True):
    """Everything a run leaves behind: what `--record` writes and the json format shows.

    Attributes:
        mended: weaknesses that were there before and are shown to be gone: those of the base when the run
            has one, else those that the ledger held open. Always empty when the run is not complete.
        waivers: every waiver and what it did.
        verification: what was verified; None when nobody asked for it.
        inventories: what the project and its services offer, where a complete run of a commit found out.
        packages: what they are made with, in the run that put it on record first.
    """

    run: Run
    coverage: Coverage
    verdict: Verdict
    checkpoint: Checkpoint | None = None
    mended: tuple[Tracked, ...] = ()
    waivers: tuple[WaiverEffect, ...] = ()
    verification: Verification | None = None
    inventories: tuple[ServiceInventory, ...] = ()
    packages: tuple[PackageInventory, ...] = ()

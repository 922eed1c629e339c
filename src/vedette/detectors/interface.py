"""The sockets of the room: what a detector is, of files, programs and streams, and what a canary is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from msgspec import Struct

from vedette.model.facts import Text
from vedette.model.finding import Finding
from vedette.model.rule import Rule

if TYPE_CHECKING:  # a scan reads no logs
    from vedette.languages.logs.interface import Format, Rows
    from vedette.model.traffic import Block, Detection


class Canary(Struct, frozen=True):
    """A weakness planted by the detector itself, new and random in every run.

    Attributes:
        text: the text to inspect; it takes the same way as a file of the tree.
        token: the `Finding.subject` by which the canary is recognised, never its path or content; for a kind
            that judges programs what its `token` says.
    """

    text: Text
    token: str


class UnfinishedError(Exception):
    """Raised by `inspect` after what it found: the rest of the text was not judged.

    Attributes:
        reason: kebab-case code, for a skip.
        detail: a sentence; quotes nothing of the text.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class Setup(Struct, frozen=True, kw_only=True):
    """What a detector is given when it is made, the same in every worker.

    Attributes:
        rules: the rules of this kind that are switched on, by id, severity already as configured.
        definitions: for the same ids the whole rule entry as its data file has it (pattern, …).
        identity_key: key for hashes of secret values; b"" when there is none, in which case values of
            little entropy are identified by name and place.
        cache_dir: the user's cache folder for compiled databases; "" for no cache.
        cache_key: seals what is kept there; b"" for none, and then nothing is kept.
        catalogues: of a kind that judges programs: language -> what its libraries mean, as JSON of
            `languages.catalogue.Catalogue`.
        bills: paths of files that the user named and that are bills of material.
    """

    rules: Mapping[str, Rule]
    definitions: Mapping[str, Mapping[str, object]]
    identity_key: bytes = b""
    cache_dir: str = ""
    cache_key: bytes = b""
    catalogues: Mapping[str, bytes] = {}
    bills: frozenset[str] = frozenset()


class FileDetector(Protocol):
    """Judges one text by itself. `detector.py` of its folder has `create(setup: Setup) -> FileDetector`."""

    def applies(self, path: str) -> bool:
        """The cheap question, before the text is read: does this kind look at such a path?"""
        ...

    def path_class(self, path: str) -> str:
        """All that `inspect` goes by of a path, in a few words.

        Two texts of equal content whose paths have the same class have the same findings but for the path
        in their places: a file that was moved need not be examined again.
        """
        ...

    def inspect(self, text: Text) -> Iterable[Finding]:
        """Every weakness of the text, in order of place, secrets redacted.

        Time is linear in the length of the text, and memory does not grow with what is found in it; nothing
        of the text is executed.

        Raises:
            UnfinishedError: after what was found, when a bound was reached.
        """
        ...

    def canary(self) -> Canary:
        """A new random canary."""
        ...


@runtime_checkable
class SiftingDetector(Protocol):
    """A `FileDetector` that can tell of many texts at once which ones to inspect: most have nothing."""

    def sift(self, texts: Sequence[Text]) -> Sequence[bool]:
        """Whether each text may have a weakness: `inspect` finds none in the others.

        What it learned of the texts is kept until it is called again, for `inspect`.
        """
        ...


class Fault(Struct, frozen=True):
    """A part of a file that was not judged.

    Attributes:
        path: of the file.
        reason: kebab-case code, such as `unparsable` or `budget-spent`.
        detail: a sentence; quotes nothing of the text.
        declared: left out on purpose, as what a program made of other files is; no failure.
    """

    path: str
    reason: str
    detail: str = ""
    declared: bool = False


class Form(Struct, frozen=True):
    """What a text was lowered to.

    Attributes:
        packed: the form as bytes; b"" when there is nothing of it at all.
        chosen: something in the text may lead to a finding: the analysis starts at it.
        faults: parts that could not be lowered.
    """

    packed: bytes = b""
    chosen: bool = False
    faults: tuple[Fault, ...] = ()


class Program(Protocol):
    """All texts of a tree together, as the run shows them to a detector."""

    @property
    def paths(self) -> Sequence[str]:
        """Every path of the tree that the kind applies to, asked for or not, in order."""
        ...

    @property
    def around(self) -> Sequence[str]:
        """Every path of the tree, whatever applies to it, in order."""
        ...

    def form(self, path: str) -> bytes | None:
        """The packed form of a file, lowered now if no worker did it; None when it cannot be had."""
        ...

    def text(self, path: str) -> Text | None:
        """The text of a file; None when it cannot be had."""
        ...

    def earlier(self, start: str) -> Iterable[tuple[str, tuple[str, int, bytes]]]:
        """What answers that begin at files before one have left: the file of each, and one of its `left`."""
        ...


class Answer(Struct, frozen=True, kw_only=True):
    """What a program detector found starting at one file.

    Attributes:
        start: path of the file.
        findings: in any file, in order of place, secrets redacted.
        faults: what was not followed.
        used: every file that the answer rests on, `start` among them.
        missing: imports that led nowhere; opaque to all but the detector.
        parts: what it rests on in these files; opaque to all but the detector, b"" for all that is in them.
        left: what those that start at later files see of it: path of the file in which it was left, number of
            a part of that file on which all rest that see it, and what it is.
        given: what functions were evaluated for that were not before: path of the file, and what; opaque to
            all but the detector. See `RepeatingDetector`.
        made: of what the findings are made, if they name places in other files than `start`; opaque to all
            but the detector.
    """

    start: str
    findings: tuple[Finding, ...] = ()
    faults: tuple[Fault, ...] = ()
    used: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    parts: bytes = b""
    left: tuple[tuple[str, int, bytes], ...] = ()
    given: tuple[tuple[str, bytes], ...] = ()
    made: bytes = b""


class ProgramDetector(Protocol):
    """Judges many texts together. `detector.py` of its folder has `create_program(setup)`.

    Workers lower the texts, each by itself; what was lowered is kept by content. The parent solves.
    """

    @property
    def needs(self) -> tuple[str, ...]:
        """What `judge` rests on besides the tree, such as `advisories`.

        The run gives it before it has anything judged. What rests on it is judged anew each time, and no
        answer is kept.
        """
        ...

    def applies(self, path: str) -> bool:
        """As `FileDetector.applies`."""
        ...

    def path_class(self, path: str) -> str:
        """All that `lower` goes by of a path, in a few words; see `FileDetector.path_class`."""
        ...

    def lower(self, text: Text, *, wanted: bool = False) -> Form:
        """The form of a text, in time linear in its length; nothing of it is executed.

        Args:
            text: of a path that the kind applies to.
            wanted: another file needs it, so that it is lowered though nothing in it is of interest.
        """
        ...

    def judge(self, program: Program, starts: Iterable[str]) -> Iterable[Answer]:
        """An answer for each file to start at, in the order given.

        Args:
            program: the tree.
            starts: paths of it.
        """
        ...

    def leads(self, paths: Sequence[str], importing: Iterable[str]) -> frozenset[str]:
        """Those imports of `Answer.missing` that lead somewhere in a tree of other paths."""
        ...

    def spares(self, path: str, old: bytes, new: bytes) -> Callable[[bytes], bool]:
        """Which answers an edit of a file leaves as they are, of those that begin elsewhere.

        Args:
            path: of the file.
            old: its packed form as it was.
            new: as it is.

        Returns:
            Whether the edit is nothing to an answer with such `Answer.parts`, if it names no place in the
            file.
        """
        ...

    def canary(self) -> Canary:
        """A new random canary: a tiny program that has one weakness."""
        ...

    def holds(self, form: Form, canary: Canary) -> bool:
        """Whether a form has what the canary planted: the part that workers do was done."""
        ...

    def token(self, found: Finding) -> str:
        """What a finding is known by, to be compared with `Canary.token`."""
        ...


class Rests(Struct, frozen=True, kw_only=True):
    """What an answer rests on from now on.

    Attributes:
        parts: as in `Answer`.
        used, missing: as in `Answer`, besides what it rests on already.
        findings: as in `Answer`, of places as they are now; None where they are as they were.
    """

    parts: bytes
    used: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] | None = None


class Edit(Struct, frozen=True, kw_only=True):
    """An edit of one file of a program.

    Attributes:
        path: of the file.
        old, new: its packed form as it was, and as it is.
        given: all that was told of its functions in `Answer.given`; None when some of it is lost.
        sees: whether an answer that rests on some files and parts (as in `Answer`) sees what others left.
    """

    path: str
    old: bytes
    new: bytes
    given: Sequence[bytes] | None
    sees: Callable[[Iterable[str], bytes], bool]


@runtime_checkable
class RepeatingDetector(Protocol):
    """A `ProgramDetector` that tells whether what was edited does what it did."""

    def repeats(self, program: Program, edit: Edit) -> Callable[[bytes, bytes], Rests | None]:
        """Which answers an edit leaves as they are, though they rest on what was edited.

        Args:
            program: the tree as it is.
            edit: of one of its files.

        Returns:
            What an answer with such `Answer.parts` that begins elsewhere rests on from now on; None if it is
            to be found anew. Of one that names places in the file `Answer.made` is given, of others b"".
        """
        ...


@runtime_checkable
class ComparingDetector(Protocol):
    """A `ProgramDetector` that judges what a change made of files as well; it has `needs`."""

    def compare(self, before: Program | None) -> None:
        """Takes what the change altered or removed, as it was; None when what follows is no change."""
        ...


class Batch(Struct, frozen=True, kw_only=True):
    """A block of a log, read.

    Attributes:
        block: the lines as they came.
        rows: the same in columns.
        format: reads one line in full.
    """

    block: Block
    rows: Rows
    format: Format


class StreamDetector(Protocol):
    """Judges logs as they come. `detector.py` of its folder has `create_stream(setup)`.

    What it remembers is bounded, whatever comes, and survives a restart by `state` and `restore`.
    """

    def inspect(self, batch: Batch) -> Iterable[Detection]:
        """What the lines of a block show, in order of line; time linear in the block."""
        ...

    def tick(self, now: float) -> Iterable[Detection]:
        """What is to be said because time has passed.

        Args:
            now: time of the newest event of all logs, in seconds since 1970 (UTC).
        """
        ...

    def state(self) -> bytes:
        """All that it remembers; at most a few megabytes."""
        ...

    def restore(self, state: bytes) -> None:
        """Goes on from what `state` gave, of this or an earlier release; b"" for a fresh start."""
        ...

    def canary(self) -> tuple[Batch, str]:
        """A block with one planted attack, new and random, and what its `Detection.evidence` holds."""
        ...


@runtime_checkable
class PatientDetector(Protocol):
    """A `StreamDetector` that may put lines off to later calls of `tick`."""

    def waits(self) -> bool:
        """Whether some lines were not judged yet."""
        ...

    def tick(self, now: float) -> Iterable[Detection]:
        """As `StreamDetector.tick`; each call judges at least one of the lines that wait."""
        ...

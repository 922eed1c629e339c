"""The sockets of a watch: what it is asked, what it is made of, and the events that it tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from vedette.detectors.interface import StreamDetector
from vedette.languages.logs.interface import Format
from vedette.model.alert import Target
from vedette.model.traffic import Detection
from vedette.model.watch import Letter, News, Point, Saved
from vedette.response.interface import Changed, Located
from vedette.sources.logs.interface import Source, Trouble


class Recogniser(Protocol):
    """Tells formats of logs by looking."""

    def recognise(self, stream: str, sample: bytes) -> Format | None:
        """The format of a log, of which these are some whole lines; None when they fit none."""
        ...


class Locator(Protocol):
    """Finds what a detection was aimed at."""

    def locate(self, detection: Detection) -> Target | None:
        """The deployment, route and code behind a host and path; None where nothing is attacked."""
        ...


class Book(Protocol):
    """The incidents that go on."""

    def fold(self, located: Sequence[Located]) -> Sequence[Changed]:
        """Takes detections in; what became of alerts by it."""
        ...

    def tick(self, now: float) -> Sequence[Changed]:
        """What became of alerts because time has passed.

        Args:
            now: time of the newest event, in seconds since 1970 (UTC).
        """
        ...

    def state(self) -> bytes:
        """All that it remembers."""
        ...

    def restore(self, state: bytes) -> None:
        """Goes on from what `state` gave; b"" for a fresh start."""
        ...


Letters = Callable[[Sequence[News]], Sequence[Letter]]


class Memory(Protocol):
    """Where a watch goes on from, and what it leaves; the outbox is kept in the same place."""

    def load(self) -> Saved:
        """What the last checkpoint left."""
        ...

    def checkpoint(self, point: Point, letters: Letters) -> Sequence[News]:
        """Writes everything or nothing.

        Args:
            point: positions, states and alerts.
            letters: asked, within the transaction, what goes to the outbox for the alerts as numbered.

        Returns:
            The news of the point in their order, with the numbers that the alerts have.

        Raises:
            WorldError: the place fails, or another process writes the same watch.
        """
        ...

    def close(self) -> None:
        """Lets go of the place."""
        ...


class Teller(Protocol):
    """Delivers the outbox, at least once, in a thread of its own."""

    def letters(self, news: Sequence[News]) -> Sequence[Letter]:
        """What is to be told of alerts, and by whom."""
        ...

    def wake(self) -> None:
        """There may be something in the outbox."""
        ...

    def close(self) -> None:
        """Delivers what it can in a moment; the rest waits for the next watch."""
        ...


class Task(Struct, frozen=True, kw_only=True):
    """How a watch behaves.

    Attributes:
        replay: the logs are read to their ends; positions are neither believed nor kept.
        silence: a log that brings nothing for so many seconds is silent; 0 to judge by its own rhythm.
        canary: seconds between canaries.
        checkpoint: seconds between checkpoints, at least.
        poll: seconds between looks at quiet logs.
    """

    replay: bool = False
    silence: float = 0.0
    canary: float = 600.0
    checkpoint: float = 1.0
    poll: float = 0.1


class Parts(Struct, frozen=True, kw_only=True):
    """What a watch is made of.

    Attributes:
        open: opens the sources, given what was saved and what to call when a source has something.
        detectors: by kind.
        wait: sleeps until a source rings, at most so many seconds.
        stopped: whether to end.
    """

    open: Callable[[Saved], Sequence[Source]]
    recogniser: Recogniser
    detectors: Mapping[str, StreamDetector]
    locator: Locator
    book: Book
    memory: Memory
    teller: Teller
    wait: Callable[[float], None]
    stopped: Callable[[], bool]


class Counts(Struct, kw_only=True):
    """What was done with the lines of one log, since it was watched first.

    Attributes:
        given: lines as the source counted them.
        read: lines as the format counted them; the same number, or something is wrong.
        unreadable: lines that fit no format.
        blank: lines with nothing in them.
        oversize: lines that were cut.
        cut: bytes left out of those, and of holes in files.
        bytes: handed to the detectors.
        lost: lines that are known to be lost.
        troubles: how often something could not be read.
        failed: lines that a detector gave up on.
    """

    given: int = 0
    read: int = 0
    unreadable: int = 0
    blank: int = 0
    oversize: int = 0
    cut: int = 0
    bytes: int = 0
    lost: int = 0
    troubles: int = 0
    failed: int = 0

    @property
    def agree(self) -> bool:
        """Both ends counted the same."""
        return self.given == self.read


class Began(Struct, frozen=True, tag="began"):
    """The watch has opened its logs."""

    streams: tuple[str, ...]
    resumed: bool
    kinds: tuple[str, ...]


class Recognised(Struct, frozen=True, tag="recognised"):
    """The format of a log is known, or known better."""

    stream: str
    format: str


class Hit(Struct, frozen=True, tag="hit"):
    """A detector saw something; `file` is where the line is now."""

    detection: Detection
    file: str


class Unreadable(Struct, frozen=True, tag="unreadable"):
    """A line that fits no format, redacted; `count` of this log so far."""

    stream: str
    line: int
    text: str
    count: int


class Faulted(Struct, frozen=True, tag="fault"):
    """Something could not be read or judged."""

    trouble: Trouble


class Alerted(Struct, frozen=True, tag="alert"):
    """An alert was opened, raised, has grown or come to rest; it is on record."""

    news: News


class Progress(Struct, frozen=True, tag="progress"):
    """How it goes.

    Attributes:
        lines, unreadable: in this run.
        hits, alerts: in this run.
        seconds: since the run began.
        behind: bytes that wait.
    """

    lines: int
    unreadable: int
    hits: int
    alerts: int
    seconds: float
    behind: int


class Ended(Struct, frozen=True, tag="ended"):
    """The watch is over.

    Attributes:
        progress: of this run.
        counts: of each log in this run.
        interrupted: it was told to end.
        missed: kinds of detector that missed a canary.
    """

    progress: Progress
    counts: Mapping[str, Counts]
    interrupted: bool
    missed: tuple[str, ...]


Event = Began | Recognised | Hit | Unreadable | Faulted | Alerted | Progress | Ended

"""Who changed some lines last. Git sees objects and our own bytes only: no work tree, attributes or drivers.

Names are those of `.mailmap` as it is committed. Addresses are looked at to tell people apart, and not given
on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Self

from msgspec import Struct

from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.layout import locate
from vedette.sources.git.mailmap import mailmap_option
from vedette.sources.git.refs import read_refs
from vedette.sources.shared import is_unsafe

_FILE_BYTES = 8 * 1024 * 1024
# Where nobody of the lines themselves can be asked, their neighbours may know.
_AROUND = 20
_MOST_LINES = 200
_MOST_RANGES = 50
_MOST_COMMITS = 50
_LONGEST_NAME = 100
_SECONDS_EACH = 3.0

IsSomebody = Callable[[str, str], bool]


class Span(Struct, frozen=True, order=True):
    """Lines of a file, from 1, both ends included."""

    start: int
    end: int


class _Hand(Struct, frozen=True):
    """Somebody who changed lines."""

    when: int
    name: str
    address: str
    spans: list[Span]


class LastPeople:
    """Asks one repository. Close it, or use it as a context manager.

    Attributes:
        is_spent: time ran out, so that not all that was asked could be told.
    """

    def __init__(self, root: str, somebody: IsSomebody, *, seconds: float, mailmap_of: str = "") -> None:
        """Opens a repository.

        Args:
            root: of the work tree, or of the repository where it has none.
            somebody: from name and address to whether this is one to ask.
            seconds: for all that will be asked.
            mailmap_of: the commit whose `.mailmap` counts; "" for the one checked out.

        Raises:
            WorldError: git is missing or too old.
        """
        self.is_spent = False
        self._somebody = somebody
        self._until = time.monotonic() + seconds
        layout = locate(root)
        self._door = Door(layout, timeout=_SECONDS_EACH) if layout else None
        self._options: tuple[str, ...] = ()
        self._has_head = False
        self.has_tree = bool(layout and layout.worktree)
        if self._door and layout:
            refs = read_refs(layout)
            self._door.lay_refs(refs)
            self._has_head = bool(refs.head)
            commit = mailmap_of or refs.head
            self._options = mailmap_option(self._door, commit) if commit else ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._door:
            self._door.close()

    def of_lines(self, path: str, spans: Sequence[Span], content: bytes | None) -> list[str]:
        """For each span the name of who changed it last and can be asked; "" where nobody is known.

        Args:
            path: relative to the root.
            spans: at most fifty are looked at.
            content: of the file as the lines count in it; None for that of the commit checked out.
        """
        nobody = [""] * len(spans)
        if not self._can_ask(path) or (content is not None and len(content) > _FILE_BYTES):
            return nobody
        last = _count(content) if content is not None else 0
        wide = [_widened(span, last) for span in spans[:_MOST_RANGES]]
        ranges = [f"-L{one.start},{one.end}" for one in _merged(wide)]
        given = ("--contents", "-") if content is not None else ("HEAD",)
        out = self._run(
            "blame", "--incremental", "-w", "--no-textconv", *ranges, *given, "--", path, stdin=content
        )
        hands = [hand for hand in _hands(out, self._shallow()) if self._somebody(hand.name, hand.address)]
        return [_nearest(span, hands) for span in spans[:_MOST_RANGES]] + nobody[_MOST_RANGES:]

    def of_path(self, path: str) -> list[str]:
        """Names of those who changed a file or folder, the last first, each once."""
        if not self._can_ask(path or "."):
            return []
        form = "--format=%aN%x00%aE"
        limit = f"--max-count={_MOST_COMMITS}"
        where = ("--", path) if path else ()
        out = self._run(
            "log", "--no-show-signature", "--no-ext-diff", "--use-mailmap", limit, form, "HEAD", *where
        )
        names = []
        for line in out.decode("utf-8", "replace").split("\n"):
            name, _, address = line.partition("\0")
            if self._somebody(name, address):
                names.append(_short(name))
        return list(dict.fromkeys(names))

    def _can_ask(self, path: str) -> bool:
        if not self._door or not self._has_head or is_unsafe(path):
            return False
        self.is_spent = self.is_spent or time.monotonic() >= self._until
        return not self.is_spent

    def _run(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        if self._door is None:
            return b""
        self._door.timeout = max(0.05, min(_SECONDS_EACH, self._until - time.monotonic()))
        try:
            return self._door.run(*self._options, *arguments, stdin=stdin or b"")
        except DoorError as error:
            self.is_spent = self.is_spent or error.reason == "timed-out"
            return b""

    def _shallow(self) -> frozenset[str]:
        return self._door.shallow if self._door else frozenset()


def _count(content: bytes) -> int:
    return content.count(b"\n") + (not content.endswith(b"\n") if content else 0)


def _widened(span: Span, last: int) -> Span:
    start = max(1, span.start - _AROUND)
    end = max(start, min(max(span.end, span.start), span.start + _MOST_LINES) + _AROUND)
    return Span(min(start, last), min(end, last)) if last else Span(start, end)


def _merged(spans: Sequence[Span]) -> Iterator[Span]:
    held: Span | None = None
    for span in sorted(spans):
        if held is not None and span.start <= held.end + 1:
            held = Span(held.start, max(held.end, span.end))
            continue
        if held is not None:
            yield held
        held = span
    if held is not None:
        yield held


def _hands(out: bytes, shallow: frozenset[str]) -> list[_Hand]:
    """Who is named; what is not committed yet, or older than a shallow clone, is nobody's."""
    hands: dict[str, _Hand] = {}
    about: dict[str, str] = {}
    oid, span = "", Span(0, 0)
    for line in out.decode("utf-8", "replace").split("\n"):
        word, _, rest = line.partition(" ")
        if len(word) in (40, 64) and not set(word) - set("0123456789abcdef"):
            _, first, count = (int(number) for number in rest.split())
            oid, span, about = word, Span(first, first + count - 1), {}
        elif word == "filename":
            if oid.strip("0") and oid not in shallow:
                if oid not in hands:
                    hands[oid] = _hand(about)
                hands[oid].spans.append(span)
        else:
            about[word] = rest
    return list(hands.values())


def _hand(about: dict[str, str]) -> _Hand:
    when = about.get("author-time", "0")
    name, address = about.get("author", ""), about.get("author-mail", "").strip("<>")
    return _Hand(int(when) if when.lstrip("-").isdecimal() else 0, name, address, [])


def _nearest(span: Span, hands: Sequence[_Hand]) -> str:
    """Who changed these lines last, else who changed one near them."""
    best = min(
        ((_distance(span, hand), -hand.when, hand.name) for hand in hands),
        default=None,
    )
    return _short(best[2]) if best is not None and best[0] <= _AROUND else ""


def _distance(span: Span, hand: _Hand) -> int:
    return min(max(0, one.start - span.end, span.start - one.end) for one in hand.spans)


def _short(name: str) -> str:
    """A name to print: an address that stands for one loses its host."""
    return name.strip().partition("@")[0][:_LONGEST_NAME]

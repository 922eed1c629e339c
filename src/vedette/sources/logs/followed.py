"""A log that is written while it is read: through rotation, truncation and restarts, each line once."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from enum import StrEnum

from msgspec.structs import replace

from vedette.model.traffic import Block
from vedette.model.watch import Mark
from vedette.sources.logs import fingerprint
from vedette.sources.logs.family import Member, members
from vedette.sources.logs.interface import Forgotten, Piece, Said, Trouble
from vedette.sources.logs.part import Part, ReplacedError, head_of
from vedette.sources.logs.unpacking import without_ending

# A server may write to a file for minutes after it was renamed; one that is removed is let go of sooner.
LINGER = 600.0
SETTLED = 10.0
ABSENT = 10.0
_PARTS = 8
_PAST = 8
_CHUNKS = 8


class Begin(StrEnum):
    """Where to begin in a log that was never read before."""

    history = "history"
    file = "file"
    end = "end"


class FollowedLog:
    """As `interface.Source`: one log.

    Args:
        path: of the file that is written to.
        marks: how far its files were read, as an earlier run left them.
        begin: where to begin when there are none.
    """

    def __init__(self, path: str, marks: Sequence[Mark] = (), begin: Begin = Begin.file) -> None:
        self.path = path
        self._begin = begin
        self._marks = sorted(marks, key=lambda mark: mark.turn)
        self._parts: list[Part] = []
        self._past: deque[Mark] = deque()
        self._begun = False
        self._turn = max((mark.turn for mark in marks), default=0)
        self._seen = time.monotonic()
        self._told: set[str] = set()

    over = False

    def poll(self) -> Iterator[Said]:
        """As `Source.poll`."""
        if not self._begun:
            yield from self._start()
        left = _CHUNKS
        for part in list(self._parts):
            part.drained = False
            if part is self._parts[-1] and part.untouched and (yield from self._missed(part)):
                return
            while left and not part.drained:
                try:
                    yield from part.read()
                except ReplacedError:
                    yield from self._replaced(part)
                    return
                except OSError as error:
                    yield from self._trouble("unreadable", f"{part.path}: {error.strerror}")
                    return
                left -= not part.drained
            if not part.drained:
                return
        if self._begun:
            yield from self._look()
            yield from self._retire()

    def streams(self) -> Sequence[str]:
        """As `Source.streams`."""
        return (self.path,)

    def behind(self) -> int:
        """As `Source.behind`."""
        return sum(part.behind for part in self._parts)

    def close(self) -> None:
        """As `Source.close`."""
        for part in self._parts:
            part.close()
        self._parts.clear()

    def _start(self) -> Iterator[Said]:
        family = members(self.path)
        if not family:
            yield from self._absent()
            return
        if self._marks:
            found = self._found(family)
            wanted = self._resumed(family, found)
            if self._marks[-1] not in found.values():
                yield from self._trouble(
                    "lost-position",
                    f"the file that {self.path} was read to last is gone; it goes on with what came later",
                )
        else:
            chosen = family if self._begin is Begin.history else family[-1:]
            wanted = [(member, None) for member in chosen]
        if not (yield from self._open(wanted)):
            # Names changed while we looked: all over again, so that nothing is taken for new that is not.
            self.close()
        self._begun = bool(self._parts)
        if self._begun and not self._marks and self._begin is Begin.end:
            yield from self._to_the_end()

    def _found(self, family: Sequence[Member]) -> dict[int, Mark]:
        """Which files of the family the marks are of."""
        found: dict[int, Mark] = {}
        heads: dict[str, bytes] = {}
        for mark in reversed(self._marks):
            at = _position(mark, family, found, heads)
            if at is not None:
                found[at] = mark
        return found

    def _resumed(self, family: Sequence[Member], found: dict[int, Mark]) -> list[tuple[Member, Mark | None]]:
        """The files to go on with, in order of time: those begun, and those that came later."""
        touched = self._marks[-1].touched
        newest = max(found, default=-1)
        later = [
            (at, None)
            for at, member in enumerate(family)
            if at > newest and (found or not member.tag or member.status.st_mtime > touched)
        ]
        self._past = deque(mark for mark in self._marks if mark.done or mark not in found.values())
        known = [(at, mark) for at, mark in found.items() if not mark.done]
        return [(family[at], mark) for at, mark in sorted([*known, *later], key=lambda one: one[0])]

    def _open(self, wanted: Sequence[tuple[Member, Mark | None]]) -> Generator[Said, None, bool]:
        """Opens files in order of time; False when one of them was renamed meanwhile."""
        for member, mark in wanted:
            try:
                part = Part(self.path, member.path, mark, self._turn + 1)
            except FileNotFoundError:
                return False
            except OSError as error:
                yield from self._trouble("unreadable", f"{member.path} cannot be read: {error.strerror}")
                continue
            if part.kept_at != member.kept_at:
                part.close()
                return False
            if mark is None:
                self._turn += 1
            self._told.discard(member.path)
            self._parts.append(part)
        return True

    def _to_the_end(self) -> Iterator[Said]:
        part = self._parts[-1]
        self._parts[-1] = part.at_end()
        part.close()
        yield self._stand(self._parts[-1].mark)

    def _look(self) -> Iterator[Said]:
        """Sees whether the log was rotated."""
        try:
            status = os.stat(self.path)
        except OSError as error:
            if isinstance(error, FileNotFoundError):
                yield from self._absent()
            else:
                yield from self._trouble("unreadable", f"{self.path}: {error.strerror}")
            return
        self._seen = time.monotonic()
        self._told.discard("vanished")
        newest = self._parts[-1]
        if newest.kept_at == (status.st_dev, status.st_ino):
            if newest.emptied(status):
                yield from self._missed(newest)
            return
        if newest.mark.head_size and _is(newest.mark, self.path, {}):
            # A copy that goes on: whoever brings the log here replaces it each time.
            with suppress(OSError):
                self._parts[-1] = Part(self.path, self.path, newest.mark, newest.mark.turn)
                newest.close()
            return
        yield from self._open([(member, None) for member in self._later(newest)])

    def _later(self, newest: Part, *, before: bool = False) -> list[Member]:
        """Files that nobody has read of, and that came after all that something was read of.

        Args:
            newest: where none of these is left, those count that were altered since this one was opened.
            before: only those that came before this one count.
        """
        family = members(self.path)
        heads: dict[str, bytes] = {}
        marks = [part.beginning() if part.untouched else part.probe() for part in self._parts]
        marks = [mark for mark in (*marks, *self._past) if mark.head_size]
        held = {part.kept_at for part in self._parts}
        begun = [
            member.kept_at in held or any(_is(mark, member.path, heads) for mark in marks)
            for member in family
        ]
        end = len(family)
        if before:
            end = next((at for at, one in enumerate(family) if one.kept_at == newest.kept_at), end)
        # An empty file may have been filled, copied away and emptied again: it stands for nothing.
        blank = {part.kept_at for part in self._parts if not part.read_up_to}
        known = max(
            (at for at in range(end) if begun[at] and family[at].tag and family[at].kept_at not in blank),
            default=-1,
        )
        since = max(newest.mark.touched, newest.opened)
        return [
            member
            for at, member in enumerate(family[:end])
            if at > known
            and not begun[at]
            and (known >= 0 or not member.tag or member.status.st_mtime > since)
        ]

    def _missed(self, live: Part) -> Generator[Said, None, bool]:
        """Opens what came before the first line of the live file, and after all that is known.

        A file that was empty when it was opened may have been filled, copied away and emptied before it was
        looked at again: it shows no trace of that.
        """
        missed = [member for member in self._later(live, before=True) if member.tag]
        if not missed:
            return False
        self._parts.pop()
        yield from self._open([(member, None) for member in missed])
        self._turn += 1
        live.mark = replace(live.mark, turn=self._turn)
        self._parts.append(live)
        return True

    def _replaced(self, part: Part) -> Iterator[Said]:
        """Goes on where the content of a file went, and then with what stands in the file now."""
        was_newest = part is self._parts[-1]
        copy = self._copy_of(part)
        if copy is not None:
            self._parts[self._parts.index(part)] = copy
        else:
            detail = f"{part.path} was cut or written anew; what was not read of it before is lost"
            yield from part.finish()
            yield Trouble(stream=self.path, reason="truncated", detail=detail)
            yield from self._leave(part)
        part.close()
        if was_newest:
            with suppress(OSError):
                self._parts.append(Part(self.path, self.path, None, self._turn + 1))
                self._turn += 1
                yield from self._missed(self._parts[-1])
        self._begun = bool(self._parts)

    def _copy_of(self, part: Part) -> Part | None:
        held = {one.kept_at for one in self._parts}
        probe = part.probe()
        for member in members(self.path):
            if member.kept_at not in held and probe.head_size and _is(probe, member.path, {}):
                with suppress(OSError):
                    return Part(self.path, member.path, part.mark, part.mark.turn)
        return None

    def _retire(self) -> Iterator[Said]:
        """Lets go of files that nobody writes to any more."""
        now = time.monotonic()
        for part in self._parts[:-1]:
            if not part.drained:
                return
            idle = now - part.grew
            over = bool(part.form) or idle > LINGER or (part.unlinked and idle > SETTLED)
            if over or len(self._parts) > _PARTS:
                yield from part.finish()
                yield from self._leave(part)
                part.close()
            elif idle > SETTLED:
                yield from part.finish()

    def _leave(self, part: Part) -> Iterator[Said]:
        self._parts.remove(part)
        self._past.append(replace(part.mark, done=True))
        yield self._stand(self._past[-1])
        while len(self._past) > _PAST:
            yield Forgotten(self.path, self._past.popleft().part)

    def _stand(self, mark: Mark) -> Piece:
        block = Block(
            stream=self.path,
            part=mark.part,
            offset=mark.offset,
            line=mark.line + 1,
            data=b"",
            arrived=time.time(),
        )
        return Piece(block=block, lines=0, mark=mark, file=self.path)

    def _absent(self) -> Iterator[Said]:
        if time.monotonic() - self._seen > ABSENT and "vanished" not in self._told:
            self._told.add("vanished")
            yield Trouble(
                stream=self.path, reason="vanished", detail=f"{self.path} is not there; it is waited for"
            )

    def _trouble(self, reason: str, detail: str) -> Iterator[Trouble]:
        """Says it once."""
        if detail not in self._told:
            self._told.add(detail)
            yield Trouble(stream=self.path, reason=reason, detail=detail)


def _position(
    mark: Mark, family: Sequence[Member], taken: dict[int, Mark], heads: dict[str, bytes]
) -> int | None:
    """Which file of a family a mark is of: the one that is kept where it was, else one of that content."""
    free = [at for at in range(len(family) - 1, -1, -1) if at not in taken]
    same = [at for at in free if family[at].kept_at == (mark.device, mark.inode)]
    # Of what is done with, the content matters no more: what came later is read anyway.
    others = [at for at in free if at not in same] if mark.head_size and not mark.done else []
    return next((at for at in (*same, *others) if _is(mark, family[at].path, heads)), None)


def _is(mark: Mark, path: str, heads: dict[str, bytes]) -> bool:
    """Whether a file is the one of a mark; of what is compressed or done with, its beginning tells."""
    try:
        if mark.done or without_ending(path) != path:
            if path not in heads:
                heads[path] = head_of(path)
            return fingerprint.begins(mark, heads[path])
        with open(path, "rb") as file:
            return fingerprint.fits(mark, fingerprint.reader(file.fileno()))
    except OSError:
        return False

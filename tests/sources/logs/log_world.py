"""A log that is written and rotated by hand, and all that a source says of it."""

import gzip
import os
import shutil
from pathlib import Path

from vedette.model.watch import Mark
from vedette.sources.logs.followed import Begin, FollowedLog
from vedette.sources.logs.interface import Forgotten, Piece, Source, Trouble


class Reader:
    """Takes what a source says, and keeps positions as a checkpoint would."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.pieces: list[Piece] = []
        self.troubles: list[Trouble] = []
        self.marks: dict[tuple[str, str], Mark] = {}

    def take(self, source: Source, polls: int = 4) -> "Reader":
        for _ in range(polls):
            for said in source.poll():
                if isinstance(said, Piece):
                    self.piece(said)
                elif isinstance(said, Trouble):
                    self.troubles.append(said)
                elif isinstance(said, Forgotten):
                    self.marks.pop((said.stream, said.part), None)
        return self

    def piece(self, piece: Piece) -> None:
        lines = piece.block.data.split(b"\n")
        if not lines[-1]:
            lines.pop()
        assert len(lines) == piece.lines
        self.lines += lines
        self.pieces.append(piece)
        if piece.mark is not None:
            self.marks[piece.mark.stream, piece.mark.part] = piece.mark

    @property
    def reasons(self) -> list[str]:
        return [one.reason for one in self.troubles]


class Log:
    """A log that is written with numbered lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written: list[bytes] = []
        self.file = path.open("ab", buffering=0)

    def write(self, count: int = 1) -> "Log":
        lines = [b"line %d of a log that is read" % (len(self.written) + at) for at in range(count)]
        self.written += lines
        self.file.write(b"".join(line + b"\n" for line in lines))
        return self

    def rotate(self) -> "Log":
        """By renaming; what was `.1` becomes `.2`, and so on."""
        self.shift()
        self.path.rename(f"{self.path}.1")
        self.file.close()
        self.file = self.path.open("ab", buffering=0)
        return self

    def copy_and_truncate(self) -> "Log":
        self.shift()
        shutil.copy2(self.path, f"{self.path}.1")
        os.truncate(self.path, 0)
        return self

    def shift(self) -> None:
        for number in range(20, 0, -1):
            for ending in ("", ".gz"):
                old = Path(f"{self.path}.{number}{ending}")
                if old.exists():
                    old.rename(f"{self.path}.{number + 1}{ending}")

    def compress(self, number: int) -> "Log":
        plain = Path(f"{self.path}.{number}")
        with plain.open("rb") as source, gzip.open(f"{plain}.gz", "wb") as target:
            shutil.copyfileobj(source, target)
        plain.unlink()
        return self


def follow(path: Path, reader: Reader | None = None, begin: Begin = Begin.file) -> FollowedLog:
    """The log, from where a reader was."""
    return FollowedLog(str(path), list(reader.marks.values()) if reader else (), begin)

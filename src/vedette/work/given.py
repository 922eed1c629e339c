"""What functions of files were evaluated for, by content: after an edit that is asked first.

An answer may be believed after an edit only if all is known that the edited functions were given for it. So
a digest of what belongs to the answers is kept with them; where rows are lost or others', nothing is known.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

import msgspec

# Kind, path and mark of a file.
Place: TypeAlias = tuple[str, str, str]
Ask: TypeAlias = Callable[[Iterable[str]], Mapping[tuple[str, str], bytes]]
Tell: TypeAlias = Callable[[Sequence[tuple[str, str, bytes]]], bool]
# In place of a digest: something was given that is not known any more.
LOST = 0
_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(list[bytes])


class Givens:
    """What functions were given.

    Args:
        ask: rows of the store, by token and class.
        tell: writes rows; tells whether they are there.
        digests: of what is known; belongs to the answers, and is kept up.
    """

    def __init__(self, ask: Ask, tell: Tell, digests: dict[Place, int]) -> None:
        self._ask = ask
        self._tell = tell
        self._digests = digests
        self._met: dict[Place, set[bytes]] = {}
        self._came: dict[Place, Place] = {}

    def of(self, place: Place) -> list[bytes] | None:
        """All that the functions of a file were given; None when that is not known."""
        digest = self._digests.get(place)
        if digest is None:
            return []
        row = self._rows([place])[place]
        return row if _digest(row) == digest else None

    def met(self, place: Place, given: bytes) -> None:
        """A function of a file was evaluated."""
        self._met.setdefault(place, set()).add(given)

    def carry(self, old: Place, new: Place) -> None:
        """Answers that rested on a file as it was rest on it as it is now."""
        self._came[new] = old

    def save(self) -> bool:
        """Writes what is new; tells whether it is there."""
        wanted = {*self._met, *self._came, *self._came.values()}
        rows = self._rows(wanted) if wanted else {}
        sound = {
            one: one not in self._digests or _digest(row) == self._digests[one] for one, row in rows.items()
        }
        fresh = []
        for place in sorted({*self._met, *self._came}):
            came = self._came.get(place, place)
            if not (sound[place] and sound[came]):
                self._digests[place] = LOST
                continue
            row = sorted({*rows[place], *rows[came], *self._met.get(place, ())})
            self._digests[place] = _digest(row)
            if row != rows[place]:
                fresh.append((_token(place), place[0], zlib.compress(_encode(row), 1)))
        self._met, self._came = {}, {}
        return not fresh or self._tell(fresh)

    def _rows(self, places: Iterable[Place]) -> dict[Place, list[bytes]]:
        tokens = {place: _token(place) for place in places}
        known = self._ask(tokens.values())
        return {place: _read(known.get((token, place[0]), b"")) for place, token in tokens.items()}


def _read(row: bytes) -> list[bytes]:
    try:
        return _decoder.decode(zlib.decompress(row)) if row else []
    except (zlib.error, msgspec.MsgspecError):
        return []


def _token(place: Place) -> str:
    """By what a row is known: the path, and the content, which is the first word of the mark."""
    _, path, mark = place
    content = mark.partition(" ")[0]
    return hashlib.blake2b(
        f"given {content} {path}".encode("utf-8", "surrogateescape"), digest_size=16
    ).hexdigest()


def _digest(row: Sequence[bytes]) -> int:
    if not row:
        return 1
    data = hashlib.blake2b(_encode(sorted(row)), digest_size=7).digest()
    return int.from_bytes(data, "little") + 2

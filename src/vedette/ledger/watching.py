"""What a watch goes on from, and what it still has to tell: positions, states, outbox, in one transaction.

These tables are the watch's own workshop: nothing of them is in the journal. What becomes of alerts is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from vedette.ledger import alerts, stored
from vedette.ledger.database.opening import open_store, writing
from vedette.ledger.place import Place
from vedette.model.errors import WorldError
from vedette.model.watch import Letter, Mark, News, Point, Saved

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store

# What was delivered is kept for so long, so that the same is not told again.
_KEPT_SECONDS = 30 * 86_400
_MOST_ERROR = 300


class Waiting(Struct, frozen=True, kw_only=True):
    """A letter of the outbox that is due.

    Attributes:
        id: its number in the outbox.
        attempts: how often it was tried.
    """

    id: int
    letter: Letter
    attempts: int


class WatchMemory:
    """As `stream.interface.Memory`, in a ledger. To be used in the thread that opened it.

    Args:
        place: of the ledger; None for one that lives in memory.
        name: of the watch: two at one ledger need two names.

    Raises:
        UsageError, WorldError: as `open_store`.
    """

    def __init__(self, place: Place | None, name: str = "watch") -> None:
        self._store = open_store(place)
        self._name = name

    def load(self) -> Saved:
        """What the last checkpoint left."""
        with self._store.translated(), self._store.reading():
            turn = self._turn()
            marks = self._store.rows(
                "SELECT body FROM watch_mark WHERE watch = ? ORDER BY stream, part", (self._name,)
            )
            states = self._store.rows("SELECT name, body FROM watch_state WHERE watch = ?", (self._name,))
        return Saved(
            turn=turn,
            marks=tuple(stored.decode(bytes(body), Mark) for (body,) in marks),
            states={name: bytes(body) for name, body in states},
        )

    def checkpoint(
        self, point: Point, letters: Callable[[Sequence[News]], Sequence[Letter]]
    ) -> Sequence[News]:
        """Writes positions, states, alerts and letters, all or nothing.

        Args:
            point: what to write.
            letters: what goes to the outbox for the alerts as numbered.

        Raises:
            WorldError: another process writes the same watch, or the place fails.
        """
        with self._store.translated(), writing(self._store):
            self._take_turn(point.turn)
            self._store.many(
                "DELETE FROM watch_mark WHERE watch = ? AND stream = ? AND part = ?",
                [(self._name, stored.escape(stream), stored.escape(part)) for stream, part in point.gone],
            )
            marks = {(stored.escape(mark.stream), stored.escape(mark.part)): mark for mark in point.marks}
            rows = [(self._name, *where, stored.encode(mark)) for where, mark in marks.items()]
            key = ("watch", "stream", "part")
            self._store.put("watch_mark", (*key, "body"), rows, key=key)
            states = [(self._name, name, body) for name, body in point.states.items()]
            self._store.put("watch_state", ("watch", "name", "body"), states, key=("watch", "name"))
            news = alerts.record(self._store, point.news, point.at)
            post(self._store, letters(news) if news else ())
        return news

    def close(self) -> None:
        """Lets go of the ledger."""
        self._store.close()

    def _turn(self) -> int:
        rows = self._store.rows("SELECT turn FROM watch WHERE name = ?", (self._name,))
        return rows[0][0] if rows else 0

    def _take_turn(self, turn: int) -> None:
        if self._turn() != turn - 1:
            raise WorldError(
                "another vedette watches with the same state",
                help="end one of the two, or give each a name of its own with --state",
            )
        self._store.put("watch", ("name", "turn"), [(self._name, turn)], key=("name",))


class Outbox:
    """What is still to be told. To be used in the thread that opened it.

    Args:
        place: of the ledger.

    Raises:
        UsageError, WorldError: as `open_store`.
    """

    def __init__(self, place: Place) -> None:
        self._store = open_store(place)

    def post(self, letters: Sequence[Letter]) -> None:
        """Puts letters into the outbox; one with channel and key of an earlier one is left out."""
        with self._store.translated(), writing(self._store):
            post(self._store, letters)

    def due(self, now: float, limit: int = 50) -> list[Waiting]:
        """What is to be told now, the oldest first.

        Args:
            now: seconds since 1970 (UTC).
            limit: at most so many.
        """
        query = "SELECT id, channel, key, body, due, attempts FROM outbox WHERE delivered = 0 AND due <= ?"
        with self._store.translated(), self._store.reading():
            rows = self._store.rows(f"{query} ORDER BY due, id LIMIT ?", (int(now), limit))
        return [_waiting(row) for row in rows]

    def next(self) -> float | None:
        """When the next letter is due, in seconds since 1970 (UTC); None when none waits."""
        with self._store.translated(), self._store.reading():
            rows = self._store.rows("SELECT min(due) FROM outbox WHERE delivered = 0")
        return rows[0][0] if rows and rows[0][0] is not None else None

    def waiting(self) -> list[tuple[str, int, str]]:
        """Of each channel for which letters wait: its name, how many, and what went wrong last."""
        query = """SELECT channel, count(*), max(error) FROM outbox WHERE delivered = 0
            GROUP BY channel ORDER BY channel"""
        with self._store.translated(), self._store.reading():
            rows = self._store.rows(query)
        return [(stored.unescape(channel), count, stored.unescape(error)) for channel, count, error in rows]

    def delivered(self, id_: int, now: float) -> None:
        """A letter has arrived; letters that arrived long ago are forgotten."""
        with self._store.translated(), writing(self._store):
            self._store.rows("UPDATE outbox SET delivered = ?, error = '' WHERE id = ?", (int(now), id_))
            before = int(now) - _KEPT_SECONDS
            self._store.rows("DELETE FROM outbox WHERE delivered > 0 AND delivered < ?", (before,))

    def failed(self, id_: int, again: float, error: str) -> None:
        """A letter could not be delivered.

        Args:
            id_: its number.
            again: when to try once more, in seconds since 1970 (UTC).
            error: what went wrong, without secrets.
        """
        told = stored.escape(error[:_MOST_ERROR])
        with self._store.translated(), writing(self._store):
            self._store.rows(
                "UPDATE outbox SET due = ?, attempts = attempts + 1, error = ? WHERE id = ?",
                (int(again), told, id_),
            )

    def close(self) -> None:
        """Lets go of the ledger."""
        self._store.close()


def post(store: Store, letters: Sequence[Letter]) -> None:
    """Puts letters into the outbox; the caller holds the write lock and commits.

    Args:
        store: where the ledger lies.
        letters: one with channel and key of an earlier one is left out.
    """
    highest = store.rows("SELECT coalesce(max(id), 0) FROM outbox")[0][0] if letters else 0
    seen = set()
    rows = []
    for letter in letters:
        name = (stored.escape(letter.channel), stored.escape(letter.key))
        if name in seen or store.rows("SELECT 1 FROM outbox WHERE channel = ? AND key = ?", name):
            continue
        seen.add(name)
        highest += 1
        rows.append((highest, *name, letter.body, int(letter.not_before), 0, "", 0))
    columns = ("id", "channel", "key", "body", "due", "attempts", "error", "delivered")
    store.add("outbox", columns, rows)


def _waiting(row: tuple[int, str, str, bytes, int, int]) -> Waiting:
    id_, channel, key, body, due, attempts = row
    letter = Letter(
        channel=stored.unescape(channel), key=stored.unescape(key), body=bytes(body), not_before=float(due)
    )
    return Waiting(id=id_, letter=letter, attempts=attempts)

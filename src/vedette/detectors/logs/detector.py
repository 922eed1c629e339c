"""People and rates: what logs show when one looks at many lines together.

A block is counted by its columns; single lines are looked at only where somebody logs in, was refused, or
must be told of. All that is remembered is bounded, and goes by the time that each log has, never by this
machine's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from vedette.detectors.interface import Batch, Setup
from vedette.detectors.logs.attempts import Attempts
from vedette.detectors.logs.columns import columns
from vedette.detectors.logs.guessing import Guessing
from vedette.detectors.logs.hosts import Hosts
from vedette.detectors.logs.newcomers import Newcomers
from vedette.detectors.logs.planted import Planted, planted
from vedette.detectors.logs.privileged import Privileged
from vedette.detectors.logs.rates import Rates
from vedette.detectors.logs.routes import Routes
from vedette.detectors.logs.seen import Seen, told
from vedette.detectors.logs.violations import Violations
from vedette.model.kept import restored
from vedette.model.traffic import Detection

# What the canary must show, as far as it is switched on.
_PLANTED = frozenset({"logs-brute-force", "logs-server-errors"})


class _Saved(Struct):
    rates: bytes = b""
    hosts: bytes = b""
    attempts: bytes = b""
    guessing: bytes = b""
    privileged: bytes = b""
    newcomers: bytes = b""
    violations: bytes = b""


def create_stream(setup: Setup) -> LogsDetector:
    """The detector of this kind."""
    return LogsDetector(setup)


class LogsDetector:
    """Sees what no line shows by itself; see the module.

    Args:
        setup: the rules.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._routes = Routes()
        self._rates = Rates()
        self._hosts = Hosts()
        self._attempts = Attempts()
        self._guessing = Guessing(setup.definitions)
        self._privileged = Privileged(setup.definitions)
        self._newcomers = Newcomers()
        self._violations = Violations()

    def inspect(self, batch: Batch) -> Iterable[Detection]:
        """What a block shows, in order of line."""
        if isinstance(batch.format, Planted):
            return self._canary_seen(batch)
        stream, rules = batch.block.stream, self._setup.rules
        made = [told(seen, stream, rules) for seen in self._look(batch)]
        return sorted((one for one in made if one is not None), key=lambda one: one.line)

    def tick(self, now: float) -> Iterable[Detection]:
        """Learns from windows that are over; there is nothing to be said of them."""
        self._rates.tick(now)
        return ()

    def state(self) -> bytes:
        """What is usual, and who tries passwords."""
        return msgspec.msgpack.encode(
            _Saved(
                rates=self._rates.state(),
                hosts=self._hosts.state(),
                attempts=self._attempts.state(),
                guessing=self._guessing.state(),
                privileged=self._privileged.state(),
                newcomers=self._newcomers.state(),
                violations=self._violations.state(),
            )
        )

    def restore(self, state: bytes) -> None:
        """Goes on; a state that cannot be read is a fresh start, for that part of it which cannot."""
        saved = restored(state, _Saved, _Saved())
        self._rates.restore(saved.rates)
        self._hosts.restore(saved.hosts)
        self._attempts.restore(saved.attempts)
        self._guessing.restore(saved.guessing)
        self._privileged.restore(saved.privileged)
        self._newcomers.restore(saved.newcomers)
        self._violations.restore(saved.violations)

    def canary(self) -> tuple[Batch, str]:
        """A block with guessing and failures that nobody caused."""
        return planted()

    def _look(self, batch: Batch) -> Iterator[Seen]:
        stream = batch.block.stream
        seen = columns(batch, self._routes)
        logins = self._routes.logins
        if seen.routes:
            yield from self._rates.take(seen, self._hosts.of(batch), logins)
            yield from self._newcomers.take(seen, self._rates.scope(stream))
        attempts = self._attempts.of(seen, logins, self._wanted)
        if attempts:
            yield from self._rates.tries(seen, attempts)
            yield from self._guessing.take(attempts)
            yield from self._privileged.take(stream, attempts)
        yield from self._violations.take(batch)

    def _wanted(self, client: bytes, user: bytes) -> bool:
        return self._privileged.watches(user) or self._guessing.awaits(client, user)

    def _canary_seen(self, batch: Batch) -> list[Detection]:
        """What a detector that remembers nothing sees; nothing unless it sees all that is planted."""
        rules = self._setup.rules
        seen = list(LogsDetector(self._setup)._look(batch))  # noqa: SLF001 - another of itself
        if not _PLANTED.issubset(one.rule for one in seen):
            return []
        # Whoever switches a rule off does not blind the detector.
        lent = dict.fromkeys(_PLANTED, next(iter(rules.values()))) if rules else {}
        made = [told(one, batch.block.stream, {**lent, **rules}) for one in seen]
        return [one for one in made if one is not None]

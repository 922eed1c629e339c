"""Attacks in the logs of web systems: gate, read, take apart, peel, judge, tell.

Only lines that the gate lets through are read in full. When more of them come than the budget of a block
allows, the rest waits in a bounded queue, and that is told; when the queue is full, the block takes as long
as it takes, and whoever reads the log waits. No candidate is dropped.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache
from time import monotonic, perf_counter

import msgspec
from msgspec import Struct

from vedette.detectors.interface import Batch, Setup
from vedette.detectors.web.effect import Effect, Effects
from vedette.detectors.web.gate import Gate
from vedette.detectors.web.judging import Judging, Sighting, Spots
from vedette.detectors.web.planted import Planted, planted
from vedette.languages.logs.redaction import redact
from vedette.model.kept import restored
from vedette.model.rule import Confidence, Rule, Severity
from vedette.model.traffic import Detection, Request

BACKLOG = "web-backlog"
_SECONDS = 0.4
_QUEUE_BYTES = 2 << 20
_SAMPLED = 12
_AGAIN = 60.0
# A full block may take longer than its budget; only what waits on and on is behind.
_WAITS = 30.0
_REFUSED = 400
# Addresses, hosts and methods come again and again; what is longer is redacted anew.
_KEPT, _SHORT = 4096, 128
_TIMED = frozenset({"web-sql-function", "web-sql-stacked", "web-nosql-script", "web-shell-command"})
# Looking around is no break-in, whatever is answered.
_LOOKING = frozenset({"scanner", "exploit"})


# A machine that asks itself for its status looks around nowhere.
_ITSELF = (b"127.", b"::1", b"localhost", b"::ffff:127.")


class Waiting(Struct, frozen=True):
    """A candidate that was not judged yet."""

    stream: str
    line: int
    request: Request
    spots: Spots | None = None


class _Saved(Struct):
    effects: bytes
    queue: list[Waiting]


def create_stream(setup: Setup) -> WebDetector:
    """The detector of this kind."""
    return WebDetector(setup)


class WebDetector:
    """Judges what clients sent; see the module."""

    def __init__(self, setup: Setup) -> None:
        """Open the gate.

        Args:
            setup: rules and where compiled databases are kept.
        """
        self._rules = setup.rules
        self._gate = Gate(setup.definitions, (setup.cache_dir, setup.cache_key))
        self._judging = Judging(setup.rules)
        self._effects = Effects()
        self._queue: deque[Waiting] = deque()
        self._queued = 0
        self._told = float("-inf")
        self._since: float | None = None

    def inspect(self, batch: Batch) -> Iterable[Detection]:
        """What the candidates of a block show, those first that still wait."""
        until = perf_counter() + _SECONDS
        # What a canary shows is thrown away: nothing that waits may be among it.
        real = not isinstance(batch.format, Planted)
        found = list(self._waiting(until)) if real else []
        data = batch.block.data
        lines = self._gate.candidates(data)
        self._learn(batch, {one.begin for one in lines})
        latest = 0.0
        for index, begin, end, ends, aims in lines:
            line = data[begin:end]
            request = batch.format.request(line)
            if request is None:
                continue
            spots = Spots(line, tuple(at - begin for at in ends), aims) if real else None
            one = Waiting(batch.block.stream, batch.block.line + index, request, spots)
            latest = max(latest, request.time)
            if not real or perf_counter() < until or self._queued > _QUEUE_BYTES:
                found += self._judged(one)
            else:
                self._queue.append(one)
                self._queued += _weight(one)
        return [*found, *self._behind(latest or batch.block.arrived)] if real else found

    def tick(self, now: float) -> Iterable[Detection]:
        """Work on what waits."""
        del now
        return list(self._waiting(perf_counter() + _SECONDS))

    def waits(self) -> bool:
        """Whether something was not judged yet."""
        return bool(self._queue)

    def state(self) -> bytes:
        """What routes answer as a rule, how attackers fared, and what waits."""
        return msgspec.msgpack.encode(_Saved(self._effects.state(), list(self._queue)))

    def restore(self, state: bytes) -> None:
        """Go on; a state that cannot be read is a fresh start."""
        self._queue.clear()
        self._effects = Effects()
        saved = restored(state, _Saved, _Saved(b"", []))
        self._effects.restore(saved.effects)
        self._queue.extend(saved.queue)
        self._queued = sum(map(_weight, self._queue))

    def canary(self) -> tuple[Batch, str]:
        """A block with an attack that nobody sent."""
        return planted()

    def _waiting(self, until: float) -> Iterator[Detection]:
        while self._queue and perf_counter() < until:
            one = self._queue.popleft()
            self._queued -= _weight(one)
            yield from self._judged(one)

    def _judged(self, one: Waiting) -> list[Detection]:
        found = self._judging.judge(one.request, one.spots)
        if found and one.request.client.startswith(_ITSELF):
            found = [one for one in found if self._rules[one.attack.rule].weakness not in _LOOKING]
        if not found:
            self._effects.learn(one.request)
            return []
        rules = self._rules
        effect = self._effects.hint(
            one.request,
            frozenset(rules[sighting.attack.rule].weakness for sighting in found),
            timed=any(sighting.attack.rule in _TIMED for sighting in found),
        )
        return [_told(one, sighting, rules[sighting.attack.rule], effect) for sighting in found]

    def _learn(self, batch: Batch, attacked: set[int]) -> None:
        """A few lines of each block show what routes answer as a rule."""
        data = batch.block.data
        for at in range(0, len(data), max(1, len(data) // _SAMPLED)):
            begin = data.rfind(b"\n", 0, at) + 1
            end = data.find(b"\n", begin)
            if begin in attacked or end < 0:
                continue
            request = batch.format.request(data[begin:end])
            if request is not None:
                self._effects.learn(request)

    def _behind(self, now: float) -> list[Detection]:
        if not self._queue:
            self._since = None
            return []
        if self._since is None:
            self._since = monotonic()
        if monotonic() - self._since < _WAITS or BACKLOG not in self._rules or now - self._told < _AGAIN:
            return []
        self._told = now
        rule = self._rules[BACKLOG]
        oldest = self._queue[0]
        return [
            Detection(
                rule=BACKLOG,
                weakness=rule.weakness,
                severity=rule.severity,
                confidence=rule.confidence,
                time=now,
                stream=oldest.stream,
                line=oldest.line,
                reason="More suspicious lines come than can be judged at once; the rest is judged later.",
                count=len(self._queue),
            )
        ]


def _told(one: Waiting, sighting: Sighting, rule: Rule, effect: Effect) -> Detection:
    request, attack = one.request, sighting.attack
    where, _, name = sighting.where.partition(" ")
    return Detection(
        rule=rule.id,
        weakness=rule.weakness,
        severity=_severity(rule, request, effect),
        confidence=rule.confidence if attack.sure else _lower(rule.confidence),
        time=request.time,
        stream=one.stream,
        line=one.line,
        client=_shown(request.client, 64),
        user=_shown(request.user, 64),
        host=_shown(request.host, 128),
        method=_shown(request.method, 16),
        path=redact(request.target.partition(b"?")[0], 200),
        status=request.status,
        where=f"{where} {redact(name.encode(), 64)}" if name else where,
        evidence=redact(attack.shown),
        reason=attack.reason,
        success=effect.told,
    )


_kept = lru_cache(maxsize=_KEPT)(redact)


def _shown(value: bytes, limit: int) -> str:
    return _kept(value, limit) if len(value) <= _SHORT else redact(value, limit)


def _severity(rule: Rule, request: Request, effect: Effect) -> Severity:
    """An attempt is medium at most, and low if it was refused; a hint that it succeeded makes it high."""
    if effect.told and rule.weakness not in _LOOKING:
        return Severity.critical if effect.strong else Severity.high
    if request.status >= _REFUSED and not effect.told:
        return Severity.low
    return rule.severity if rule.severity.rank <= Severity.medium.rank else Severity.medium


def _lower(confidence: Confidence) -> Confidence:
    return Confidence.medium if confidence is Confidence.high else Confidence.low


def _weight(one: Waiting) -> int:
    request = one.request
    headers = sum(len(name) + len(value) for name, value in request.headers)
    line = len(one.spots.line) if one.spots else 0
    return (
        200
        + line
        + len(request.target)
        + len(request.referer)
        + len(request.agent)
        + len(request.body)
        + headers
    )

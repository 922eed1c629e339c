"""One incident: what has been seen of it, how much that weighs, and the alert that people are shown."""

from __future__ import annotations

from datetime import UTC, datetime
from zlib import crc32

from msgspec import Struct, field
from msgspec.structs import replace

from vedette.model.alert import Alert, Target
from vedette.model.rule import Confidence, Severity
from vedette.model.traffic import Detection
from vedette.response.interface import Bounds, Located, What
from vedette.response.words import named

_WEIGHTS = {Confidence.high: 1.0, Confidence.medium: 0.4, Confidence.low: 0.15}
_MOST_WORDS = 12
_SUCCESS = 4
_SHOWN = 64
_MOST_OTHERS = 1_000
_LAST_MOMENT = 253_402_300_799.0  # the end of the year 9999


class Incident(Struct, kw_only=True, array_like=True):
    """What is remembered of one incident. Times are seconds since 1970 (UTC) by the logs' clock.

    Attributes:
        weight: of what was seen, halved as time passes; at `Bounds.opens` it becomes an alert.
        told: detections when it was written down last.
        rules, weaknesses: each with the number of its detections.
        began: time of the detection that came first, which names the alert.
        clients: of attackers, as far as they are kept.
        more: attackers beyond those, as hashes, and only so many.
        unsure: hashes of what was seen and is no sure sign, only so many.
        typed: of what is no sure sign the last text, by rule and part of the request.
        summary: key of the incident that is told in the stead of this one; "" when this is told by itself.
        place: the how many-th that summary tells of; 0 without one.
        stands: alerts that this one is the summary of.
        for_owner: whose alerts they are.
    """

    key: str
    began: float
    first: float
    last: float
    count: int = 0
    weight: float = 0.0
    opened: bool = False
    told: int = 0
    severity: Severity = Severity.low
    confidence: Confidence = Confidence.low
    rules: dict[str, int] = field(default_factory=dict)
    weaknesses: dict[str, int] = field(default_factory=dict)
    clients: dict[str, int] = field(default_factory=dict)
    more: set[int] = field(default_factory=set)
    samples: list[Detection] = field(default_factory=list)
    targets: dict[str, Target] = field(default_factory=dict)
    more_targets: int = 0
    success: list[str] = field(default_factory=list)
    unsure: set[int] = field(default_factory=set)
    typed: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    place: int = 0
    stands: int = 0
    for_owner: str = ""

    @property
    def owner(self) -> str:
        """Whose code is attacked most; "" where nobody is known."""
        if self.stands:
            return self.for_owner
        return next((target.owner for target in self._aims() if target.owner), "")

    def take(self, item: Located, bounds: Bounds) -> What | None:
        """Adds a detection; what is to be said of it, None for nothing.

        Args:
            item: the detection, located.
            bounds: how much is kept.
        """
        detection = item.detection
        elapsed = max(detection.time - self.last, 0.0)
        self.weight = self.weight * 0.5 ** (elapsed / bounds.halves) + self._weight(detection)
        self.first, self.last = min(self.first, detection.time), max(self.last, detection.time)
        self.count += detection.count
        graver = self._grade(item, bounds.targets)
        novel = self._count(item, bounds)
        if not self.opened:
            self.opened = self.weight >= bounds.opens - 1e-9
            self.told = self.count
            return self._open() if self.opened else None
        if graver:
            self.told = self.count
            return What.raised
        if novel or self.count >= 2 * self.told:
            self.told = self.count
            return What.grown
        return None

    def alert(self) -> Alert:
        """As people are shown it."""
        weaknesses = tuple(sorted(self.weaknesses, key=lambda name: -self.weaknesses[name]))
        targets = self._aims()
        return Alert(
            key=f"{self.key} {_moment(self.began)}",
            title=self._title(weaknesses, targets),
            severity=self.severity,
            confidence=self.confidence,
            first=_moment(self.first),
            last=_moment(self.last),
            rules=tuple(sorted(self.rules, key=lambda name: -self.rules[name])),
            weaknesses=weaknesses,
            count=self.count,
            attackers=tuple(self.clients),
            more_attackers=len(self.more),
            samples=tuple(sorted(self.samples, key=_gravity, reverse=True)),
            targets=targets,
            more_targets=self.more_targets,
            success=tuple(self.success),
            owner=self.owner,
        )

    def _aims(self) -> tuple[Target, ...]:
        """Targets with known weaknesses first, then those attacked most."""
        return tuple(
            sorted(self.targets.values(), key=lambda target: (-bool(target.findings), -target.count))
        )

    def _open(self) -> What:
        """What was no sure sign need not be remembered any more."""
        self.unsure.clear()
        self.typed.clear()
        return What.opened

    def _weight(self, detection: Detection) -> float:
        """How much a detection says; the same unsure bytes again, as of a favourite search, say little.

        A box that asks with each letter sends one text many times, each time a little longer.
        """
        weight = _WEIGHTS[detection.confidence]
        if self.opened or detection.confidence is Confidence.high or not detection.evidence:
            return weight
        place = f"{detection.rule} {detection.where}"
        before = self.typed.get(place, "")
        if before or len(self.typed) < _MOST_WORDS:
            self.typed[place] = detection.evidence[:_SHOWN]
        if before and detection.evidence.startswith(before) and before != detection.evidence:
            return 0.0
        mark = crc32(f"{detection.rule} {detection.evidence}".encode("utf-8", "replace"))
        if mark in self.unsure:
            return 0.0 if detection.confidence is Confidence.low else weight / 4
        if len(self.unsure) < _MOST_OTHERS:
            self.unsure.add(mark)
        return weight

    def _grade(self, item: Located, most: int) -> bool:
        """Whether it is graver than before: by what was seen, by a hint of success, by a known weakness."""
        detection, target = item.detection, item.target
        before = self.severity.rank
        severity = detection.severity
        if detection.success and severity.rank < Severity.high.rank:
            severity = Severity.high
        if target is not None and target.findings:
            severity = Severity.critical
        if severity.rank > before:
            self.severity = severity
        if detection.confidence.rank > self.confidence.rank:
            self.confidence = detection.confidence
        known = {found for other in self.targets.values() for found in other.findings}
        full = len(self.targets) >= most and all(other.findings for other in self.targets.values())
        fresh = bool(target and set(target.findings) - known) and not full
        hint = bool(detection.success and detection.success not in self.success and not self.success)
        return self.severity.rank > before or fresh or hint

    def _count(self, item: Located, bounds: Bounds) -> bool:
        """Keeps what may be kept; whether something of a new kind came."""
        detection, target = item.detection, item.target
        novel = detection.weakness not in self.weaknesses
        for counts, name in ((self.rules, detection.rule), (self.weaknesses, detection.weakness)):
            if name in counts or len(counts) < _MOST_WORDS:
                counts[name] = counts.get(name, 0) + detection.count
        if detection.client and detection.client in self.clients:
            self.clients[detection.client] += 1
        elif detection.client and len(self.clients) < bounds.attackers:
            self.clients[detection.client] = 1
        elif detection.client and len(self.more) < _MOST_OTHERS:
            self.more.add(crc32(detection.client.encode("utf-8", "replace")))
        if detection.success and detection.success not in self.success and len(self.success) < _SUCCESS:
            self.success.append(detection.success)
        self._sample(detection, bounds.samples)
        if target is not None:
            self._aim(target, bounds.targets)
        return novel

    def _sample(self, detection: Detection, most: int) -> None:
        """Keeps the gravest, and of equals the first; one of each kind before two of one."""
        same = any(kept.rule == detection.rule and kept.where == detection.where for kept in self.samples)
        if len(self.samples) < most and not (same and len(self.samples) >= most // 2):
            self.samples.append(detection)
            return
        least = min(range(len(self.samples)), key=lambda at: _gravity(self.samples[at]))
        if _gravity(detection) > _gravity(self.samples[least]):
            self.samples[least] = detection

    def _aim(self, target: Target, most: int) -> None:
        name = f"{target.service} {target.method} {target.route or target.path}"
        known = self.targets.get(name)
        if known is not None:
            findings = tuple(dict.fromkeys((*known.findings, *target.findings)))
            self.targets[name] = replace(known, count=known.count + target.count, findings=findings)
            return
        if len(self.targets) >= most:
            self.more_targets += 1
            least = next((key for key, one in self.targets.items() if not one.findings), "")
            if not (target.findings and least):
                return
            del self.targets[least]
        self.targets[name] = target

    def _title(self, weaknesses: tuple[str, ...], targets: tuple[Target, ...]) -> str:
        attack = named(weaknesses[0]) if weaknesses else "attack"
        if len(weaknesses) > 1:
            attack = f"{attack} and {len(weaknesses) - 1} more"
        if self.stands:
            worst = max(self.samples, key=_gravity)
            return f"{self.stands} more alerts in one hour, the gravest {named(worst.weakness)}{self._whom()}"
        aimed = ""
        if targets:
            first = targets[0]
            parts = (first.service, first.method, first.route or first.path)
            aimed = f" on {' '.join(filter(None, parts))}" if any(parts) else ""
            if aimed and len(targets) > 1 and self.key.startswith("campaign "):
                aimed += " and elsewhere"
        return f"{attack[:1].upper()}{attack[1:]}{aimed}{self._whom()}"

    def _whom(self) -> str:
        people = len(self.clients) + len(self.more)
        if people == 1:
            return f" from {next(iter(self.clients))}"
        return f" from {people} clients" if people else ""


def _gravity(detection: Detection) -> tuple[bool, int, int]:
    return (bool(detection.success), detection.severity.rank, detection.confidence.rank)


def _moment(time: float) -> str:
    """UTC, ISO 8601 to the second."""
    bounded = min(max(time, 0.0), _LAST_MOMENT)
    return datetime.fromtimestamp(int(bounded), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""Matching: which of the known findings each new one is. Pure, one to one, near-linear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence

from vedette.ledger import identity
from vedette.model.finding import Finding

_Key = Callable[[Finding], Hashable | None]


def match(
    known: Sequence[Finding],
    new: Sequence[Finding],
    renames: Mapping[str, str],
    *,
    gone: Collection[str] = frozenset(),
    retired: Collection[int] = frozenset(),
    left: Collection[int] = frozenset(),
) -> dict[int, int]:
    """Pairs new findings with known ones; whatever is ambiguous is left unpaired, and so is new.

    In this order: same fingerprint at the same path; the same through a rename; the only one alike in
    kind, family and subject (which must be there) at the path, symbol or ordinal changed; the same
    through a rename; the only one with the fingerprint whose old path is gone.

    Args:
        known: findings remembered, fingerprints set.
        new: findings of now, fingerprints set.
        renames: path now -> path before.
        gone: paths of known findings that do not exist any more; a container with fast membership.
        retired: indices of known findings that only the first two steps may pair (they are fixed).
        left: indices of known findings that are at their path no more, unless a step before finds them there.

    Returns:
        Index in `new` -> index in `known`; no known finding occurs twice.
    """
    pairing = _Pairing(known, new)
    pairing.exact(_at_path, _at_path)
    pairing.exact(_at_path, _through(renames, _at_path))
    pairing.retire(retired)
    pairing.unique(_near, _near)
    pairing.unique(_near, _through(renames, _near))
    pairing.unique(_moved_from(gone), _moved)
    for key in (_moved_value, _value):
        pairing.unique(key, key, among=left)
    return pairing.pairs


class _Pairing:
    """What is paired, and what is left on both sides, in order of index."""

    def __init__(self, known: Sequence[Finding], new: Sequence[Finding]) -> None:
        self.pairs: dict[int, int] = {}
        self._known, self._new = known, new
        self._known_left = dict.fromkeys(range(len(known)))
        self._new_left = dict.fromkeys(range(len(new)))

    def exact(self, known_key: _Key, new_key: _Key) -> None:
        """Pairs equal keys; several with one identity are interchangeable and go in order of place."""
        groups = _grouped(self._known, self._known_left, known_key)
        for olds, news in self._shared(groups, new_key):
            olds.sort(key=lambda index: _order(self._known[index]))
            news.sort(key=lambda index: _order(self._new[index]))
            for old, now in zip(olds, news, strict=False):
                self._pair(now, old)

    def unique(self, known_key: _Key, new_key: _Key, among: Collection[int] | None = None) -> None:
        """Pairs keys that one finding on each side has; of the known only those among the given."""
        known = [index for index in self._known_left if among is None or index in among]
        groups = _grouped(self._known, known, known_key)
        for olds, news in self._shared(groups, new_key):
            if len(olds) == len(news) == 1:
                self._pair(news[0], olds[0])

    def retire(self, indices: Iterable[int]) -> None:
        """Takes known findings out of the steps that follow."""
        for index in indices:
            self._known_left.pop(index, None)

    def _shared(self, groups: dict[Hashable, list[int]], new_key: _Key) -> list[tuple[list[int], list[int]]]:
        news = _grouped(self._new, self._new_left, new_key)
        return [(groups[key], indices) for key, indices in news.items() if key in groups]

    def _pair(self, now: int, old: int) -> None:
        self.pairs[now] = old
        del self._new_left[now], self._known_left[old]


def _grouped(findings: Sequence[Finding], left: Iterable[int], key_of: _Key) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index in left:
        key = key_of(findings[index])
        if key is not None:
            groups[key].append(index)
    return groups


def _at_path(finding: Finding) -> tuple[str, ...]:
    return finding.place.path, finding.kind, finding.fingerprint, _time(finding)


def _near(finding: Finding) -> tuple[str, ...] | None:
    # Without a subject, two different weaknesses of one family in one file would pass for one.
    if not finding.subject:
        return None
    return finding.place.path, finding.kind, finding.family or finding.rule, finding.subject, _time(finding)


def _time(finding: Finding) -> str:
    # What stands in the tree and what stood in history are mended by different deeds: two lives.
    return "past" if finding.place.revision else "now"


def _through(renames: Mapping[str, str], key_of: Callable[[Finding], tuple[str, ...] | None]) -> _Key:
    def key(finding: Finding) -> tuple[str, ...] | None:
        before = renames.get(finding.place.path)
        plain = key_of(finding) if before is not None else None
        return (before, *plain[1:]) if before is not None and plain is not None else None

    return key


def _moved_from(gone: Collection[str]) -> _Key:
    def key(finding: Finding) -> tuple[str, ...] | None:
        return _moved(finding) if finding.place.path in gone else None

    return key


def _moved(finding: Finding) -> tuple[str, ...]:
    return finding.kind, finding.fingerprint, _time(finding)


def _moved_value(finding: Finding) -> tuple[str, ...] | None:
    return _moved(finding) if _value(finding) else None


def _value(finding: Finding) -> tuple[str, ...] | None:
    # A name in place of a value is borne by many: that one went and another came is no move.
    if not identity.is_value(finding.subject):
        return None
    return finding.kind, finding.family or finding.rule, finding.subject, _time(finding)


def _order(finding: Finding) -> tuple[object, ...]:
    # Only those equal in all of this are interchangeable without a trace.
    return finding.place, finding.rule, finding.message, finding.evidence, finding.symbol, finding.subject

"""Gathering: which sightings of a run are one finding, and which known one it is. Pure, near-linear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

from msgspec import Struct

from vedette.ledger import lifecycle
from vedette.ledger.interface import Seen
from vedette.ledger.matching import match
from vedette.model.finding import Finding, Place, State
from vedette.model.rule import Persona

Weight = tuple[int, int, bool]
_Key = tuple[str, str, bool]


class Standing(Struct, frozen=True):
    """One place where a finding stands.

    Attributes:
        finding: what was seen there last.
        of: id of the merged finding that it came with; "" for a place of its own.
    """

    finding: Finding
    of: str = ""


class Known(Struct, frozen=True, kw_only=True):
    """A finding that is remembered.

    Attributes:
        state: how it stands.
        standing: where it was last seen, the main place first.
        past: where it stood before, and only an exact match brings it back.
        into: index of the known finding that it was merged with; -1 for one that stands for itself.
        id: its name.
    """

    state: State
    standing: tuple[Standing, ...]
    past: tuple[Standing, ...] = ()
    into: int = -1
    id: str = ""

    @property
    def is_retired(self) -> bool:
        """Whether only an exact match brings it back: it is fixed, or its places are told of elsewhere."""
        return self.state is State.fixed or self.into >= 0


class Gathered(Struct, frozen=True, kw_only=True):
    """The sightings of one finding.

    Attributes:
        known: index of the known finding; None for a new one.
        seen: indices of the sightings, the main one first, the others in order of place.
        of: for each of them as `Standing.of`.
        kept: places of the known finding about which the run says nothing.
        gone: places of the known finding where the run shows that it is not any more.
        absorbed: indices of known findings that are the same thing and were remembered apart.
    """

    known: int | None
    seen: tuple[int, ...]
    of: tuple[str, ...]
    kept: tuple[Standing, ...] = ()
    gone: tuple[Standing, ...] = ()
    absorbed: tuple[int, ...] = ()


def gather(known: Sequence[Known], new: Sequence[Finding], seen: Seen) -> list[Gathered]:
    """Groups sightings by finding: a single thing is one wherever it stands, all else is matched one to one.

    Args:
        known: findings remembered, fingerprints set; of several that are the same thing the first that is
            not fixed takes the others in.
        new: sightings of the run, fingerprints set.
        seen: what the run looked at.

    Returns:
        The findings of the run in order of their first sighting; every sighting is in exactly one.
    """
    return list(_Gathering(known, new, seen).groups())


def single_key(finding: Finding) -> _Key | None:
    """What two sightings of one single thing have in common; None when place is part of what it is.

    What stands in the tree and what stood in history are mended by different deeds: two lives.
    """
    return _subject_key(finding) if finding.single and finding.subject else None


def weight(finding: Finding) -> Weight:
    """How much a sighting weighs: severity, confidence, and whether everybody should see it."""
    return finding.severity.rank, finding.confidence.rank, finding.persona is Persona.regular


def main_order(one: Standing) -> tuple[object, ...]:
    """Sorts places: its own before those it was merged with, the heaviest first, then in order of place."""
    return bool(one.of), tuple(-part for part in weight(one.finding)), _order(one.finding)


class _Gathering:
    def __init__(self, known: Sequence[Known], new: Sequence[Finding], seen: Seen) -> None:
        self._known, self._new, self._seen = known, new, seen
        self._flat = [
            (index, one, item.is_retired or at >= len(item.standing))
            for index, item in enumerate(known)
            for at, one in enumerate((*item.standing, *item.past))
        ]
        self._owner: dict[int, int] = {}
        self._of: dict[int, str] = {}
        self._absorbed: dict[int, list[int]] = defaultdict(list)
        self._singles: dict[_Key, list[int]] = defaultdict(list)
        # Told by one rule to be a single thing, it is one for every rule that sees the same value.
        standing = (one.finding for _, one, _ in self._flat)
        keys = {single_key(finding) for finding in chain(new, standing)}
        for index, finding in enumerate(new):
            if finding.subject and _subject_key(finding) in keys:
                self._singles[_subject_key(finding)].append(index)

    def groups(self) -> Iterator[Gathered]:
        """The findings of the run."""
        self._settle_singles()
        self._settle_others()
        of_single = {index: key for key, indices in self._singles.items() for index in indices}
        members: dict[object, list[int]] = defaultdict(list)
        for index in range(len(self._new)):
            members[self._owner.get(index, of_single.get(index, (index,)))].append(index)
        for indices in members.values():
            yield self._gathered(self._owner.get(indices[0]), indices)

    def _settle_singles(self) -> None:
        """A single thing is known by its subject, whatever became of its place."""
        owners: dict[_Key, dict[int, str]] = defaultdict(dict)
        for index, one, _ in self._flat:
            if one.finding.subject:
                key = _subject_key(one.finding)
                if key in self._singles:
                    owners[key].setdefault(index, one.of)
        taken: set[int] = set()
        for key, indices in self._singles.items():
            found = [index for index in owners.get(key, ()) if index not in taken]
            if not found:
                continue
            first = min(found, key=lambda index: (self._known[index].is_retired, index))
            for index in indices:
                self._settle(index, first, owners[key][first])
            others = [index for index in found if index != first and self._is_only(index, key)]
            if self._known[first].into < 0:
                taken.update(others)
                self._absorbed[first] += others

    def _is_only(self, index: int, key: _Key) -> bool:
        """Whether a known finding is nothing but this single thing, and stands still."""
        item = self._known[index]
        return not item.is_retired and all(_subject_key(one.finding) == key for one in item.standing)

    def _settle_others(self) -> None:
        taken = set(chain.from_iterable(self._absorbed.values()))
        singles = set(self._singles)
        left = [
            at
            for at, (index, one, _) in enumerate(self._flat)
            if index not in taken and _subject_key(one.finding) not in singles
        ]
        settled = set(chain.from_iterable(self._singles.values()))
        others = [index for index in range(len(self._new)) if index not in settled]
        known = [self._flat[at][1].finding for at in left]
        pairs = match(
            known,
            [self._new[index] for index in others],
            self._seen.renames,
            gone={one.place.path for one in known if lifecycle.is_gone(one.place.path, self._seen)},
            retired={at for at, flat in enumerate(left) if self._flat[flat][2]},
            left={at for at, finding in enumerate(known) if lifecycle.shows_gone(finding, self._seen)},
        )
        for now, old in pairs.items():
            index, one, _ = self._flat[left[old]]
            self._settle(others[now], index, one.of)

    def _settle(self, index: int, owner: int, of: str) -> None:
        merged = self._known[owner]
        self._owner[index], self._of[index] = (
            (owner, of) if merged.into < 0 else (merged.into, of or merged.id)
        )

    def _gathered(self, owner: int | None, indices: list[int]) -> Gathered:
        absorbed = tuple(self._absorbed.get(owner, ())) if owner is not None else ()
        before = self._standing(owner, absorbed)
        main = before[0].finding.place.path if before else ""
        indices = sorted(indices, key=lambda index: _order(self._new[index]))
        first = self._main(indices, main)
        chosen = (first, *(index for index in indices if index != first))
        kept, gone = self._unseen(before, indices)
        return Gathered(
            known=owner,
            seen=chosen,
            of=tuple(self._of.get(index, "") for index in chosen),
            kept=tuple(kept),
            gone=tuple(gone),
            absorbed=absorbed,
        )

    def _standing(self, owner: int | None, absorbed: Sequence[int]) -> list[Standing]:
        """Every place it was last seen at; what is fixed stands nowhere any more."""
        if owner is None or self._known[owner].is_retired:
            return []
        return [one for index in (owner, *absorbed) for one in self._known[index].standing]

    def _unseen(
        self, before: Sequence[Standing], indices: Sequence[int]
    ) -> tuple[list[Standing], list[Standing]]:
        paths = [(self._of.get(index, ""), self._new[index].place.path) for index in indices]
        renames = self._seen.renames
        here = {*paths, *((of, renames[path]) for of, path in paths if path in renames)}
        unseen = [one for one in before if (one.of, one.finding.place.path) not in here]
        gone = [lifecycle.shows_gone(one.finding, self._seen) for one in unseen]
        kept = [one for one, is_gone in zip(unseen, gone, strict=True) if not is_gone]
        return kept, [one for one, is_gone in zip(unseen, gone, strict=True) if is_gone]

    def _main(self, indices: Sequence[int], before: str) -> int:
        """Its own before those it was merged with, then the heaviest; of equals where it was before."""
        if len(indices) == 1:
            return indices[0]
        heaviest = max((not self._of.get(index), weight(self._new[index])) for index in indices)
        equal = [i for i in indices if (not self._of.get(i), weight(self._new[i])) == heaviest]
        stays = [i for i in equal if self._new[i].place.path == before]
        moves = [i for i in equal if self._seen.renames.get(self._new[i].place.path) == before]
        return (stays or moves or equal)[0]


def _subject_key(finding: Finding) -> _Key:
    return finding.kind, finding.subject, bool(finding.place.revision)


def _order(finding: Finding) -> tuple[Place, str, str]:
    return finding.place, finding.rule, finding.fingerprint

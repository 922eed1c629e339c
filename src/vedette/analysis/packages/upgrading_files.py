"""The upgrades of a tree: which package to which version, by which edits, and what is left and why."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from vedette.analysis.packages.completing import GO_MODULE
from vedette.analysis.packages.cooldown import NONE, Cooldown
from vedette.analysis.packages.dependencies import Dependency, Joined, covering, join, locks_of
from vedette.analysis.packages.manifests import again
from vedette.analysis.packages.upgrading import Known
from vedette.analysis.packages.upgrading_places import WRITTEN, Files, Place, applied
from vedette.analysis.packages.upgrading_steps import Kept, Step, Terms, Upgrade, Weak
from vedette.model.edit import Edit
from vedette.model.package import Manifest, Package

_PYPI = "PyPI"
_MOST_TRIALS = 200
_UNSOUND = "its edit would change more than its version: do it by hand"
_Named = dict[tuple[str, str], list[tuple[str, Package]]]


class Proposal(Struct, frozen=True):
    """What is offered, those that mend most first, and what is left."""

    upgrades: tuple[Upgrade, ...]
    kept: tuple[Kept, ...]


def propose(
    files: Files,
    joined: Joined,
    wanted: Iterable[Weak],
    known: Known,
    *,
    widens: bool,
    cooldown: Cooldown = NONE,
) -> Proposal:
    """The fewest and smallest upgrades that make the most weaknesses go.

    Every edit is tried: the files are read again with it, and but for what was to change all is the same.

    Args:
        files: with packages.
        joined: their manifests.
        wanted: weaknesses that are to go.
        known: what is known of any version.
        widens: ranges may be widened, and major versions stepped over.
        cooldown: how long a version has to be known before it is taken.
    """
    return _Planner(files, joined).propose(wanted, Terms(known, cooldown, widens))


class _Planner:
    def __init__(self, files: Files, joined: Joined) -> None:
        self._files = files
        self._joined = joined
        every = sorted(files.manifests.values(), key=lambda one: one.path)
        self._locks = locks_of(every)
        self._asked: _Named = {}
        self._reads: dict[tuple[str, tuple[Edit, ...]], Manifest | None] = {}
        self._sharing: dict[Place, list[Dependency]] = {}
        for manifest in every:
            # A module of Go asks for itself alone.
            asks = not manifest.lock and manifest.format in WRITTEN and manifest.format != GO_MODULE
            for package in manifest.packages if asks else ():
                if (package.version or package.constraint) and not package.origin:
                    key = (package.ecosystem, package.name)
                    self._asked.setdefault(key, []).append((manifest.path, package))
        for those in self._joined.dependencies.values():
            for one in those:
                if place := files.place(one.path, one.package):
                    self._sharing.setdefault(place, []).append(one)

    def propose(self, wanted: Iterable[Weak], terms: Terms) -> Proposal:
        groups: dict[tuple[object, ...], list[Weak]] = {}
        for weak in wanted:
            groups.setdefault(self._unit(weak.dependency), []).append(weak)
        upgrades: list[Upgrade] = []
        kept: list[Kept] = []
        for those in groups.values():
            main = those[0].dependency
            place = self._files.place(main.path, main.package)
            members = self._sharing.get(place, [main]) if place else [main]
            step = Step(self._files, members, tuple(self._asking(main)), place)
            for offer in step.offers(those, terms):
                (upgrades if isinstance(offer, Upgrade) else kept).append(offer)  # type: ignore[arg-type]
        upgrades.sort(key=lambda one: (-len(one.mends), *_place(one.dependency)))
        sound, rest = self._sound(upgrades)
        kept = sorted((*kept, *rest), key=lambda one: _place(one.weak[0].dependency))
        return Proposal(tuple(sound), tuple(kept))

    def _unit(self, dependency: Dependency) -> tuple[object, ...]:
        """What can only be upgraded together: what stands at one place, else one version in one file."""
        package = dependency.package
        place = self._files.place(dependency.path, package)
        return (place,) if place else (dependency.path, package.ecosystem, package.name, package.version)

    def _asking(self, dependency: Dependency) -> Iterator[tuple[str, Package]]:
        """What manifests ask for of a package that a file settles.

        In Python ranges stand beside the pins without a lock file between them.
        """
        package = dependency.package
        for path, asked in self._asked.get((package.ecosystem, package.name), ()):
            settled = covering(self._locks, path, package.ecosystem) == dependency.path
            ranged = package.ecosystem == _PYPI and not asked.version
            beside = ranged and posixpath.dirname(path) == posixpath.dirname(dependency.path)
            if path != dependency.path and (settled or beside):
                yield path, asked

    def _sound(self, upgrades: Sequence[Upgrade]) -> tuple[list[Upgrade], list[Kept]]:
        """Those that change what they are to change and nothing else."""
        taken: dict[tuple[str, int, int], Edit] = {}
        apart, kept = [], []
        for one in upgrades:
            spans = {(edit.path, edit.start, edit.end): edit for edit in one.edits}
            if all(taken.get(span, edit) == edit for span, edit in spans.items()):
                taken |= spans
                apart.append(one)
            else:
                kept.append(Kept(one.mends, "another upgrade changes the same place: run again afterwards"))
        sound = self._sifted(apart)
        left = {id(one) for one in apart} - {id(one) for one in sound}
        return sound, [*kept, *(Kept(one.mends, _UNSOUND) for one in apart if id(one) in left)]

    def _sifted(self, upgrades: list[Upgrade]) -> list[Upgrade]:
        """Without those that do not hold: halves are tried where the whole does not."""
        sound: list[Upgrade] = []
        open_ = [upgrades]
        for _ in range(_MOST_TRIALS):
            if not open_:
                break
            those = open_.pop()
            if self._holds([*sound, *those]):
                sound += those
            elif len(those) > 1:
                half = len(those) // 2
                open_ += [those[half:], those[:half]]
        return sound

    def _holds(self, upgrades: Sequence[Upgrade]) -> bool:
        edits: dict[str, set[Edit]] = {}
        for one in upgrades:
            for edit in one.edits:
                edits.setdefault(edit.path, set()).add(edit)
        after = dict(self._files.manifests)
        changing = {(one.ecosystem, one.name, step.version) for step in upgrades for one in step.members}
        for path, those in edits.items():
            read = self._read(path, tuple(sorted(those)))
            if read is None or not _is_same(self._files.manifests[path], read, those):
                return False
            after[path] = read
        joined = join(after.values()).dependencies
        return all(
            _is_expected(before, joined.get(path, ()), changing)
            for path, before in self._joined.dependencies.items()
        )

    def _read(self, path: str, edits: tuple[Edit, ...]) -> Manifest | None:
        if (path, edits) not in self._reads:
            data = applied(self._files.texts[path], edits)
            self._reads[path, edits] = again(self._files.manifests[path], data)
        return self._reads[path, edits]


def _place(dependency: Dependency) -> tuple[str, int]:
    return dependency.path, dependency.package.line


def _is_same(before: Manifest, after: Manifest, edits: Iterable[Edit]) -> bool:
    """But for what stands at the places of edits, two readings of a file tell the same."""
    starts = sorted(edit.start for edit in edits)
    if len(before.packages) != len(after.packages) or len(after.gaps) > len(before.gaps):
        return False
    for one, other in zip(before.packages, after.packages, strict=True):
        if (one.ecosystem, one.name, one.line) != (other.ecosystem, other.name, other.line):
            return False
        edited = bisect_left(starts, one.start) < bisect_left(starts, one.end)
        if not edited and (one.version, one.constraint) != (other.version, other.constraint):
            return False
    return True


def _is_expected(
    before: Sequence[Dependency], after: Sequence[Dependency], changing: set[tuple[str, str, str]]
) -> bool:
    if len(before) != len(after):
        return False
    for one, other in zip(before, after, strict=True):
        package, new = one.package, other.package
        if (package.ecosystem, package.name) != (new.ecosystem, new.name):
            return False
        if package.version != new.version and (new.ecosystem, new.name, new.version) not in changing:
            return False
    return True

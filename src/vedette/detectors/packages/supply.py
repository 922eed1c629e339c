"""What the files of a tree tell together of where its packages come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from vedette.analysis.packages.dependencies import Joined, covering, locks_of
from vedette.analysis.packages.typos import resembles
from vedette.detectors.packages.hashes import differing
from vedette.model.package import Manifest, Package

_MOST_SLIPS = 3000


class Supply:
    """All manifests of a tree, for whoever judges one of them.

    Args:
        manifests: by path.
        joined: the same together.
        before: what the change under judgement altered or removed, as it was.
    """

    def __init__(
        self, manifests: Mapping[str, Manifest], joined: Joined, before: Iterable[Manifest] = ()
    ) -> None:
        self._manifests = manifests
        self._before = before
        self._slips: dict[tuple[str, str], str] = {}
        self._by_name: dict[str, dict[str, list[Package]]] = {}
        self._unlocked = _grouped(joined.unlocked)
        self._missing = _grouped(joined.missing)

    def lock_of(self, manifest: Manifest, ecosystem: str) -> Manifest | None:
        """The lock file that settles what a manifest asks for."""
        path = covering(self._locks, manifest.path, ecosystem)
        return self._manifests.get(path) if path is not None else None

    def resembled(self, package: Package) -> str:
        """The well-known package whose name this one's resembles; bounded over the whole tree."""
        key = package.ecosystem, package.name
        if key not in self._slips:
            if len(self._slips) >= _MOST_SLIPS:
                return ""
            self._slips[key] = resembles(*key)
        return self._slips[key]

    def is_asked_elsewhere(self, manifest: Manifest, package: Package) -> bool:
        """Whether a lock file only repeats what a manifest asks for."""
        return manifest.lock and (package.ecosystem, package.name) in self._asked

    def unsettled(self, manifest: Manifest) -> list[Package]:
        """What a file asks for and no lock file has at all."""
        return self._unlocked.get(manifest.path, [])

    def missing(self, manifest: Manifest) -> list[Package]:
        """What a file asks for and its lock file does not have."""
        return self._missing.get(manifest.path, [])

    def locked(self, lock: Manifest, name: str) -> Sequence[Package]:
        """What a lock file has of a name."""
        if lock.path not in self._by_name:
            self._by_name[lock.path] = _grouped((one.name, one) for one in lock.packages)
        return self._by_name[lock.path].get(name, ())

    @cached_property
    def own(self) -> frozenset[str]:
        """Names of the projects in the tree."""
        return frozenset(one.name for one in self._manifests.values() if one.name)

    @cached_property
    def twins(self) -> Mapping[str, Sequence[tuple[Package, str]]]:
        """Path -> packages whose hashes another file contradicts, or the base, and where that stands."""
        return differing(self._manifests.values(), self._before)

    @cached_property
    def _locks(self) -> dict[tuple[str, str], str]:
        return locks_of(list(self._manifests.values()))

    @cached_property
    def _asked(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (package.ecosystem, package.name)
            for manifest in self._manifests.values()
            if not manifest.lock
            for package in manifest.packages
        )


def _grouped(pairs: Iterable[tuple[str, Package]]) -> dict[str, list[Package]]:
    found: dict[str, list[Package]] = {}
    for key, package in pairs:
        found.setdefault(key, []).append(package)
    return found

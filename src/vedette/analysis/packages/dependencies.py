"""Manifests and lock files put together: what is asked for, what that brings in, and by which way."""

from __future__ import annotations

import posixpath
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from vedette.analysis.packages.completing import completed
from vedette.model.package import Manifest, Package, Scope

_LONGEST_WAY = 12
# They list what may be downloaded, used or not: hashes, and no dependencies.
_HASHES = frozenset({"go-sum", "gradle-verification"})
# Versions for whoever asks for the package; nobody is asked for by these themselves.
MANAGED = frozenset({"management", "import", "central", "update", "replace"})


class Dependency(Struct, frozen=True, kw_only=True):
    """One package as one file settles it.

    Attributes:
        package: as the file has it.
        path: of the file.
        direct: the project asks for it itself; None where nobody tells.
        way: names from what the project asks for down to the package, itself included; one name for what is
            asked for, () where the way is not known.
        scope: of the package, narrowed by what brings it in where the file itself does not tell.
    """

    package: Package
    path: str
    direct: bool | None = None
    way: tuple[str, ...] = ()
    scope: Scope = Scope.runtime


class Joined(Struct, frozen=True, kw_only=True):
    """What all manifests together tell.

    Attributes:
        dependencies: by path of the file that settles them.
        unlocked: (path, package) of what is asked for and settled by no file.
        missing: (path, package) of what is asked for and not in the lock file that covers it.
    """

    dependencies: Mapping[str, tuple[Dependency, ...]]
    unlocked: tuple[tuple[str, Package], ...] = ()
    missing: tuple[tuple[str, Package], ...] = ()


def join(manifests: Iterable[Manifest]) -> Joined:
    """Put manifests and lock files together.

    A lock file settles what its folder, and the folders below without one of their own, ask for.

    Args:
        manifests: of the tree.
    """
    every = sorted(
        (one for one in completed(manifests) if one.format not in _HASHES), key=lambda one: one.path
    )
    locks = locks_of(every)
    asked: dict[str, list[tuple[str, Package]]] = {}
    unlocked: list[tuple[str, Package]] = []
    found: dict[str, tuple[Dependency, ...]] = {}
    for manifest in every:
        if manifest.lock:
            continue
        settled = []
        for package in manifest.packages:
            if package.group in MANAGED:
                continue
            lock = covering(locks, manifest.path, package.ecosystem)
            if lock is not None and package.direct is not False:
                asked.setdefault(lock, []).append((manifest.path, package))
            elif package.version:
                settled.append(_alone(package, manifest.path))
            elif lock is None:
                unlocked.append((manifest.path, package))
        found[manifest.path] = tuple(settled)
    missing: list[tuple[str, Package]] = []
    for manifest in every:
        if manifest.lock:
            wanted = asked.get(manifest.path, [])
            found[manifest.path] = _ways(manifest, wanted)
            names = {(package.ecosystem, package.name) for package in manifest.packages}
            missing += [one for one in wanted if _is_absent(one[1], names)]
    return Joined(dependencies=found, unlocked=tuple(unlocked), missing=tuple(missing))


def _is_absent(package: Package, names: set[tuple[str, str]]) -> bool:
    # What is taken from elsewhere or wanted under a condition may stand in a lock file by another name.
    return (
        (package.ecosystem, package.name) not in names
        and not package.origin
        and not package.markers
        and package.scope is not Scope.optional
    )


def _alone(package: Package, path: str) -> Dependency:
    direct = package.direct
    way = (package.name,) if direct else ()
    return Dependency(package=package, path=path, direct=direct, way=way, scope=package.scope)


def locks_of(manifests: Sequence[Manifest]) -> dict[tuple[str, str], str]:
    """Folder and ecosystem -> the lock file there; of several the first."""
    found: dict[tuple[str, str], str] = {}
    for manifest in manifests:
        if manifest.lock:
            for ecosystem in {package.ecosystem for package in manifest.packages}:
                found.setdefault((posixpath.dirname(manifest.path), ecosystem), manifest.path)
    return found


def covering(locks: Mapping[tuple[str, str], str], path: str, ecosystem: str) -> str | None:
    """The lock file that settles what a file asks for: the nearest in its folder or above; None for none.

    Args:
        locks: as `locks_of` has them.
        path: of the file that asks.
        ecosystem: of what it asks for.
    """
    folder = posixpath.dirname(path)
    while True:
        if (folder, ecosystem) in locks:
            return locks[folder, ecosystem]
        if not folder:
            return None
        folder = posixpath.dirname(folder)


def _ways(lock: Manifest, wanted: Sequence[tuple[str, Package]]) -> tuple[Dependency, ...]:
    """Each package of a lock file with the shortest way to it."""
    by_name: dict[str, list[int]] = {}
    for at, package in enumerate(lock.packages):
        by_name.setdefault(package.name, []).append(at)
        by_name.setdefault(f"{package.name}@{package.version}", []).append(at)
    names = {package.name: package.scope for _, package in wanted}
    tells = bool(names) or any(package.direct for package in lock.packages)
    ways: dict[int, tuple[str, ...]] = {}
    queue: deque[int] = deque()
    for at, package in enumerate(lock.packages):
        if package.direct or (package.direct is None and package.name in names):
            ways[at] = (package.name,)
            queue.append(at)
    while queue:
        at = queue.popleft()
        for need in lock.packages[at].needs:
            for other in by_name.get(need, ()):
                if other not in ways:
                    ways[other] = (*ways[at], lock.packages[other].name)[-_LONGEST_WAY:]
                    queue.append(other)
    return tuple(
        Dependency(
            package=package,
            path=lock.path,
            direct=len(ways[at]) == 1 if at in ways else (False if tells else package.direct),
            way=ways.get(at, ()),
            scope=_scope(package, names, ways.get(at, ())),
        )
        for at, package in enumerate(lock.packages)
    )


def _scope(package: Package, asked: Mapping[str, Scope], way: tuple[str, ...]) -> Scope:
    if package.scope is not Scope.runtime or not way:
        return package.scope
    return asked.get(way[0], package.scope)

"""Hashes of what may be installed: where they are missing, and where two files contradict one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from vedette.model.package import Manifest, Package

# Formats that hash the same thing, the archive as its registry has it. Yarn 2 hashes a copy of its own, and
# what Maven, Terraform and NuGet's other files list may be other parts of a package.
_OF_ONE_KIND: Mapping[str, str] = {
    **dict.fromkeys(("npm-lock", "pnpm-lock", "bun-lock"), "npm"),
    **dict.fromkeys(
        ("pip-requirements", "pipfile-lock", "poetry-lock", "pdm-lock", "uv-lock", "pylock"), "PyPI"
    ),
    "cargo-lock": "crates.io",
    "go-sum": "Go",
    "nuget-lock": "NuGet",
    "gemfile-lock": "RubyGems",
}
# Of PyPI a version is several files, and a lock may list those of one platform.
_LEAST = {"PyPI": 2}
_MOST = 200
_Key = tuple[str, str, str, str, str]


def without_hashes(manifest: Manifest) -> list[Package]:
    """Packages of a registry that have no hash in a file in which others have one."""
    if manifest.format not in _OF_ONE_KIND and manifest.format != "yarn-lock":
        return []
    # Old parts of a lock file have none at all, and what comes inside another package is hashed with that.
    from_registry = [one for one in manifest.packages if one.version and not one.origin]
    loose = [one for one in from_registry if one.group != "bundled"]
    if not any(one.hashes for one in loose):
        return []
    return [one for one in loose if not one.hashes]


def differing(
    manifests: Iterable[Manifest], before: Iterable[Manifest] = ()
) -> Mapping[str, Sequence[tuple[Package, str]]]:
    """Path -> packages of which another file has the same version with other hashes, and where that stands.

    Args:
        manifests: of the tree; of two files the later is told.
        before: what a change altered or removed, as it was. What none of these has is told, too.
    """
    was: dict[_Key, list[_Hashed]] = {}
    for manifest in before:
        for key, one in _hashed(manifest):
            was.setdefault(key, []).append(one)
    seen: dict[_Key, list[_Hashed]] = {}
    found: dict[str, list[tuple[Package, str]]] = {}
    for manifest in sorted(manifests, key=lambda one: one.path):
        for key, one in _hashed(manifest):
            others = seen.setdefault(key, [])
            other = next((other for other in others if other.contradicts(one)), None)
            told = other.where if other else ""
            old = was.get(key, ())
            if old and all(other.contradicts(one) for other in old):
                told = f"{old[0].where} at the base of this change"
            if told and len(found.setdefault(manifest.path, [])) < _MOST:
                found[manifest.path].append((one.package, told))
            if len(others) < _MOST and all(other.hashes != one.hashes for other in others):
                others.append(one)
    return found


class _Hashed(Struct, frozen=True):
    package: Package
    hashes: frozenset[str]
    path: str

    @property
    def where(self) -> str:
        return f"{self.path}:{self.package.line}"

    def contradicts(self, other: _Hashed) -> bool:
        return self.hashes.isdisjoint(other.hashes)


def _hashed(manifest: Manifest) -> Iterator[tuple[_Key, _Hashed]]:
    """What a file hashes of registries, by all that has to be the same for hashes to be compared."""
    kind = _OF_ONE_KIND.get(manifest.format, "")
    for package in manifest.packages if kind else ():
        if package.origin or not package.version:
            continue
        for algorithm, hashes in _by_algorithm(package).items():
            if len(hashes) >= _LEAST.get(kind, 1):
                platform = package.markers * (kind == "RubyGems")
                yield (
                    (kind, package.name, package.version, platform, algorithm),
                    _Hashed(package, hashes, manifest.path),
                )


def _by_algorithm(package: Package) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one in package.hashes:
        found.setdefault(one.partition(":")[0], set()).add(one)
    return {algorithm: frozenset(hashes) for algorithm, hashes in found.items()}

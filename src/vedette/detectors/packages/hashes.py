"""Hashes of what may be installed: where they are missing, and where two files contradict one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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


def differing(manifests: Iterable[Manifest]) -> Mapping[str, Sequence[tuple[Package, str]]]:
    """Path -> packages of which an earlier file has the same version with other hashes, and that file's path.

    Args:
        manifests: of the tree.
    """
    seen: dict[_Key, list[tuple[frozenset[str], str]]] = {}
    found: dict[str, list[tuple[Package, str]]] = {}
    for manifest in sorted(manifests, key=lambda one: one.path):
        kind = _OF_ONE_KIND.get(manifest.format, "")
        for package in manifest.packages if kind else ():
            if package.origin or not package.version:
                continue
            for algorithm, hashes in _by_algorithm(package).items():
                if len(hashes) < _LEAST.get(kind, 1):
                    continue
                key = kind, package.name, package.version, package.markers * (kind == "RubyGems"), algorithm
                others = seen.setdefault(key, [])
                other = next((path for those, path in others if those.isdisjoint(hashes)), "")
                if other and len(found.setdefault(manifest.path, [])) < _MOST:
                    found[manifest.path].append((package, other))
                if len(others) < _MOST and (hashes, manifest.path) not in others:
                    others.append((hashes, manifest.path))
    return found


def _by_algorithm(package: Package) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one in package.hashes:
        found.setdefault(one.partition(":")[0], set()).add(one)
    return {algorithm: frozenset(hashes) for algorithm, hashes in found.items()}

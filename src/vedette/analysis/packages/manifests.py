"""Which files tell of packages, and what they tell: manifests and lock files, and bills that a user named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from msgspec import Struct
from msgspec.structs import replace

from vedette.analysis.packages.completing import places
from vedette.analysis.packages.dependencies import Joined, join
from vedette.languages.packages.python import requirements
from vedette.languages.packages.reading import reader_of
from vedette.model.package import Manifest

# Far more than anybody writes.
_MOST_INCLUDED = 1_000
BILLS = frozenset({"cyclonedx", "cyclonedx-xml", "spdx"})


class Manifests:
    """Reads the files of a tree that tell of packages.

    Args:
        bills: paths of those that are read as bills of material, whatever their names: a bill in a tree says
            again what the lock files beside it say, so only one that was asked for counts.
    """

    def __init__(self, bills: Collection[str] = ()) -> None:
        self._bills = frozenset(bills)

    def applies(self, path: str) -> bool:
        """The cheap question, by the path alone."""
        return path in self._bills or reader_of(path) is not None

    def path_class(self, path: str) -> str:
        """All that `read` goes by of a path: folders say what belongs together."""
        return f"bill:{path}" if path in self._bills else path

    def read(self, path: str, data: bytes) -> Manifest | None:
        """What a file tells, in time linear in its bytes; None for one that tells nothing of packages."""
        if path in self._bills:
            return _bill(path, data)
        reader = reader_of(path)
        return None if reader is None else reader.read(path, data)


class Included(Struct, frozen=True):
    """Files that requirements take in though their own names do not say what they are.

    Attributes:
        manifests: what they tell, by path.
        by: path -> the file of the tree's own manifests that takes it in, perhaps by way of another.
        missing: (that file, the path) of what cannot be had.
    """

    manifests: dict[str, Manifest] = {}
    by: dict[str, str] = {}
    missing: tuple[tuple[str, str], ...] = ()

    def of(self, first: str) -> list[str]:
        """Paths of what one file takes in and could be read."""
        return [path for path, by in self.by.items() if by == first and path in self.manifests]


def included(manifests: Mapping[str, Manifest], content: Callable[[str], bytes | None]) -> Included:
    """What `-r base.txt` and `-c pins` take in, as pip does: whatever is named there are requirements.

    Args:
        manifests: of the files that are known by their names.
        content: gives that of another file of the tree; None where it cannot be had.
    """
    found: dict[str, Manifest] = {}
    by: dict[str, str] = {}
    missing: list[tuple[str, str]] = []
    rest = [(path, manifests[path]) for path in sorted(manifests, reverse=True)]
    while rest:
        first, one = rest.pop()
        for path in places(one) if one.format == requirements.FORMAT else ():
            if path in manifests or path in by or reader_of(path) is not None:
                continue
            data = content(path) if len(by) < _MOST_INCLUDED else None
            by[path] = first
            if data is None:
                missing.append((first, path))
            else:
                found[path] = requirements.read(path, data)
                rest.append((first, found[path]))
    return Included(found, by, tuple(missing))


def again(manifest: Manifest, data: bytes) -> Manifest | None:
    """What a file tells with other bytes; None where no format is known of it."""
    reader = reader_of(manifest.path)
    if reader is not None:
        return reader.read(manifest.path, data)
    return requirements.read(manifest.path, data) if manifest.format == requirements.FORMAT else None


def joined(manifests: Mapping[str, Manifest]) -> Joined:
    """Put manifests and lock files together, as `join`; each bill stands for itself.

    Args:
        manifests: by path.
    """
    bills = [one for one in manifests.values() if one.format in BILLS]
    if not bills:
        return join(manifests.values())
    rest = join(one for one in manifests.values() if one.format not in BILLS)
    found = dict(rest.dependencies)
    for bill in bills:
        found.update(join([bill]).dependencies)
    return replace(rest, dependencies=found)


def _bill(path: str, data: bytes) -> Manifest | None:
    from vedette.languages.sbom.packages import manifest_of
    from vedette.languages.sbom.reading import read

    bom = read(data)
    return None if bom is None else manifest_of(bom, path)

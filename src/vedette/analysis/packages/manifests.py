"""Which files tell of packages, and what they tell: manifests and lock files, and bills that a user named."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec.structs import replace

from vedette.analysis.packages.dependencies import Joined, join
from vedette.languages.packages.reading import reader_of
from vedette.model.package import Manifest

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

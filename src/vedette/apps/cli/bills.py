"""The bill of material of a deployment: read in whole, or refused."""

from __future__ import annotations

from pathlib import Path

from vedette.apps.cli import terminal
from vedette.ledger.parts import MOST_PARTS
from vedette.model.bom import Bom
from vedette.model.errors import UsageError
from vedette.model.inventory import Part
from vedette.model.package import Gap
from vedette.work.named import content

_LARGEST = 64 << 20
_AGAIN = "have it made again by the tool that wrote it; nothing was put on record"
# A field that a format has not is an extension of whoever wrote it, and names no package.
_EXTENSION = "the format has no "


def packages_of(path: Path) -> tuple[Part, ...]:
    """The packages that a bill lists, with what brought each in.

    Args:
        path: of CycloneDX or SPDX, in any form that is read here.

    Raises:
        UsageError: it is no bill, is broken, or is too large: what runs must not be known by half.
        WorldError: it cannot be read.
    """
    from vedette.languages.sbom.packages import manifest_of
    from vedette.languages.sbom.reading import read
    from vedette.work.parts import of_manifests

    bom = read(content(path, _LARGEST, _AGAIN))
    if bom is None:
        raise UsageError(
            f"{path} is no bill of material", help="CycloneDX 1.4 to 1.7 or SPDX 2.1 to 2.3 is read"
        )
    _whole(bom, path)
    manifest = manifest_of(bom, path.name)
    if len(manifest.packages) > MOST_PARTS:
        raise UsageError(
            f"{path} lists {len(manifest.packages):,} packages, and {MOST_PARTS:,} is the most", help=_AGAIN
        )
    if not manifest.packages:
        raise UsageError(f"{path} lists no package of an ecosystem that is known here", help=_AGAIN)
    _tell(
        path, [gap for gap in manifest.gaps if gap not in {Gap(one.line, one.reason) for one in bom.faults}]
    )
    return tuple(of_manifests([manifest]))


def _whole(bom: Bom, path: Path) -> None:
    wrong = [one for one in bom.faults if not one.reason.startswith(_EXTENSION)]
    if wrong:
        first = wrong[0]
        where = f"{path}:{first.line}" if first.line else str(path)
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise UsageError(f"{where}: the bill of material is broken: {first.reason}{more}", help=_AGAIN)


def _tell(path: Path, gaps: list[Gap]) -> None:
    if gaps:
        first = gaps[0]
        more = f" (and {len(gaps) - 1} more)" if len(gaps) > 1 else ""
        terminal.say("note", f"{path}:{first.line}: it {first.reason}: not watched{more}")

"""The packages of a bill as one manifest, so that a bill can be judged in place of a tree."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.languages.packages.purl import package_of
from vedette.model.bom import Bom, Component
from vedette.model.package import Gap, Manifest, Package, Scope

_SCOPES = {"excluded": Scope.development, "optional": Scope.optional}
_DEPENDS = {"DEPENDS_ON"}
_BACKWARDS = "DEPENDENCY_OF"


def manifest_of(bom: Bom, path: str) -> Manifest:
    """The packages that a bill names.

    Args:
        bom: the bill.
        path: of its file.

    Returns:
        A manifest that settles everything; components that are libraries and have no package URL of an
        ecosystem that is known here are gaps.
    """
    parts = list(_flat(bom.components))
    needs = _needs(bom)
    named = {one.ref: made for one in parts if (made := package_of(one.purl, one.line)) and one.ref}
    gaps = [Gap(fault.line, fault.reason) for fault in bom.faults]
    direct = needs.get(bom.subject.ref) if bom.subject and bom.subject.ref else None
    found: list[Package] = []
    for one in parts:
        made = package_of(one.purl, one.line)
        if made is None:
            if one.type in {"library", "framework", ""}:
                gaps.append(Gap(one.line, f"has the component {one.name[:100]!r} of no ecosystem known here"))
            continue
        found.append(_package(one, made, needs.get(one.ref, ()), named, direct))
    subject = bom.subject
    return Manifest(
        path=path,
        format=bom.format,
        lock=True,
        packages=tuple(sorted(found, key=lambda package: package.line)),
        gaps=tuple(gaps[:100]),
        name=subject.name if subject else bom.name,
        version=subject.version if subject else "",
    )


def _package(
    one: Component,
    made: Package,
    needs: tuple[str, ...],
    named: dict[str, Package],
    direct: tuple[str, ...] | None,
) -> Package:
    words = [said.expression or said.id or said.name for said in one.licences]
    return Package(
        ecosystem=made.ecosystem,
        name=made.name,
        line=one.line,
        version=made.version or one.version,
        direct=None if direct is None else one.ref in direct,
        scope=_SCOPES.get(one.scope, Scope.runtime),
        needs=tuple(f"{named[ref].name}@{named[ref].version}" for ref in needs if ref in named),
        hashes=tuple(f"{each.algorithm.lower().replace('sha-', 'sha')}:{each.value}" for each in one.hashes),
        licence=words[0] if len(words) == 1 else " AND ".join(f"({word})" for word in words),
    )


def _needs(bom: Bom) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in bom.relations:
        if one.kind in _DEPENDS:
            found.setdefault(one.source, []).extend([one.target] if one.target else [])
        elif one.kind.endswith(_BACKWARDS) and one.target:
            found.setdefault(one.target, []).append(one.source)
    return {ref: tuple(targets) for ref, targets in found.items()}


def _flat(components: tuple[Component, ...]) -> Iterator[Component]:
    for one in components:
        yield one
        yield from _flat(one.parts)

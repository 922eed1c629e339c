"""Taking stock of packages: what a commit, and each of its services, is made with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from vedette.analysis.packages.dependencies import Dependency, join
from vedette.languages.places import PlaceClass, place_class
from vedette.model.inventory import PackageInventory, Part
from vedette.model.package import Manifest, Package
from vedette.model.service import Service
from vedette.policy.patterns import matcher
from vedette.work.plan import Plan
from vedette.work.tree import Tree

_MOST_SERVICES = 200


def take(plan: Plan, tree: Tree, basis: str) -> tuple[PackageInventory, ...]:
    """The packages of the whole project, and of each service.

    What only tests, examples and documentation name is left out. Of whatever could not be read in whole there
    is no inventory, so that none keeps silent about a package.

    Args:
        plan: of a run that asks for all of a commit.
        tree: its manifests and lock files.
        basis: what they will be known by.
    """
    manifests: dict[str, Manifest | None] = {
        path: _manifest(tree, path) for path in tree.paths if place_class(path) is not PlaceClass.test
    }
    found = []
    for service, paths in _shared_out(manifests, plan.settings.policy.services):
        own = [manifests[path] for path in paths]
        if all(one is not None and not one.gaps for one in own):
            listed = tuple(of_manifests(one for one in own if one is not None))
            found.append(PackageInventory(service=service, commit=plan.run.commit, basis=basis, parts=listed))
    return tuple(found)


def of_manifests(manifests: Iterable[Manifest]) -> Iterator[Part]:
    """The packages that manifests and lock files name, put together; those that nothing settles, too."""
    joined = join(manifests)
    for dependencies in joined.dependencies.values():
        yield from map(_settled, dependencies)
    for path, package in joined.unlocked:
        yield _part(package, path)


def _manifest(tree: Tree, path: str) -> Manifest | None:
    packed = tree.form(path)
    if packed is None or tree.faults(path):
        return None
    return msgspec.msgpack.decode(packed, type=Manifest)


def _shared_out(
    manifests: Mapping[str, object], services: Iterable[Service]
) -> Iterator[tuple[str, list[str]]]:
    """Which files each service is made with: its own, and those that belong to no service."""
    yield "", list(manifests)
    named = [service for service, _ in zip(services, range(_MOST_SERVICES), strict=False)]
    own = {one.name: set(filter(matcher(one.paths), manifests)) for one in named if one.paths}
    shared = set(manifests).difference(*own.values())
    for one in named:
        yield one.name, [path for path in manifests if not one.paths or path in own[one.name] | shared]


def _settled(one: Dependency) -> Part:
    package = one.package
    return Part(
        ecosystem=package.ecosystem,
        name=package.name,
        version=package.version,
        path=one.path,
        line=package.line,
        direct=one.direct,
        scope=one.scope,
        way=one.way,
    )


def _part(package: Package, path: str) -> Part:
    direct = package.direct is not False
    return Part(
        ecosystem=package.ecosystem,
        name=package.name,
        version="",
        path=path,
        line=package.line,
        direct=direct,
        scope=package.scope,
        way=(package.name,) if direct else (),
    )

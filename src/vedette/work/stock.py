"""Taking stock: what the services of a commit offer to the network, while its forms are at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from vedette.detectors.interface import ProgramDetector
from vedette.model.inventory import Inventory, ServiceInventory
from vedette.model.owners import PLACES
from vedette.model.service import Service
from vedette.policy.patterns import matcher
from vedette.sources.interface import Committed
from vedette.work.cache.context import context
from vedette.work.plan import Plan
from vedette.work.routes import in_tree
from vedette.work.tree import Tree

_MOST_SERVICES = 200


def engine(plan: Plan) -> str:
    """Digest of what decides which routes are found, who owns them and how they are shared out."""
    policy = plan.settings.policy
    shares = msgspec.msgpack.encode((policy.services, policy.owners, policy.default_owner))
    judged = context(("routes",), plan.run.rules, {"exclude": repr(plan.settings.scan.exclude)}, b"")
    return hashlib.sha256(judged + shares).hexdigest()


def content(tree: Tree) -> str:
    """Digest of all files that routes and their owners follow from."""
    digest = hashlib.sha256()
    for path in (*tree.paths, *PLACES):
        digest.update(f"{path}\0{tree.token(path)}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def is_as_committed(plan: Plan, tree: Tree) -> bool:
    """Whether the programs of a tree are those of the commit checked out, whatever else differs."""
    if not isinstance(plan.source, Committed):
        return False
    altered = plan.source.altered()
    return altered is not None and altered.isdisjoint(tree.paths) and not any(map(tree.applies, altered))


def take(plan: Plan, tree: Tree, detector: ProgramDetector, basis: str) -> tuple[ServiceInventory, ...]:
    """The inventory of the whole project, and of each service.

    Args:
        plan: of a run that asks for all of a commit.
        tree: its programs.
        detector: of their kind.
        basis: what they will be known by.
    """
    whole = ServiceInventory(
        service="",
        commit=plan.run.commit,
        basis=basis,
        inventory=in_tree(plan, tree, detector).inventory,
    )
    parts = _shared_out(whole.inventory, plan.settings.policy.services)
    return (whole, *(replace(whole, service=name, inventory=part) for name, part in parts))


def _shared_out(found: Inventory, services: Iterable[Service]) -> Iterator[tuple[str, Inventory]]:
    """What lies in the files of each service; one that names no files is the whole project."""
    for service, _ in zip(services, range(_MOST_SERVICES), strict=False):
        if not service.paths:
            yield service.name, found
            continue
        matches = matcher(service.paths)
        yield (
            service.name,
            Inventory(
                routes=tuple(route for route in found.routes if matches(route.file)),
                unresolved=tuple(one for one in found.unresolved if matches(one.file)),
            ),
        )

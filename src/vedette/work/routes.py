"""Routes of a tree: its programs are read and evaluated for what they offer to the network."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vedette import index
from vedette.analysis.program.placed import is_placed
from vedette.analysis.program.registering import GENERIC, mentions
from vedette.analysis.program.routes import Routes
from vedette.analysis.program.routing import Routing
from vedette.detectors.code.gate import Gate
from vedette.detectors.interface import ProgramDetector
from vedette.languages.catalogue import Catalogue
from vedette.languages.forms import unpack
from vedette.languages.places import PlaceClass, place_class
from vedette.model.coverage import Skip
from vedette.model.form import Module
from vedette.model.inventory import Inventory
from vedette.policy.owners import Owners
from vedette.work.owners import codeowners
from vedette.work.plan import Plan
from vedette.work.tree import Forms, Tree

_KIND = "code"
_FRAMES = 20_000
# Of memory that a program may take, in blocks: about a gigabyte. What comes then is told as left out.
_BLOCKS = 12_000_000
# A decorator that is a method by a name that many others have.
_DECORATED = re.compile(rb"@[ \t]*[\w.]+\.(?:%s)\b" % "|".join(sorted(GENERIC)).encode())


class Listed(Struct, frozen=True, kw_only=True):
    """The routes of a tree.

    Attributes:
        inventory: what was found.
        files: programs that were looked at.
        tests: of these kinds of files so many were left out.
        unread: files that could not be read or lowered.
    """

    inventory: Inventory
    files: int = 0
    tests: int = 0
    unread: int = 0


def routes(plan: Plan, below: str = "", *, tests: bool = False) -> Listed:
    """All routes of what a plan asks for, in every language that has a catalogue.

    Args:
        plan: whose source is read.
        below: the folder that was asked for, with a slash at its end; what lies in it is judged by its path
            from there on.
        tests: those of tests, examples and documentation too.
    """
    entries = {thing.path: thing for thing in plan.entries() if not isinstance(thing, Skip)}
    module, setup = plan.assignment(b"", "", b"").kinds[_KIND]
    detector: ProgramDetector = importlib.import_module(module).create_program(setup)
    reader = plan.source.reader()
    try:
        tree = Tree(_KIND, detector, entries, Forms(lambda _tokens: {}), reader, lambda _entry: False)
        asked = [path for path in tree.paths if tests or _in_use(path.removeprefix(below))]
        found, unread = _evaluated(plan, tree, detector, asked)
    finally:
        reader.close()
    left_out = len(tree.paths) - len(asked)
    return Listed(inventory=_owned(found, plan), files=len(asked), tests=left_out, unread=unread)


def in_tree(plan: Plan, tree: Tree, detector: ProgramDetector) -> Listed:
    """As `routes`, of a tree that is open already; those of tests aside.

    Args:
        plan: of the run.
        tree: all of what is scanned.
        detector: of its kind.
    """
    tree.prefetch()
    asked = [path for path in tree.paths if _in_use(path)]
    found, unread = _evaluated(plan, tree, detector, asked)
    left_out = len(tree.paths) - len(asked)
    return Listed(inventory=_owned(found, plan), files=len(asked), tests=left_out, unread=unread)


def _evaluated(plan: Plan, tree: Tree, detector: ProgramDetector, asked: list[str]) -> tuple[Inventory, int]:
    catalogues: Mapping[str, bytes] = {name: plan.own.joined(name) for name in index.load()["languages"]}
    unread: set[str] = set()
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    found = Inventory()
    try:
        for language, data in catalogues.items():
            paths = [path for path in asked if detector.path_class(path) == language]
            known = frozenset(path for path in tree.paths if detector.path_class(path) == language)

            def load(path: str, known: frozenset[str] = known) -> Module | None:
                packed = tree.form(path) if path in known else None
                if packed is None:
                    unread.add(path)
                return unpack(packed, path) if packed else None

            layout = importlib.import_module(f"vedette.languages.{language}.layout").create(sorted(known))
            catalogue = msgspec.json.decode(data, type=Catalogue)
            may = Gate(mentions(catalogue))
            paths = [
                path
                for path in paths
                if (text := tree.text(path)) and (_may_offer(text.data, may) or is_placed(catalogue, path))
            ]
            world = Routing(layout, catalogue, load, _BLOCKS)
            world.calling.given.keeps = False
            world.collect(paths)
            one = Routes(world, paths).inventory()
            found = Inventory(
                routes=tuple(sorted({*found.routes, *one.routes})),
                unresolved=tuple(sorted({*found.unresolved, *one.unresolved})),
            )
    finally:
        sys.setrecursionlimit(before)
    return found, len(unread)


def _may_offer(data: bytes, gate: Gate) -> bool:
    return _DECORATED.search(data) is not None or gate.chooses(data)


def _in_use(path: str) -> bool:
    return place_class(path) is PlaceClass.production


def _owned(found: Inventory, plan: Plan) -> Inventory:
    if not found.routes:
        return found
    file = codeowners(plan.source, plan.change, plan.settings.policy, plan.environment)
    owners = Owners(plan.settings.policy, file)
    return replace(
        found,
        routes=tuple(
            replace(route, owner=next(iter(owners.of(route.file).owners), "")) for route in found.routes
        ),
    )

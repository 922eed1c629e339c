"""Routes of a program: what was registered, put under all that it was mounted on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from vedette.analysis.program.answering import Answer, Answering
from vedette.analysis.program.defaults import Defaults
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.guards import Guards
from vedette.analysis.program.members import attribute
from vedette.analysis.program.mounting import Before, Edge, Node
from vedette.analysis.program.patterns import normal, pattern
from vedette.analysis.program.placed import Placed, matched, module_frame, placed
from vedette.analysis.program.routing import Routing
from vedette.analysis.program.values import ClassRef
from vedette.analysis.program.wording import Call, Target, Wrapped, constants_in, is_of_all
from vedette.languages.catalogue import Entry, Mount, Registration, Router
from vedette.model import form as forms
from vedette.model.form import COLUMN_BITS
from vedette.model.inventory import Guard, Inventory, Route, Unresolved

# Kinds of what stands before a route and keeps nobody from it.
NO_GUARDS = frozenset(("none", "cleaning"))
_MOST_WAYS = 64


class Leaf(Struct, frozen=True):
    """A registration of something that answers.

    Attributes:
        node: under which it stands.
        call: the registration.
        handler: what answers.
        guards: of the registration alone.
    """

    node: Node
    call: Call
    handler: Wrapped


class _Way(Struct, frozen=True):
    path: str
    guards: tuple[Guard, ...]
    rooted: bool


class Routes:
    """The routes of a program that was evaluated for them.

    Args:
        world: the program, of which all files were collected.
        paths: those files.
        only: the file whose registrations count; "" for all.
        also: files that were collected besides, of which what stands before the routes of others counts.
    """

    def __init__(
        self, world: Routing, paths: Sequence[str], only: str = "", also: Sequence[str] = ()
    ) -> None:
        self._world = world
        self._only = only
        self._calls = world.calls_for(only) if only else list(world.calls.values())
        self._calls += [call for one in also for call in world.calls_for(one) if is_of_all(call)]
        self.guards = Guards(world)
        self._answering = Answering(world, self.guards)
        self._defaults = Defaults(world, self.guards, paths)
        self._own: dict[Node, str] = {}
        self._of: dict[Node, tuple[Guard, ...]] = {}
        self._before: dict[Node, list[Before]] = defaultdict(list)
        self._roots: set[Node] = set()
        self._edges: dict[Node, list[Edge]] = defaultdict(list)
        self._ways: dict[Node, list[_Way]] = {}
        self._torn: list[tuple[str, Node]] = []
        # What stands before routes by their paths; and prefixes of all routes.
        self._applied: list[tuple[Call, tuple[Guard, ...]]] = []
        self._of_all: list[str] = []
        self.leaves: list[Leaf] = []
        self.unresolved: set[Unresolved] = set()
        self._link()
        self._link_placed(paths)
        self._link_tables(paths)
        self._adopt()
        self.unresolved.update(Unresolved(path, 1, "memory") for path in world.left_out)

    def inventory(self) -> Inventory:
        """All routes."""
        found = {route for leaf in self.leaves for route in self.of(leaf)}
        return Inventory(routes=tuple(sorted(found)), unresolved=tuple(sorted(self.unresolved)))

    def of(self, leaf: Leaf) -> Iterator[Route]:
        """The routes of one registration."""
        call = leaf.call
        line = call.pos >> COLUMN_BITS
        if not call.known:
            self.unresolved.add(Unresolved(call.path, line, "path"))
        if not any(way.rooted for way in self._all_ways(leaf.node)):
            self.unresolved.add(Unresolved(call.path, line, "unmounted"))
        for answer, path, guards in self._each(leaf):
            if not answer.line:
                self.unresolved.add(Unresolved(call.path, line, "handler"))
            yield Route(
                path=path,
                method=answer.method,
                file=answer.file or call.path,
                line=answer.line or line,
                function=answer.function,
                guards=tuple(sorted({one for one in guards if one.kind not in NO_GUARDS})),
                registered=f"{call.path}:{line}",
            )

    def answers(self, leaf: Leaf) -> Iterator[tuple[Answer, str]]:
        """What answers a registration, with all guards on the way to it, and the paths."""
        for answer, path, guards in self._each(leaf):
            yield replace(answer, guards=tuple(guards)), path

    def _each(self, leaf: Leaf) -> Iterator[tuple[Answer, str, tuple[Guard, ...]]]:
        wrapping = [Guard(*one) for one in leaf.call.told]
        wrapping += self.guards.around((*leaf.handler.wrappers, *leaf.call.guards), leaf.call.path)
        for answer in self._answering.answers(leaf.handler.target, leaf.call):
            for way in self._all_ways(leaf.node):
                guards = (*way.guards, *wrapping, *answer.guards)
                guards = (*self._defaults.of(leaf.call, leaf.handler.target, guards), *guards)
                guards = (*self._before_it(answer, way.path + answer.suffix), *guards)
                yield answer, normal(way.path + answer.suffix), guards

    def _before_it(self, answer: Answer, path: str) -> Iterator[Guard]:
        """Guards that calls put before routes by their paths or the class of what answers."""
        if not self._applied:
            return
        owner = None
        if answer.number >= 0:
            owner = answer.file, self._world.module(answer.file).functions[answer.number].owner
        # A prefix of all is not written there.
        paths = [path, *(path.removeprefix(one) for one in self._of_all if path.startswith(one))]
        for call, guards in self._applied:
            if any(one.covers(way, answer.method, owner) for one in call.covers for way in paths) and not any(
                one.covers(way, answer.method, owner) for one in call.excepts for way in paths
            ):
                yield from guards

    def _link(self) -> None:
        known = {(call.path, call.pos) for call in self._calls if not call.loose}
        for call in self._calls:
            if call.loose and (call.path, call.pos) in known:
                continue
            if isinstance(call.spec, Router):
                self._link_router(call)
            elif isinstance(call.spec, Mount):
                self._link_mount(call)
            elif isinstance(call.spec, Registration) and call.spec.applies:
                if call.covers:
                    self._applied.append((call, tuple(self.guards.around(call.guards, call.path))))
            elif isinstance(call.spec, Registration) and call.spec.hook:
                hooked = replace(call, routers=self._of_kind(call.spec.over)) if call.spec.over else call
                if not self._hook(hooked.routers, hooked.targets):
                    self._hook_others(hooked)
            else:
                self._link_registration(call)
        for routers, path, number, _ in self._world.hooked:
            self._hook(routers, (Wrapped(("function", path, number)),))
        self._link_decorated()

    def _link_router(self, call: Call) -> None:
        node = ("made", call.identity)
        self._own[node] = pattern(call.prefix or "")
        self._of[node] = (*self._of.get(node, ()), *self.guards.around(call.guards, call.path))
        if call.spec.root:
            self._roots.add(node)
        self._edges[node] += [Edge(("made", one), order=call.order) for one in call.routers]
        for number, one in enumerate(call.targets):
            self._put(one, Edge(node), call, number)

    def _link_mount(self, call: Call) -> None:
        guards = tuple(self.guards.around(call.guards, call.path))
        prefix = None if call.prefix is None else pattern(call.prefix)
        parents: list[Node] = [("made", one) for one in call.routers]
        if call.spec.ordered and guards and (call.known or prefix is None):
            before = Before(call.order, prefix or "", guards, exact=call.spec.exact)
            for parent in parents:
                self._before[parent].append(before)
        if call.spec.over:
            self._link_over(call, prefix or "")
        if call.spec.gives:
            parents = [("made", call.identity)]
            self._own.setdefault(parents[0], "")
            if not call.whole and not call.function:
                self._torn.append((call.path, parents[0]))
        for parent in parents or [self._node(call)]:
            for number, one in enumerate(call.targets):
                edge = Edge(parent, prefix, call.spec.overrides, guards, call.order)
                self._put(one, edge, call, number)

    def _link_over(self, call: Call, prefix: str) -> None:
        """All routers of a kind are put under a prefix."""
        node = self._node(call)
        self._own[node] = _with_slash(prefix)
        self._of_all.append(_with_slash(prefix))
        self._roots.add(node)
        for identity in self._of_kind(call.spec.over):
            self._edges["made", identity].append(Edge(node))

    def _of_kind(self, names: Sequence[str]) -> tuple[int, ...]:
        """The routers that calls of some names made."""
        found = [one for one in self._calls if isinstance(one.spec, Router) and one.name in names]
        return tuple(one.identity for one in found)

    def _link_registration(self, call: Call) -> None:
        node = self._node(call)
        self._own[node] = pattern(call.prefix or "")
        self._edges[node] += [Edge(("made", one), order=call.order) for one in call.routers]
        for number, one in enumerate(call.targets):
            if one.target[0] in {"function", "class"}:
                self.leaves.append(Leaf(node, call, one))
            elif one.target[0] == "unknown":
                self._outside(call, node, one)
            else:
                self._put(one, Edge(node), call, number)

    def _outside(self, call: Call, node: Node, one: Wrapped) -> None:
        """A handler, or routes, that are none of the program's."""
        name = one.target[1]
        if name.endswith((".urls", "include")) or not name:
            self.unresolved.add(Unresolved(call.path, call.pos >> COLUMN_BITS, "outside"))
        else:
            self.leaves.append(Leaf(node, call, one))

    def _link_decorated(self) -> None:
        calls: dict[tuple[str, int], list[Call]] = defaultdict(list)
        for call in self._calls:
            if isinstance(call.spec, Entry | Registration) and not call.targets:
                calls[call.path, call.pos].append(call)
        for path, target, form in self._decorated():
            if form[0] != forms.CALL:
                continue
            found = calls.get((path, form[4]), [])
            sure = [call for call in found if not call.loose] or found
            for call in sure:
                around = self._around(target)
                if call.spec.path_argument and (call.prefix is not None or around is not None):
                    self.leaves.append(Leaf(self._node(call), call, Wrapped(target)))
                    if around is not None:
                        self._edges[self._node(call)].append(Edge(around))
                        self._own[around] = _with_slash(self._own[around])
                        self._own[self._node(call)] = _with_slash(pattern(call.prefix or ""))

    def _around(self, target: Target) -> Node | None:
        """The router that the class of a method is by its decorators."""
        if target[0] != "function":
            return None
        _, path, number = target
        owner = self._world.module(path).functions[number].owner
        made = self._routers_of_classes.get((path, owner)) if owner >= 0 else None
        if made is not None:
            around = (*self._of.get(made, ()), *self.guards.of_class(path, owner))
            self._of[made] = tuple(dict.fromkeys(around))
        return made

    @cached_property
    def _routers_of_classes(self) -> dict[tuple[str, int], Node]:
        made = {
            (call.path, call.pos): ("made", call.identity)
            for call in self._calls
            if isinstance(call.spec, Router) and call.identity >= 0
        }
        return {
            (path, number): made[path, form[4]]
            for path, number, form in self._world.decorated
            if form[0] == forms.CALL and (path, form[4]) in made
        }

    def _link_placed(self, paths: Sequence[str]) -> None:
        """Files that are routes by where they lie."""
        world = self._world
        for path in [self._only] if self._only else paths:
            for one in placed(world, world.book.entries, path):
                if one.entry.before:
                    self._link_before(path, one)
                elif one.path is not None:
                    self._link_file(path, one)

    def _link_before(self, path: str, one: Placed) -> None:
        """What runs before the routes of files."""
        world = self._world
        frame = module_frame(world, path)
        targets, _ = world.targets(frame, one.value, one.form)
        kinds = [self.guards.refuses(*each.target[1:]) for each in targets if each.target[0] == "function"]
        found = [Guard(kind, one.name) for kind in kinds if kind]
        found += self.guards.of_value(one.value, one.form, path)
        config = world.member_of(path, "config")
        matcher = attribute(frame, config, "matcher", 0) if config is not None else None
        for text in (constants_in(frame.state, matcher) if matcher is not None else []) or ["/"]:
            prefix, without = matched(text)
            self._before["files", one.root].append(Before(-1, prefix, tuple(found[:1]), without))

    def _link_file(self, path: str, one: Placed) -> None:
        where = ("files", one.root)
        self._roots.add(where)
        found, _ = self._world.targets(module_frame(self._world, path), one.value, one.form)
        verb = one.entry.verb or (one.name if one.name.isupper() else "ANY")
        for number, target in enumerate(found):
            at = 1 << COLUMN_BITS
            if target.target[0] == "function":
                at = self._world.module(target.target[1]).functions[target.target[2]].start
            elif target.target[0] != "unknown":
                continue
            call = Call(path=path, pos=at, function=0, spec=one.entry, name=one.name, methods=(verb,))
            node = ("call", path, at, one.name, number)
            self._own[node] = f"/{one.path}"
            self._edges[node].append(Edge(where))
            self.leaves.append(Leaf(node, call, target))

    def _decorated(self) -> Iterator[tuple[str, Target, Any]]:
        """What is decorated, each with one of its decorators."""
        decorations = self._world.entries.decorations
        keys: Iterable[tuple[str, int]] = decorations
        if self._only:
            count = len(self._world.module(self._only).functions)
            keys = [key for number in range(count) if (key := (self._only, number)) in decorations]
        for path, number in keys:
            for decoration in decorations[path, number]:
                yield path, ("function", path, number), decoration.form
        for path, number, form in self._world.decorated:
            if not self._only or path == self._only:
                yield path, ("class", path, number), form

    def _link_tables(self, paths: Sequence[str]) -> None:
        tables = self._world.catalogue.tables
        firsts: set[str] = set()
        for path in paths:
            space = self._world.namespace(path) if tables else {}
            for table in tables:
                first = space.get(table.setting)
                if first is not None and first.is_single and isinstance(first.only, str):
                    firsts.add(self._world.imports._find(path, first.only, 0))  # noqa: SLF001 - as an import
                value = space.get(table.variable)
                if value is not None:
                    self._link_table(path, self._world.resolved(value))
        modules = {node for node in self._own if node[0] == "module"}
        roots = {node for node in modules if node[1] in firsts}
        self._roots |= roots or {node for node in modules if not self._edges.get(node)}

    def _link_table(self, path: str, value: Any) -> None:
        node = ("module", path)
        self._own[node] = ""
        module = self._world.module(path)
        frame = Frame(self._world, path, module.functions[0], "module")
        targets, whole = self._world.targets(frame, value, None)
        place = Call(path=path, pos=0, function=0, spec=None, name="")
        for number, one in enumerate(targets):
            if one.target[0] not in {"unknown", "function", "class"}:
                self._put(one, Edge(node), place, number)
        if not whole:
            self._torn.append((path, node))

    def _adopt(self) -> None:
        """Of lists that are not known item by item: what stands in their file and nowhere else."""
        for path, node in self._torn:
            above = self._above(node)
            for call in self._calls:
                if call.path != path or call.function or not isinstance(call.spec, Entry | Registration):
                    continue
                other = self._node(call)
                if not call.routers and other not in above and not self._edges.get(other):
                    self._edges[other].append(Edge(node))

    def _above(self, node: Node) -> set[Node]:
        found, left = {node}, [node]
        while left:
            more = {edge.parent for edge in self._edges.get(left.pop(), ())} - found
            found |= more
            left += more
        return found

    def _put(self, one: Wrapped, edge: Edge, call: Call, number: int) -> None:
        """Mount a target on a node."""
        kind = one.target[0]
        if kind in {"made", "module"}:
            self._own.setdefault(one.target, "")
            if edge not in self._edges[one.target] and edge.parent != one.target:
                self._edges[one.target].append(edge)
        elif kind == "pair":
            node = ("pair", call.path, call.pos, number)
            self._own[node] = pattern(one.target[1])
            self._edges[node].append(edge)
            for inner in one.target[2]:
                if inner.target[0] in {"function", "class"}:
                    self.leaves.append(Leaf(node, call, inner))
                else:
                    self._put(inner, Edge(node), call, number)
        elif kind == "unknown":
            self.unresolved.add(Unresolved(call.path, call.pos >> COLUMN_BITS, "outside"))

    def _hook(self, routers: tuple[int, ...], targets: Sequence[Wrapped]) -> bool:
        found = False
        for one in targets:
            if one.target[0] == "function":
                kind = self.guards.refuses(one.target[1], one.target[2])
                name = self._world.module(one.target[1]).functions[one.target[2]].path
            elif one.target[0] == "class":
                kind = self.guards.class_refuses(ClassRef(one.target[1], one.target[2]))
                name = self._world.module(one.target[1]).classes[one.target[2]].path
            else:
                continue
            found = found or bool(kind)
            if kind:
                for router in routers:
                    node = ("made", router)
                    self._of[node] = (*self._of.get(node, ()), Guard(kind, name))
        return found

    def _hook_others(self, call: Call) -> None:
        """Hooks that are none of the program's functions, or are known by a name."""
        if any(one.target[0] == "function" for one in call.targets):
            return
        guards = [*(Guard(*one) for one in call.told), *self.guards.around(call.guards, call.path)]
        for router in call.routers if guards else ():
            self._of["made", router] = (*self._of.get(("made", router), ()), *guards)

    def _all_ways(self, node: Node, above: tuple[Node, ...] = ()) -> list[_Way]:
        known = self._ways.get(node)
        if known is not None:
            return known
        if node in above:
            return []
        own, mine = self._own.get(node, ""), self._of.get(node, ())
        edges = self._edges.get(node, [])
        found: dict[_Way, None] = {}
        for edge in edges:
            for way in self._all_ways(edge.parent, (*above, node)):
                if edge.prefix is None:
                    path = way.path + own
                else:
                    path = way.path + edge.prefix + ("" if edge.overrides else own)
                before = [
                    guard
                    for one in self._before.get(edge.parent, ())
                    if one.stands_before(edge, own)
                    for guard in one.guards
                ]
                found[_Way(path, (*way.guards, *before, *edge.guards, *mine), way.rooted)] = None
        if not found:
            found[_Way(own, mine, node in self._roots or self._is_global(node))] = None
        ways = list(found)[:_MOST_WAYS]
        if len({way.rooted for way in ways}) > 1:
            ways = [way for way in ways if way.rooted]
        if not above:
            self._ways[node] = ways
        return ways

    def _is_global(self, node: Node) -> bool:
        """A registration with the one application of its framework, as `bottle.route` is."""
        return node[0] == "call" and any(
            call.loose and not self._is_method(call) and not call.name.startswith("*.")
            for call in self._calls
            if self._node(call) == node
        )

    def _is_method(self, call: Call) -> bool:
        return any(part[:1].isupper() for part in call.name.split("."))

    def _node(self, call: Call) -> Node:
        return (
            ("made", call.identity)
            if call.identity >= 0
            else ("call", call.path, call.pos, call.end, call.prefix)
        )


def _with_slash(path: str) -> str:
    """A part of a path where one slash stands between two, written or not."""
    return f"/{path.strip('/')}" if path.strip("/") else ""

"""Values as an evaluation knows them: what they may be, and what untrusted data they may hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

# ("source", kind, what, path, pos, the way within it from a parameter's name on) or
# ("given", parameter's position or free variable's name, way within it).
Origin: TypeAlias = tuple[Any, ...]
# The steps of a path, the last one first: (trace before, path, pos, note, name, number of steps, trace within
# the call that this step is, or None), or None.
Trace: TypeAlias = "tuple[Any, str, int, str, str, int, Any] | None"
# For each origin a mask of the kinds of sinks for which it is harmless, and its path so far.
Taint: TypeAlias = dict[Origin, tuple[int, Trace]]
Constant: TypeAlias = "str | bytes | int | float | bool | None"
# What is proven of a value: a mask of the kinds of sinks for which it is harmless, the same of its parts by
# name, and of its items (None for nothing).
Proof: TypeAlias = "tuple[int, tuple[tuple[str, Any], ...], Any]"

MAX_CONSTANTS = 8
MAX_NAMES = 8
MAX_REFERENCES = 8
MAX_ORIGINS = 24
MAX_STEPS = 30
SHORTEST_ORIGIN, LONGEST_ORIGIN = 5, 8
HARMLESS = -1  # all bits


class Value:
    """One value; not changed once made.

    Attributes:
        taint: untrusted data that it may hold.
        consts: all that it may be, when that is known; None when not.
        refs: functions, classes, modules and objects of the program that it may be.
        names: catalogue names of what it may be.
        begins: constant text that it begins with.
        harmless: a number or the like, which carries no injection.
        whole: it is what its origin gave, and not a part of it or something made with it.
    """

    __slots__ = ("begins", "consts", "harmless", "names", "refs", "taint", "whole")

    def __init__(
        self,
        taint: Taint | None = None,
        consts: tuple[Constant, ...] | None = None,
        refs: tuple[Reference, ...] = (),
        names: tuple[str, ...] = (),
        begins: str = "",
        *,
        harmless: bool = False,
    ) -> None:
        self.taint: Taint = taint or {}
        self.consts = consts
        self.refs = refs
        self.names = names
        self.begins = begins
        self.harmless = harmless
        self.whole = False

    def kept(self, whole: bool = True) -> Value:
        """This value, just made, as what its origin gave if `whole`."""
        self.whole = whole
        return self

    @property
    def only(self) -> Constant:
        """The one constant that it is; call it only where `is_single` holds."""
        return self.consts[0] if self.consts else None

    @property
    def is_single(self) -> bool:
        """Whether it is one known constant."""
        return self.consts is not None and len(self.consts) == 1

    def tainted(self, taint: Taint) -> Value:
        """The same with other taint."""
        return Value(taint, self.consts, self.refs, self.names, self.begins, harmless=self.harmless).kept(
            self.whole
        )

    def truth(self) -> bool | None:
        """Whether it counts as true, as far as that is known."""
        if self.consts is None or not self.consts or self.refs:
            return None
        truths = {bool(one) for one in self.consts}
        return truths.pop() if len(truths) == 1 else None


class Reference:
    """What a value may be a reference to; each kind is a subclass."""

    __slots__ = ()

    @property
    def key(self) -> tuple[Any, ...]:
        """By which it is the same as another."""
        raise NotImplementedError


class FunctionRef(Reference):
    """A function of the program.

    Attributes:
        path, number: which.
        receiver: what it is bound to, None for nothing.
        captured: the variables of enclosing functions that it uses, by name.
        home: number of the frame that it was made in.
        way: `static`, `class` or `getter` for a method that is not called on an object; else "".
    """

    __slots__ = ("captured", "home", "number", "path", "receiver", "way")

    def __init__(
        self,
        path: str,
        number: int,
        receiver: Value | None = None,
        captured: dict[str, Value] | None = None,
        home: int = 0,
        way: str = "",
    ) -> None:
        self.way = way
        self.path = path
        self.number = number
        self.receiver = receiver
        self.captured = captured or {}
        self.home = home

    @property
    def key(self) -> tuple[Any, ...]:
        """The function, and what it is bound to."""
        if self.receiver is None:
            return ("function", self.path, self.number, self.home)
        bound = tuple(ref.key for ref in self.receiver.refs)
        return ("function", self.path, self.number, self.home, bound)


class ClassRef(Reference):
    """A class of the program."""

    __slots__ = ("number", "path")

    def __init__(self, path: str, number: int) -> None:
        self.path = path
        self.number = number

    @property
    def key(self) -> tuple[Any, ...]:
        """The class."""
        return ("class", self.path, self.number)


class ModuleRef(Reference):
    """A module of the program."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path

    @property
    def key(self) -> tuple[Any, ...]:
        """The module."""
        return ("module", self.path)


class ImportRef(Reference):
    """A name of another module, which is looked up when it is asked for: imports may go in circles.

    Attributes:
        path: the module's file.
        name: in it.
        inner: the file of the submodule of that name, "" for none.
    """

    __slots__ = ("inner", "name", "path")

    def __init__(self, path: str, name: str, inner: str) -> None:
        self.path = path
        self.name = name
        self.inner = inner

    @property
    def key(self) -> tuple[Any, ...]:
        """The name."""
        return ("import", self.path, self.name)


class PackageRef(Reference):
    """A folder of modules that has none of its own."""

    __slots__ = ("importer", "level", "name")

    def __init__(self, importer: str, name: str, level: int) -> None:
        self.importer = importer
        self.name = name
        self.level = level

    @property
    def key(self) -> tuple[Any, ...]:
        """The folder."""
        return ("package", self.importer, self.name, self.level)


class ObjectRef(Reference):
    """An object or container made by the program, or given to a function: an entry of the heap."""

    __slots__ = ("id",)

    def __init__(self, identity: Any) -> None:
        self.id = identity

    @property
    def key(self) -> tuple[Any, ...]:
        """The object."""
        return ("object", self.id)


class ProofRef(Reference):
    """What was proven of a value before anybody here saw it, as by a schema; no thing of the program."""

    __slots__ = ("proof",)

    def __init__(self, proof: Proof) -> None:
        self.proof = proof

    @property
    def key(self) -> tuple[Any, ...]:
        """What is proven."""
        return ("proof", self.proof)


UNKNOWN = Value()
NUMBER = Value(harmless=True)


def constant(value: Constant) -> Value:
    """The value of a constant."""
    if isinstance(value, str):
        return Value(None, (value,), (), (), value)
    return Value(None, (value,), harmless=not isinstance(value, bytes))


def constants(values: Iterable[Constant]) -> Value:
    """One of several constants; unknown when they are too many."""
    found: list[Constant] = []
    for value in values:
        if not any(type(value) is type(one) and value == one for one in found):
            found.append(value)
    if not found or len(found) > MAX_CONSTANTS:
        return UNKNOWN
    texts = [one for one in found if isinstance(one, str)]
    begins = common_beginning(texts) if len(texts) == len(found) else ""
    return Value(None, tuple(found), begins=begins, harmless=not texts)


def common_beginning(texts: list[str]) -> str:
    """The longest text that all begin with."""
    if not texts:
        return ""
    low, high = min(texts), max(texts)
    size = 0
    for a, b in zip(low, high, strict=False):
        if a != b:
            break
        size += 1
    return low[:size]


def join(a: Value, b: Value) -> Value:
    """What either may be."""
    if a is b:
        return a
    consts = _either(a.consts, b.consts)
    begins = a.begins if a.begins == b.begins else common_beginning([a.begins, b.begins])
    refs = a.refs if a.refs is b.refs else _merged_references(a.refs, b.refs)
    if refs and a.refs is not b.refs and (a.taint or b.taint):
        refs = _proven_of_both(refs, a, b)
    names = a.names if a.names == b.names else tuple(dict.fromkeys((*a.names, *b.names)))[:MAX_NAMES]
    return Value(
        merged(a.taint, b.taint), consts, refs, names, begins, harmless=a.harmless and b.harmless
    ).kept((a.whole or not a.taint) and (b.whole or not b.taint) and bool(a.taint or b.taint))


def join_all(values: Iterable[Value]) -> Value | None:
    """What any may be; None for no value."""
    result: Value | None = None
    for value in values:
        result = value if result is None else join(result, value)
    return result


def same(a: Value, b: Value) -> bool:
    """Whether two say the same, paths aside."""
    if a is b:
        return True
    return (
        a.consts == b.consts
        and a.names == b.names
        and a.begins == b.begins
        and a.harmless == b.harmless
        and len(a.taint) == len(b.taint)
        and all(origin in b.taint and b.taint[origin][0] == mask for origin, (mask, _) in a.taint.items())
        and len(a.refs) == len(b.refs)
        and {ref.key for ref in a.refs} == {ref.key for ref in b.refs}
    )


def merged(a: Taint, b: Taint) -> Taint:
    """Taint of both; harmless is only what is harmless in both."""
    if not b or a is b:
        return a
    if not a:
        return b
    result = dict(a)
    for origin, (mask, trace) in b.items():
        known = result.get(origin)
        if known is None:
            if len(result) < MAX_ORIGINS:
                result[origin] = (mask, trace)
        elif known[0] != mask:
            # The path that is dangerous to more is the one to tell.
            worse = known[1] if known[0] & ~mask == 0 else trace
            result[origin] = (known[0] & mask, worse)
    return result


def masked(taint: Taint, mask: int) -> Taint:
    """Taint that is harmless for the kinds of a mask."""
    if not taint or not mask:
        return taint
    if mask == HARMLESS:
        return {}
    return {origin: (known | mask, trace) for origin, (known, trace) in taint.items()}


def mask_of(masks: dict[Origin, int], origin: Origin) -> int:
    """What tests have shown of an origin, or of what it is a part of."""
    mask = masks.get(origin, 0)
    if masks and origin[0] == "source":
        for size in range(SHORTEST_ORIGIN, len(origin)):
            mask |= masks.get(origin[:size], 0)
    return mask


def home_of(origin: Origin) -> Origin:
    """The origin of what something is a part of; () where it is a part of nothing known."""
    if origin[0] == "given":
        return (*origin[:2], origin[2][:-1]) if origin[2] else ()
    last = origin[-1] if len(origin) > SHORTEST_ORIGIN else ""
    return origin[:-1] if isinstance(last, int) or last[:1] in {".", "["} else ()


def cleared(value: Value, taint: Taint) -> Value:
    """A value that held untrusted data, with what is left of that; where nothing is, it is harmless."""
    known = any(not isinstance(ref, ObjectRef) or not isinstance(ref.id, tuple) for ref in value.refs)
    if taint or known or not value.taint:
        return value.tainted(taint)
    return Value(None, value.consts, value.refs, value.names, value.begins, harmless=True)


def stepped(taint: Taint, path: str, pos: int, note: str, name: str) -> Taint:
    """Taint whose paths have gone one step further."""
    return {origin: (mask, step(trace, path, pos, note, name)) for origin, (mask, trace) in taint.items()}


def step(trace: Trace, path: str, pos: int, note: str, name: str) -> Trace:
    """A path that has gone one step further; the same when it stands there already or is long."""
    if trace is not None and (
        (trace[2] == pos and trace[1] == path and trace[3] == note) or trace[5] >= MAX_STEPS
    ):
        return trace
    return (trace, path, pos, note, name, trace[5] + 1 if trace else 1, None)


def within(trace: Trace, call: tuple[str, int, str], inner: Trace) -> Trace:
    """A path that goes on within a call.

    Args:
        trace: the path so far.
        call: file and position of the call, and the function's name.
        inner: the steps there.
    """
    size = (trace[5] if trace else 0) + 1 + (inner[5] if inner else 0)
    if size > MAX_STEPS and trace is not None:
        return trace
    return (trace, call[0], call[1], "argument", call[2], size, inner)


def steps_of(trace: Trace) -> list[tuple[str, int, str, str]]:
    """The steps of a path in order: file, position, note and name."""
    found: list[tuple[str, int, str, str]] = []
    while trace is not None:
        if trace[6] is not None:
            found += reversed(steps_of(trace[6]))
        found.append((trace[1], trace[2], trace[3], trace[4]))
        trace = trace[0]
    found.reverse()
    return found


def _either(a: tuple[Constant, ...] | None, b: tuple[Constant, ...] | None) -> tuple[Constant, ...] | None:
    if a is None or b is None:
        return None
    if a is b:
        return a
    result = list(a)
    for value in b:
        if not any(type(value) is type(one) and value == one for one in result):
            result.append(value)
    return tuple(result) if len(result) <= MAX_CONSTANTS else None


def _proven_of_both(refs: tuple[Reference, ...], a: Value, b: Value) -> tuple[Reference, ...]:
    """References without proofs that say nothing of the other value, which carries something as well."""
    if not any(isinstance(ref, ProofRef) for ref in refs):
        return refs
    silent = [one for one in (a, b) if one.taint and not any(isinstance(ref, ProofRef) for ref in one.refs)]
    return tuple(ref for ref in refs if not isinstance(ref, ProofRef)) if silent else refs


def _merged_references(a: tuple[Reference, ...], b: tuple[Reference, ...]) -> tuple[Reference, ...]:
    if not b:
        return a
    if not a:
        return b
    known = {ref.key: ref for ref in a}
    for ref in b:
        known.setdefault(ref.key, ref)
    return tuple(known.values())[:MAX_REFERENCES]

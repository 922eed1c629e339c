"""One activation: a function, a module or a class body while it is evaluated."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from vedette.analysis.program.book import Book
from vedette.analysis.program.heap import Object, State
from vedette.analysis.program.values import (
    UNKNOWN,
    ClassRef,
    FunctionRef,
    ObjectRef,
    Origin,
    PackageRef,
    Proof,
    Reference,
    Taint,
    Trace,
    Value,
    join,
    mask_of,
)
from vedette.languages.catalogue import Check
from vedette.model.form import Form, Function
from vedette.model.rule import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator


class Stopped(Exception):  # noqa: N818 - no error: the analysis goes on elsewhere
    """The budget of a starting function is spent."""


class Danger:
    """A place that is dangerous for what a value may hold: a sink, as it was met.

    Attributes:
        weakness, name, confidence: as the catalogue has them.
        path, pos, end: the place.
        function: path of the function.
    """

    __slots__ = ("confidence", "end", "function", "name", "path", "pos", "weakness")

    def __init__(
        self, weakness: str, name: str, confidence: Confidence, frame: Frame, pos: int, end: int
    ) -> None:
        self.weakness = weakness
        self.name = name
        self.confidence = confidence
        self.path = frame.path
        self.function = frame.function.path
        self.pos = pos
        self.end = end

    @property
    def key(self) -> tuple[str, str, int]:
        """By which it is the same as another."""
        return (self.weakness, self.path, self.pos)


class World(Protocol):
    """What a frame asks of the program around it; `solver.Program` says what each does."""

    # ruff: noqa: D102 - each is described where it is done
    heap: dict[Any, Object]
    bits: dict[str, int]
    book: Book
    classes: Any
    imports: Any
    entries: Any
    record: Any
    unknown: Value
    stored: dict[Any, Taint]
    readings: int

    def intern(self, site: Any) -> int: ...
    def module(self, path: str) -> Any: ...
    def begins(self, ref: Reference) -> bool: ...
    def spend(self) -> None: ...
    def namespace(self, path: str) -> dict[str, Value]: ...
    def member(self, path: str, name: str) -> Value: ...
    def resolved(self, value: Value) -> Value: ...
    def invoke(self, frame: Frame, ref: FunctionRef, call: Any) -> Value: ...
    def invoke_plainly(self, frame: Frame, ref: FunctionRef) -> Value: ...
    def construct(self, frame: Frame, ref: ClassRef, call: Any) -> Value: ...
    def class_member(self, ref: ClassRef, name: str) -> Value | None: ...
    def class_field(self, ref: ClassRef, key: str) -> Value | None: ...
    def class_names(self, ref: ClassRef) -> tuple[str, ...]: ...
    def is_harmless(self, ref: ClassRef, name: str) -> bool: ...
    def member_of(self, path: str, name: str) -> Value | None: ...
    def submodule(self, ref: PackageRef, name: str) -> Value | None: ...
    def imported(self, path: str, module: str, name: str, level: int, bound: str) -> Value: ...
    def entered(self, frame: Frame, value: Value) -> Value: ...
    def parent(self, frame: Frame, site: Any) -> Value: ...
    def result_taint(self, frame: Frame, value: Value) -> Taint: ...
    def star(self, frame: Frame, module: str, level: int) -> None: ...
    def define(self, frame: Frame, ref: FunctionRef) -> Value: ...
    def define_class(self, frame: Frame, number: int) -> Value: ...
    def register(self, entry: Any, values: list[tuple[Value, Proof]]) -> None: ...
    def share(self, frame: Frame, name: str, value: Value) -> None: ...
    def remember(self, ref: ClassRef, key: str, value: Value) -> None: ...
    def store(self, model: tuple[str, str], field: str, taint: Taint) -> None: ...
    def note(self, frame: Frame, check: Check, name: str, pos: int, end: int, site: Any) -> None: ...
    def confirm(self, danger: Danger, origin: Origin, trace: Trace) -> None: ...


Evaluator = Callable[["Frame", Form], Value]
Runner = Callable[["Frame", Form], bool]


class Frame:
    """An activation.

    Attributes:
        world: the program.
        path: file of the function.
        function: its form; for a class body that of the function around it.
        kind: `function`, `module` or `class`.
        state: at the point of evaluation.
        captured: variables of enclosing functions.
        number: unlike that of any other frame.
        depth: calls within calls.
        returned: value and state of each way out.
        yielded: what a generator gives.
        pending: dangers that what a caller gives would reach: (danger, origin, trace).
        target: name of the variable that is being assigned to.
        at: position of the statement.
        thrown: what was raised since the innermost `try` began.
        raised: what calls have raised, by their places.
        ends: kind of the sink that the result goes to, "" for none.
        fixed: a framework calls the function for one path only.
        gone: what was called last does not return.
        inside: path of the class, for its body.
        guarded: what calls in tests show, by call: (true or false, expression, value, mask).
        truths: what is harmless when the function returns something true or false.
        read: how the attributes are written that sources were read as, as `members.shown` has them.
        passed: what was shown where a request is handed on, if somebody asks for that; see `doors`.
        tests: tests whose answers variables hold, with the names in each, by how a state's masks know it.
    """

    EXPRESSIONS: ClassVar[list[Evaluator]] = []
    STATEMENTS: ClassVar[dict[int, Runner]] = {}

    def __init__(
        self,
        world: World,
        path: str,
        function: Function,
        kind: str = "function",
        depth: int = 0,
        captured: dict[str, Value] | None = None,
    ) -> None:
        self.world = world
        self.path = path
        self.function = function
        self.kind = kind
        self.depth = depth
        self.captured = captured or {}
        self.state = State(shared=world.heap)
        self.number = world.intern(("frame", path, function.number, kind))
        self.returned: list[tuple[Value, State]] = []
        self.yielded: Value | None = None
        self.inside = ""
        self.pending: dict[Any, tuple[Danger, Origin, Trace]] = {}
        self.left: list[State] = []
        self.next: list[State] = []
        self.thrown: Value | None = None
        self.raised: dict[int, Value] = {}
        self.target = ""
        self.at = 0
        self.ends = ""
        self.gone = False
        self.fixed = False
        self.guarded: dict[int, list[tuple[bool, Form, Value, int]]] = {}
        self.truths: dict[bool, dict[Origin, int] | None] = {True: None, False: None}
        self.tests: dict[Any, tuple[Form, frozenset[str]]] = {}
        self.read: dict[Origin, Origin] = {}
        self.passed: list[dict[Origin, int]] | None = None

    def value(self, form: Form) -> Value:
        """The value of an expression, what it does done to the state."""
        result: Value = self.EXPRESSIONS[form[0]](self, form)
        return result

    def run(self, block: list[Form]) -> bool:
        """Run statements; tell whether what follows them is reached."""
        statements = self.STATEMENTS
        for statement in block:
            self.world.spend()
            self.at = statement[-1]
            if not statements[statement[0]](self, statement):
                return False
        return True

    def new(self, site: Any, thing: Object) -> Value:
        """A value that refers to a new object, which is one for each place in the program."""
        identity = self.world.intern((self.number, site))
        self.state.heap[identity] = thing
        return Value(refs=(ObjectRef(identity),), names=thing.names)

    def made(self, form: Form, thing: Object) -> Value:
        """A new object of an expression; forms have no number, but one that was read keeps its identity."""
        world = self.world
        identity = world.intern((self.number, id(form), world.readings))
        self.state.heap[identity] = thing
        return Value(refs=(ObjectRef(identity),), names=thing.names)

    def things(self, value: Value) -> Iterator[tuple[ObjectRef, Object]]:
        """The objects that a value may refer to; one that a caller gave is made when first asked for."""
        for ref in value.refs:
            if isinstance(ref, ObjectRef):
                thing = self.state.thing(ref)
                if thing is None:
                    thing = Object("given")
                yield ref, thing

    def reach(self, danger: Danger, taint: Taint) -> None:
        """Untrusted data has come to a dangerous place."""
        bit = self.world.bits.get(danger.weakness, 0)
        both = self.world.book.together.get(danger.weakness, 0)
        masks = self.state.masks
        for origin, (mask, trace) in taint.items():
            known = mask | mask_of(masks, origin)
            if known & bit or (both and known & both == both):
                continue
            if origin[0] == "source":
                self.world.confirm(danger, origin, trace)
            else:
                key = (danger.key, origin)
                if key not in self.pending:
                    self.pending[key] = (danger, origin, trace)

    def free(self, name: str) -> Value:
        """A variable of an enclosing function."""
        return self.captured.get(name, UNKNOWN)

    def yields(self, value: Value) -> None:
        """A generator gives a value."""
        self.yielded = value if self.yielded is None else join(self.yielded, value)

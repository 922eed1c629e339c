"""Whether the conditions of a catalogue's entry hold at one call or assignment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, takewhile
from typing import Any

import msgspec

from vedette.analysis.program.backtracking import cubes, doubles
from vedette.analysis.program.book import Book
from vedette.analysis.program.composing import constant_beginning
from vedette.analysis.program.exposure import is_exposed, is_given, is_kept
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import State
from vedette.analysis.program.values import Constant, FunctionRef, ObjectRef, Value, constant, join_all
from vedette.languages.catalogue import Argument, Check, Condition, Sink
from vedette.model import form as forms
from vedette.model.form import Form, Function
from vedette.model.rule import Confidence

_UNSET = "\0"
_LONGEST_SUBJECT = 4096
_DEEPEST_TEXT = 8
_SPECIAL = frozenset(("value", "key", "outer", "result"))
# In place of an argument that is not given.
_MISSING = ()
_GETTERS = frozenset(("get", "pop", "getlist", "getall", "getone", "getenv", "get_argument"))


class Site:
    """One call or assignment as conditions see it.

    Attributes:
        arguments, named: values given, by position and by name.
        written: the expressions that the arguments are, for their variables' names.
        spread: some arguments are not known: they came from a list or a map.
        rest: what those may be.
        unpacked: maps given as named arguments, of which nobody knows the keys.
        state: at the call.
        receiver, receiver_form: of a method.
        value, key: of an assignment; `outer` the key of the item in which that one is.
        target: name of the variable that the result is given to.
        inside: name of the enclosing function.
        function: its form, where it is known.
        path: the file.
        result: of the call.
        form, pos, end: of the call, and where it stands.
        frame: of a call.
    """

    __slots__ = (
        "arguments",
        "end",
        "form",
        "frame",
        "function",
        "inside",
        "key",
        "named",
        "outer",
        "path",
        "pos",
        "receiver",
        "receiver_form",
        "rest",
        "result",
        "spread",
        "state",
        "target",
        "unpacked",
        "value",
        "value_form",
        "written",
        "written_named",
    )

    def __init__(self, path: str, inside: str, target: str = "") -> None:
        self.path = path
        self.inside = inside
        self.target = target
        self.arguments: list[Value] = []
        self.named: dict[str, Value] = {}
        self.written: Sequence[Any] = ()
        self.written_named: dict[str, Any] = {}
        self.spread = False
        self.unpacked: list[Value] = []
        self.receiver: Value | None = None
        self.receiver_form: Any = None
        self.value: Value | None = None
        self.value_form: Any = None
        self.key: Value | None = None
        self.outer: Value | None = None
        self.result: Value | None = None
        self.rest: Value | None = None
        self.state: State | None = None
        self.form: Any = None
        self.function: Function | None = None
        self.pos = 0
        self.end = 0
        self.frame: Frame | None = None

    def argument(self, which: Argument) -> Value | None:
        """The value of an argument; None when it is not given."""
        if isinstance(which, list):
            return next((value for one in which if (value := self.argument(one)) is not None), None)
        if isinstance(which, int):
            return self.arguments[which] if which < len(self.arguments) else None
        if which[-1:] == "]":
            return self._item(which)
        if which in {"receiver", "value", "key", "outer", "result"}:
            special: Value | None = getattr(self, which)
            return special
        return self.named.get(which)

    def expression(self, which: Argument) -> Any:
        """The expression that an argument is; None when it is not given, or not seen."""
        if isinstance(which, list):
            return next((form for one in which if (form := self.expression(one)) is not None), None)
        if isinstance(which, int):
            return self.written[which] if which < len(self.written) else None
        return self.written_named.get(which)

    def is_seen(self, which: Argument) -> bool:
        """Whether an item of an argument would be seen: all is known of the map or object that has it."""
        if isinstance(which, list):
            return all(map(self.is_seen, which))
        if isinstance(which, int) or which[-1:] != "]" or self.state is None:
            return True
        outer = which[:-1].rpartition("[")[0]
        value = self.argument(int(outer) if outer.isdigit() else outer)
        if value is None:
            return self.is_seen(outer)
        refs = [ref for ref in value.refs if not isinstance(ref, FunctionRef)]
        things = [self.state.thing(ref) if isinstance(ref, ObjectRef) else None for ref in refs]
        # What is no object at all, a number, a text or a function, has no items.
        known = bool(value.refs) or value.consts is not None
        return known and not value.taint and all(thing is not None and thing.rest is None for thing in things)

    def _item(self, which: str) -> Value | None:
        """An item of an argument: of a list whose items are known, or of a map."""
        outer, _, inner = which[:-1].rpartition("[")
        value = self.argument(int(outer) if outer.isdigit() else outer)
        if value is None or self.state is None:
            return None
        key = int(inner) if inner.lstrip("-").isdigit() else f"[{inner}"
        things = [self.state.thing(ref) for ref in value.refs if isinstance(ref, ObjectRef)]
        if inner == "...":
            return join_all(thing.rest for thing in things if thing is not None and thing.rest is not None)
        return join_all(
            thing.fields[where]
            for thing in things
            if thing is not None and (where := thing.place(key)) in thing.fields
        )

    def names_of(self, which: Argument) -> list[str]:
        """Names of the variable, attribute or key that an argument is, or that the result is given to."""
        if isinstance(which, list):
            return [name for one in which for name in self.names_of(one)]
        if which == "result":
            return [self.target]
        if which == "receiver":
            return [variable(self.receiver_form)]
        if which == "value":
            return variables(self.value_form)
        if which == "key":
            return [str(self.key.only)] if self.key is not None and self.key.is_single else []
        if isinstance(which, int):
            return variables(self.written[which]) if which < len(self.written) else []
        return variables(self.written_named.get(which))


def hold(conditions: Sequence[Condition], site: Site, book: Book) -> bool:
    """Whether all conditions hold."""
    return all(_holds(condition, site, book) for condition in conditions)


def is_refuted(condition: Condition, site: Site, book: Book) -> bool:
    """Whether a condition fails by how a call is written, or where, whatever there is to know of values.

    Args:
        condition: of a check.
        site: with the path, the names of the function and, for a call, its form; not evaluated.
        book: of the catalogue.
    """
    if not _stands(condition, site):
        return True
    if condition.argument == "" or site.form is None:
        return False
    written = _written(site.form, condition.argument)
    if written is None or written == _MISSING:
        return written is not None and not (condition.absent or condition.unseen)
    if condition.absent or condition.unseen:
        return True
    names = variables(written) if condition.argument != "receiver" else [variable(written)]
    if condition.named and not isinstance(condition.argument, list) and not _is_named(condition.named, names):
        return True
    if written[0] != forms.CONST:
        return False
    return bool(condition.given or condition.exposed) or not _fits(condition, constant(written[1]), book)


def is_constant(condition: Condition, call: Form) -> bool:
    """Whether a condition asks for an argument of a call that is written as a constant."""
    written = _written(call, condition.argument) if condition.argument != "" else None
    return written is not None and written != _MISSING and written[0] == forms.CONST


def _written(call: Form, which: Argument) -> Form:
    """The expression of an argument; `_MISSING` for none, and None where that is not plain to see."""
    if isinstance(which, list):
        found = [_written(call, one) for one in which]
        return next((one for one in found if one != _MISSING), _MISSING)
    if isinstance(which, int):
        plain = takewhile(lambda one: one and one[0] != forms.SPREAD, call[2])
        given = next(islice(plain, which, None), _MISSING)
        return given if given != _MISSING or not _is_spread(call) else None
    if which == "receiver":
        return call[1][1] if call[1][0] == forms.ATTR else None
    if which in _SPECIAL:
        return None
    if which[-1:] == "]":
        outer = which[:-1].rpartition("[")[0]
        written = _written(call, int(outer) if outer.isdigit() else outer)
        return _MISSING if written == _MISSING or (written and written[0] == forms.CONST) else None
    named = next((value for name, value in call[3] if name == which), _MISSING)
    return named if named != _MISSING or not _is_spread(call) else None


def _is_spread(call: Form) -> bool:
    """Whether a call is given some arguments of which nobody sees which they are."""
    return any(not one or one[0] == forms.SPREAD for one in call[2]) or any(not name for name, _ in call[3])


def is_excepted(sink: Sink, value: Value) -> bool:
    """Whether a value begins as one does that is harmless for a sink, or is a thing that is."""
    if sink.unless and not set(sink.unless).isdisjoint(value.names):
        return True
    begins = constant_beginning(value) if sink.unless_begins else ""
    return bool(begins) and _compiled(sink.unless_begins).match(begins) is not None


def settled(check: Check, site: Site, book: Book) -> Check:
    """A check that holds, less sure of itself when a value may as well be one that is fine."""
    for condition in check.where:
        if condition.argument == "":
            continue
        value = site.argument(condition.argument)
        if (
            value is not None
            and condition.is_ != _UNSET
            and _by_default(condition.argument, value, site) is not value
        ):
            return msgspec.structs.replace(check, confidence=Confidence.low)
        if check.confidence.rank <= Confidence.medium.rank:
            continue
        if value is not None and _may_be_fine(condition, value, book):
            return msgspec.structs.replace(check, confidence=Confidence.medium)
    return check


def _may_be_fine(condition: Condition, value: Value, book: Book) -> bool:
    """Whether only some of the constants or names that a value may have meet a condition."""
    if condition.type and len(value.names) > 1:
        return not all(book.is_a(name, condition.type) for name in value.names)
    if condition.is_ == _UNSET and not condition.matches:
        return False
    several = value.consts or ()
    fit = sum(_fits_constants(condition, constant(one)) for one in several)
    return 0 < fit < len(several)


def variable(form: Any) -> str:
    """The name that an expression goes by: of a variable, an attribute, a constant key, or what is called."""
    if not form:
        return ""
    kind = form[0]
    if kind in {forms.LOCAL, forms.FREE, forms.GLOBAL}:
        return str(form[1])
    if kind == forms.ATTR:
        return str(form[2])
    if kind == forms.ITEM:
        return str(form[2][1]) if form[2] and form[2][0] == forms.CONST else variable(form[1])
    if kind in {forms.CALL, forms.NEW}:
        callee = form[1]
        if callee and callee[0] == forms.ATTR and callee[2] in _GETTERS and form[2]:
            # What is asked for by a constant goes by that.
            key = form[2][0]
            if key and key[0] == forms.CONST and isinstance(key[1], str):
                return str(key[1])
        # A method of a variable, as `password.encode()`, goes by the variable's name.
        return variable(callee[1]) if callee and callee[0] == forms.ATTR else variable(callee)
    if kind == forms.AWAIT:
        return variable(form[1])
    return ""


def variables(form: Any, depth: int = 0) -> list[str]:
    """The names that an expression goes by, those within an interpolated or joined text as well."""
    name = variable(form)
    if name or not form or depth > _DEEPEST_TEXT:
        return [name]
    if form[0] == forms.TEXT:
        return [name for part in form[1] for name in variables(part, depth + 1)]
    if form[0] == forms.BINARY and form[1] == "+":
        return [*variables(form[2], depth + 1), *variables(form[3], depth + 1)]
    return [name]


def _stands(condition: Condition, site: Site) -> bool:
    """Whether a site is in the function and file, and beside the words, that a condition asks for."""
    if condition.inside and not _found(condition.inside, site.inside):
        return False
    if condition.file and not _found(condition.file, site.path):
        return False
    return not (condition.has or condition.lacks or condition.nowhere) or _says(condition, site)


def _holds(condition: Condition, site: Site, book: Book) -> bool:
    if not _stands(condition, site):
        return False
    if condition.argument == "":
        return True
    if condition.named and not _is_named(condition.named, site.names_of(condition.argument)):
        return False
    value = site.argument(condition.argument)
    if condition.unseen:
        return value is None
    if condition.absent:
        return value is None and not site.spread and site.is_seen(condition.argument)
    if condition.given or condition.kept or condition.exposed:
        return value is not None and _is_from(condition, value, site, book)
    if value is None:
        return bool(condition.named) and condition.argument == "result" and _only_named(condition)
    if condition.is_ != _UNSET:
        value = _by_default(condition.argument, value, site)
    if (condition.is_ != _UNSET or condition.matches) and value.refs and site.state is not None:
        # Of a list or a tuple, one item is enough.
        return any(_fits(condition, one, book) for one in (value, *_items_of(value, site.state)))
    return _fits(condition, value, book)


def _by_default(which: Argument, value: Value, site: Site) -> Value:
    """Of a parameter of which nobody knows what it is given, what it is where it is given nothing."""
    function, form = site.function, site.expression(which)
    if function is None or value.consts is not None or not form or form[0] != forms.LOCAL:
        return value
    default = next((one.default for one in function.parameters if one.name == form[1]), None)
    return constant(default[1]) if default and default[0] == forms.CONST else value


def _says(condition: Condition, site: Site) -> bool:
    words = site.function.words if site.function is not None else ()
    if condition.has and not any(_found(condition.has, word) for word in words):
        return False
    if condition.lacks and any(_found(condition.lacks, word) for word in words):
        return False
    return not condition.nowhere or not any(_found(condition.nowhere, word) for word in _around(site))


def _around(site: Site) -> Iterator[str]:
    """Words of the functions of the class at hand, or of the file where there is none."""
    if site.frame is not None and site.function is not None:
        owner = site.function.owner
        for one in site.frame.world.module(site.path).functions:
            if owner in {-1, one.owner}:
                site.frame.world.record.looked(site.path, one.path)
                yield from one.words


def _is_from(condition: Condition, value: Value, site: Site, book: Book) -> bool:
    """Whether a value comes from where a condition says."""
    if condition.exposed:
        return is_exposed(condition.exposed, value, site.state, book)
    if condition.given:
        return is_given(condition.given, value, site.function, (site.path, site.state, book))
    return is_kept(condition.kept, value, site.frame, book)


def _is_named(pattern: str, names: list[str]) -> bool:
    return any(_found(pattern, name) for name in [name for name in names if name] or [""])


def _items_of(value: Value, state: State) -> list[Value]:
    found: list[Value] = []
    for ref in value.refs:
        thing = state.thing(ref) if isinstance(ref, ObjectRef) else None
        if thing is not None and thing.kind in {"list", "tuple", "set"}:
            found += thing.fields.values()
            found += [thing.rest] if thing.rest is not None else []
    return found


def _only_named(condition: Condition) -> bool:
    return (
        condition.is_ == _UNSET and condition.not_ == _UNSET and not condition.matches and not condition.type
    )


def _fits(condition: Condition, value: Value, book: Book) -> bool:
    if condition.constant is not None and (value.consts is not None) != condition.constant:
        return False
    if condition.tainted and not value.taint:
        return False
    if (condition.slow or condition.costly) and not _takes_long(condition, value):
        return False
    if condition.text and not _is_text(value):
        return False
    if condition.type and not any(book.is_a(name, condition.type) for name in value.names):
        return False
    return _fits_constants(condition, value)


def _takes_long(condition: Condition, value: Value) -> bool:
    patterns = [one for one in value.consts or () if isinstance(one, str)]
    if condition.costly and not any(map(cubes, patterns)):
        return False
    return any(map(doubles, patterns)) == condition.slow


def _fits_constants(condition: Condition, value: Value) -> bool:
    consts = value.consts
    if condition.is_ != _UNSET and not _any_is(consts, condition.is_):
        return False
    if condition.not_ != _UNSET and (consts is None or _any_is(consts, condition.not_)):
        return False
    if condition.matches and not _matches(condition.matches, value):
        return False
    numbers = [one for one in consts or () if isinstance(one, int | float) and not isinstance(one, bool)]
    if condition.below is not None and not any(one < condition.below for one in numbers):
        return False
    return condition.above is None or any(one > condition.above for one in numbers)


def _any_is(consts: tuple[Constant, ...] | None, wanted: Any) -> bool:
    if consts is None:
        return False
    choices = wanted if isinstance(wanted, list) else [wanted]
    return any(type(one) is type(choice) and one == choice for one in consts for choice in choices)


def _matches(pattern: str, value: Value) -> bool:
    texts = [one for one in value.consts or () if isinstance(one, str)]
    if not texts and value.begins:
        texts = [constant_beginning(value)]
    return any(_found(pattern, text) for text in texts)


def _is_text(value: Value) -> bool:
    """Whether a value is a text or may be one: a list of the program's is not."""
    if any(isinstance(ref, ObjectRef) for ref in value.refs) and not value.begins:
        return value.whole
    return True


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _found(pattern: str, text: str) -> bool:
    return _compiled(pattern).search(text[:_LONGEST_SUBJECT]) is not None

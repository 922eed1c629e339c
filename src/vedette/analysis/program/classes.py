"""Classes of the program: their members, their bases, and what their objects were seen to hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vedette.analysis.program.frame import Frame
from vedette.analysis.program.leavings import FIELDS, Place, data_of, nth
from vedette.analysis.program.values import ClassRef, Origin, Taint, Trace, Value, join, merged
from vedette.model import form as forms
from vedette.model.form import Class, Form

_MOST_ANCESTORS = 32
_DEEPEST = 6
# The name of classes that check what they are made of, and arguments that are the pattern of a field.
_CHECKED = "class.Checked"
_PATTERNS = frozenset(("pattern", "regex"))


class ClassInfo:
    """A class as it was evaluated.

    Attributes:
        ref, form: which.
        members: its body's variables.
        bases: values.
        names: catalogue names of bases that are not of the program.
        fields: what attributes of its objects were seen to hold, when that comes from outside.
    """

    __slots__ = ("_kept", "bases", "fields", "form", "members", "names", "order", "ref")

    def __init__(self, ref: ClassRef, form: Class) -> None:
        self.ref = ref
        self.form = form
        self.members: dict[str, Value] = {}
        self.bases: list[Value] = []
        self.names: tuple[str, ...] = ()
        self.fields: dict[str, Value] = {}
        self.order: list[ClassInfo] = [self]
        self._kept: tuple[int, frozenset[str]] = (0, frozenset())

    def kept(self) -> frozenset[str]:
        """Catalogue names of its members."""
        if self._kept[0] != len(self.members):
            names = frozenset(name for member in self.members.values() for name in member.names)
            self._kept = len(self.members), names
        return self._kept[1]


class Classes:
    """All classes of a program, evaluated when they are asked for."""

    def __init__(self, world: Any) -> None:
        self._world = world
        self._known: dict[tuple[str, int], ClassInfo] = {}
        self._records: dict[tuple[str, int], Any] = {}
        # With what it rests on.
        self._harmless: dict[tuple[str, int, str], tuple[bool, Any]] = {}
        # Left by starts that are not evaluated again: file -> class, which of that name, attribute.
        self._earlier: dict[str, dict[tuple[str, int, str], Taint]] = {}

    def info(self, ref: ClassRef) -> ClassInfo:
        """A class."""
        key = (ref.path, ref.number)
        known = self._known.get(key)
        if known is None:
            with self._world.record.recording() as record:
                module = self._world.module(ref.path)
                known = self._known[key] = ClassInfo(ref, module.classes[ref.number])
                self._put_back(known, module)
                self._evaluate(known, module)
            self._records[key] = record
        elif key in self._records:
            self._world.record.merge(self._records[key])
        return known

    def member(self, ref: ClassRef, name: str) -> Value | None:
        """A member of a class or of its bases; None for none."""
        info = self.info(ref)
        for one in info.order:
            value = one.members.get(name)
            if value is not None:
                return self._world.resolved(value)  # type: ignore[no-any-return]
        names = tuple(full for one in info.names if (full := self._world.book.attribute(one, name)))
        return Value(names=names) if names else None

    def field(self, ref: ClassRef, key: str) -> Value | None:
        """What was seen of an attribute of its objects."""
        found: Value | None = None
        for one in self.info(ref).order:
            self._world.record.looked(one.ref.path, f"{FIELDS}{one.form.path}{key}")
            value = one.fields.get(key)
            if value is not None:
                found = value if found is None else join(found, value)
        return found

    def is_harmless(self, ref: ClassRef, name: str) -> bool:
        """Whether an attribute is declared to be of a type of which nothing dangerous can be."""
        key = (ref.path, ref.number, name)
        known = self._harmless.get(key)
        if known is None:
            with self._world.record.recording() as record:
                known = self._harmless[key] = self._declares_harmless(ref, name), record
        else:
            self._world.record.merge(known[1])
        return known[0]

    def shown_by_pattern(self, ref: ClassRef, name: str) -> int:
        """What an attribute is harmless for by the pattern with which it is declared, as a mask.

        Only classes count that check what they are made of.
        """
        info = self.info(ref)
        if not any(self._world.book.is_a(one, _CHECKED) for one in info.names):
            return 0
        for one in info.order:
            said = [each for each in one.form.body if _declares(each, name)]
            if said:
                self._world.record.looked(one.ref.path, f"{FIELDS}{one.form.path}.{name}")
                written = {text for each in said for text in _patterns(each[2], 0)}
                return self._world.book.let_through(written.pop(), "search") if len(written) == 1 else 0
        return 0

    def may_be(self, path: str, number: int, wanted: frozenset[str]) -> bool:
        """Whether a method of a class meets one of some names without a word in it that leads there.

        It does when objects of the class have the name, or something was seen to be kept in them.

        Args:
            path: file of the class.
            number: of the class; -1 for none.
            wanted: catalogue names.
        """
        if number < 0:
            return False
        info = self.info(ClassRef(path, number))
        for one in info.order:
            self._world.record.looked(one.ref.path, FIELDS + one.form.path)
        return not wanted.isdisjoint(info.names) or any(
            one.fields or not wanted.isdisjoint(one.kept()) for one in info.order
        )

    def remember(self, ref: ClassRef, key: str, value: Value) -> bool:
        """Note what an attribute was seen to hold, if that comes from outside; tell whether it is news."""
        taint = {origin: one for origin, one in value.taint.items() if origin[0] == "source"}
        if not taint:
            return False
        info = self.info(ref)
        place = FIELDS, info.form.path, nth(self._world.module(ref.path), info.form), key
        self._world.record.leaves(ref.path, place, data_of(taint))
        return _add(info, key, taint)

    def restore(self, path: str, place: Place, taint: Taint) -> None:
        """Put back what an earlier start has left."""
        _, name, which, key = place
        kept = self._earlier.setdefault(path, {})
        known = kept.get((name, which, key))
        kept[name, which, key] = taint if known is None else merged(known, taint)
        for info in [one for one in self._known.values() if one.ref.path == path and one.form.path == name]:
            if nth(self._world.module(path), info.form) == which:
                _add(info, key, taint)

    def _put_back(self, info: ClassInfo, module: Any) -> None:
        for (name, which, key), taint in self._earlier.get(info.ref.path, {}).items():
            if name == info.form.path and nth(module, info.form) == which:
                _add(info, key, taint)

    def _declares_harmless(self, ref: ClassRef, name: str) -> bool:
        for one in self.info(ref).order:
            said = [form for each in one.form.body if (form := _declared(each, name)) is not None]
            if said:
                outer = self._world.module(one.ref.path).functions[one.form.outer]
                frame = Frame(self._world, one.ref.path, outer, "class")
                # A type, and calls that say what else is checked.
                return any(self._world.entries.declares_harmless(frame, form) for form in said)
        return False

    def _evaluate(self, info: ClassInfo, module: Any) -> None:
        form = info.form
        frame = Frame(self._world, info.ref.path, module.functions[form.outer], "class")
        frame.inside = form.path
        frame.number = self._world.intern(("class", info.ref.path, info.ref.number))
        frame.state.variables = info.members
        for base in form.bases:
            info.bases.append(frame.value(base))
        names: list[str] = []
        order = [info]
        for base in info.bases:
            names += base.names
            for ref in base.refs:
                if isinstance(ref, ClassRef) and len(order) < _MOST_ANCESTORS:
                    parent = self.info(ref)
                    names += parent.names
                    order += [one for one in parent.order if one not in order]
        info.names = tuple(dict.fromkeys(names))[:8]
        info.order = order[:_MOST_ANCESTORS]
        frame.state.variables = {}
        # What a constructor does with the fields of models and forms is nothing to follow.
        with self._world.calling.following(far=False):
            frame.run(form.body)
        info.members.update(frame.state.variables)
        self._world.heap.update(frame.state.heap)


def _add(info: ClassInfo, key: str, taint: Taint) -> bool:
    """Note what an attribute holds; tell whether it is news."""
    old = info.fields.get(key)
    if old is not None and all(_is_known(old.taint, *one) for one in taint.items()):
        return False
    new = Value(taint)
    info.fields[key] = new if old is None else join(old, new)
    return True


def _is_known(taint: Taint, origin: Origin, one: tuple[int, Trace]) -> bool:
    return origin in taint and not taint[origin][0] & ~one[0]


def _declares(statement: Form, name: str) -> bool:
    """Whether a statement of a class's body says of what type a variable is, or what it is."""
    return statement[0] == forms.ASSIGN and any(
        target[0] == forms.LOCAL and target[1] == name for target in statement[1]
    )


def _patterns(form: Any, depth: int) -> Iterator[str]:
    """Regular expressions that calls in a declaration are given, as in `Field(pattern=...)`."""
    if not isinstance(form, list | tuple) or not form or depth > _DEEPEST:
        return
    if form[0] == forms.CALL:
        for word, value in form[3]:
            if word in _PATTERNS and value[0] == forms.CONST and isinstance(value[1], str):
                yield value[1]
        return
    for part in form:
        yield from _patterns(part, depth + 1)


def _declared(statement: Form, name: str) -> Form:
    """The type that a statement of a class's body declares a variable to be of; None if it does not."""
    if statement[0] != forms.ASSIGN or statement[2][0] != forms.OTHER or len(statement[2][1]) != 1:
        return None
    target = statement[1][0]
    return statement[2][1][0] if target[0] == forms.LOCAL and target[1] == name else None

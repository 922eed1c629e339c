"""What fields of an object are that nobody has seen being made: by its declarations and its constructor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from vedette.analysis.program import parts
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import Object
from vedette.analysis.program.values import ClassRef, FunctionRef, ModuleRef, ObjectRef, Value
from vedette.languages.later import ready
from vedette.model import form as forms
from vedette.model.form import Form

_CONSTRUCTOR = "__init__"
_DEEPEST = 4
_MOST_STATEMENTS = 60
# The name of what all functions of a request share.
SHARED = "request.shared"
_ROOTS = frozenset((forms.GLOBAL, forms.LOCAL, forms.FREE))


def names_in(frame: Frame, value: Value) -> list[str]:
    """Names of the members of a value: of its class, or of its module."""
    found: dict[str, None] = {}
    for ref in value.refs:
        made_of = ref if isinstance(ref, ClassRef) else None
        if isinstance(ref, ObjectRef):
            thing = frame.state.thing(ref)
            made_of = thing.made_of if thing is not None else None
        if made_of is not None:
            for info in frame.world.classes.info(made_of).order:
                found.update(dict.fromkeys(info.members))
        elif isinstance(ref, ModuleRef):
            found.update(dict.fromkeys(frame.world.namespace(ref.path)))
    return list(found)


def declared(frame: Frame, ref: ClassRef, key: str) -> Value | None:
    """What a field of an object is as far as its class says: the names and the class of its value.

    Args:
        frame: at hand.
        ref: the class of the object, which was given by nobody knows whom.
        key: of the field, with its dot.
    """
    if not key.startswith("."):
        return None
    place = (ref.path, ref.number, key)
    return _known(frame, place, lambda: _found(frame, frame.world.classes.info(ref), key[1:]))


def shared(frame: Frame, name: str) -> Value | None:
    """What an attribute is of what all functions of a request share, as the file at hand makes it.

    Args:
        frame: of a function of the file.
        name: of the attribute.
    """
    return _known(frame, (frame.path, -1, name), lambda: _shared(frame, name))


def keeps_given(frame: Frame, key: str) -> bool:
    """Whether a field of the object at hand holds what its constructor is given, as it is.

    Args:
        frame: of a method.
        key: of the field, with its dot.
    """
    owner = frame.function.owner
    if owner < 0 or not key.startswith("."):
        return False
    module = frame.world.module(frame.path)
    for one in module.functions:
        if one.owner == owner and one.name == _CONSTRUCTOR and one.parameters:
            frame.world.record.looked(frame.path, parts.kept_by(one, key[1:]))
            given = {parameter.name for parameter in one.parameters[1:]}
            values = map(_last, _set(ready(one).body, (forms.LOCAL, one.parameters[0].name), key[1:], 0))
            return any(form[0] == forms.LOCAL and form[1] in given for form in values)
    return False


def shown_by_pattern(frame: Frame, base: Value, name: str) -> int:
    """What a field is harmless for by the pattern with which the class of its object declares it."""
    classes = [thing.made_of for _, thing in frame.things(base) if thing.kind == "given" and thing.made_of]
    if len(classes) != 1 or len(base.refs) != 1:
        return 0
    mask: int = frame.world.classes.shown_by_pattern(classes[0], name)
    return mask


def _shared(frame: Frame, name: str) -> Value | None:
    world = frame.world
    for function in world.module(frame.path).functions:
        if name not in function.words:
            continue
        world.record.looked(frame.path, function.path)
        for variable in function.words:
            for form in _set(ready(function).body, (forms.GLOBAL, variable), name, 0):
                made = _call(form)
                held = world.resolved(world.member(frame.path, variable)) if made is not None else Value()
                if SHARED in held.names:
                    return _of_call(frame, frame.path, made, name)
    return None


def _known(frame: Frame, place: Any, find: Callable[[], Value | None]) -> Value | None:
    """What was found once, with all that it rests on; nothing while it is looked for."""
    known: dict[Any, tuple[Value | None, Any]] = frame.world.entries.declared
    if place in known:
        value, record = known[place]
        if record is not None:
            frame.world.record.merge(record)
        return value
    known[place] = None, None
    with frame.world.record.recording() as record:
        value = find()
    known[place] = value, record
    return value


def _found(frame: Frame, info: Any, name: str) -> Value | None:
    for one in info.order:
        member = one.members.get(_CONSTRUCTOR)
        for made in member.refs if member is not None else ():
            if isinstance(made, FunctionRef):
                value = _by_constructor(frame, made, name)
                if value is not None:
                    return value
        for statement in one.form.body:
            form = _annotated(statement, name)
            if form is not None and form[0] != forms.CALL:
                return _of_type(frame, one.ref.path, form, name)
    return None


def _by_constructor(frame: Frame, ref: FunctionRef, name: str) -> Value | None:
    world = frame.world
    function = world.module(ref.path).functions[ref.number]
    world.record.looked(ref.path, parts.kept_by(function, name))
    if not function.parameters or name not in function.words:
        return None
    for form in _set(ready(function).body, (forms.LOCAL, function.parameters[0].name), name, 0):
        types = {one.name: one.annotation for one in function.parameters[1:]}
        source = _last(form)
        if source[0] == forms.LOCAL and types.get(source[1]) is not None:
            return _of_type(frame, ref.path, types[source[1]], name)
        made = _call(form)
        if made is not None:
            return _of_call(frame, ref.path, made, name)
    return None


def _set(block: Any, me: tuple[int, str], name: str, depth: int) -> Iterator[Form]:
    """Expressions that a field of what a variable holds is given in some statements."""
    for statement in block[:_MOST_STATEMENTS] if depth <= _DEEPEST else ():
        if statement[0] == forms.ASSIGN:
            for target in statement[1]:
                if target[0] == forms.ATTR and target[2] == name and tuple(target[1][:2]) == me:
                    yield statement[2]
        elif statement[0] == forms.BRANCH:
            yield from _set(statement[2], me, name, depth + 1)
            yield from _set(statement[3], me, name, depth + 1)
        elif statement[0] in {forms.TRY, forms.WITH}:
            yield from _set(statement[1 if statement[0] == forms.TRY else 3], me, name, depth + 1)


def _last(form: Form) -> Form:
    """Of `given or made()` what is given."""
    return form[2][0] if form[0] == forms.LOGIC and form[1] == "or" and form[2] else form


def _call(form: Form) -> Form | None:
    """The call that makes the value, made with a name of the module."""
    if form[0] == forms.LOGIC and form[1] == "or" and form[2]:
        form = form[2][-1]
    if form[0] == forms.PICK:
        form = form[2] if form[2][0] in {forms.CALL, forms.NEW} else form[3]
    if form[0] == forms.AWAIT:
        form = form[1]
    if form[0] not in {forms.CALL, forms.NEW}:
        return None
    root = form
    while root[0] in {forms.ATTR, forms.CALL, forms.NEW}:
        root = root[1]
    return form if root[0] == forms.GLOBAL else None


def _of_call(frame: Frame, path: str, form: Form, name: str) -> Value | None:
    """What a call gives by its name alone; nothing is called for it."""
    value = _named(frame, path, form[1])
    found = _results(frame, value)
    for ref in value.refs:
        if isinstance(ref, ClassRef):
            return _instance(frame, ref, name)
    return Value(names=found) if found else None


def _named(frame: Frame, path: str, form: Form) -> Value:
    """An expression of names, attributes and calls, as the catalogue knows it."""
    if form[0] == forms.GLOBAL:
        return frame.world.resolved(frame.world.member(path, form[1]))
    if form[0] in {forms.CALL, forms.NEW}:
        return Value(names=_results(frame, _named(frame, path, form[1])))
    if form[0] != forms.ATTR:
        return Value()
    base = _named(frame, path, form[1])
    for ref in base.refs:
        if isinstance(ref, ModuleRef):
            found = frame.world.member_of(ref.path, form[2])
            if found is not None:
                return frame.world.resolved(found)
    book = frame.world.book
    return Value(names=tuple(full for one in base.names if (full := book.attribute(one, form[2]))))


def _results(frame: Frame, value: Value) -> tuple[str, ...]:
    book = frame.world.book
    return tuple(dict.fromkeys(one for name in value.names if (one := book.result(name))))


def _of_type(frame: Frame, path: str, form: Form, name: str) -> Value | None:
    outer = Frame(frame.world, path, frame.world.module(path).functions[0], "class")
    declared_type = frame.world.entries.annotation(outer, form)
    for ref in declared_type.refs:
        if isinstance(ref, ClassRef):
            return _instance(frame, ref, name)
    names = tuple(one for one in declared_type.names if one not in {"str", "int", "dict", "list"})
    return Value(names=names) if names else None


def _instance(frame: Frame, ref: ClassRef, name: str) -> Value:
    """An object of a class of which nothing else is known."""
    world = frame.world
    names = world.class_names(ref)
    identity = world.intern(("declared", ref.path, ref.number, name))
    world.heap.setdefault(identity, Object("object", made_of=ref, names=names))
    return Value(refs=(ObjectRef(identity),), names=names)


def _annotated(statement: Form, name: str) -> Form | None:
    """The type that a statement of a class's body declares a field to be of."""
    if statement[0] != forms.ASSIGN or statement[2][0] != forms.OTHER or len(statement[2][1]) != 1:
        return None
    target = statement[1][0]
    return statement[2][1][0] if target[0] == forms.LOCAL and target[1] == name else None

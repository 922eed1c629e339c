"""What is kept in a database by one function and read back by another: fields of models of the program.

A model is a class, or what a library makes of a name; a field that was given data from outside is remembered
for its model, and what a row of that model has in that field later is such data, stored in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from vedette.analysis.program.book import Meaning
from vedette.analysis.program.conditions import Site
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import Object
from vedette.analysis.program.leavings import STORED
from vedette.analysis.program.rows import asked
from vedette.analysis.program.values import UNKNOWN, ClassRef, ObjectRef, Taint, Value, step
from vedette.model import form as forms

# File, and name of the model in it.
Model: TypeAlias = tuple[str, str]
KIND = "stored"
# Names of values that are a model, or rows of one, begin so; the model follows.
_MODEL, _ROW = "#model ", "#row "
_DEEPEST = 2
_LONGEST_FIELD = 80


def is_row(name: str) -> bool:
    """Whether a name is that of rows of a model."""
    return name.startswith(_ROW)


def keep(
    frame: Frame, callee: Value, site: Site, meanings: Iterable[tuple[str, Meaning]], result: Value | None
) -> Value | None:
    """What a call gives, with what it is known to be; what it stores is remembered.

    Args:
        frame: at hand.
        callee: what is called: a class, or nothing of the program.
        site: the call.
        meanings: of what is called, by name.
        result: what it gives.
    """
    book, form = frame.world.book, site.form
    if any(name in book.defines for name, _ in meanings):
        return _with_name(result, f"{_MODEL}{frame.path} {_name_of(site)}")
    word = form[1][2] if form[1][0] == forms.ATTR else ""
    made = form[0] == forms.NEW or any(isinstance(ref, ClassRef) for ref in callee.refs)
    if not made and word not in book.gives and word not in book.takes:
        return result
    whose = callee if made else site.receiver
    found = list(_models(frame, whose)) if whose is not None else []
    if not found and not made and site.receiver_form:
        about = asked(frame, site.receiver_form)
        found = [] if about is None else [_of_class(frame, about)]
    if len(found) != 1:
        return result
    if made or word in book.takes:
        for value in site.arguments:
            _take(frame, found[0], value, 0)
        for name, value in site.named.items():
            put(frame, found[0], name, value)
    if made:
        # One that is made here has what it was given, and nothing that others have stored.
        return result if callee.refs else _with_name(result, f"{_MODEL}{found[0][0]} {found[0][1]}")
    return _with_name(result, f"{_ROW}{found[0][0]} {found[0][1]}")


def set_on(frame: Frame, base: Value, field: str, value: Value) -> None:
    """A field of a row is assigned to."""
    if value.taint and frame.world.book.gives:
        for model in _models(frame, base):
            put(frame, model, field, value)


def put(frame: Frame, model: Model, field: str, value: Value) -> None:
    """A field of a model is given a value: what is from outside in it is remembered."""
    taint: Taint = {}
    mask = frame.world.book.reported(KIND)
    for origin, (known, trace) in frame.state.deep_taint(value).items():
        if origin[0] == "source" and origin[1] in frame.world.book.outside:
            stored = ("source", KIND, f"{origin[2]}, stored before", *origin[3:])
            taint[stored] = (known | mask, step(trace, frame.path, frame.at, "store", field))
    if taint and len(field) <= _LONGEST_FIELD:
        frame.world.store(model, field, taint)


def got(frame: Frame, name: str, field: str) -> Taint:
    """What was stored in a field of the model that rows of a name are of."""
    path, _, model = name.removeprefix(_ROW).partition(" ")
    return _stored(frame, (path, model), field)


def of_row(frame: Frame, thing: Object, field: str) -> Taint:
    """What was stored in a field of the class that a row is of."""
    if thing.made_of is None:
        return {}
    return _stored(frame, _of_class(frame, thing.made_of), field)


def _stored(frame: Frame, model: Model, field: str) -> Taint:
    frame.world.record.looked(model[0], f"{STORED}{model[1]}{field}")
    known: Taint = frame.world.stored.get((model, field), {})
    return known


def _take(frame: Frame, model: Model, value: Value, depth: int) -> None:
    """The fields of an object, and of those below operators such as `$set`."""
    for _, thing in frame.things(value):
        for key, field in thing.fields.items():
            name = str(key)[1:]
            if name.startswith("$") and depth < _DEEPEST:
                _take(frame, model, field, depth + 1)
            else:
                put(frame, model, name, field)


def _models(frame: Frame, value: Value) -> Iterator[Model]:
    """The models that a value is, or is a row of."""
    found: dict[Model, None] = {}
    for name in value.names:
        if name.startswith((_MODEL, _ROW)):
            path, _, model = name.partition(" ")[2].partition(" ")
            found[path, model] = None
    for ref in value.refs:
        thing = frame.state.thing(ref) if isinstance(ref, ObjectRef) else None
        made_of = ref if isinstance(ref, ClassRef) else thing.made_of if thing is not None else None
        if made_of is not None:
            found[_of_class(frame, made_of)] = None
    yield from found


def _of_class(frame: Frame, ref: ClassRef) -> Model:
    return ref.path, frame.world.classes.info(ref).form.path


def _with_name(value: Value | None, name: str) -> Value:
    value = value or UNKNOWN
    names = tuple(dict.fromkeys((*value.names, name)))
    made = Value(value.taint, value.consts, value.refs, names, value.begins, harmless=value.harmless)
    return made.kept(value.whole)


def _name_of(site: Site) -> str:
    """The name of a model that a call defines, which is the first constant text that it is given."""
    texts: list[Any] = [value.only for value in site.arguments if value.is_single]
    return next((one for one in texts if isinstance(one, str)), "")

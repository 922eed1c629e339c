"""Classes that say which fields their objects have: what is checked against them, and the fields as a map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vedette.analysis.program.conditions import Site, variable
from vedette.analysis.program.containers import Operation, exact_items, first
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import Object
from vedette.analysis.program.letting import let_through
from vedette.analysis.program.members import TYPED, attribute
from vedette.analysis.program.values import UNKNOWN, ClassRef, FunctionRef, ProofRef, Taint, Value, merged
from vedette.model import form as forms

# Members of a class that say how it is used, and words by which they let through what it does not declare.
_SETTINGS = frozenset(("model_config", "Config", "Meta"))
_OPEN = frozenset(("allow", "INCLUDE"))
_DEEPEST = 6
_SLUG = "[-a-zA-Z0-9_]+"


def fields_of(frame: Frame, ref: ClassRef) -> list[str]:
    """Names of the fields that objects of a class have; none where they may have others, or nobody says."""
    found: dict[str, None] = {}
    for info in frame.world.classes.info(ref).order:
        if _is_open(frame, info):
            return []
        for name, value in info.members.items():
            is_made = any(isinstance(one, FunctionRef | ClassRef) for one in value.refs)
            if not (is_made or name in _SETTINGS or name[0] == "_"):
                found[name] = None
    return list(found)


def _is_open(frame: Frame, info: Any) -> bool:
    """Whether objects of a class may have fields that it does not declare."""
    said = [value for _, value in info.form.named]
    for statement in info.form.body:
        if statement[0] == forms.ASSIGN and variable(statement[1][0]) in _SETTINGS:
            said.append(statement[2])
        elif statement[0] == forms.CLASS and variable(statement[2]) in _SETTINGS:
            inner = frame.world.module(info.ref.path).classes[statement[1]]
            said += [one[2] for one in inner.body if one[0] == forms.ASSIGN]
    return any(word in _OPEN for one in said for word in _words(one, 0))


def _words(form: Any, depth: int) -> Iterator[str]:
    """Constant texts and last names in an expression."""
    if not isinstance(form, list | tuple) or not form or depth > _DEEPEST:
        return
    if form[0] == forms.CONST and isinstance(form[1], str):
        yield form[1]
    if isinstance(form[0], int) and form[0] in {forms.ATTR, forms.GLOBAL, forms.LOCAL}:
        yield variable(form)
    for part in form:
        yield from _words(part, depth + 1)


def _validated(frame: Frame, site: Site) -> Value | None:
    """An object of a class of the program, made of data that was checked against what the class declares."""
    given = [*([site.receiver] if site.receiver else []), *site.arguments, *site.named.values()]
    classes = [ref for value in given for ref in value.refs if isinstance(ref, ClassRef)]
    if len(classes) != 1:
        return None
    names, taint = frame.world.class_names(classes[0]), _given(frame, given)
    made = frame.new((site.pos, "validated"), Object("given", made_of=classes[0], names=names))
    return Value(taint, refs=made.refs, names=names)


def _given(frame: Frame, values: list[Value]) -> Taint:
    taint: Taint = {}
    for value in values:
        taint = merged(taint, frame.state.deep_taint(value))
    return taint


def _fields(frame: Frame, site: Site) -> Value | None:
    """What an object holds, as a map of the fields that its class declares."""
    value = first(site) if site.arguments or site.receiver is None else site.receiver
    return _map(frame, value, site)


def _own_fields(frame: Frame, site: Site) -> Value | None:
    """The same of what the method is called on."""
    return _map(frame, site.receiver, site) if site.receiver is not None else None


def _map(frame: Frame, value: Value, site: Site) -> Value | None:
    things = [(ref, thing) for ref, thing in frame.things(value) if thing.made_of is not None]
    if len(things) != 1:
        return None
    ref, thing = things[0]
    names = fields_of(frame, thing.made_of) if thing.made_of is not None else []
    if not names:
        return None
    one = Value(value.taint, refs=(ref,), names=value.names).kept(value.whole)
    fields = {f"[{name}": attribute(frame, one, name, site.pos) for name in names}
    return frame.new((site.pos, "fields"), Object("map", fields, names=("dict",)))


def _loaded(frame: Frame, site: Site) -> Value | None:
    """Data as a map of what the class of the receiver declares, which has checked it."""
    things = [thing for _, thing in frame.things(site.receiver or Value()) if thing.made_of is not None]
    names = fields_of(frame, things[0].made_of) if len(things) == 1 and things[0].made_of else []
    said = [*site.form[3], *_made_with(site)]
    if not names or any(word in _OPEN for _, one in said for word in _words(one, 0)):
        return None
    taint = _given(frame, [*site.arguments, *site.named.values()])
    made = things[0].made_of
    fields = {
        f"[{name}": Value(harmless=True) if made and frame.world.is_harmless(made, name) else Value(taint)
        for name in names
    }
    return frame.new((site.pos, "fields"), Object("map", fields, names=("dict",)))


def _typed_key(frame: Frame, site: Site) -> Value | None:
    """A key that says what is found under it, whatever it is a key of."""
    book, given = frame.world.book, site.argument([1, "t"])
    if given is None:
        return None
    names = [one for name in given.names for one in [book.result(name) or name]]
    for ref in given.refs:
        names += frame.world.class_names(ref) if isinstance(ref, ClassRef) else ()
    held = Value(names=tuple(dict.fromkeys(names)))
    return frame.new((site.pos, "key"), Object("object", {TYPED: held})) if names else None


def _checked_text(frame: Frame, site: Site) -> Value | None:
    """A field of a form whose text is as a pattern says, or as those say that look at it."""
    named = site.named.get("validators")
    mask = _searched(frame, site) if _callee(site) == "RegexField" else 0
    if _callee(site) == "SlugField":
        mask = frame.world.book.let_through(_SLUG, "fullmatch")
    for one in exact_items(frame, named) or ():
        for ref in one.refs:
            mask |= ref.proof[0] if isinstance(ref, ProofRef) else 0
    return Value(refs=(ProofRef((mask, (), None)),)) if mask else None


def _checks_text(frame: Frame, site: Site) -> Value | None:
    """What raises for a text in which a pattern is not found."""
    if site.argument([3, "inverse_match"]) is not None:
        return None
    mask = _searched(frame, site)
    return Value(refs=(ProofRef((mask, (), None)),)) if mask else None


def _searched(frame: Frame, site: Site) -> int:
    """What a text is harmless for in which the first argument, a pattern, is found."""
    pattern = site.argument([0, "regex"])
    given = frame.world.book.called("re.search").guards
    inner = Site(site.path, site.inside)
    inner.arguments, inner.state = [pattern or UNKNOWN], frame.state
    return max((let_through(inner, one, frame.world.book) for one in given if one.by == "search"), default=0)


def _callee(site: Site) -> str:
    return variable(site.form[1])


def _made_with(site: Site) -> list[Any]:
    """The named arguments with which the receiver is made, where that is written in the same expression."""
    form = site.receiver_form
    return list(form[3]) if form and form[0] == forms.CALL else []


DECLARING: dict[str, Operation] = {
    "validated": _validated,
    "fields": _fields,
    "own-fields": _own_fields,
    "loaded": _loaded,
    "typed-key": _typed_key,
    "checked-text": _checked_text,
    "checks-text": _checks_text,
}

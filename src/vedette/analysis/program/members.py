"""Attributes and items: what a part of a value is."""

from __future__ import annotations

from itertools import product

from vedette.analysis.program import folding, stored
from vedette.analysis.program.conditions import Site, hold
from vedette.analysis.program.fields import SHARED, declared, shared, shown_by_pattern
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import CHECKED, KEYS, MEMBERS, ROW, Key, Object
from vedette.analysis.program.values import (
    HARMLESS,
    LONGEST_ORIGIN,
    NUMBER,
    UNKNOWN,
    ClassRef,
    FunctionRef,
    ModuleRef,
    ObjectRef,
    Origin,
    PackageRef,
    Proof,
    ProofRef,
    Reference,
    Taint,
    Trace,
    Value,
    constant,
    constants,
    join,
    join_all,
    masked,
    merged,
    step,
)
from vedette.languages.catalogue import Source
from vedette.model import form as forms

LONGEST_WAY = 3
# The field of a key that says what is found under it.
TYPED = ".#type"
# Nothing is proven.
NOTHING: Proof = (0, (), None)
_VARIABLES = frozenset((forms.LOCAL, forms.FREE, forms.GLOBAL))


def attribute(frame: Frame, base: Value, name: str, pos: int) -> Value:
    """The attribute of a value."""
    counted = _counted(frame, base, name)
    if counted is not None:
        return counted
    found: list[Value] = []
    known = False
    proofs: list[Proof] = []
    for ref in base.refs:
        value = _of_reference(frame, ref, name, base)
        if value is not None:
            found.append(value)
            known = known or not (isinstance(ref, ObjectRef) and frame.state.thing(ref) is None)
        elif isinstance(ref, ProofRef):
            proofs.append(part_proof(ref.proof, name))
    known = known and not _may_be_other(frame, base)
    names = _attribute_names(frame, base, name)
    if names:
        own = _of_library(frame, base, names, pos)
        if own.harmless:
            return own
        found.append(own)
    if frame.world.book.gives:
        found += _stored(frame, base, name)
    if base.taint and not known:
        if name in frame.world.book.counts and not any(map(frame.world.book.read, base.names)):
            return join_all([*found, NUMBER]) or NUMBER
        taint = masked(part_of(base, "." + name), _harmless_in(frame, names))
        found.append(Value(taint).kept(base.whole))
    if SHARED in base.names and (held := shared(frame, name)) is not None:
        found.append(held)
    result = join_all(found) or UNKNOWN
    if not proofs and result.taint and (mask := shown_by_pattern(frame, base, name)):
        proofs.append((mask, (), None))
    return proven(result, proofs) if proofs else result


def _counted(frame: Frame, base: Value, name: str) -> Value | None:
    """How many items a list has of which all are known, if that is what is asked for."""
    if name in frame.world.book.counts and len(base.refs) == 1 and not _may_be_other(frame, base):
        for _, thing in frame.things(base):
            if thing.exact:
                return constants([len(thing.items())])
    return None


def _of_library(frame: Frame, base: Value, names: tuple[str, ...], pos: int) -> Value:
    """An attribute as the catalogue knows it."""
    mask = _harmless_in(frame, names)
    if mask == HARMLESS:
        return Value(names=names, harmless=True)
    taint = masked(read_taint(frame, names, pos), mask)
    begins = _beginning(frame, names) if taint else ""
    return Value(taint, None, _checked(frame, base, names), names, begins).kept(bool(taint))


def _stored(frame: Frame, base: Value, name: str) -> list[Value]:
    """What was stored in a field of rows."""
    taints = [stored.got(frame, one, name) for one in base.names if one[0] == "#" and stored.is_row(one)]
    for ref in base.refs:
        thing = frame.state.thing(ref) if isinstance(ref, ObjectRef) else None
        if thing is not None and thing.kind == ROW:
            taints.append(stored.of_row(frame, thing, name))
    return [Value(taint).kept() for taint in taints if taint]


def part_proof(proof: Proof, name: str) -> Proof:
    """What is proven of a part of a value by what is proven of the whole."""
    mask, parts, _ = proof
    if mask == HARMLESS:
        return proof
    return next((part for known, part in parts if known == name), NOTHING)


def proven(value: Value, proofs: list[Proof]) -> Value:
    """A value of which each of some proofs may be the one that holds."""
    mask = HARMLESS
    for proof in proofs:
        mask &= proof[0]
    if mask == HARMLESS:
        return NUMBER
    refs = tuple(ProofRef(proof) for proof in proofs if proof[1] or proof[2])
    kept = (*value.refs, *refs) if len(refs) == len(proofs) else value.refs
    taint = masked(value.taint, mask)
    return Value(taint, value.consts, kept, value.names, value.begins, harmless=value.harmless).kept(
        value.whole
    )


def _beginning(frame: Frame, names: tuple[str, ...]) -> str:
    """How the text of a source begins, where all that it may be says the same."""
    begins = {source.begins for name in names for source in frame.world.book.read(name)}
    return begins.pop() if len(begins) == 1 else ""


def _checked(frame: Frame, base: Value, names: tuple[str, ...]) -> tuple[ObjectRef, ...]:
    """The checked data of a form, whose fields are declared: those that are numbers, dates or choices."""
    wanted = frame.world.book.checked
    if wanted.isdisjoint(names):
        return ()
    classes = {thing.made_of.key: thing.made_of for _, thing in frame.things(base) if thing.made_of}
    if len(classes) != 1:
        return ()
    (made_of,) = classes.values()
    fields: dict[Key, Value] = {}
    for info in frame.world.classes.info(made_of).order:
        for name, member in info.members.items():
            if "form.Checked" in member.names:
                fields.setdefault("[" + name, NUMBER)
            elif any(isinstance(ref, ProofRef) for ref in member.refs):
                fields.setdefault("[" + name, member)
    if not fields:
        return ()
    made = frame.new(("checked", made_of.path, made_of.number), Object(CHECKED, fields))
    return tuple(ref for ref in made.refs if isinstance(ref, ObjectRef))


def item(frame: Frame, base: Value, key: Value, pos: int) -> Value:
    """The item of a value."""
    if base.consts is not None and key.consts is not None and not base.refs:
        try:
            return constants([folding.item(a, b) for a, b in product(base.consts, key.consts)])
        except folding.NotKnown:
            pass
    found: list[Value] = []
    known = False
    things = list(frame.things(base))
    checked = [thing.fields.get(item_key(None, key)) for _, thing in things if thing.kind == CHECKED]
    if checked and all(one is not None and one.harmless for one in checked):
        return NUMBER
    for ref, thing in things:
        if thing.kind == CHECKED:
            continue
        where = thing.place(item_key(thing, key))
        value = _field(frame, ref, thing, where, base)
        if value is not None:
            found.append(value)
            known = known or thing.kind != "given"
            if where is None and frame.world.book.may_lack:
                found.append(constant(None))
    known = known and not _may_be_other(frame, base)
    names = tuple(name for one in base.names if (name := frame.world.book.item(one)))
    if names:
        taint = read_taint(frame, names, pos, key)
        # What is known to be in it goes by no name of the container.
        if taint or not known or any(one.consts is None for one in found):
            found.append(Value(taint, names=names).kept(bool(taint)))
    found += [thing.fields[TYPED] for _, thing in frame.things(key) if TYPED in thing.fields]
    if base.taint and not known:
        way = item_key(None, key)
        found.append(Value(part_of(base, way) if way is not None else base.taint).kept(base.whole))
    result = join_all(found) or UNKNOWN
    proofs = _proofs_of_items(base, key)
    proofs += [ref.proof for one in checked if one for ref in one.refs if isinstance(ref, ProofRef)]
    return proven(result, proofs) if proofs else result


def _proofs_of_items(base: Value, key: Value | None) -> list[Proof]:
    """What is proven of what is under a key, or of any item; nothing where nothing is of the whole."""
    name = key.only if key is not None and key.is_single else None
    return [
        part_proof(ref.proof, name) if isinstance(name, str) else ref.proof[2] or (ref.proof[0], (), None)
        for ref in base.refs
        if isinstance(ref, ProofRef)
    ]


def item_key(thing: Object | None, key: Value) -> Key | None:
    """A constant as the key of a field; None when it is not known."""
    if not key.is_single:
        return None
    only = key.only
    if isinstance(only, str):
        return "[" + only
    if isinstance(only, bool) or not isinstance(only, int):
        return None
    if only < 0:
        return len(thing.fields) + only if thing is not None and thing.exact else None
    return only


def content(frame: Frame, value: Value) -> Value:
    """What one of a value's items may be, when it is gone through."""
    if value.consts is not None and not value.refs:
        return NUMBER if value.harmless else Value(names=("str",))
    found: list[Value] = []
    known = False
    for ref, thing in frame.things(value):
        gone_through = _gone_through(frame, ref, thing)
        if gone_through is not None:
            found.append(gone_through)
            known = True
            continue
        inside = _keys(thing) if thing.kind == "map" else thing.content()
        if inside is not None:
            found.append(inside)
        # An empty list stands in for what did not come: all that is gone through is from elsewhere.
        known = known or (inside is not None and thing.kind not in {"given", "object", ROW, CHECKED})
        if thing.kind == "given":
            found.append(Value(part_of(value, None), refs=_given_refs(ref, None)).kept(value.whole))
    if value.taint and not known:
        found.append(Value(part_of(value, None)).kept(value.whole))
    names = tuple(name for one in value.names if (name := frame.world.book.item(one)))
    if names:
        found.append(Value(names=names))
    result = join_all(found) or UNKNOWN
    proofs = _proofs_of_items(value, None)
    return proven(result, proofs) if proofs else result


def _gone_through(frame: Frame, ref: ObjectRef, thing: Object) -> Value | None:
    """What an object of a class of the program gives one by one; None if the class does not say."""
    method = frame.world.class_member(thing.made_of, "__iter__") if thing.made_of is not None else None
    found = [one for one in method.refs if isinstance(one, FunctionRef)] if method is not None else []
    if not found:
        return None
    me = Value(refs=(ref,), names=thing.names)
    given = [
        frame.world.invoke_plainly(frame, FunctionRef(one.path, one.number, me, one.captured, one.home))
        for one in found
    ]
    return join_all(content(frame, one) if one.refs else Value(one.taint) for one in given)


def part_of(base: Value, key: Key | None) -> Taint:
    """The taint of a part of a value; of what a caller gave or a source, of that part of it alone."""
    if not base.whole:
        return base.taint
    taint: Taint = {}
    for origin, one in base.taint.items():
        taint[_deeper(origin, key)] = one
    return taint


def read_taint(frame: Frame, names: tuple[str, ...], pos: int, key: Value | None = None) -> Taint:
    """Taint of what is a source to read; of an item, under a key."""
    taint: Taint = {}
    for name in names:
        for source in frame.world.book.read(name):
            if source.where and not _is_under(frame, source, key):
                continue
            if not (frame.fixed and source.kind == "address"):
                found = source_taint(frame, source.kind, source.what, pos, name)
                spared = frame.world.book.mask(source.spares)
                taint = merged(taint, masked(found, spared) if spared else found)
    return taint


def _is_under(frame: Frame, source: Source, key: Value | None) -> bool:
    """Whether an item is a source by its key."""
    if key is None:
        return False
    site = Site(frame.path, frame.function.path)
    site.key, site.state = key, frame.state
    return hold(source.where, site, frame.world.book)


def source_taint(frame: Frame, kind: str, what: str, pos: int, name: str) -> Taint:
    """Taint of a source at a place."""
    mask = frame.world.book.reported(kind)
    trace: Trace = step(None, frame.path, pos, "source", name)
    return {("source", kind, what, frame.path, pos): (mask, trace)}


def _may_be_other(frame: Frame, base: Value) -> bool:
    """Whether a value may be something else as well than the objects that it refers to."""
    if not base.taint:
        return False
    own = {ref.id for ref in base.refs if isinstance(ref, ObjectRef)}
    if all(origin in own for origin in base.taint):
        return False
    return all(isinstance(ref, ObjectRef) for ref in base.refs) and not any(
        thing.kind == "given" for _, thing in frame.things(base)
    )


def _harmless_in(frame: Frame, names: tuple[str, ...]) -> int:
    """The kinds of sinks for which an attribute of something untrusted is harmless."""
    mask = 0
    for name in names:
        for sanitizer in frame.world.book.called(name).sanitizers:
            if not sanitizer.where:
                mask |= frame.world.book.mask(sanitizer.kinds)
    return mask


def _attribute_names(frame: Frame, base: Value, name: str) -> tuple[str, ...]:
    if not base.names:
        return ()
    book = frame.world.book
    return tuple(dict.fromkeys(full for one in base.names if (full := book.attribute(one, name))))


def _of_reference(frame: Frame, ref: object, name: str, base: Value) -> Value | None:
    if isinstance(ref, ObjectRef):
        thing = frame.state.thing(ref) or Object("given")
        value = _field(frame, ref, thing, "." + name, base)
        if thing.made_of is not None:
            if thing.kind == "given" and frame.world.is_harmless(thing.made_of, name):
                return NUMBER
            method = frame.world.class_member(thing.made_of, name)
            if method is not None and _is_own(frame, ref, thing, method, name):
                return method
            if method is not None and (value is None or "." + name not in thing.fields):
                bound = _bound(
                    frame, method, Value(base.taint, refs=(ref,), names=base.names).kept(base.whole)
                )
                return bound if value is None else join(bound, value)
        return value
    if isinstance(ref, ClassRef):
        member = frame.world.class_member(ref, name)
        return _bound_to_class(member, ref) if member is not None else _put_on(frame, ref, name)
    if isinstance(ref, FunctionRef):
        return _put_on(frame, ref, name)
    if isinstance(ref, ModuleRef):
        return frame.world.member_of(ref.path, name)
    if isinstance(ref, PackageRef):
        return frame.world.submodule(ref, name)
    return None


def attributes_of(frame: Frame, ref: FunctionRef | ClassRef, kind: str = "attributes") -> ObjectRef:
    """The object that has the attributes of a function or class, or (`MEMBERS`) those of what it makes."""
    return ObjectRef(frame.world.intern((kind, ref.path, ref.number, isinstance(ref, ClassRef))))


def _put_on(frame: Frame, ref: FunctionRef | ClassRef, name: str) -> Value | None:
    """An attribute that was put on a function or a class."""
    if not frame.world.book.has_members:
        return None
    if name == MEMBERS:
        made = attributes_of(frame, ref, MEMBERS)
        if frame.state.thing(made) is None:
            frame.state.heap[made.id] = Object("object")
        return Value(refs=(made,))
    thing = frame.state.thing(attributes_of(frame, ref))
    return thing.fields.get("." + name) if thing is not None else None


def _is_own(frame: Frame, ref: ObjectRef, thing: Object, member: Value, name: str) -> bool:
    """Whether an attribute of the object at hand is the container that its class makes for all."""
    return (
        ref.id == ("given", 0, ())
        and frame.function.owner >= 0
        and "." + name not in thing.fields
        and bool(member.refs)
        and all(isinstance(one, ObjectRef) for one in member.refs)
        and thing.made_of is not None
        and frame.world.class_field(thing.made_of, "." + name) is None
    )


def _field(frame: Frame, ref: ObjectRef, thing: Object, key: Key | None, base: Value) -> Value | None:
    """A field of an object; None when there is none."""
    if key is None:
        inside = thing.content()
        if thing.kind == "given":
            given = Value(part_of(base, None), refs=_given_refs(ref, None)).kept(base.whole)
            return given if inside is None else join(inside, given)
        return inside
    value = thing.fields.get(key)
    if value is not None:
        return value
    if thing.rest is not None and not (isinstance(key, str) and key[0] == "."):
        return thing.rest
    if thing.kind == "given" or (thing.made_of is not None and isinstance(ref.id, tuple)):
        own = thing.made_of if thing.kind != ROW else None
        shared = frame.world.class_field(own, str(key)) if own is not None else None
        if shared is None and thing.made_of is not None:
            shared = declared(frame, thing.made_of, str(key))
        given = Value(part_of(base, key), refs=_given_refs(ref, key)).kept(base.whole)
        return given if shared is None else join(given, shared)
    if thing.made_of is not None:
        shared = frame.world.class_field(thing.made_of, str(key)) if thing.kind != ROW else None
        return shared if shared is not None or thing.fields else declared(frame, thing.made_of, str(key))
    return None


def _given_refs(ref: ObjectRef, key: Key | None) -> tuple[ObjectRef, ...]:
    """A reference to a part of an object that a caller gave."""
    identity = ref.id
    if not isinstance(identity, tuple) or key is None or len(identity[2]) >= LONGEST_WAY:
        return ()
    return (ObjectRef(("given", identity[1], (*identity[2], key))),)


def _deeper(origin: Origin, key: Key | None) -> Origin:
    if key is None:
        return origin
    if origin[0] == "source":
        return (*origin, key) if len(origin) < LONGEST_ORIGIN else origin
    if origin[0] != "given" or len(origin[2]) >= LONGEST_WAY:
        return origin
    return ("given", origin[1], (*origin[2], key))


def _bound(frame: Frame, member: Value, receiver: Value) -> Value:
    """A member of a class as an attribute of an object."""
    refs: list[Reference] = []
    results: list[Value] = []
    for ref in member.refs:
        if not isinstance(ref, FunctionRef) or ref.way == "static" or ref.receiver is not None:
            refs.append(ref)
            continue
        to = _class_of(frame, receiver) if ref.way == "class" else receiver
        bound = FunctionRef(ref.path, ref.number, to, ref.captured, ref.home, ref.way)
        if ref.way == "getter":
            results.append(frame.world.invoke_plainly(frame, bound))
        else:
            refs.append(bound)
    left = Value(
        member.taint, member.consts, tuple(refs), member.names, member.begins, harmless=member.harmless
    )
    if not results:
        return left
    return join_all(results if not refs else [*results, left]) or UNKNOWN


def _bound_to_class(member: Value, to: ClassRef) -> Value:
    if not any(isinstance(ref, FunctionRef) and ref.way == "class" for ref in member.refs):
        return member
    receiver = Value(refs=(to,))
    refs = tuple(
        FunctionRef(ref.path, ref.number, receiver, ref.captured, ref.home, ref.way)
        if isinstance(ref, FunctionRef) and ref.way == "class"
        else ref
        for ref in member.refs
    )
    return Value(member.taint, member.consts, refs, member.names)


def _class_of(frame: Frame, receiver: Value) -> Value:
    classes = tuple(thing.made_of for _, thing in frame.things(receiver) if thing.made_of is not None)
    return Value(refs=classes)


def _keys(thing: Object) -> Value | None:
    """What the keys of a map may be."""
    if KEYS in thing.fields:
        return thing.fields[KEYS]
    keys = [key[1:] if isinstance(key, str) else key for key in thing.fields if not str(key).startswith(".")]
    if thing.rest is not None or not keys:
        return Value(thing.rest.taint if thing.rest is not None else None)
    return constants(keys)

"""What is proven of a request before a function gets it: by a schema, or by what stands in its way.

A proof goes with the value of the request as a reference (`values.ProofRef`), and with each part that is read
from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from vedette.analysis.program.conditions import Site, hold
from vedette.analysis.program.containers import Operation, exact_items, first
from vedette.analysis.program.doors import passed
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import Object
from vedette.analysis.program.letting import let_through
from vedette.analysis.program.members import NOTHING, part_proof, proven, read_taint
from vedette.analysis.program.schemas import (
    CLOSED,
    LIST,
    OBJECT,
    PLAIN,
    SHAPE,
    TEXT,
    TEXTS,
    is_schema,
    proof_of_text,
)
from vedette.analysis.program.values import (
    HARMLESS,
    FunctionRef,
    Proof,
    ProofRef,
    Value,
    constant,
)
from vedette.languages.catalogue import Entry
from vedette.languages.requests import Proof as Told
from vedette.model import form as forms

_DEEPEST = 4
_MOST_PARTS = 40
# A proof below this name holds where somebody asks for the outcome.
_WAITING = ""
# Calls that check something against a schema.
_CHECKING = ("parse", "safeParse", "validate", "cast", "assert")
# Types of JSON schema that carry nothing, and formats of texts that don't.
_NUMBERS = frozenset(("integer", "number", "boolean", "null"))
_FORMATS = frozenset(("uuid", "date", "time", "date-time", "iso-date-time", "iso-time", "duration"))
_OF_TABLE = "in"
# A name in a path, and the pattern that stands behind it.
_NAMED_PART = re.compile(r":(\w{1,80})\(((?:[^()\\]|\\.){1,200})\)")


def both(a: Proof, b: Proof) -> Proof:
    """What is proven where both hold."""
    if a is NOTHING or b is NOTHING:
        return b if a is NOTHING else a
    parts = dict(a[1])
    for name, part in b[1]:
        parts[name] = both(parts[name], part) if name in parts else part
    items = both(a[2] or NOTHING, b[2] or NOTHING)
    return _proof(a[0] | b[0], parts, items)


def of_pattern(frame: Frame, pattern: Value) -> int:
    """What a text is harmless for of which a pattern was found, as a test by it would show."""
    mask, book = 0, frame.world.book
    site = Site(frame.path, frame.function.path)
    site.receiver, site.state = pattern, frame.state
    for guard in book.method("test").guards:
        if hold(guard.where, site, book):
            mask |= book.mask(guard.kinds) | let_through(site, guard, book)
    # A word may be the name of a prototype: nothing that a text is put into minds that.
    return HARMLESS if mask | book.bits.get("prototype", 0) == HARMLESS else mask


def either(a: Proof, b: Proof) -> Proof:
    """What is proven where one of two holds."""
    if a == b:
        return a
    parts = {
        name: either(part_proof(a, name), part_proof(b, name))
        for name in {name for name, _ in (*a[1], *b[1])}
    }
    items = either(_items(a), _items(b)) if a[2] or b[2] else NOTHING
    return _proof(a[0] & b[0], parts, items)


def declared(frame: Frame, name: str, site: Site) -> Proof:
    """What a call proves of a request, as its catalogue says."""
    found = NOTHING
    for told in frame.world.book.proofs.get(name, ()):
        if told.fields:
            found = both(found, _of_fields(frame, told, site))
        for part, which in told.shapes.items():
            value = site.argument(list(which))
            if value is not None:
                found = both(found, _proof(0, {part: proof_of(frame, value)}))
        if told.segments:
            found = both(found, _of_segments(frame, told, site))
        if told.path:
            found = both(found, _of_path(frame, told.path, first(site)))
    return found


def standing(frame: Frame, value: Value, entry: Entry) -> Proof:
    """What something proves of a request that stands in its way."""
    found = NOTHING
    for ref in value.refs:
        if isinstance(ref, ProofRef):
            found = both(found, ref.proof)
        elif isinstance(ref, FunctionRef):
            found = both(found, _by_own(frame, ref, entry) if ref.captured else NOTHING)
            found = both(found, _by_tests(frame, ref, entry))
    return found


def _by_tests(frame: Frame, ref: FunctionRef, entry: Entry) -> Proof:
    """What a function of the program has shown of a request by tests where it hands that on."""
    at = next((at for at, name in enumerate(entry.types) if name), -1)
    if at < 0 or not any(_is_part(frame, entry, word) for word in _words(frame, ref)):
        return NOTHING
    found = NOTHING
    for way, mask in passed(frame, ref, at, (entry.types[at],)).items():
        found = both(found, _under(".".join(way), (mask, (), None)))
    return found


def settled(frame: Frame, proof: Proof, functions: Iterable[FunctionRef]) -> Proof:
    """A proof with what waits for somebody to ask for it, if one of some functions does."""
    waiting = next((part for name, part in proof[1] if name == _WAITING), None)
    if waiting is None:
        return proof
    sure = _proof(proof[0], {name: part for name, part in proof[1] if name != _WAITING}, proof[2] or NOTHING)
    words = frame.world.book.confirming
    asked = any(not words.isdisjoint(_words(frame, ref)) for ref in functions)
    return both(sure, waiting) if asked else sure


def proof_of(frame: Frame, schema: Value, depth: int = 0) -> Proof:
    """What is proven of a value that was checked against a declared shape."""
    if is_schema(frame, schema, PLAIN):
        return HARMLESS, (), None
    if is_schema(frame, schema, TEXT):
        return proof_of_text(frame, schema)
    things = [thing for _, thing in frame.things(schema)]
    if len(things) != 1 or depth > _DEEPEST:
        return NOTHING
    (thing,) = things
    shape = thing.fields.get(SHAPE)
    if shape is None:
        return _of_map(frame, thing, depth)
    if thing.names[:1] == (LIST,):
        items = proof_of(frame, shape, depth + 1)
        return _proof(items[0] if items[0] == HARMLESS else 0, {}, items)
    inner = [one for _, one in frame.things(shape)]
    if len(inner) != 1:
        return NOTHING
    return _of_parts(frame, inner[0], closed=CLOSED in thing.fields, depth=depth)


def _of_parts(frame: Frame, thing: Object, *, closed: bool, depth: int) -> Proof:
    parts = {
        name.removeprefix("."): proof_of(frame, value, depth + 1)
        for name, value in thing.fields.items()
        if isinstance(name, str)
    }
    return _whole(frame, parts, closed=closed and thing.rest is None)


def _whole(frame: Frame, parts: dict[str, Proof], *, closed: bool) -> Proof:
    """An object of parts; where it has no others, what is harmless in all of them is so in it."""
    mask = 0
    if closed and parts:
        mask = HARMLESS
        for part in parts.values():
            mask &= part[0]
        mask |= frame.world.book.mask(("mass-assignment",))
    return _proof(mask, parts)


def _of_map(frame: Frame, thing: Object, depth: int) -> Proof:
    """A schema of JSON, or a plain object of declared parts."""
    kind, properties = thing.fields.get(".type"), thing.fields.get(".properties")
    kinds = _texts(frame, kind)
    choices = [thing.fields[key] for key in (".enum", ".const") if key in thing.fields]
    if kinds or properties is not None or choices:
        if choices or (kinds and _NUMBERS.issuperset(kinds)):
            return HARMLESS, (), None
        if kinds == ["string"]:
            return _of_text(frame, thing), (), None
        if ".items" in thing.fields:
            return _proof(0, {}, proof_of(frame, thing.fields[".items"], depth + 1))
        inner = [one for _, one in frame.things(properties)] if properties is not None else []
        more = thing.fields.get(".additionalProperties")
        closed = more is not None and more.is_single and more.only is False
        return _of_parts(frame, inner[0], closed=closed, depth=depth) if len(inner) == 1 else NOTHING
    if thing.rest is not None or not thing.fields:
        return NOTHING
    return _of_parts(frame, thing, closed=True, depth=depth)


def _of_text(frame: Frame, thing: Object) -> int:
    """What a text is harmless for that has a format or matches a pattern."""
    mask = frame.world.book.mask(TEXTS)
    formats = _texts(frame, thing.fields.get(".format"))
    if formats and _FORMATS.issuperset(formats):
        return HARMLESS
    patterns = _texts(frame, thing.fields.get(".pattern"))
    return mask | of_pattern(frame, constant(f"/{patterns[0]}/")) if len(patterns) == 1 else mask


def _texts(frame: Frame, value: Value | None) -> list[str]:
    """The constant texts that a value is, or all items of a list are."""
    if value is None:
        return []
    found = [value, *(exact_items(frame, value) or [])]
    return [text for one in found for text in one.consts or () if isinstance(text, str)]


def _of_fields(frame: Frame, told: Told, site: Site) -> Proof:
    """Parts of a request that the first argument names; what is known of them is said later."""
    if told.table:
        return _of_table(frame, told, site)
    found = NOTHING
    for name in _texts(frame, first(site))[:_MOST_PARTS]:
        for part in told.fields:
            found = both(found, _proof(0, {part: _under(name, NOTHING)}))
    return _proof(0, {_WAITING: found})


def _of_table(frame: Frame, told: Told, site: Site) -> Proof:
    """What a map says of fields: for each the names of what is asked of it."""
    found, book = NOTHING, frame.world.book
    for _, thing in frame.things(first(site)):
        for key, field in list(thing.fields.items())[:_MOST_PARTS]:
            for _, one in frame.things(field):
                asked = [
                    str(name).removeprefix(".")
                    for name, value in one.fields.items()
                    if value.truth() is not False
                ]
                guards = [guard for name in asked for guard in book.called(f"{told.table}.{name}").guards]
                mask = 0
                for guard in guards:
                    mask |= book.mask(guard.kinds) if not guard.where else 0
                places = _texts(frame, one.fields.get(f".{_OF_TABLE}")) or told.fields
                for part in places:
                    proof = _under(str(key).removeprefix("."), (mask, (), None))
                    found = both(found, _proof(0, {part: proof}))
    return _proof(0, {_WAITING: found})


def _of_path(frame: Frame, part: str, path: Value) -> Proof:
    """What patterns in a path show of the parts that it names."""
    text = path.only if path.is_single else None
    shown: dict[str, Proof] = {
        name: (of_pattern(frame, constant(f"/^(?:{pattern})$/")), (), None)
        for name, pattern in _NAMED_PART.findall(text if isinstance(text, str) else "")
    }
    return _proof(0, {part: _proof(0, shown)}) if shown else NOTHING


def _of_segments(frame: Frame, told: Told, site: Site) -> Proof:
    """Shapes under keys that are words of a library, written as such."""
    found = NOTHING
    written = site.written[0] if site.written else None
    for pair in written[1] if written and written[0] == forms.MAP else ():
        key = pair[0]
        part = told.segments.get(str(key[2]), "") if key and key[0] == forms.ATTR else ""
        if part:
            found = both(found, _proof(0, {part: proof_of(frame, frame.value(pair[1]))}))
    return found


def _by_own(frame: Frame, ref: FunctionRef, entry: Entry) -> Proof:
    """What a function of the program proves that was made with a schema, and checks a request by it."""
    words = _words(frame, ref)
    found, checks = NOTHING, any(word.startswith(_CHECKING) for word in words)
    asked = {word for word in words if _is_part(frame, entry, word)}
    asked |= {
        text for one in ref.captured.values() for text in _texts(frame, one) if _is_part(frame, entry, text)
    }
    for value in ref.captured.values():
        for one in (value, *(exact_items(frame, value) or [])):
            for known in one.refs:
                found = both(found, known.proof) if isinstance(known, ProofRef) else found
        if checks and is_schema(frame, value, OBJECT):
            found = both(found, _of_own(frame, proof_of(frame, value), entry, asked))
    return found


def _of_own(frame: Frame, proof: Proof, entry: Entry, asked: set[str]) -> Proof:
    """A proof of a request, or of the only part of it that is asked for."""
    if proof[1] and all(_is_part(frame, entry, name) for name, _ in proof[1]):
        return proof
    return _proof(0, {next(iter(asked)): proof}) if len(asked) == 1 else NOTHING


def _is_part(frame: Frame, entry: Entry, name: str) -> bool:
    """Whether a name is that of an attribute of a request from which data comes."""
    return any(frame.world.book.read(f"{one}.{name}") for one in entry.types)


def _words(frame: Frame, ref: FunctionRef) -> set[str]:
    """Words of a function, and of those within it."""
    return {
        word
        for function in frame.world.module(ref.path).functions
        if ref.number in (function.number, function.outer)
        for word in function.words
    }


def _under(way: str, proof: Proof) -> Proof:
    """A proof of what is at the end of a way, such as `user.tags.*`."""
    for name in reversed(way.split(".")[-_DEEPEST:]):
        proof = _proof(0, {}, proof) if name == "*" else (0, ((name, proof),), None)
    return proof


def _items(proof: Proof) -> Proof:
    return proof[2] or (proof[0], (), None)


def _proof(mask: int, parts: dict[str, Proof], items: Proof = NOTHING) -> Proof:
    if mask == HARMLESS:
        return HARMLESS, (), None
    kept = sorted(parts.items())[:_MOST_PARTS]
    return mask, tuple(kept), None if items == NOTHING else items


def _proves(frame: Frame, site: Site) -> Value:
    """What stands in the way of a request, and what that proves of it."""
    names = [full for one in _callees(frame, site) for full in (one, frame.world.book.result(one)) if full]
    found = NOTHING
    for name in _callees(frame, site):
        found = both(found, declared(frame, name, site))
    return Value(refs=(ProofRef(found),), names=tuple(dict.fromkeys(names[1:])))


def _shows(frame: Frame, site: Site) -> Value | None:
    """One thing more is said of the fields of a request."""
    if site.receiver is None:
        return None
    mask, book = 0, frame.world.book
    for name in _callees(frame, site):
        for guard in book.called(name).guards:
            mask |= book.mask(guard.kinds) if hold(guard.where, site, book) else 0
    if _callee_word(site) == "matches":
        mask |= of_pattern(frame, first(site))
    refs = tuple(
        ProofRef(_deepened(ref.proof, mask)) if isinstance(ref, ProofRef) else ref
        for ref in site.receiver.refs
    )
    return Value(refs=refs, names=site.receiver.names)


def _deepened(proof: Proof, mask: int) -> Proof:
    """A proof with a mask at the ends of all its ways."""
    known, parts, items = proof
    if not parts and items is None:
        return known | mask, (), None
    return (
        known,
        tuple((name, _deepened(part, mask)) for name, part in parts),
        None if items is None else _deepened(items, mask),
    )


def _callees(frame: Frame, site: Site) -> Iterator[str]:
    """Names of what is called, which is not evaluated once more where it is a method."""
    if site.receiver is None:
        yield from frame.value(site.form[1]).names
        return
    for one in site.receiver.names:
        full = frame.world.book.attribute(one, _callee_word(site))
        if full:
            yield full


def _callee_word(site: Site) -> str:
    return str(site.form[1][2]) if site.receiver is not None else ""


def _pattern_of_schema(frame: Frame, site: Site) -> Value:
    """A text that a schema asks to match a pattern."""
    return _text_of(of_pattern(frame, first(site)))


def _format_of_schema(frame: Frame, site: Site) -> Value:
    """A text of a format, of which the catalogue says for which kinds of sinks it is harmless."""
    book = frame.world.book
    mask = book.mask(TEXTS)
    for name in _callees(frame, site):
        for guard in book.called(name).guards:
            mask |= book.mask(guard.kinds)
    return _text_of(mask)


def _text_of_schema(frame: Frame, site: Site) -> Value:
    """A text that is declared with what JSON schema says of it."""
    masks = [_of_text(frame, thing) for _, thing in frame.things(first(site))]
    return _text_of(masks[0] if len(masks) == 1 else 0)


def _text_of(mask: int) -> Value:
    """The schema of a text that is harmless for some kinds of sinks, or for all."""
    if mask == HARMLESS:
        return Value(names=(PLAIN,))
    return Value(refs=(ProofRef((mask, (), None)),) if mask else (), names=(TEXT,))


def _union_of_schemas(frame: Frame, site: Site) -> Value | None:
    """One of several shapes."""
    parts = exact_items(frame, first(site))
    if not parts:
        return None
    if all(proof_of(frame, one)[0] == HARMLESS for one in parts):
        return Value(names=(PLAIN,))
    return None


def _checks(frame: Frame, site: Site) -> Value:
    """A function that says whether a value is as a schema demands."""
    names = [name for one in _callees(frame, site) if (name := frame.world.book.result(one))]
    return Value(refs=(ProofRef(proof_of(frame, first(site))),), names=tuple(names))


def _is_checked(frame: Frame, site: Site) -> Value | None:
    """What was said to be as a schema demands has its parts proven where that holds."""
    callee = frame.value(site.form[1])
    proofs = [ref.proof for ref in callee.refs if isinstance(ref, ProofRef)]
    if len(proofs) == 1 and site.written and site.written[0]:
        form = site.written[0]
        value = first(site)
        known = frame.guarded.setdefault(id(site.form), [])
        for name, proof in proofs[0][1]:
            known.append((True, (forms.ATTR, form, name, site.pos), Value(value.taint), proof[0]))
    return None


def _matched(frame: Frame, site: Site) -> Value:
    """What was said of some part of a request is what a collection of them all holds."""
    proof = NOTHING
    for ref in first(site).refs:
        for _, part in ref.proof[1] if isinstance(ref, ProofRef) else ():
            proof = both(proof, part)
    taint = read_taint(frame, tuple(f"{one}()" for one in _callees(frame, site)), site.pos)
    return proven(Value(taint).kept(), [proof])


PROOFS: dict[str, Operation] = {
    "proves": _proves,
    "shows": _shows,
    "schema-pattern": _pattern_of_schema,
    "schema-text": _text_of_schema,
    "schema-format": _format_of_schema,
    "schema-union": _union_of_schemas,
    "checks": _checks,
    "is-checked": _is_checked,
    "matched": _matched,
}

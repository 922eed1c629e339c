"""What builtins do to containers, texts and functions: the words that catalogues use in `does`."""

from __future__ import annotations

import binascii
from itertools import product

from vedette.analysis.program import folding
from vedette.analysis.program.asserting import ASSERTING
from vedette.analysis.program.book import DECODED
from vedette.analysis.program.callbacks import CALLBACKS, called, chosen
from vedette.analysis.program.composing import Composing, braces, constant_beginning
from vedette.analysis.program.conditions import Site, variable
from vedette.analysis.program.containers import CONTAINERS, Operation, exact_items, first
from vedette.analysis.program.declaring import DECLARING
from vedette.analysis.program.doors import DOORS
from vedette.analysis.program.fields import names_in
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import Object
from vedette.analysis.program.matches import MATCHES
from vedette.analysis.program.members import attribute, content
from vedette.analysis.program.piping import PIPING
from vedette.analysis.program.proofs import PROOFS
from vedette.analysis.program.rendering import RENDERING
from vedette.analysis.program.schemas import SCHEMAS
from vedette.analysis.program.tables import TABLES
from vedette.analysis.program.translating import TRANSLATING
from vedette.analysis.program.values import (
    NUMBER,
    UNKNOWN,
    ClassRef,
    Constant,
    FunctionRef,
    ObjectRef,
    Taint,
    Value,
    constant,
    constants,
    join,
    join_all,
    masked,
    merged,
    stepped,
)
from vedette.model import form as forms

_MAX_COMBINATIONS = 64
_SHORTEST_BEGINNING = 2
_MOST_BEGUN = 8
_LONGEST_PATTERN = 200
_LONGEST_DATA = 4096
# For which sinks a text stays harmless once it is decoded, if no slash in it is left as a number.
_OF_SLASHES = ("redirect",)
# For which sinks the last part of a path is harmless.
_OF_PARTS = ("path", "archive")
_SEGMENT = "path.Segment"
_CASES = frozenset(("lower", "casefold", "toLowerCase"))
_FLAGS = {"m": {"M", "MULTILINE"}, "x": {"X", "VERBOSE"}}
# So many arguments may stand where the function that is run does, at most.
_MOST_BEFORE = 3


def _join_texts(frame: Frame, site: Site) -> Value:
    return _joined(frame, site, site.receiver or UNKNOWN, first(site))


def _join_items(frame: Frame, site: Site) -> Value:
    """The items of the receiver, with a text between them, which is a comma unless it is given."""
    return _joined(frame, site, first(site) if site.arguments else constant(","), site.receiver or UNKNOWN)


def _joined(frame: Frame, site: Site, between: Value, parts: Value) -> Value:
    exact = exact_items(frame, parts)
    if exact is not None and between.is_single and all(one.is_single for one in exact):
        texts = [one.only for one in exact]
        if isinstance(between.only, str) and all(isinstance(one, str) for one in texts):
            return constant(between.only.join(str(one) for one in texts))
    inside = content(frame, parts) if exact is None else (join_all(exact) or UNKNOWN)
    made = Composing(frame)
    for number, one in enumerate(exact or [inside]):
        if number:
            made.add(between)
        made.add(one)
    taint = merged(made.taint, frame.state.deep_taint(between))
    begins = made.begins if exact else ""
    return Value(
        stepped(taint, frame.path, site.pos, "through", "join"),
        begins=begins,
        names=("str",),
        harmless=made.harmless,
    )


def _format(frame: Frame, site: Site) -> Value:
    template = site.receiver or UNKNOWN
    if template.is_single and isinstance(template.only, str) and not site.spread:
        made = braces(frame, template.only, site.arguments, site.named)
        if made is not None:
            made.judge(site.pos)
            taint = stepped(made.taint, frame.path, site.pos, "through", "format")
            return Value(taint, begins=made.begins, names=("str",), harmless=made.harmless)
    taint = frame.state.deep_taint(template)
    for value in (*site.arguments, *site.named.values(), *([site.rest] if site.rest else [])):
        taint = merged(taint, frame.state.deep_taint(value))
    begins = constant_beginning(template).partition("{")[0]
    return Value(stepped(taint, frame.path, site.pos, "through", "format"), begins=begins, names=("str",))


def _fold(frame: Frame, site: Site) -> Value | None:
    """A method of a text, on constants."""
    receiver = site.receiver
    name = site.form[1][2] if len(site.form[1]) > 2 else ""  # noqa: PLR2004 - an attribute
    if receiver is not None and receiver.consts is not None and not site.named and not site.spread:
        given = [value.consts for value in site.arguments]
        if all(one is not None for one in given):
            found = _combinations(name, receiver.consts, [one or () for one in given])
            if found is not None:
                return found
    if receiver is None:
        return None
    taint = frame.state.deep_taint(receiver)
    for value in site.arguments:
        taint = merged(taint, frame.state.deep_taint(value))
    if taint:
        taint = stepped(taint, frame.path, site.pos, "through", name)
    keeps = name in {"rstrip", "removesuffix", "encode", "decode", "expandtabs"}
    # In small letters a host is still that of the address that it came from.
    names = ("str", *(receiver.names if name in _CASES else ()))
    return Value(taint, begins=receiver.begins if keeps else "", names=tuple(dict.fromkeys(names)))


def _combinations(
    name: str, receivers: tuple[Constant, ...], given: list[tuple[Constant, ...]]
) -> Value | None:
    size = len(receivers)
    for one in given:
        size *= len(one)
    if size > _MAX_COMBINATIONS:
        return None
    try:
        return constants(
            [folding.method(name, receiver, list(each)) for receiver in receivers for each in product(*given)]
        )
    except folding.NotKnown:
        return None


def _split_first(frame: Frame, site: Site) -> Value:
    return _pieces(frame, site, first(site))


def _split(frame: Frame, site: Site) -> Value:
    return _pieces(frame, site, site.receiver or UNKNOWN)


def _base64(_frame: Frame, site: Site) -> Value | None:
    """What a constant is in base64, or was before; that of any other value is for the catalogue to say."""
    given = first(site)
    if given.consts is None or given.refs or len(given.consts) > _MAX_COMBINATIONS:
        return None
    return constants([_in_base64(_callee(site), one) for one in given.consts])


def _callee(site: Site) -> str:
    callee = site.form[1]
    return str(callee[2] if callee[0] == forms.ATTR else callee[1])


def _in_base64(name: str, one: Constant) -> Constant:
    data = one.encode() if isinstance(one, str) else one
    if not isinstance(data, bytes) or len(data) > _LONGEST_DATA:
        return b""
    data = data.replace(b"-", b"+").replace(b"_", b"/") if "decode" in name else data
    try:
        return binascii.a2b_base64(data) if "decode" in name else binascii.b2a_base64(data, newline=False)
    except binascii.Error:
        return b""


def _partition(frame: Frame, site: Site) -> Value:
    """Three pieces, the middle one known where something has to stand in the text."""
    taint = stepped(
        frame.state.deep_taint(site.receiver or UNKNOWN), frame.path, site.pos, "through", "partition"
    )
    piece = Value(taint, names=("str",))
    between = first(site)
    middle = Value(names=("str",)) if between.consts is not None else piece
    return frame.new(
        (site.pos, "split"), Object("tuple", names=("tuple",)).with_items([piece, middle, piece])
    )


def _pieces(frame: Frame, site: Site, receiver: Value) -> Value:
    taint = stepped(frame.state.deep_taint(receiver), frame.path, site.pos, "through", "split")
    is_segment = first(site).only == "/" if site.arguments and first(site).is_single else False
    names = (_SEGMENT,) if is_segment and frame.world.book.bases(_SEGMENT) else ("str",)
    piece = Value(taint, names=names)
    return frame.new((site.pos, "split"), Object("list", rest=piece, names=("list",)))


def _split_path(frame: Frame, site: Site) -> Value:
    """The folder of a path, and its last part, which leads nowhere else."""
    taint = stepped(frame.state.deep_taint(first(site)), frame.path, site.pos, "through", "split")
    last = masked(taint, frame.world.book.mask(_OF_PARTS))
    pieces = [Value(taint, names=("str",)), Value(last, names=("str",))]
    return frame.new((site.pos, "split"), Object("tuple", names=("tuple",)).with_items(pieces))


def _restore(frame: Frame, site: Site) -> Value:
    """What an encoding made harmless is dangerous again once it is decoded."""
    if "64" in _callee(site):
        known = _base64(frame, site)
        if known is not None:
            return known
    taint: Taint = {}
    for value in (*([site.receiver] if site.receiver else []), *site.arguments):
        taint = merged(taint, frame.state.deep_taint(value))
    book = frame.world.book
    decoded, spared = book.bits[DECODED], book.mask(_OF_SLASHES)
    fresh = {
        origin: (mask & spared if mask & decoded else 0, trace) for origin, (mask, trace) in taint.items()
    }
    return Value(stepped(fresh, frame.path, site.pos, "through", "decode"))


def _text(frame: Frame, site: Site) -> Value:
    value = first(site)
    if value.is_single and not value.refs:
        try:
            return constant(folding.text(value.only))
        except folding.NotKnown:
            pass
    # Of markup only a text is left, to which others are added as they are.
    kept = [name for name in value.names if "escaping" not in frame.world.book.called(name).does]
    names = tuple(dict.fromkeys(("str", *kept)))
    taint = masked(frame.state.deep_taint(value), frame.world.book.objects)
    return Value(taint, begins=value.begins, names=names, harmless=value.harmless).kept(value.whole)


def _pattern(frame: Frame, site: Site) -> Value:
    """A pattern, which begins as the text that it was made of: conditions may ask for that."""
    text = first(site)
    names = _names_of_result(frame, site)
    begins = text.only if text.is_single and isinstance(text.only, str) else ""
    begins = _flags(site) + begins if 0 < len(begins) <= _LONGEST_PATTERN else ""
    return Value(frame.state.deep_taint(text), names=names, begins=begins)


def _flags(site: Site) -> str:
    """The flags of a pattern that change where it ends, as they are written within one."""
    left, words = [site.expression([1, "flags"])], set()
    while left:
        one = left.pop()
        if one and one[0] == forms.BINARY:
            left += one[2:4]
        words.add(variable(one))
    return "".join(f"(?{letter})" for letter, names in _FLAGS.items() if words & names)


def _pattern_literal(frame: Frame, site: Site) -> Value:
    """A pattern that begins as it is written between slashes, with its flags behind."""
    made = _pattern(frame, site)
    if made.begins:
        flags = site.arguments[1].only if len(site.arguments) > 1 and site.arguments[1].is_single else ""
        written = f"/{made.begins}/{flags}" if isinstance(flags, str) else ""
        made = Value(made.taint, names=made.names, begins=written)
    return made


def _names_of_result(frame: Frame, site: Site) -> tuple[str, ...]:
    callee = frame.value(site.form[1])
    return tuple(result for name in callee.names if (result := frame.world.book.result(name)))


def _number(_frame: Frame, site: Site) -> Value:
    value = first(site)
    if value.is_single and isinstance(value.only, str | int | bool):
        try:
            return constant(int(value.only))
        except ValueError:
            pass
    return NUMBER


def _length(frame: Frame, site: Site) -> Value:
    value = first(site)
    exact = exact_items(frame, value)
    if exact is not None:
        return constant(len(exact))
    if value.consts is not None and not value.refs:
        return constants([len(one) for one in value.consts if isinstance(one, str | bytes)]) or NUMBER
    return NUMBER


def _through(_frame: Frame, site: Site) -> Value:
    """The first argument as it is."""
    return first(site) if site.arguments else (site.receiver or UNKNOWN) if site.receiver else UNKNOWN


def _through_named(_frame: Frame, site: Site) -> Value | None:
    """The first argument, where it is something that a catalogue knows."""
    return first(site) if first(site).names else None


def _part(frame: Frame, site: Site) -> Value | None:
    """A part of the receiver, whatever it is asked for by."""
    if site.receiver is None or site.receiver.harmless:
        return None
    taint = frame.state.deep_taint(site.receiver)
    return Value(stepped(taint, frame.path, site.pos, "through", _callee(site)), names=("str",))


def _map(frame: Frame, site: Site) -> Value:
    items = [content(frame, value) for value in site.arguments[1:]]
    result = called(frame, site, first(site), items, {})
    return frame.new((site.pos, "list"), Object("list", rest=result, names=("list",)))


def _filter(frame: Frame, site: Site) -> Value:
    """The items of the second argument that a function chooses."""
    inner = Site(site.path, site.inside)
    inner.form, inner.pos, inner.end, inner.frame = site.form, site.pos, site.end, site.frame
    inner.receiver, inner.arguments = (
        (site.arguments[1] if len(site.arguments) > 1 else UNKNOWN),
        [first(site)],
    )
    return chosen(frame, inner)


def run_at(frame: Frame, site: Site) -> int:
    """Which argument is the function that is run: what runs it, or when, may be said before."""
    given = site.arguments[:_MOST_BEFORE]
    for at, one in enumerate(given):
        if any(isinstance(ref, FunctionRef | ClassRef) for ref in one.refs):
            return at
    for at, one in enumerate(given):
        meanings = map(frame.world.book.called, one.names)
        if any(meaning.sinks or meaning.sanitizers or meaning.does for meaning in meanings):
            return at
    return 0


def _run_packed(frame: Frame, site: Site) -> Value:
    """A function given as the first argument is called with those that the second holds."""
    given = site.arguments[1] if len(site.arguments) > 1 else site.named.get("args")
    arguments = (exact_items(frame, given) or [content(frame, given)]) if given is not None else []
    result = called(frame, site, first(site), arguments, {})
    return Value(frame.state.deep_taint(result), refs=result.refs, names=result.names)


def _run(frame: Frame, site: Site) -> Value:
    """A function among the first arguments, or the `target`, is called with the others, or with `args`."""
    at = run_at(frame, site)
    function = site.named.get("target") or (site.arguments[at] if site.arguments else UNKNOWN)
    if "target" in site.named or "args" in site.named:
        given = site.named.get("args")
        arguments = (exact_items(frame, given) or [content(frame, given)]) if given is not None else []
        named: dict[str, Value] = {}
    else:
        arguments, named = site.arguments[at + 1 :], dict(site.named)
    result = called(frame, site, function, arguments, named)
    return Value(frame.state.deep_taint(result), refs=result.refs, names=result.names)


def _partial(frame: Frame, site: Site) -> Value:
    """A function some of whose arguments are given already: it is called now, to see what they do."""
    function = first(site)
    taint: Taint = {}
    for value in (*site.arguments[1:], *site.named.values()):
        taint = merged(taint, frame.state.deep_taint(value))
    if taint:
        called(frame, site, function, site.arguments[1:], dict(site.named))
    return Value(taint, refs=function.refs, names=function.names)


def _get_attribute(frame: Frame, site: Site) -> Value | None:
    if len(site.arguments) < 2:  # noqa: PLR2004 - object and name
        return None
    name = site.arguments[1]
    if name.is_single and isinstance(name.only, str):
        found = attribute(frame, site.arguments[0], name.only, site.pos)
        return join(found, site.arguments[2]) if len(site.arguments) > 2 else found  # noqa: PLR2004
    begun = _begun(frame, site.arguments[0], name.begins)
    left = Value(frame.state.deep_taint(site.arguments[0]))
    return join_all([*begun, left]) if begun else left


def _begun(frame: Frame, base: Value, begins: str) -> list[Value]:
    """The methods of an object, or functions of a module, whose names begin so: one of them is meant."""
    if len(begins) < _SHORTEST_BEGINNING:
        return []
    found: list[Value] = []
    for name in names_in(frame, base):
        if name.startswith(begins) and len(found) < _MOST_BEGUN:
            value = attribute(frame, base, name, frame.at)
            if any(isinstance(ref, FunctionRef | ClassRef) for ref in value.refs):
                found.append(value)
    return found


def _set_attribute(frame: Frame, site: Site) -> Value | None:
    if len(site.arguments) < 3:  # noqa: PLR2004 - object, name and value
        return None
    name = site.arguments[1]
    for ref, thing in frame.things(site.arguments[0]):
        if name.is_single and isinstance(name.only, str):
            frame.state.heap[ref.id] = thing.with_field("." + name.only, site.arguments[2], sure=True)
        else:
            frame.state.heap[ref.id] = thing.with_rest(site.arguments[2])
    return UNKNOWN


def _exit(frame: Frame, _site: Site) -> Value:
    frame.gone = True
    return UNKNOWN


def _way(word: str) -> Operation:
    def mark(_frame: Frame, site: Site) -> Value:
        value = first(site)
        refs = tuple(
            FunctionRef(ref.path, ref.number, ref.receiver, ref.captured, ref.home, word)
            if isinstance(ref, FunctionRef)
            else ref
            for ref in value.refs
        )
        return Value(value.taint, refs=refs, names=value.names)

    return mark


def _super(frame: Frame, site: Site) -> Value:
    return frame.world.parent(frame, site)


def _made(frame: Frame, site: Site) -> Value:
    """An object of its own, known by the place where it was made, wherever it is handed on to."""
    callee = frame.value(site.form[1])
    names = tuple(
        dict.fromkeys(name for one in callee.names if (name := frame.world.book.result(one) or f"{one}()"))
    )
    made = frame.new((site.pos, site.end, "made"), Object("object", names=names))
    identity = next(ref.id for ref in made.refs if isinstance(ref, ObjectRef))
    frame.state.heap[identity] = Object("object", {MADE: constant(identity)}, names=names)
    return made


def _receiver(_frame: Frame, site: Site) -> Value | None:
    """What the method is called on."""
    return site.receiver


# The field by which an object is known where it was handed on.
MADE = ".#"
OPERATIONS: dict[str, Operation] = {
    "made": _made,
    "receiver": _receiver,
    **CONTAINERS,
    **CALLBACKS,
    **TABLES,
    **SCHEMAS,
    **PROOFS,
    **MATCHES,
    **PIPING,
    **ASSERTING,
    **DOORS,
    **DECLARING,
    **RENDERING,
    **TRANSLATING,
    "join": _join_texts,
    "join-items": _join_items,
    "pattern-literal": _pattern_literal,
    "format": _format,
    "fold": _fold,
    "split": _split,
    "partition": _partition,
    "base64": _base64,
    "split-first": _split_first,
    "split-path": _split_path,
    "restore": _restore,
    "text": _text,
    "number": _number,
    "pattern": _pattern,
    "length": _length,
    "through": _through,
    "through-named": _through_named,
    "part": _part,
    "map": _map,
    "filter": _filter,
    "run": _run,
    "run-packed": _run_packed,
    "partial": _partial,
    "get-attribute": _get_attribute,
    "set-attribute": _set_attribute,
    "exit": _exit,
    "static": _way("static"),
    "class": _way("class"),
    "getter": _way("getter"),
    "super": _super,
}

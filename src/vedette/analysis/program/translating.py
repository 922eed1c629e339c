"""Tables by which characters of a text are replaced, and what the text is harmless for after that."""

from __future__ import annotations

from vedette.analysis.program.conditions import Site
from vedette.analysis.program.containers import Operation, first
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import Object
from vedette.analysis.program.values import Constant, Value, constant, masked, stepped
from vedette.model import form as forms
from vedette.model.form import Form

_MOST = 64
# What `map` is given: a function and what it is called with.
_MAPPED = 2
_CODE = (forms.GLOBAL, "ord")


def enumerated(frame: Frame, form: Form, depth: int = 0) -> list[Constant]:
    """The constants that one goes through in an expression as it is written; none where any is not known."""
    if form[0] == forms.CALL and tuple(form[1][:2]) == (forms.GLOBAL, "map") and len(form[2]) == _MAPPED:
        texts = enumerated(frame, form[2][1]) if tuple(form[2][0][:2]) == _CODE else []
        return [ord(one) for one in texts if isinstance(one, str) and len(one) == 1]
    if form[0] == forms.CALL and tuple(form[1][:2]) == (forms.GLOBAL, "range"):
        bounds = [
            one.only for one in map(frame.value, form[2]) if one.is_single and isinstance(one.only, int)
        ]
        known = 0 < len(bounds) == len(form[2]) <= 2 and not form[3]  # noqa: PLR2004 - both ends
        return list(range(*bounds)[:_MOST]) if known else []
    if form[0] == forms.SEQUENCE and not depth:
        found: list[Constant] = []
        for one in form[2][:_MOST]:
            more = enumerated(frame, one[1] if one[0] == forms.SPREAD else one, depth + 1)
            if not more:
                return []
            found += more
        return found[:_MOST]
    value = frame.value(form)
    if not value.is_single:
        return []
    return list(value.only[:_MOST]) if isinstance(value.only, str) and not depth else [value.only]


def _table(frame: Frame, site: Site) -> Value | None:
    """A table as `str.maketrans` makes it: of a map, or of texts whose signs stand for each other."""
    if len(site.arguments) == 1:
        return first(site)
    texts = [one.only if one.is_single else None for one in site.arguments[:3]]
    if not all(isinstance(one, str) for one in texts):
        return None
    signs, stand, *gone = (str(one)[:_MOST] for one in texts)
    thing = Object("map", names=("dict",))
    for sign, by in (*zip(signs, stand, strict=False), *((one, "") for one in "".join(gone))):
        thing = thing.with_field(ord(sign), constant(by), sure=True)
    return frame.new((site.pos, "table"), thing)


def _code(_frame: Frame, site: Site) -> Value | None:
    """The number of a character that is known."""
    one = first(site).only if first(site).is_single else None
    return constant(ord(one)) if isinstance(one, str) and len(one) == 1 else None


def _translate(frame: Frame, site: Site) -> Value | None:
    """A text without the characters that a table replaces by others."""
    things = [thing for _, thing in frame.things(first(site))]
    if site.receiver is None or len(things) != 1 or len(first(site).refs) != 1:
        return None
    fields = things[0].fields
    brought = "".join(str(one) for value in fields.values() for one in value.consts or ())
    gone = {key if isinstance(key, int) else ord(key[1]) for key in fields if _is_sign(key)}
    mask = frame.world.book.without(frozenset(map(chr, gone)) - set(brought)) if gone else 0
    taint = masked(frame.state.deep_taint(site.receiver), mask)
    return Value(stepped(taint, frame.path, site.pos, "through", "translate"), names=("str",))


def _is_sign(key: int | str) -> bool:
    return 0 <= key <= 0x10FFFF if isinstance(key, int) else key[:1] == "[" and len(key) == 2  # noqa: PLR2004


def with_each(frame: Frame, form: Form, thing: Object) -> Object:
    """A map with the keys known by which a comprehension as it is written makes it of known things.

    Args:
        frame: at hand.
        form: the comprehension.
        thing: the map, of whose values alone is known.
    """
    pair, clauses = form[2], form[3]
    if (
        len(clauses) != 1
        or clauses[0][2]
        or pair[0] != forms.SEQUENCE
        or thing.rest is None
        or thing.rest.taint
    ):
        return thing
    target, key = clauses[0][0], pair[2][0]
    number = key[0] == forms.CALL and tuple(key[1][:2]) == _CODE and len(key[2]) == 1
    key = key[2][0] if number else key
    if target[0] != forms.LOCAL or tuple(key[:2]) != tuple(target[:2]):
        return thing
    value = thing.rest
    for one in enumerated(frame, clauses[0][1]):
        if number and isinstance(one, str) and len(one) == 1:
            thing = thing.with_field(ord(one), value, sure=True)
        elif not number and isinstance(one, str | int):
            thing = thing.with_field(f"[{one}" if isinstance(one, str) else one, value, sure=True)
    return thing


def _from_keys(frame: Frame, site: Site) -> Value | None:
    """A map of the keys that the first argument gives, all with one value."""
    keys = enumerated(frame, site.written[0]) if site.written and site.written[0] else []
    value = site.arguments[1] if len(site.arguments) > 1 else constant(None)
    if not keys:
        return None
    thing = Object("map", names=("dict",))
    for one in keys:
        if isinstance(one, str | int):
            thing = thing.with_field(f"[{one}" if isinstance(one, str) else one, value, sure=True)
    return frame.new((site.pos, "keys"), thing)


TRANSLATING: dict[str, Operation] = {
    "translate": _translate,
    "code-of": _code,
    "translation": _table,
    "from-keys": _from_keys,
}

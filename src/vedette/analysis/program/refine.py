"""What a test shows of the values in it."""

from __future__ import annotations

import re

from vedette.analysis.program import folding, slashes
from vedette.analysis.program.conditions import Site, hold
from vedette.analysis.program.every import mask_items, pieces_of, shown_of
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.kept import as_truth, kept
from vedette.analysis.program.made import first_of, made, made_of, subject
from vedette.analysis.program.members import content
from vedette.analysis.program.rereading import is_reading, shown
from vedette.analysis.program.stores import store
from vedette.analysis.program.subsets import within
from vedette.analysis.program.values import (
    HARMLESS,
    NUMBER,
    UNKNOWN,
    ObjectRef,
    Origin,
    Value,
    cleared,
    constants,
    home_of,
    mask_of,
    masked,
)
from vedette.model import form as forms
from vedette.model.form import Form

# A text without these characters is harmless for these kinds of sinks.
WITHOUT = {
    "..": ("path", "archive"),
    "../": ("path", "archive"),
    "/": ("path", "archive"),
    "<": ("html",),
    "'": ("sql", "xpath"),
    "\n": ("header", "log"),
    "\r": ("header", "log"),
}
_QUOTES = ("'", '"')
# How methods are called that say whether a text begins so.
_BEGINNINGS = ("startswith", "startsWith")
# Sources that say what the program's own host is.
_SETTING = "environment"
_OWN = frozenset(("host", _SETTING))
# What is true of each piece of a path is true of the path, for these kinds of sinks.
_BY_PIECES = ("path", "archive")
# A beginning that stays on the own host, and the sinks for which such an address is harmless.
_OWN_PATH = re.compile(r"/(?![/\\])")
_OF_ADDRESSES = ("redirect",)
_QUANTIFIERS = {"any": False, "all": True}
_MOST_TEXTS = 8
_OF_SETS = frozenset((forms.COMPARE, forms.BINARY, forms.CALL))
_CONTAINERS = frozenset(("list", "set", "tuple", "map"))
_OPPOSITES = (("==", "!="), ("in", "not in"), ("is", "is not"), ("<", ">="), (">", "<="))
_OPPOSITE = {one: other for pair in _OPPOSITES for one, other in (pair, pair[::-1])}
_VARIABLES = {forms.LOCAL, forms.GLOBAL}
_SAMENESS = frozenset(("==", "is", "!=", "is not"))
_MISSING = {"is": True, "==": True, "is not": False, "!=": False}
# What a comparison with a place in a text says: it stands there, or it does not.
_PLACES = {
    **dict.fromkeys((("==", 0), (">=", 0), (">", -1), ("!=", -1)), True),
    **dict.fromkeys((("==", -1), ("<", 0), ("<=", -1)), False),
}


def refine(frame: Frame, test: Form, *, holds: bool) -> None:
    """Change the state as a test that holds, or does not hold, allows.

    Args:
        frame: at hand; the test has been evaluated in it just now.
        test: an expression.
        holds: whether it is true from here on.
    """
    kind = test[0]
    if kind in _OF_SETS:
        _refine_within(frame, test, holds=holds)
    if kind == forms.UNARY and test[1] == "not":
        refine(frame, test[2], holds=not holds)
    elif kind == forms.LOGIC:
        if (test[1] == "and") == holds:
            for one in test[2]:
                refine(frame, one, holds=holds)
        elif test[1] in {"and", "or"}:
            _refine_any(frame, test[2], holds=holds)
    elif kind == forms.COMPARE:
        sign = test[1] if holds else _OPPOSITE.get(test[1], "")
        if sign:
            _refine_comparison(frame, sign, test[2], test[3])
            _refine_by_signs(frame, sign, test[2], test[3])
            _refine_by_place(frame, sign, test[2], test[3])
            _refine_by_piece(frame, sign, test[2], test[3])
    elif kind in {forms.CALL, forms.NEW}:
        _refine_by_call(frame, test, holds=holds)
    elif kind in {forms.ATTR, forms.LOCAL}:
        _refine_by_truth(frame, test, holds=holds)
    elif kind in {forms.AWAIT, forms.BIND}:
        refine(frame, test[2] if kind == forms.BIND else test[1], holds=holds)


def _refine_within(frame: Frame, test: Form, *, holds: bool) -> None:
    """All items of something are among those of a trusted collection."""
    for when, whole, trusted in within(test):
        other = frame.value(trusted) if when == holds else UNKNOWN
        kinds = {thing.kind for _, thing in frame.things(other)}
        known = (kinds and kinds <= _CONTAINERS) or (other.is_single and isinstance(other.only, str))
        if known and is_trusted(frame, other):
            form = subject(whole)
            shows_of_all(frame, form, frame.value(form), HARMLESS)


def _refine_by_truth(frame: Frame, test: Form, *, holds: bool) -> None:
    """A variable or attribute counts as true, or does not."""
    tests = kept(frame, test[1]) if test[0] == forms.LOCAL else []
    for one in tests:
        refine(frame, one, holds=holds)
    if not holds and not tests:
        # An address without a host leads nowhere else, and an empty text nowhere at all.
        value = frame.value(test)
        _refine_part(frame, value, NUMBER)
        if test[0] == forms.LOCAL and value.taint:
            frame.state.variables[test[1]] = Value(names=value.names, harmless=True)


def _refine_by_call(frame: Frame, test: Form, *, holds: bool) -> None:
    asked = as_truth(test)
    if asked is not None:
        refine(frame, asked, holds=holds)
    _refine_by_items(frame, test, holds=holds)
    _refine_by_beginning(frame, test, holds=holds)
    if holds:
        _note_quotes(frame, test)
    elif test[1][0] == forms.ATTR and test[1][2] == "includes" and len(test[2]) == 1:
        _refine_by_piece(frame, "not in", test[2][0], test[1][1])
    for when, form, value, mask in frame.guarded.get(id(test), ()):
        if when == holds:
            shows(frame, form, value, mask)
            _show_by_part(frame, value, mask & _decided(frame, value))


def _refine_by_items(frame: Frame, test: Form, *, holds: bool) -> None:
    """What `any(...)` or `all(...)` shows where it holds, or does not."""
    every = _QUANTIFIERS.get(test[1][1]) if test[1][0] == forms.GLOBAL else None
    given = test[2][0] if every is not None and len(test[2]) == 1 else None
    if not given or given[0] != forms.EACH or len(given[3]) != 1:
        return
    element, (target, source, conditions) = given[2], given[3][0]
    before = frame.state
    frame.state = before.copy()
    value = frame.value(source)
    items = content(frame, value)
    store(frame, target, items, 0)
    refine(frame, element, holds=holds)
    if holds == every:
        mask = 0 if conditions or not items.taint else shown_of(frame, target)
        frame.state = before
        shows_of_all(frame, source, value, mask)
    elif items.taint:
        # One of them is as it should be: of the others that says nothing.
        frame.state = before


def shows_of_all(frame: Frame, source: Form, value: Value, mask: int) -> None:
    """From here on each item of something is harmless, and so is the text that they are the pieces of."""
    text = pieces_of(source)
    if text is not None:
        mask &= frame.world.book.mask(_BY_PIECES)
        source, value = text, frame.value(text) if mask else value
    if mask:
        shows(frame, source, value, mask)
        mask_items(frame, value, mask)


def _refine_any(frame: Frame, tests: list[Form], *, holds: bool) -> None:
    """One of several tests holds, nobody knows which: what all show is shown."""
    before = frame.state
    after = None
    for one in tests:
        frame.state = before.copy()
        refine(frame, one, holds=holds)
        if after is None:
            after = frame.state
        else:
            after.join(frame.state)
    frame.state = after or before


def shows(frame: Frame, form: Form, value: Value, mask: int) -> None:
    """From here on a value is harmless for the kinds of a mask."""
    if value.whole:
        masks = dict(frame.state.masks)
        for origin in value.taint:
            masks[origin] = masks.get(origin, 0) | mask
        frame.state.masks = masks
    written, form = form, form if is_reading(form) else subject(form)
    if form and form[0] in _VARIABLES:
        if frame.passed is not None:
            _show_read(frame, form, mask)
        name = _variable(frame, form)
        current = frame.state.variables.get(name)
        if current is not None and current.taint:
            if current.whole and form is not written and mask != HARMLESS:
                _show_whole(frame, current, mask)
            frame.state.variables[name] = cleared(current, masked(current.taint, mask))
    elif form:
        fact = _fact(frame, form)
        if fact[1]:
            frame.state.masks = {**frame.state.masks, fact: frame.state.masks.get(fact, 0) | mask}


def _show_read(frame: Frame, form: Form, mask: int) -> None:
    """The attribute that a variable was read from is harmless as well."""
    words: list[str] = []
    for _ in range(_MOST_TEXTS):
        if form[0] == forms.ATTR:
            words.append(form[2])
            form = form[1]
        elif (source := made(frame, form)) is not None:
            form = source
        else:
            fact = ("shown", form[1] if form[0] == forms.LOCAL else "", *reversed(words))
            frame.state.masks = {**frame.state.masks, fact: frame.state.masks.get(fact, 0) | mask}
            break


def _fact(frame: Frame, form: Form) -> Origin:
    """The fact that something was shown of an attribute, or of an item that is read as one."""
    if form[0] != forms.ITEM or not frame.world.book.has_members:
        return shown(form) if form[0] == forms.ATTR or is_reading(form) else ("shown", "")
    key, base = frame.value(form[2]), shown(form[1])
    is_name = key.is_single and isinstance(key.only, str)
    return (*base, key.only) if is_name and len(base) > 2 else ("shown", "")  # noqa: PLR2004 - an attribute


def _variable(frame: Frame, form: Form) -> str:
    return str(form[1]) if form[0] == forms.LOCAL or frame.kind == "module" else f"global {form[1]}"


def _refine_comparison(frame: Frame, sign: str, left: Form, right: Form) -> None:
    if right[0] == forms.CONST and right[1] is None and sign in _MISSING:
        _refine_by_nothing(frame, left, missing=_MISSING[sign])
    a, b = frame.value(left), frame.value(right)
    if sign in {"==", "is", "in"}:
        _refine_part(frame, a, b)
    if sign in {"==", "in"}:
        _refine_part(frame, b, a)
    if sign in {"==", "is"}:
        for form, value, other in ((left, a, b), (right, b, a)):
            _refine_equal(frame, form, value, other)
            _refine_alike(frame, form, value, other)
            _refine_by_sign(frame, "==", form, value, other)
    elif sign in {"!=", "is not"}:
        _refine_unequal(frame, left, a, b)
        _refine_by_sign(frame, sign, left, a, b)
    elif sign == "in":
        if a.taint and is_trusted(frame, b):
            shows(frame, left, a, HARMLESS)
    elif sign == "not in":
        _refine_absent(frame, left, right, a, b)


def _refine_by_nothing(frame: Frame, form: Form, *, missing: bool) -> None:
    """A test that gives something, or nothing, has given nothing or did not."""
    if form[0] == forms.LOCAL:
        for one in kept(frame, form[1]):
            refine(frame, one, holds=not missing)
    elif form[0] in {forms.BIND, forms.AWAIT}:
        refine(frame, form, holds=not missing)


def _refine_absent(frame: Frame, left: Form, right: Form, a: Value, b: Value) -> None:
    """Something does not stand in a text, is none of its pieces, or none of some known texts."""
    text = pieces_of(right) or pieces_of(made(frame, right))
    if text is not None:
        right, b = text, frame.value(text)
    _refine_without(frame, right, a, b)
    for one in _texts_in(frame, b):
        _refine_by_sign(frame, "!=", left, a, one)


def _refine_part(frame: Frame, part: Value, other: Value) -> None:
    """A part that decides over the whole, as the host of an address does, is a trusted one."""
    known = other.consts is not None or is_trusted(frame, other) or _is_own_host(other)
    _show_by_part(frame, part, _decided(frame, part, known=known))


def _decided(frame: Frame, part: Value, *, known: bool = True) -> int:
    """The kinds for which a part decides over the whole, compared with something that is known or not."""
    mask = 0
    for name in part.names if part.taint else ():
        for guard in frame.world.book.called(name).guards:
            if known or guard.any:
                mask |= frame.world.book.mask(guard.kinds)
    return mask


def _show_whole(frame: Frame, part: Value, mask: int) -> None:
    """All that a part comes from is harmless for the kinds of a mask from here on."""
    if mask:
        masks = dict(frame.state.masks)
        for origin in part.taint:
            masks[origin] = masks.get(origin, 0) | mask
        frame.state.masks = masks


def _show_by_part(frame: Frame, part: Value, mask: int) -> None:
    """The same, and of what has the part: the address of a host that is known."""
    _show_whole(frame, part, mask)
    homes = {home_of(one) for one in part.taint} - {()} if part.whole else ()
    _show_whole(frame, Value(dict.fromkeys(homes, (mask, None))), mask)


def _is_own_host(value: Value) -> bool:
    """Whether a value is the host that the request was sent to, or what whoever runs the program has set."""
    kinds = {origin[1] if origin[0] == "source" else origin[0] for origin in value.taint}
    # Of a request that a caller hands on the source is known as well.
    return not kinds.isdisjoint(_OWN) and kinds <= {*_OWN, "given"}


def _refine_equal(frame: Frame, form: Form, value: Value, other: Value) -> None:
    if other.consts is None or other.refs:
        return
    # That a search finds nothing shows nothing of where it was made.
    if value.taint and (other.consts != (None,) or form[0] in _VARIABLES) and not _is_sign(form):
        shows(frame, form, value, HARMLESS)
    if form[0] in _VARIABLES and not value.refs:
        kept = other
        if value.consts is not None:
            both = [one for one in value.consts if _is_among(one, other)]
            kept = constants(both) if both else other
        frame.state.variables[_variable(frame, form)] = kept


def _refine_alike(frame: Frame, form: Form, value: Value, other: Value) -> None:
    """What equals something harmless is harmless, as where `basename(name) == name`."""
    if form[0] not in {*_VARIABLES, forms.ATTR, forms.ITEM} or not (value.taint and other.taint):
        return
    mask = HARMLESS
    for origin, (known, _) in other.taint.items():
        mask &= known | mask_of(frame.state.masks, origin)
    if mask:
        shows(frame, form, value, mask)


def _texts_in(frame: Frame, value: Value) -> list[Value]:
    """The items of a short list of texts that are all known."""
    found: list[Value] = []
    for _, thing in frame.things(value):
        if thing.kind in _CONTAINERS and thing.rest is None and len(thing.fields) <= _MOST_TEXTS:
            found += [one for one in thing.fields.values() if one.is_single]
    return found


def _is_sign(form: Form) -> bool:
    """Whether it is what stands at some place of a text or list, which says nothing of the others."""
    return form[0] == forms.ITEM and form[2][0] == forms.CONST and isinstance(form[2][1], int)


def _refine_by_signs(frame: Frame, sign: str, left: Form, right: Form) -> None:
    told = slashes.told_by(sign, left, right)
    if told is not None:
        shows(frame, told[0], frame.value(told[0]), frame.world.book.mask((told[1],)))


def _refine_unequal(frame: Frame, form: Form, value: Value, other: Value) -> None:
    if form[0] in _VARIABLES and value.consts is not None and other.is_single:
        left = [one for one in value.consts if not _is_among(one, other)]
        if left:
            frame.state.variables[_variable(frame, form)] = constants(left)


def _refine_by_place(frame: Frame, sign: str, left: Form, right: Form) -> None:
    """Where a text stands in another is told by a number: 0 for its beginning, -1 for nowhere."""
    if left[0] == forms.LOCAL:
        for one in kept(frame, left[1]):
            if one[0] == forms.CALL and (sign, right[1] if right[0] == forms.CONST else None) in _PLACES:
                _refine_by_place(frame, sign, one, right)
        return
    if left[0] not in {forms.CALL, forms.NEW} or right[0] != forms.CONST or id(left) not in frame.guarded:
        return
    if right[1] is None or isinstance(right[1], bool):
        # What is compared with nothing, or with a truth, is asked whether it is true.
        stands = bool(right[1]) == (sign in {"==", "is"}) if sign in _SAMENESS else None
    else:
        stands = _PLACES.get((sign, right[1]))
    if stands is not None:
        _refine_by_call(frame, left, holds=stands)


def _refine_by_piece(frame: Frame, sign: str, left: Form, right: Form) -> None:
    """What a path begins with is its first piece, and none of its pieces."""
    if sign in {"!=", "is not"} and right[0] == forms.CONST:
        piece, whole = right, first_of(frame, left)
    elif sign == "not in" and left[0] == forms.CONST:
        piece, whole = left, right
    else:
        return
    text = whole and (pieces_of(whole) or pieces_of(made(frame, whole)))
    if text and isinstance(piece[1], str) and piece[1]:
        for word in _BEGINNINGS:
            asked: Form = (forms.CALL, (forms.ATTR, text, word, 0), [piece], [], 0, 0)
            frame.value(asked)
            _refine_by_call(frame, asked, holds=False)


def _refine_by_sign(frame: Frame, sign: str, form: Form, value: Value, other: Value) -> None:
    """What a catalogue says that a comparison shows of its left side, as if it were a call."""
    guards = frame.world.book.called(sign).guards if value.taint else ()
    if guards and (other.consts is not None or (sign == "==" and is_trusted(frame, other))):
        site = Site(frame.path, frame.function.path)
        site.arguments, site.state = [value, other], frame.state
        for guard in guards:
            if hold(guard.where, site, frame.world.book):
                mask = frame.world.book.mask(guard.kinds)
                shows(frame, form, value, mask)
                source = made_of(frame, form, between=False) if guard.made else None
                if source:
                    shows(frame, source, frame.value(source), mask)


def _refine_without(frame: Frame, form: Form, part: Value, whole: Value) -> None:
    if not (whole.taint and part.is_single and isinstance(part.only, str)):
        return
    mask = frame.world.book.mask(WITHOUT.get(part.only, ()))
    if mask:
        shows(frame, form, whole, mask)
    # A text that begins and ends with a quote, and has none within, is a text in code as well.
    if part.only in _QUOTES and form[0] == forms.ITEM and form[1][0] in _VARIABLES:
        name = _variable(frame, form[1])
        both = {("quoted", name, "startswith", part.only), ("quoted", name, "endswith", part.only)}
        if both <= frame.state.masks.keys():
            shows(frame, form[1], frame.value(form[1]), frame.world.book.mask(("code",)))


def _refine_by_beginning(frame: Frame, test: Form, *, holds: bool) -> None:
    """An address that begins with one slash, and not with two, leads nowhere else.

    What frameworks send writes a backslash as a number, so that it does not count as another slash.
    """
    callee = test[1]
    if callee[0] != forms.ATTR or callee[2] != "startswith" or len(test[2]) != 1:
        return
    asked = frame.value(test[2][0])
    texts = [one.only for one in (_texts_in(frame, asked) if asked.refs else [asked]) if one.is_single]
    if callee[1][0] not in _VARIABLES or not texts:
        return
    value = frame.value(callee[1])
    facts = {holds: ("begins", frozenset(value.taint), holds) for holds in (True, False)}
    if holds and all(isinstance(one, str) and _OWN_PATH.match(one) for one in texts):
        frame.state.masks = {**frame.state.masks, facts[True]: HARMLESS}
    elif not holds and "//" in texts:
        frame.state.masks = {**frame.state.masks, facts[False]: HARMLESS}
    is_sure = holds and all(isinstance(one, str) and len(one) > 1 and _OWN_PATH.match(one) for one in texts)
    if value.taint and (is_sure or all(fact in frame.state.masks for fact in facts.values())):
        shows(frame, callee[1], value, frame.world.book.mask(_OF_ADDRESSES))


def _note_quotes(frame: Frame, test: Form) -> None:
    """Remember that a text begins, or ends, with a quote."""
    callee = test[1]
    if callee[0] != forms.ATTR or callee[2] not in {"startswith", "endswith"} or len(test[2]) != 1:
        return
    quote = test[2][0]
    if quote[0] == forms.CONST and quote[1] in _QUOTES and callee[1][0] in _VARIABLES:
        fact = ("quoted", _variable(frame, callee[1]), callee[2], quote[1])
        frame.state.masks = {**frame.state.masks, fact: HARMLESS}


def _is_among(one: object, other: Value) -> bool:
    for each in other.consts or ():
        try:
            if folding.compare("==", one, each):  # type: ignore[arg-type]
                return True
        except folding.NotKnown:
            continue
    return False


def is_trusted(frame: Frame, container: Value) -> bool:
    """Whether a container holds nothing from outside, so that what is in it is fit."""
    taint = frame.state.deep_taint(container)
    if any(origin[:2] != ("source", _SETTING) and not _is_set_up(frame, origin) for origin in taint):
        return False
    return not any(
        isinstance(ref, ObjectRef) and isinstance(ref.id, tuple) and not _is_set_up(frame, ref.id)
        for ref in container.refs
    )


def _is_set_up(frame: Frame, origin: Origin) -> bool:
    """Whether it was given to what made the function, or the object at hand, and not to the function."""
    if origin[0] != "given":
        return False
    return isinstance(origin[1], str) or (
        origin[1] == 0 and frame.function.owner >= 0 and len(origin[2]) == 1
    )

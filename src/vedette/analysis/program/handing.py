"""What a call hands to a framework: functions one after another, lists and objects of such, wrapped ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vedette.analysis.program.conditions import Site
from vedette.analysis.program.containers import exact_items
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.members import NOTHING
from vedette.analysis.program.proofs import both, declared, settled, standing
from vedette.analysis.program.values import FunctionRef, Proof, Value
from vedette.languages.catalogue import Argument, Entry, Registration
from vedette.model import form as forms
from vedette.model.form import Form

_DEEPEST = 4
_MOST = 200


def handed(frame: Frame, name: str, entry: Entry, site: Site) -> list[tuple[Value, Proof]]:
    """The functions that a call which registers them is given, and what is proven of what they get.

    Args:
        frame: at hand.
        name: of what is called.
        entry: by which it registers.
        site: the call.
    """
    if entry.chain < 0:
        return [
            (value, declared(frame, name, one))
            for one in sites(frame, site, entry)
            for which in entry.argument
            if (value := one.argument(which)) is not None
        ]
    found: list[tuple[Value, Proof]] = []
    proof = declared(frame, name, site)
    for value, form in opened(frame, pairs(site)[entry.chain :]):
        refs = tuple(functions(frame, value, form))
        if refs:
            found.append((Value(refs=refs), proof))
        proof = both(proof, standing(frame, value, entry))
    if proof is NOTHING:
        return found
    every = [ref for value, _ in found for ref in value.refs if isinstance(ref, FunctionRef)]
    return [(value, settled(frame, one, every)) for value, one in found]


def pairs(site: Site) -> list[tuple[Value, Form]]:
    """The arguments of a call, each with its expression."""
    return list(zip(site.arguments, site.written, strict=False))


def opened(frame: Frame, given: Iterable[tuple[Value, Form]], depth: int = 0) -> list[tuple[Value, Form]]:
    """Values with their expressions, lists taken apart."""
    found: list[tuple[Value, Form]] = []
    for value, form in given:
        if form and form[0] == forms.SEQUENCE and depth < _DEEPEST:
            inner = [(frame.value(one), one) for one in form[2][:_MOST] if one[0] != forms.SPREAD]
            found += opened(frame, inner, depth + 1)
            continue
        items = exact_items(frame, value) if depth < _DEEPEST else None
        if items is None or any(thing.kind == "object" for _, thing in frame.things(value)):
            found.append((value, form))
        else:
            found += opened(frame, [(one, None) for one in items[:_MOST]], depth + 1)
    return found


def functions(frame: Frame, value: Value, form: Form, depth: int = 0) -> Iterator[FunctionRef]:
    """The functions that a value is, or that are wrapped in a call of something outside."""
    known = [ref for ref in value.refs if isinstance(ref, FunctionRef)]
    yield from known
    if known or not form or form[0] != forms.CALL or depth > _DEEPEST:
        return
    for one in form[2]:
        if one[0] != forms.SPREAD:
            yield from functions(frame, frame.value(one), one, depth + 1)


def sites(frame: Frame, site: Site, entry: Entry) -> Iterator[Site]:
    """A call, or each of the objects in a list that it is given, as if that alone were."""
    if not entry.each:
        yield site
        return
    for given in opened(frame, pairs(site)[:1]):
        yield within(site, given)


def several(frame: Frame, site: Site, spec: Registration) -> Iterator[Site]:
    """A call, or each object or argument that it is given, where each is a registration of its own."""
    if spec.within:
        value = site.argument(spec.within)
        for given in opened(frame, [] if value is None else [(value, written(site, spec.within))]):
            yield within(site, given)
    elif spec.over and not spec.applies and site.arguments:
        for given in pairs(site):
            yield within(site, given)
    else:
        yield site


def within(site: Site, given: tuple[Value, Form]) -> Site:
    """A call as if it were given one value alone."""
    inner = Site(site.path, site.inside, site.target)
    inner.form, inner.pos, inner.end, inner.state = site.form, site.pos, site.end, site.state
    inner.function, inner.receiver, inner.receiver_form = site.function, site.receiver, site.receiver_form
    inner.arguments, inner.written = [given[0]], [given[1]]
    return inner


def written(site: Site, which: Argument) -> Form:
    """The expression of an argument, or of an item of one that is written out; None where there is none."""
    if isinstance(which, list):
        return next((form for one in which if (form := written(site, one)) is not None), None)
    if isinstance(which, int):
        return site.written[which] if which < len(site.written) else None
    if which[-1:] != "]":
        return site.written_named.get(which)
    outer, _, key = which[:-1].rpartition("[")
    around = written(site, int(outer) if outer.isdigit() else outer)
    for pair in around[1] if around and around[0] == forms.MAP else ():
        if pair[0] and pair[0][0] == forms.CONST and pair[0][1] == key:
            return pair[1]
    return None

"""Functions that are handed to one of which nobody knows what it does with them."""

from __future__ import annotations

import re

from vedette.analysis.program.book import Meaning
from vedette.analysis.program.callbacks import CALLBACKS, KEEPING, PROMISED, called, keep
from vedette.analysis.program.conditions import Site, hold
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.members import source_taint
from vedette.analysis.program.values import UNKNOWN, FunctionRef, Reference, Taint, Value, join_all, merged

# Of what looks at a function and does not call it.
_SPARES = "spares"
_MOST_CALLED = 4
# What a first parameter is called that tells what went wrong.
_FAILURE = re.compile(r"_*(e|er|err|error|errors?|ex|exception|failure|reason)\d?", re.IGNORECASE)
_CONTAINERS = frozenset(("list", "set", "tuple"))


def hand_over(frame: Frame, site: Site, meanings: list[tuple[str, Meaning]], result: Value | None) -> Value:
    """Call what an unknown function is given, with what it may give back itself.

    Args:
        frame: at hand.
        site: of the call.
        meanings: of the function, by name.
        result: what the call gives.

    Returns:
        What the call gives, with what the functions give that it may have called.
    """
    given = [one for one in site.arguments if any(isinstance(ref, FunctionRef) for ref in one.refs)]
    keepers = [one for one in site.arguments if KEEPING in one.names]
    if not (given or keepers) or any(frame.world.book.registered.get(name) for name, _ in meanings):
        return result or UNKNOWN
    does = {one for _, meaning in meanings for one in meaning.does}
    if _SPARES in does or _is_gone_through(frame, site, meanings):
        return result or UNKNOWN
    data = _data(frame, site, meanings, result)
    if PROMISED in does:
        given = [one for one in given if any(_knows(frame, ref) for ref in one.refs)]
    if not (data.taint or data.refs or data.names):
        given = [one for one in given if any(map(frame.world.begins, one.refs))]
    found = [] if result is None else [result]
    found += [
        Value(called(frame, site, one, _parts_for(frame, one, data), {}).taint)
        for one in given[:_MOST_CALLED]
    ]
    for one in keepers:
        keep(frame, one, [data])
    return join_all(found) or UNKNOWN


def _is_gone_through(frame: Frame, site: Site, meanings: list[tuple[str, Meaning]]) -> bool:
    """Whether the functions were called already with what is in a container of the program's own."""
    return (
        site.receiver is not None
        and any(does in CALLBACKS and does.startswith("each") for _, one in meanings for does in one.does)
        and any(thing.kind in _CONTAINERS for _, thing in frame.things(site.receiver))
    )


def _knows(frame: Frame, ref: Reference) -> bool:
    """Whether a function has what stands around it: what is made of any other calls it once it is called."""
    if not isinstance(ref, FunctionRef):
        return False
    function = frame.world.module(ref.path).functions[ref.number]
    frame.world.record.looked(ref.path, function.path)
    return bool(ref.captured or ref.receiver is not None or function.outer)


def _data(frame: Frame, site: Site, meanings: list[tuple[str, Meaning]], result: Value | None) -> Value:
    taint: Taint = {}
    for name, _ in meanings:
        for source in frame.world.book.read(f"{name}()"):
            if hold(source.where, site, frame.world.book):
                taint = merged(taint, source_taint(frame, source.kind, source.what, site.pos, f"{name}()"))
    if taint:
        return Value(taint)
    if result is None:
        return UNKNOWN
    return result if result.names or result.refs else Value(result.taint, harmless=result.harmless)


def _parts_for(frame: Frame, function: Value, data: Value) -> list[Value]:
    """What a function is called with: the data, and nothing where it is told what went wrong."""
    ref = next(one for one in function.refs if isinstance(one, FunctionRef))
    form = frame.world.module(ref.path).functions[ref.number]
    own = 1 if ref.receiver is not None else 0
    return [
        UNKNOWN if not index and _FAILURE.fullmatch(one.name) else data
        for index, one in enumerate(form.parameters[own:])
    ]

"""Calls: what is called, what the catalogue says of it, and what comes back."""

from __future__ import annotations

import re

from vedette.analysis.program.book import Meaning
from vedette.analysis.program.callbacks import construct, on, redirected
from vedette.analysis.program.composing import constant_beginning
from vedette.analysis.program.conditions import Site, hold, is_excepted, settled, variable
from vedette.analysis.program.containers import exact_items, filled
from vedette.analysis.program.content_types import answers_no_page
from vedette.analysis.program.frame import Danger, Frame
from vedette.analysis.program.handing import handed
from vedette.analysis.program.handing_over import hand_over
from vedette.analysis.program.heap import State
from vedette.analysis.program.letting import clean_pieces, left, let_through
from vedette.analysis.program.made import made_of
from vedette.analysis.program.members import attribute, content, source_taint
from vedette.analysis.program.one_line import is_one_line
from vedette.analysis.program.operations import OPERATIONS, run_at
from vedette.analysis.program.refine import shows
from vedette.analysis.program.rereading import read_again
from vedette.analysis.program.rows import row
from vedette.analysis.program.stored import keep
from vedette.analysis.program.values import (
    HARMLESS,
    UNKNOWN,
    ClassRef,
    FunctionRef,
    ObjectRef,
    Origin,
    PackageRef,
    Reference,
    Taint,
    Trace,
    Value,
    join,
    join_all,
    mask_of,
    masked,
    merged,
    stepped,
)
from vedette.languages.catalogue import Guard, Sink
from vedette.model import form as forms
from vedette.model.form import Form

_PAGE = "html"
_LOG = "log"
_NAMING = frozenset(("str", "bytes"))
# What calls the function that it is given, now or some time.
_LATER = frozenset(("partial", "run"))
# Directives of a format text, and those that write line ends as an escape or a number.
_DIRECTIVE = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?([a-zA-Z%])")
_QUOTING = frozenset("radioxXeEfFgG")
# What these give back is an answer, and not what was asked with.
_ASKING = frozenset(("sql", "nosql", "ldap", "xpath", "command", "ssrf", "path"))


def call(frame: Frame, form: Form) -> Value:
    """The value of a call, what it does done to the state."""
    callee, site = _site(frame, form)
    frame.guarded.pop(id(form), None)
    found, frame.gone = _all_called(frame, callee, site)
    meanings = _meanings(frame, site, callee, inside=bool(found))
    if not found or meanings:
        outside = _outside(frame, callee, site, meanings, inside=bool(found))
        if not found and frame.world.book.gives:
            outside = keep(frame, callee, site, meanings, outside)
        if not found and frame.world.book.hands_over:
            outside = hand_over(frame, site, meanings, outside)
        if outside is not None:
            found.append(outside)
    if not any(value.refs for value in found):
        found += [one for one in (row(frame, form, site),) if one is not None]
    site.result = result = join_all(found) or UNKNOWN
    for name, meaning in meanings:
        _judge(frame, name, meaning, site)
        if site.arguments and not _LATER.isdisjoint(meaning.does):
            _judge_partial(frame, site, 0 if "partial" in meaning.does else run_at(frame, site))
        result = _cleaned(frame, meaning, site, result)
        for entry in frame.world.book.registered.get(name, ()):
            if hold(entry.where, site, frame.world.book):
                frame.world.register(entry, handed(frame, name, entry, site))
    return read_again(frame, form, result)


def _all_called(frame: Frame, callee: Value, site: Site) -> tuple[list[Value], bool]:
    """What the program's own functions give that may be called, and whether none of them comes back."""
    found: list[Value] = []
    gone = bool(callee.refs)
    for ref in callee.refs:
        frame.gone = False
        found += _called(frame, callee, ref, site)
        gone = gone and frame.gone
    return found, gone


def _called(frame: Frame, callee: Value, ref: Reference, site: Site) -> list[Value]:
    """What one of the things gives that may be called, if the program has it."""
    if isinstance(ref, FunctionRef):
        result = _call_function(frame, ref, site)
        _give_back(frame, site)
        return [result]
    if isinstance(ref, ClassRef):
        made = frame.world.construct(frame, ref, site)
        if frame.world.book.gives:
            made = keep(frame, Value(refs=(ref,)), site, (), made) or made
        for name in frame.world.class_names(ref):
            _judge(frame, name, frame.world.book.called(name), site)
        return [made]
    return _call_object(frame, callee, ref, site) if isinstance(ref, ObjectRef) else []


def _give_back(frame: Frame, site: Site) -> None:
    """What the maker of a base has put into the object at hand, which it knows as one of its own."""
    book, written = frame.world.book, site.receiver_form
    if not (book.has_members and written and written[0] == forms.CALL and written[1][0] == forms.GLOBAL):
        return
    if "super" not in book.called(written[1][1]).does or not frame.function.parameters:
        return
    me = frame.state.variables.get(frame.function.parameters[0].name, UNKNOWN)
    for _, base in frame.things(site.receiver or UNKNOWN):
        for ref, thing in list(frame.things(me)):
            new = thing
            for key, field in base.fields.items():
                new = new.with_field(key, field, sure=True)
            frame.state.heap[ref.id] = new


def _call_function(frame: Frame, ref: FunctionRef, site: Site) -> Value:
    """A function of the program is called, on what it is an attribute of where it asks for that."""
    if site.form[0] == forms.NEW:
        return construct(frame, ref, site)
    if site.form[1][0] == forms.ATTR and ref.receiver is None and site.receiver is not None:
        ref = on(frame, ref, site.receiver)
    return frame.world.invoke(frame, ref, site)


def _call_object(frame: Frame, callee: Value, ref: ObjectRef, site: Site) -> list[Value]:
    """An object of a class of the program is called."""
    thing = frame.state.thing(ref)
    if thing and thing.kind == "record":
        return [filled(frame, thing, site)] if thing.exact else []
    method = frame.world.class_member(thing.made_of, "__call__") if thing and thing.made_of else None
    me = Value(callee.taint, refs=(ref,), names=callee.names)
    return [
        frame.world.invoke(frame, FunctionRef(one.path, one.number, me, one.captured, one.home), site)
        for one in (method.refs if method else ())
        if isinstance(one, FunctionRef)
    ]


def _site(frame: Frame, form: Form) -> tuple[Value, Site]:
    site = Site(frame.path, frame.function.path, frame.target)
    callee_form = form[1]
    site.form, site.pos, site.end = form, form[4], form[5]
    site.function = frame.function
    site.frame = frame
    if callee_form[0] == forms.ATTR:
        site.receiver = frame.value(callee_form[1])
        site.receiver_form = callee_form[1]
        callee = attribute(frame, site.receiver, callee_form[2], callee_form[3])
    elif callee_form[0] == forms.ITEM and frame.world.book.has_members:
        site.receiver, site.receiver_form = frame.value(callee_form[1]), callee_form[1]
        callee = _keyed(frame, site.receiver, callee_form)
    else:
        callee = frame.value(callee_form)
    # What is only written as a text, or joined to one, goes by the name of that text.
    joins = callee_form[0] == forms.ATTR and callee_form[2] == "join"
    frame.target = site.target if joins or not _NAMING.isdisjoint(callee.names) else ""
    written: list[Form] = []
    for one in form[2]:
        if one[0] == forms.SPREAD:
            _spread(frame, site, frame.value(one[1]))
            written += [None] * (len(site.arguments) - len(written))
        else:
            site.arguments.append(frame.value(one))
            written.append(one)
    site.written = written
    site.state = frame.state
    for name, one in form[3]:
        frame.target = name or ""
        value = frame.value(one)
        if name is None:
            _spread_named(frame, site, value)
        else:
            site.named[name] = value
            site.written_named[name] = one
    frame.target = site.target
    return redirected(frame, callee, site), site


def _keyed(frame: Frame, receiver: Value, form: Form) -> Value:
    """A method that is asked for by a text, where attributes are items too."""
    key = frame.value(form[2]) if form[2][0] != forms.SLICE else UNKNOWN
    names = [one for one in key.consts or () if isinstance(one, str)]
    if not names:
        return frame.value(form)
    return join_all(attribute(frame, receiver, one, form[3]) for one in names) or UNKNOWN


def _spread(frame: Frame, site: Site, value: Value) -> None:
    items = exact_items(frame, value)
    if items is not None:
        site.arguments += items
        return
    site.spread = True
    inside = content(frame, value)
    site.rest = inside if site.rest is None else join(site.rest, inside)


def _spread_named(frame: Frame, site: Site, value: Value) -> None:
    known = False
    if value.taint:
        site.unpacked.append(value)
    for _, thing in frame.things(value):
        if thing.kind != "given" and thing.rest is None:
            known = True
        for key, field in thing.fields.items():
            if isinstance(key, str) and key[0] == "[":
                site.named.setdefault(key[1:], field)
    if not known or value.taint:
        site.spread = True
        inside = Value(frame.state.deep_taint(value))
        site.rest = inside if site.rest is None else join(site.rest, inside)


def _is_package(value: Value | None) -> bool:
    """Whether a value is a module that is neither of the program nor in the catalogue."""
    return value is not None and any(isinstance(ref, PackageRef) for ref in value.refs)


def _meanings(frame: Frame, site: Site, callee: Value, *, inside: bool) -> list[tuple[str, Meaning]]:
    book, form = frame.world.book, site.form
    found = []
    for name in callee.names:
        meaning = book.called(name)
        found.append((name, meaning))
    if not callee.names and not inside and form[1][0] == forms.ATTR and not _is_package(site.receiver):
        name = form[1][2]
        found.append((f"*.{name}", book.method(name)))
    return found


def _outside(
    frame: Frame, callee: Value, site: Site, meanings: list[tuple[str, Meaning]], *, inside: bool
) -> Value | None:
    """What a function that is not of the program gives back."""
    found: list[Value] = []
    for name, meaning in meanings:
        for does in meaning.does:
            operation = OPERATIONS.get(does)
            value = operation(frame, site) if operation else None
            if value is not None:
                found.append(value)
        if found:
            continue
        taint: Taint = {}
        for source in frame.world.book.read(f"{name}()"):
            if frame.fixed and source.kind == "address":
                continue
            if hold(source.where, site, frame.world.book):
                taint = merged(taint, source_taint(frame, source.kind, source.what, site.pos, f"{name}()"))
        if taint:
            if any(not frame.world.book.read(f"{other}()") for other, _ in meanings):
                taint = stepped(taint, frame.path, site.pos, "passed", name)
            result = frame.world.book.result(name)
            found.append(Value(taint, names=(result,) if result else ()).kept())
    if found or inside:
        return join_all(found)
    if callee.names and any(
        sink.kind in _ASKING and hold(sink.where, site, frame.world.book)
        for _, meaning in meanings
        for sink in meaning.sinks
    ):
        return Value(_opened(frame, meanings, site), names=_result_names(frame, callee, site))
    passed = _passed_through(frame, callee, site)
    return _begun(site, meanings, passed) if site.arguments else passed


def _opened(frame: Frame, meanings: list[tuple[str, Meaning]], site: Site) -> Taint:
    """Whoever chooses which file is opened chooses which objects are made of it, and nothing else."""
    book, taint = frame.world.book, dict[Origin, tuple[int, Trace]]()
    others, path = book.mask(("*", "-deserialization")), book.bits.get("path", 0)
    for sink in (one for _, meaning in meanings for one in meaning.sinks if one.kind == "path"):
        for value in _meant(sink, site):
            chosen = {
                origin: one
                for origin, one in frame.state.deep_taint(value).items()
                if not (one[0] | mask_of(frame.state.masks, origin)) & path
            }
            taint = merged(taint, masked(chosen, others))
    # A file of one's own has to be there first.
    return stepped(taint, frame.path, site.pos, "passed", _spoken(site.form[1])) if taint else taint


def _begun(site: Site, meanings: list[tuple[str, Meaning]], result: Value) -> Value:
    """What begins as the first argument does, if that is known of the function."""
    if not any("begin" in meaning.does for _, meaning in meanings):
        return result
    one = site.arguments[0]
    begins = one.only if one.is_single and isinstance(one.only, str) else constant_beginning(one)
    return Value(result.taint, names=result.names, begins=begins)


def _passed_through(frame: Frame, callee: Value, site: Site) -> Value:
    """What an unknown function may give back: it holds what it was given."""
    state = frame.state
    taint: Taint = {}
    if site.receiver is not None:
        taint = state.deep_taint(site.receiver)
    elif callee.taint:
        taint = callee.taint
    # What a container holds goes by the container's name: that is no function's.
    known = not all(name.endswith("[]") for name in callee.names)
    for value in (*site.arguments, *site.named.values()):
        if value.taint or value.refs:
            taint = merged(taint, state.deep_taint(value) if known else _told_of(state, value))
    if site.rest is not None:
        taint = merged(taint, site.rest.taint)
    names = _result_names(frame, callee, site)
    if not taint and not names:
        return UNKNOWN
    if taint:
        # What an unknown function does with its arguments nobody knows.
        given = any(value.taint for value in (*site.arguments, *site.named.values()))
        note = "passed" if given and not known else "through"
        taint = stepped(taint, frame.path, site.pos, note, _spoken(site.form[1]))
    return Value(taint, names=names)


def _told_of(state: State, value: Value) -> Taint:
    """What an unknown function may tell of an argument: not what objects of the program's classes keep."""
    things = ((ref.id, state.thing(ref)) for ref in value.refs if isinstance(ref, ObjectRef))
    own = {identity for identity, thing in things if thing is not None and thing.made_of is not None}
    if not own:
        return state.deep_taint(value)
    return {origin: one for origin, one in value.taint.items() if origin not in own}


def _result_names(frame: Frame, callee: Value, site: Site) -> tuple[str, ...]:
    book, form = frame.world.book, site.form
    if not callee.names and book.made_by and form[1][0] == forms.ATTR and not _is_package(site.receiver):
        made = book.made_by.get(form[1][2])
        return (made,) if made else ()
    return tuple(dict.fromkeys(result for name in callee.names if (result := book.result(name))))


def _cleaned(frame: Frame, meaning: Meaning, site: Site, value: Value) -> Value:
    """A result without what a sanitizer takes from it."""
    book = frame.world.book
    for guard in meaning.guards:
        if hold(guard.where, site, book):
            _guarded(frame, guard, site)
    for sanitizer in meaning.sanitizers:
        if hold(sanitizer.where, site, book):
            mask = book.mask(sanitizer.kinds) | left(site, sanitizer, book)
            if mask == HARMLESS:
                return Value(None, value.consts, value.refs, value.names, value.begins, harmless=True)
            value = value.tainted(masked(frame.state.deep_taint(value), mask))
            clean_pieces(frame, meaning, value, mask)
    return value


def _guarded(frame: Frame, guard: Guard, site: Site) -> None:
    """What a call shows of what it is given, from here on or where it is asked for."""
    book = frame.world.book
    which = guard.argument
    if isinstance(which, int) and not site.arguments and which < len(site.named):
        which = list(site.named)[which]
    one = site.argument(which)
    if one is not None:
        written = site.receiver_form if which == "receiver" else _written(site, which)
        mask = book.mask(guard.kinds) | let_through(site, guard, book)
        if guard.raises:
            # That a part of a text is a number shows nothing of the rest.
            if mask != HARMLESS or not written or written[0] != forms.CALL:
                shows(frame, written, one, mask)
            return
        known = frame.guarded.setdefault(id(site.form), [])
        known.append((guard.holds, written, one, mask))
        if guard.made:
            given = {origin: step for origin, step in one.taint.items() if origin[0] == "given"}
            known.append((guard.holds, (), Value(given).kept(), mask))
            source = made_of(frame, written, between=not guard.holds)
            if source:
                known.append((guard.holds, source, frame.value(source), mask))


def _written(site: Site, which: int | str) -> Form:
    if isinstance(which, int):
        return site.written[which] if which < len(site.written) else None
    return site.written_named.get(which)


def _judge(frame: Frame, name: str, meaning: Meaning, site: Site) -> None:
    book = frame.world.book
    for check in meaning.checks:
        if hold(check.where, site, book):
            frame.world.note(frame, settled(check, site, book), name, site.pos, site.end, site)
    for sink in meaning.sinks:
        if hold(sink.where, site, book):
            _judge_sink(frame, name, sink, site)


def _judge_partial(frame: Frame, site: Site, at: int) -> None:
    """A function that gets some of its arguments now is judged by those, whatever the others will be.

    Args:
        frame: at hand.
        site: of the call that is given the function.
        at: which argument it is; its own follow.
    """
    inner = Site(site.path, site.inside, site.target)
    inner.form, inner.pos, inner.end, inner.state = site.form, site.pos, site.end, site.state
    inner.function = site.function
    inner.arguments, inner.written = site.arguments[at + 1 :], list(site.written)[at + 1 :]
    inner.named, inner.written_named = site.named, site.written_named
    inner.spread, inner.rest, inner.unpacked = True, site.rest, site.unpacked
    for name in site.arguments[at].names:
        _judge(frame, name, frame.world.book.called(name), inner)


def _judge_sink(frame: Frame, name: str, sink: Sink, site: Site) -> None:
    danger = None
    for value in _meant(sink, site):
        if value.harmless or is_excepted(sink, value):
            continue
        shown = sink.kind in frame.world.book.shown
        taint = frame.world.result_taint(frame, value) if shown else frame.state.deep_taint(value)
        if not taint or (sink.kind == _PAGE and answers_no_page(frame.function)):
            continue
        if sink.kind != _LOG or not is_one_line(frame):
            danger = danger or Danger(sink.kind, name, sink.confidence, frame, site.pos, site.end)
            frame.reach(danger, taint)


def _meant(sink: Sink, site: Site) -> list[Value]:
    """The arguments that must not hold anything untrusted."""
    values: list[Value] = []
    for which in sink.arguments:
        if which == "*":
            values += [*_unquoted(sink, site), *site.named.values()]
            if site.rest is not None:
                values.append(site.rest)
        elif which == "**":
            values += site.unpacked
        else:
            value = site.argument(which)
            if value is not None:
                values.append(value)
            elif isinstance(which, int) and site.rest is not None and which >= len(site.arguments):
                values.append(site.rest)
    return values


def _unquoted(sink: Sink, site: Site) -> list[Value]:
    """Arguments, without those that the text before them writes as numbers or with all escaped."""
    given = site.arguments
    text = given[0] if sink.shows and given else None
    if text is None or not text.is_single or not isinstance(text.only, str) or site.spread:
        return given
    letters = [one for one in _DIRECTIVE.findall(text.only) if one != "%"]
    if len(letters) != len(given) - 1:
        return given
    return [
        given[0],
        *(one for one, letter in zip(given[1:], letters, strict=True) if letter not in _QUOTING),
    ]


def _spoken(form: Form) -> str:
    return variable(form) or "call"

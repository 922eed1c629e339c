"""Texts made of parts: what they begin with, and where a part stands at which it can do no harm.

In what a text begins with, `GAP` stands for any text that is not known.
"""

from __future__ import annotations

import re

from vedette.analysis.program.frame import Danger, Frame
from vedette.analysis.program.values import Taint, Value, masked, merged, stepped

GAP = "\ue000"
# For which sinks markup makes what is put into it harmless.
_ESCAPED = ("html",)
_MAX_BEGINNING = 256
_PATH = re.compile(f"{GAP}(?:://)?[^/?#]*?[/?#]")
_FIELD = re.compile(r"%[sdr]|%%")
_BRACES = re.compile(r"\{(\w*)(?:![rsa])?(?::[^{}]*)?\}|\{\{|\}\}|[{}]")


class Composing:
    """A text while its parts are put together.

    Attributes:
        taint: of the parts so far, without what is harmless where it stands.
        harmless: all parts so far are known, or harmless whatever they are.
    """

    __slots__ = ("_begins", "_frame", "harmless", "taint")

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._begins = ""
        self.taint: Taint = {}
        self.harmless = True

    def known(self, text: str) -> None:
        """A part that is a constant."""
        if len(self._begins) < _MAX_BEGINNING:
            self._begins += text

    def add(self, value: Value, *, text: bool = True) -> None:
        """Any part; `text` when it is written as a text."""
        self.harmless = self.harmless and (value.harmless or (value.consts is not None and not value.refs))
        taint = self._frame.state.deep_taint(value)
        if taint:
            book = self._frame.world.book
            mask = book.mask_after(self._begins + constant_beginning(value))
            self.taint = merged(self.taint, masked(taint, mask | book.objects if text else mask))
        only = value.only if value.is_single and not value.refs else None
        if isinstance(only, str):
            self.known(only)
            return
        self.known(value.begins.removeprefix(GAP) if self._begins.endswith(GAP) else value.begins)
        if not self._begins.endswith(GAP):
            self.known(GAP)

    def judge(self, pos: int) -> None:
        """What it holds may do harm by what stands around it, whatever becomes of the text."""
        if self.taint:
            for pattern, is_name, sink in self._frame.world.book.texts:
                if pattern.search(self._frame.target if is_name else self._begins):
                    danger = Danger(sink.kind, "text", sink.confidence, self._frame, pos, 0)
                    self._frame.reach(danger, self.taint)
                    if is_name:
                        # Told here once, and not again of the object that gets it.
                        self.taint = masked(self.taint, self._frame.world.book.mask((sink.kind,)))

    @property
    def begins(self) -> str:
        """What the text begins with; "" when nothing is known of it."""
        begins = self._begins[:_MAX_BEGINNING]
        if GAP not in begins:
            return begins
        if begins[-1] == GAP and begins.count(GAP) == 1:
            return begins[:-1]
        path = _PATH.match(begins, begins.index(GAP))
        return begins[: path.end()] if path else begins


def constant_beginning(value: Value) -> str:
    """The constant text that a value begins with."""
    return value.begins.partition(GAP)[0]


def percent(frame: Frame, template: str, parts: list[Value]) -> Composing | None:
    """A template in which `%s` stand for parts; None when they don't meet."""
    made = Composing(frame)
    left = iter(parts)
    at = 0
    for field in _FIELD.finditer(template):
        made.known(template[at : field.start()])
        at = field.end()
        if field[0] == "%%":
            made.known("%")
            continue
        part = next(left, None)
        if part is None:
            return None
        made.add(part)
    if "%" in _FIELD.sub("", template) or next(left, None) is not None:
        return None
    made.known(template[at:])
    return made


def braces(frame: Frame, template: str, parts: list[Value], named: dict[str, Value]) -> Composing | None:
    """A template in which `{}` stand for parts; None when they don't meet."""
    made = Composing(frame)
    at = number = 0
    for field in _BRACES.finditer(template):
        made.known(template[at : field.start()])
        at = field.end()
        if field[0] in {"{{", "}}"}:
            made.known(field[0][0])
            continue
        name = field[1]
        if name is None:
            return None
        if not name:
            name, number = str(number), number + 1
        part = named.get(name)
        if name.isdigit():
            part = (
                parts[int(name)] if len(name) < len(str(_MAX_BEGINNING)) and int(name) < len(parts) else None
            )
        if part is None:
            return None
        made.add(part)
    made.known(template[at:])
    return made


def escapes(frame: Frame, value: Value) -> bool:
    """Whether it is markup, which escapes what is added to it."""
    return any("escaping" in frame.world.book.called(name).does for name in value.names)


def escaped(frame: Frame, sign: str, left: Value, right: Value, pos: int) -> Value:
    """Markup of two values, of which the one that is none is escaped."""
    sides = [(value, frame.state.deep_taint(value), escapes(frame, value)) for value in (left, right)]
    mask, taint = frame.world.book.mask(_ESCAPED), Value().taint
    for _, one, is_markup in sides:
        taint = merged(taint, one if is_markup else masked(one, mask))
    names = next(value.names for value, _, is_markup in sides if is_markup)
    return Value(stepped(taint, frame.path, pos, "through", sign) if taint else None, names=names)

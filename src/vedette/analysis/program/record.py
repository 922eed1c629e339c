"""What an evaluation meets on its way: hits, files used, imports that led nowhere, what was cut."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress
from types import MappingProxyType
from typing import Any

from vedette.analysis.program.conditions import Site
from vedette.analysis.program.frame import Danger, Frame
from vedette.analysis.program.interface import Cut, Hit, Step
from vedette.analysis.program.leavings import Data, Left, Place, both
from vedette.analysis.program.parts import part
from vedette.analysis.program.summaries import Summary
from vedette.analysis.program.values import Origin, Proof, Trace, steps_of
from vedette.languages.catalogue import Check
from vedette.model.rule import Confidence

# Kinds of sources that are often one's own, such as the names in an archive.
_HALF_TRUSTED = frozenset(("member", "stored"))
# A path that leads through so many functions of which nothing is known is not told.
_MOST_GUESSES = 2
# There are tens of thousands of summaries, and most of what they could hold is empty.
_NONE: Any = MappingProxyType({})
_NOTHING: Any = ()
# So many bits are looked for one by one.
_FEW = 16
_DIGITS = bytes.maketrans(b"01", b"\0\1")


class Record:
    """A stack of summaries: what is met is written to the one being made, then to those around it."""

    def __init__(self) -> None:
        self._trail: list[Summary] = [Summary()]
        self._files = _Numbers()
        self._imports = _Numbers()
        self._known: dict[int, int] = {}

    def recording(self) -> _Recording:
        """Write to a new summary for a while."""
        return _Recording(self)

    def begin(self) -> Summary:
        """Write to a new summary until it is ended."""
        summary = Summary()
        self._trail.append(summary)
        return summary

    def end(self) -> None:
        """Write to the summary before again."""
        summary = self._trail.pop()
        self._close(summary)
        self.merge(summary)

    def merge(self, summary: Summary) -> None:
        """What was met in a summary is met here as well."""
        top = self._trail[-1]
        if len(self._trail) == 1 or top is summary or id(summary) in top.merged:
            return  # nobody asks for what was met outside of all
        top.merged[id(summary)] = summary
        top.used |= summary.used
        top.missing |= summary.missing
        top.parts |= summary.parts
        if summary.cuts:
            top.cuts |= summary.cuts
        if summary.left:
            for place, what in summary.left.items():
                self.leaves(*place, what)
        if summary.hits:
            for key, hit in summary.hits.items():
                known = top.hits.get(key)
                if known is None or len(hit.steps) < len(known.steps):
                    top.hits[key] = hit

    def left(self) -> Left:
        """What was left so far where others see it."""
        return dict(self._trail[-1].left)

    def take(self, hits: dict[Any, Hit], parts: int, files: Iterable[str], missing: Iterable[str]) -> None:
        """What an evaluation met that is over, and left nothing."""
        summary = Summary()
        summary.hits, summary.parts = hits, parts
        for path in files:
            summary.used |= self._files.bit(path)
        for one in missing:
            summary.missing |= self._imports.bit(one)
        self.merge(summary)

    def cut(self, path: str, function: str, reason: str) -> None:
        """Something was not followed."""
        self._trail[-1].cuts.add(Cut(path, function, reason))

    def used(self, path: str) -> None:
        """A file was looked at."""
        self._trail[-1].used |= self._files.bit(path)

    def looked(self, path: str, name: str) -> None:
        """A part of a file was looked at; see `parts.part`."""
        self._trail[-1].parts |= part(path, name)

    def leaves(self, path: str, place: Place, what: Data | set[tuple[int, Proof]]) -> None:
        """Something was put where others see it; see `leavings`."""
        left = self._trail[-1].left
        known = left.get((path, place))
        left[path, place] = both(known, what) if known else what

    def missed(self, importer: str, module: str, level: int) -> None:
        """An import led nowhere."""
        self._trail[-1].missing |= self._imports.bit(f"{importer} {module} {level}")

    def files(self, summary: Summary) -> frozenset[str]:
        """Files that were looked at for a summary."""
        return self._files.told(summary.used)

    def missing(self, summary: Summary) -> frozenset[str]:
        """Imports that led nowhere."""
        return self._imports.told(summary.missing)

    def _close(self, summary: Summary) -> None:
        """Keep no more of a summary than there is to it, and equal sets once."""
        share = self._known.setdefault
        summary.used = share(summary.used, summary.used)
        summary.missing = share(summary.missing, summary.missing)
        summary.parts = share(summary.parts, summary.parts)
        summary.merged = _NONE
        summary.heap = summary.heap or _NONE
        summary.before = summary.before or _NONE
        summary.leaving = summary.leaving or _NONE
        summary.truths = summary.truths or _NONE
        summary.hits = summary.hits or _NONE
        summary.left = summary.left or _NONE
        summary.cuts = summary.cuts or _NOTHING
        summary.pending = summary.pending or _NOTHING

    def confirm(self, danger: Danger, origin: Origin, trace: Trace) -> None:
        """Untrusted data comes to a dangerous place."""
        key = (danger.weakness, danger.path, danger.pos, origin[1])
        known = self._trail[-1].hits.get(key)
        if known is not None and trace is not None and len(known.steps) <= trace[5] + 1:
            return
        steps = _steps(trace, danger)
        guesses = sum(step.note == "passed" for step in steps)
        if guesses >= _MOST_GUESSES:
            return
        self._trail[-1].hits[key] = Hit(
            weakness=danger.weakness,
            path=danger.path,
            pos=danger.pos,
            end=danger.end,
            function=danger.function,
            name=danger.name,
            confidence=_sure(danger.confidence, guesses + (origin[1] in _HALF_TRUSTED)),
            source=origin[1],
            what=origin[2],
            steps=steps,
        )

    def note(self, frame: Frame, check: Check, name: str, pos: int, end: int, site: Site) -> None:
        """A check holds."""
        key = (check.weakness, frame.path, pos, "")
        known = self._trail[-1].hits.get(key)
        if known is not None and known.confidence.rank >= check.confidence.rank:
            return
        self._trail[-1].hits[key] = Hit(
            weakness=check.weakness,
            path=frame.path,
            pos=pos,
            end=end,
            function=frame.function.path,
            name=name,
            confidence=check.confidence,
            steps=(Step(frame.path, pos, "sink", name),),
            value=_shown(check, site),
        )


class _Recording:
    """As a context manager made of a generator, in a third of the time: there are tens of thousands."""

    __slots__ = ("_record",)

    def __init__(self, record: Record) -> None:
        self._record = record

    def __enter__(self) -> Summary:
        return self._record.begin()

    def __exit__(self, *_: object) -> None:
        self._record.end()


class _Numbers:
    """Texts by number, so that sets of them are bits."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._texts: list[str] = []

    def bit(self, text: str) -> int:
        """The bit of a text."""
        known = self._bits.get(text)
        if known is None:
            known = self._bits[text] = 1 << len(self._bits)
            self._texts.append(text)
        return known

    def told(self, bits: int) -> frozenset[str]:
        """The texts of a set."""
        if bits.bit_count() > _FEW:
            return frozenset(compress(self._texts, f"{bits:b}"[::-1].encode().translate(_DIGITS)))
        found = []
        while bits:
            last = bits.bit_length() - 1
            found.append(self._texts[last])
            bits ^= 1 << last
        return frozenset(found)


def _sure(confidence: Confidence, guesses: int) -> Confidence:
    """Where a path leads through a function of which nothing is known, it may end there."""
    return Confidence.medium if guesses and confidence is Confidence.high else confidence


def _steps(trace: Trace, danger: Danger) -> tuple[Step, ...]:
    # What a decorator does stands nowhere in the text.
    steps = [Step(*one) for one in steps_of(trace) if one[1]]
    return (*steps, Step(danger.path, danger.pos, "sink", danger.name))


def _shown(check: Check, site: Site) -> str:
    """The constant that made a check hold, in short."""
    for condition in check.where:
        value = site.argument(condition.argument) if condition.argument != "" else None
        if value is not None and value.is_single and condition.is_ != "\0":
            return str(value.only)[:40]
    return ""

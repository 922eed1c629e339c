"""Hits as findings: what is wrong in a sentence, what identifies it, and the way that the data took."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from vedette.analysis.program.interface import Hit, Step
from vedette.detectors.code.edits import edits
from vedette.detectors.code.masking import excerpt
from vedette.detectors.code.rulebook import Rulebook, advice
from vedette.languages.places import PlaceClass, place_class
from vedette.languages.scopes import is_temporary
from vedette.languages.views import SHOWN
from vedette.model.facts import Position, Text, code_points
from vedette.model.finding import Excerpt, Finding, FlowStep, Place
from vedette.model.form import COLUMN_BITS, MAX_COLUMN
from vedette.model.rule import Confidence, Persona

Texts = Callable[[str], Text | None]

# Steps told of a way: the first and the last ones of a longer way.
MOST_STEPS = 12
_MOST_NAME = 80
_MOST_EVIDENCE = 160
# Of these the literals of a line are never shown.
_SECRET = ("credential", "password", "secret", "hardcoded", "hard-coded", "token", "key")
_WORDS = {
    "assign": "given to {}",
    "store": "kept in {}",
    "argument": "handed to {}",
    "return": "comes back from {}",
    "through": "goes through {}",
    "passed": "goes through {}",
    "sink": "reaches {}",
}
_BARE = {
    "assign": "assigned",
    "store": "kept",
    "argument": "handed over",
    "return": "comes back",
    "through": "goes on",
    "passed": "goes on",
    "sink": "does harm",
}


class Spot(Struct, frozen=True):
    """A place in a text that was looked up: line, columns in bytes from 0, and the same in code points."""

    line: int
    columns: tuple[int, int]
    start: Position
    end: Position


def finding(
    hit: Hit, book: Rulebook, texts: Texts, language: str, through: tuple[str, ...] = ()
) -> Finding | None:
    """The finding that a hit is; None when no rule reports it, or its file can't be read any more.

    Args:
        hit: of the analysis.
        book: the rules.
        texts: gives the text of a file.
        language: of the program.
        through: the functions on the way of its data.
    """
    chosen = book.chosen(hit)
    text = texts(hit.path) if chosen else None
    if chosen is None or text is None:
        return None
    rule, definition, persona = chosen
    spot = _spot(text, hit.pos, hit.end)
    secret = any(word in hit.weakness for word in _SECRET)
    line = excerpt(text, spot.line, spot.columns, secret=secret)
    in_use = place_class(hit.path) is PlaceClass.production
    return Finding(
        rule=rule.id,
        kind=rule.kind,
        family=rule.family or rule.id,
        place=Place(hit.path, spot.start, spot.end),
        severity=rule.severity,
        confidence=_confidence(rule.confidence, hit.confidence, lower=not in_use),
        # What is wrong as such is mostly meant so in a test; a way into it is one all the same.
        persona=persona if in_use or hit.source else Persona.auditor,
        message=_message(hit, rule.title),
        symbol=hit.function,
        subject=f"{hit.weakness}:{hit.name}",
        evidence=_evidence(line),
        excerpt=line,
        advice=advice(definition, language, hit.name, *(step.name for step in hit.steps[:1])),
        flow=_flow(hit, texts, secret=secret) if hit.source else (),
        through=through,
        edits=edits(hit, definition.edits, text, language),
    )


def _confidence(rule: Confidence, hit: Confidence, *, lower: bool) -> Confidence:
    rank = min(rule.rank, hit.rank)
    return tuple(Confidence)[max(rank - lower, 0)]


def _message(hit: Hit, title: str) -> str:
    where = f" in {_called(hit.function)}" if hit.function else ""
    name = _called(hit.name)
    if hit.source:
        return f"Data from {hit.what or hit.source} reaches {name}{where}."
    value = f" ({hit.value})" if hit.value else ""
    return f"{title}: {name}{value}{where}."


def _called(name: str) -> str:
    """A name of the catalogue as people know it."""
    if name in SHOWN:
        return SHOWN[name]
    return name.replace("()", "").replace("[]", "").removeprefix("*.").removeprefix("global.")[:_MOST_NAME]


def _evidence(line: Excerpt) -> str:
    start, end = line.mark
    shown = line.text[start:end].strip() or line.text.strip()
    return shown if len(shown) <= _MOST_EVIDENCE else f"{shown[: _MOST_EVIDENCE - 1]}…"


def _flow(hit: Hit, texts: Texts, *, secret: bool) -> tuple[FlowStep, ...]:
    return tuple(_step(step, hit, texts, secret=secret) for step in _few(hit.steps))


def _few(steps: Sequence[Step]) -> list[Step]:
    """The steps without those that say the same twice or name what nobody wrote, cut in the middle."""
    kept: list[Step] = []
    for step in steps:
        if step.note == "assign" and is_temporary(step.name):
            continue
        if kept and kept[-1].path == step.path and kept[-1].pos == step.pos and step.note != "sink":
            continue
        kept.append(step)
    if len(kept) <= MOST_STEPS:
        return kept
    half = MOST_STEPS // 2
    return [*kept[:half], *kept[-half:]]


def _step(step: Step, hit: Hit, texts: Texts, *, secret: bool) -> FlowStep:
    text = texts(step.path)
    line = step.pos >> COLUMN_BITS
    if text is None:
        return FlowStep(path=step.path, line=line, column=1, words=_words(step, hit))
    spot = _spot(text, step.pos, 0)
    shown = excerpt(text, spot.line, spot.columns, secret=secret)
    return FlowStep(
        path=step.path, line=spot.line, column=spot.start.column, words=_words(step, hit), excerpt=shown
    )


def _words(step: Step, hit: Hit) -> str:
    if step.note == "source":
        return f"comes from {hit.what or hit.source}"
    name = _called(step.name or (hit.name if step.note == "sink" else ""))
    return _WORDS.get(step.note, "{}").format(name) if name else _BARE.get(step.note, step.note)


def _spot(text: Text, pos: int, end: int) -> Spot:
    """A place of the form in its text; one without an end reaches to the end of the word that it begins."""
    line, column = pos >> COLUMN_BITS, pos & MAX_COLUMN
    first, last = text.line_bounds(line)
    start = min(first + column, last)
    ends_here = end >> COLUMN_BITS == line and (end & MAX_COLUMN) > column
    if ends_here:
        stop = min(first + (end & MAX_COLUMN), last)
    else:
        stop = _end_of(text.data, start, last, whole=bool(end))
    begins = Position(line, code_points(text.data, first, start) + 1)
    ends = Position(line, code_points(text.data, first, stop) + 1)
    if end >> COLUMN_BITS > line:
        head, tail = text.line_bounds(end >> COLUMN_BITS)
        ends = Position(
            end >> COLUMN_BITS, code_points(text.data, head, min(head + (end & MAX_COLUMN), tail)) + 1
        )
    return Spot(line, (start - first, stop - first), begins, ends)


def _end_of(data: bytes, start: int, last: int, *, whole: bool) -> int:
    """Where a mark ends: with the line if the place goes on there, else with the word."""
    if whole:
        return last
    stop = start
    while stop < last and (data[stop : stop + 1].isalnum() or data[stop] in b"_."):
        stop += 1
    return max(stop, min(start + 1, last))

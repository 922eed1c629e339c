"""What regular expressions of guards and sanitizers let through, and what that is harmless for."""

from __future__ import annotations

from functools import reduce
from operator import and_

from vedette.analysis.program.book import Book, Meaning
from vedette.analysis.program.conditions import Site
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import Object
from vedette.analysis.program.values import HARMLESS, Value, masked
from vedette.languages.catalogue import Guard, Sanitizer

_PATTERNS = (".Pattern", "RegExp")


def let_through(site: Site, guard: Guard, book: Book) -> int:
    """What a text is harmless for that the pattern of a guard lets through."""
    if not guard.by:
        return 0
    patterns = _patterns(site.argument(guard.pattern))
    return reduce(and_, (book.let_through(one, guard.by) for one in patterns))


def left(site: Site, sanitizer: Sanitizer, book: Book) -> int:
    """What a text is harmless for that a pattern finds, or in which all that it finds is replaced."""
    mask = HARMLESS if sanitizer.pattern != "" else 0
    if sanitizer.by:
        by = site.argument(sanitizer.by)
        known = (by is not None and not by.refs and by.consts) or ("\\",)
        for text in known:
            # What stands for a group brings back what was found.
            mask &= book.left_with(text) if isinstance(text, str) and "\\" not in text else 0
    for pattern in _patterns(site.argument(sanitizer.pattern)) if mask else ():
        mask &= book.let_through(pattern, "gone" if sanitizer.by else "found")
    return mask if mask != HARMLESS else 0


def _patterns(value: Value | None) -> list[str]:
    """The regular expressions that a value may be; one of which nothing is known is empty."""
    if value is None:
        return [""]
    if value.consts is not None and not value.refs:
        return [one if isinstance(one, str) else "" for one in value.consts] or [""]
    # A compiled one begins as the text that it was made of.
    return [value.begins if any(name.endswith(_PATTERNS) for name in value.names) else ""]


def clean_pieces(frame: Frame, meaning: Meaning, value: Value, mask: int) -> None:
    """The pieces of a text, in a list made just now, are as harmless as the whole."""
    for ref, thing in frame.things(value) if "split" in meaning.does else ():
        if thing.rest is not None:
            rest = thing.rest.tainted(masked(thing.rest.taint, mask))
            frame.state.heap[ref.id] = Object(thing.kind, thing.fields, rest, names=thing.names)

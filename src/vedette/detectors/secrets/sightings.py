"""Sightings: values found and believed, before they are made into findings."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from vedette.detectors.secrets import doubts, guessing, manifests, names
from vedette.detectors.secrets import named as named_rules
from vedette.detectors.secrets.candidates import Candidate
from vedette.detectors.secrets.checksums import holds
from vedette.detectors.secrets.decoding import Layer, Opener, layers
from vedette.detectors.secrets.places import PlaceClass, place_class
from vedette.detectors.secrets.rulebook import Definition, Definitions, Shape
from vedette.model.facts import Text
from vedette.model.rule import Confidence, Persona

_BARE_BODY = re.compile(rb"\\[nrt]|-----[A-Z ]+-----|[\s\\\"',]")
_MIN_BODY_BITS = 4.0
# Without one a short value in letters of both cases is some identifier, such as `shortDescription`.
_DIGIT = re.compile(rb"[0-9]")
# Some seconds of work, and far more than anybody mends one by one.
MOST_SIGHTINGS = 20_000
# A path at which values may stand without quotes, for a text that says itself that it is such.
_SETTINGS = ".env"


class Sighting(Struct, frozen=True):
    """One value at one place.

    Attributes:
        rule: id of the rule.
        start, end: byte range of the value.
        value: the value in its normal form, the same however it is wrapped.
        name: variable or key that it is given to; "" for none, or not looked for yet.
        anchor: byte offset before which the name stands if it is not known yet.
        doubt: confidence that the value itself allows; None to leave the rule's.
        persona: who should see it; None to leave the rule's.
        proven: a checksum says that the value is well formed.
        cover: byte range to be redacted, wider than the value where another rule saw more.
        how: the encoding that it was seen through, such as `base64`; "" for none.
        plain: the value as it was read there; b"" when it stands in the text as it is.
        beside: its other half in words; "" for none.
        why: what speaks for and against a value that was guessed at, in words; "" for any other.
    """

    rule: str
    start: int
    end: int
    value: bytes
    name: str = ""
    anchor: int = 0
    doubt: Confidence | None = None
    persona: Persona | None = None
    proven: bool = False
    cover: tuple[int, int] = (0, 0)
    how: str = ""
    plain: bytes = b""
    beside: str = ""
    why: str = ""


def sight(path: str, data: bytes, at: int, definition: Definition) -> tuple[int, Sighting | None]:
    """Try a rule's pattern at one place, and doubt what it captures.

    Args:
        path: where the text comes from; it decides only whether values may stand without quotes.
        data: the text.
        at: byte offset at which the pattern must match.
        definition: the rule.

    Returns:
        The end of the match (`at` when there is none), and the sighting if it is believed.
    """
    match = definition.attempt(data, at)
    if match is None:
        return at, None
    return _judged(path, data, match, definition)


def is_doubted(value: bytes, definition: Definition) -> bool:
    """Whether a value of a token's format is taken for a placeholder, a word or filler."""
    if definition.fixed:
        value = value.replace(definition.fixed.encode(), b"", 1)
    random_part = value[definition.shown :]
    return (
        doubts.is_stand_in(value)
        or doubts.entropy(random_part) < definition.entropy
        or doubts.is_plain_words(random_part)
    )


def named(sighting: Sighting, data: bytes) -> Sighting:
    """The sighting with the name that its value is given to, which is dear to look for."""
    return sighting if sighting.name else replace(sighting, name=names.assigned(data, sighting.anchor))


def most_specific(sightings: Iterable[Sighting], ranks: dict[str, int]) -> list[Sighting]:
    """Of sightings that overlap the one of the highest rank, then the longest; in order of place."""
    kept: list[Sighting] = []
    for one in sorted(
        sightings, key=lambda one: (one.start, -ranks[one.rule], one.start - one.end, one.rule)
    ):
        if not kept or one.start >= kept[-1].cover[1]:
            kept.append(replace(one, cover=(one.start, one.end)))
            continue
        last = kept[-1]
        best = max(last, one, key=lambda each: (ranks[each.rule], each.end - each.start))
        kept[-1] = replace(best, cover=(last.cover[0], max(last.cover[1], one.end)))
    return kept


def _judged(
    path: str, data: bytes, match: re.Match[bytes], definition: Definition
) -> tuple[int, Sighting | None]:
    """As `sight`, of a match."""
    believed = _JUDGES[definition.shape](path, data, match, definition)
    if believed is None and definition.shape is Shape.assignment:
        # What was taken for the value may be a name, as in a call that asks for a variable or else a default.
        return match.start() + 1, None
    return match.end(), believed


def _token(_path: str, _data: bytes, match: re.Match[bytes], definition: Definition) -> Sighting | None:
    value = match["secret"]
    random_part = value[definition.shown :]
    if is_doubted(value, definition) or (definition.mixed and not doubts.is_mixed(random_part)):
        return None
    if definition.decoded and not doubts.decodes(definition.decoded, value):
        return None
    if definition.names and not _speaks(match["name"], random_part, definition):
        return None
    start, end = match.span("secret")
    found = Sighting(definition.id, start, end, value, anchor=start)
    if not definition.checksum:
        return found
    if holds(definition.checksum, value):
        return replace(found, proven=True)
    return replace(found, doubt=Confidence.low, persona=Persona.auditor)


def _speaks(name: bytes, random_part: bytes, definition: Definition) -> bool:
    """Whether a variable's name is that of a credential, and its value no word."""
    return (
        named_rules.speaks(name, definition.names, definition.of)
        and not names.identifying(name)
        and not doubts.is_of_words(random_part)
        and (_DIGIT.search(random_part) is not None or named_rules.may_be_letters(definition.value))
    )


def _block(_path: str, _data: bytes, match: re.Match[bytes], definition: Definition) -> Sighting | None:
    start, end = match.span("secret")
    value = _BARE_BODY.sub(b"", match["secret"])
    if doubts.entropy(value) < _MIN_BODY_BITS:
        return None
    end -= len(match["secret"]) - len(match["secret"].rstrip(b" \t\r\n\"',\\"))
    return Sighting(definition.id, start, end, value, anchor=start)


def _password(path: str, data: bytes, match: re.Match[bytes], definition: Definition) -> Sighting | None:
    judged = guessing.connected(path, data, match, sure=definition.sure)
    return _of(judged, definition, anchor=match.start()) if judged else None


def _assignment(path: str, data: bytes, match: re.Match[bytes], definition: Definition) -> Sighting | None:
    judged = guessing.assigned(path, data, match, common=definition.common)
    if judged is None or (judged.common and not definition.common):
        return None
    if judged.common != (definition.common == definition.id):
        return _of(judged, definition, rule=definition.common) if judged.common else None
    return _of(judged, definition)


def _manifest(path: str, data: bytes, match: re.Match[bytes], definition: Definition) -> Sighting | None:
    one = manifests.entry(data, match.start(), match.end())
    if one is None:
        return None
    # In tests and documentation most are made of words, which is no wonder.
    tried = place_class(path) is not PlaceClass.production and not doubts.is_random(one.plain)
    return Sighting(
        definition.id,
        one.start,
        one.end,
        one.plain,
        one.name,
        doubt=one.doubt,
        persona=Persona.auditor if tried else one.persona,
        how="base64",
        plain=one.plain,
    )


def _of(judged: guessing.Judged, definition: Definition, rule: str = "", anchor: int = 0) -> Sighting:
    return Sighting(
        rule or definition.id,
        judged.start,
        judged.end,
        judged.value,
        judged.name,
        anchor=anchor,
        doubt=judged.doubt,
        persona=judged.persona,
        how="base64" if judged.plain else "",
        plain=judged.plain,
        why=judged.why,
    )


_JUDGES = {
    Shape.token: _token,
    Shape.block: _block,
    Shape.password: _password,
    Shape.assignment: _assignment,
    Shape.manifest: _manifest,
}


def collect(
    text: Text,
    candidates: Iterable[Candidate],
    rules: Definitions,
    look: Callable[[bytes], Iterable[Candidate]],
) -> tuple[list[Sighting], str]:
    """Every believed value of a text, also of what is encoded in it, overlaps settled.

    Args:
        text: the text.
        candidates: where patterns may begin in it, sorted.
        rules: definitions by id.
        look: finds the candidates of another text.

    Returns:
        The sightings, and a sentence on what was not looked at, "" for nothing: a text made of credentials or
        of encodings is left after some, so that time and memory stay bounded.
    """
    found, opener = _seen(text.path, text.data, candidates, rules)
    if opener is not None:
        found = _told_apart(found, _within(text, opener, rules, look), rules)
    if not found:
        return [], _unread(0, opener)
    return most_specific(found, {one.rule: rules[one.rule].rank for one in found}), _unread(
        len(found), opener
    )


def attempted(candidates: Iterable[Candidate], data: bytes, rules: Definitions) -> list[Candidate]:
    """Those candidates of a text at which the rule's pattern matches, and all gates."""
    kept: list[Candidate] = []
    for one in candidates:
        at, rule = one
        definition = rules.get(rule) or rules.find(rule)
        if definition is None or definition.attempt(data, at) is not None:
            kept.append(one)
    return kept


def _unread(found: int, opener: Opener | None) -> str:
    if found >= MOST_SIGHTINGS:
        return f"it holds more than {MOST_SIGHTINGS} likely credentials"
    return "it holds more that is encoded than is looked through" if opener and opener.room.spent else ""


def _seen(
    path: str, data: bytes, candidates: Iterable[Candidate], rules: Definitions
) -> tuple[list[Sighting], Opener | None]:
    """The believed values of a text, and what reads its encodings: None when it has no gate."""
    opener = None
    reached: dict[str, int] = {}
    found: list[Sighting] = []
    for at, rule in candidates:
        if reached and at < reached.get(rule, 0):
            continue
        definition = rules.get(rule) or rules.find(rule)
        if definition is None:
            opener = opener or Opener(data)
            opener.offer(at, rule)
            continue
        # Hardly one place in ten is a match: for the others no more is done than is needed.
        match = definition.attempt(data, at)
        if match is None:
            continue
        reached[rule], sighting = _judged(path, data, match, definition)
        if sighting is not None:
            found.append(sighting)
            if len(found) == MOST_SIGHTINGS:
                break
    return found, opener


def _within(
    text: Text,
    opener: Opener,
    rules: Definitions,
    look: Callable[[bytes], Iterable[Candidate]],
) -> list[Sighting]:
    """The believed values of what is encoded in a text."""
    paths = {None: text.path, True: _SETTINGS, False: ""}
    found: list[Sighting] = []
    for layer in layers(opener):
        reached: defaultdict[str, int] = defaultdict(int)
        for at, rule in look(layer.data):
            if at < reached[rule]:
                continue
            definition = rules.get(rule) or rules.find(rule)
            if definition is None:
                layer.open().offer(at, rule)
                continue
            reached[rule], seen = sight(paths[layer.settings(at)], layer.data, at, definition)
            outward = _outward(seen, layer) if seen else None
            if outward is not None:
                found.append(outward)
                if len(found) == MOST_SIGHTINGS:
                    return found
    return found


def _outward(one: Sighting, layer: Layer) -> Sighting | None:
    """A sighting in a layer, as one in the text; None when it is not of one piece."""
    origin = layer.origin(one.start, one.end)
    if origin is None:
        return None
    start, end, anchor, how = origin
    name = one.name or names.assigned(layer.data, one.anchor)
    plain = one.plain or layer.data[one.start : one.end]
    how = f"{one.how} in {how}" if one.how else how
    return replace(one, start=start, end=end, name=name, anchor=anchor, plain=plain, how=how)


def _told_apart(found: list[Sighting], inner: list[Sighting], rules: Definitions) -> list[Sighting]:
    """Without what was seen twice at one place, and without what only encloses something more specific."""
    plain = {(one.start, one.end, one.rule) for one in found}
    new: dict[tuple[int, int, str], Sighting] = {}
    for one in inner:
        place = one.start, one.end, one.rule
        if place not in plain:
            new.setdefault(place, one)
    within = sorted(new.values(), key=lambda one: one.start)
    starts = [one.start for one in within]
    kept = []
    for one in found:
        first, last = bisect_left(starts, one.start), bisect_left(starts, one.end)
        if not any(
            each.end <= one.end
            and rules[each.rule].rank >= rules[one.rule].rank
            and each.end - each.start < one.end - one.start
            for each in within[first:last]
        ):
            kept.append(one)
    return kept + within

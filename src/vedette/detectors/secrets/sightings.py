"""Sightings: values found and believed, before they are made into findings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from vedette.detectors.secrets import doubts, names
from vedette.detectors.secrets.checksums import holds
from vedette.detectors.secrets.places import is_configuration
from vedette.detectors.secrets.rulebook import Definition, Shape
from vedette.model.rule import Confidence, Persona

_BARE_BODY = re.compile(rb"\\[nrt]|-----[A-Z ]+-----|[\s\\\"',]")
_MIN_BODY_BITS = 4.0
_SHORT = 8
# Some seconds of work, and far more than anybody mends one by one.
MOST_SIGHTINGS = 20_000
_ANY_QUOTES = ("secret", "single", "tick", "bare")


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
    match = definition.compiled.match(data, at)
    if match is None:
        return at, None
    believed = _JUDGES[definition.shape](path, data, match, definition)
    return match.end(), believed


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


def _token(_path: str, _data: bytes, match: re.Match[bytes], definition: Definition) -> Sighting | None:
    value = match["secret"]
    if doubts.is_stand_in(value) or doubts.entropy(value[definition.shown :]) < definition.entropy:
        return None
    random_part = value[definition.shown :]
    if doubts.is_plain_words(random_part) or (definition.mixed and not doubts.is_mixed(random_part)):
        return None
    if definition.decoded and not doubts.decodes(definition.decoded, value):
        return None
    start, end = match.span("secret")
    found = Sighting(definition.id, start, end, value, anchor=start)
    if not definition.checksum:
        return found
    if holds(definition.checksum, value):
        return replace(found, proven=True)
    return replace(found, doubt=Confidence.low, persona=Persona.auditor)


def _block(_path: str, _data: bytes, match: re.Match[bytes], definition: Definition) -> Sighting | None:
    start, end = match.span("secret")
    value = _BARE_BODY.sub(b"", match["secret"])
    if doubts.entropy(value) < _MIN_BODY_BITS:
        return None
    end -= len(match["secret"]) - len(match["secret"].rstrip(b" \t\r\n\"',\\"))
    return Sighting(definition.id, start, end, value, anchor=start)


def _password(_path: str, _data: bytes, match: re.Match[bytes], definition: Definition) -> Sighting | None:
    groups = match.groupdict()
    value, user, host = match["secret"], groups.get("user") or b"", groups.get("host") or b""
    if doubts.is_dummy_password(value) or doubts.is_stand_in(user) or value.isdigit():
        return None
    start, end = match.span("secret")
    found = Sighting(definition.id, start, end, value, anchor=match.start())
    trial = doubts.is_trial_host(host)
    same = bool(user) and value.lower() == user.lower()
    if trial and (same or value.isalpha()):
        return None
    if trial or same or len(value) < _SHORT or doubts.is_wordy(value):
        return replace(found, doubt=Confidence.low, persona=Persona.auditor)
    return found


def _assignment(path: str, data: bytes, match: re.Match[bytes], definition: Definition) -> Sighting | None:
    group = next(group for group in _ANY_QUOTES if match[group] is not None)
    value = match[group]
    name = names.whole(data, *match.span("name"))
    if (group == "bare" and not is_configuration(path)) or names.harmless(name) or doubts.is_wordy(value):
        return None
    if doubts.is_dummy_password(value) or value.lower() in name.lower().encode("latin-1"):
        return None
    found = Sighting(definition.id, *match.span(group), value, name)
    if doubts.is_random(value):
        return found
    guess = replace(found, doubt=Confidence.low, persona=Persona.auditor)
    return guess if _chosen(value) and "pass" in match["name"].lower().decode("ascii") else None


def _chosen(value: bytes) -> bool:
    """Whether a person may have chosen it as a password: letters along with digits or signs."""
    return any(chr(unit).isalpha() for unit in value) and not value.isalpha() and len(set(value)) > 4  # noqa: PLR2004


_JUDGES = {
    Shape.token: _token,
    Shape.block: _block,
    Shape.password: _password,
    Shape.assignment: _assignment,
}


def collect(
    path: str, data: bytes, candidates: Iterable[tuple[int, str]], rules: dict[str, Definition]
) -> tuple[list[Sighting], bool]:
    """Every believed value of a text, overlaps settled.

    Args:
        path: as in `sight`.
        data: the text.
        candidates: where patterns may begin, sorted.
        rules: definitions by id.

    Returns:
        The sightings, and whether all candidates were looked at: a text made of credentials is left after
        `MOST_SIGHTINGS`, so that time and memory stay bounded.
    """
    reached: defaultdict[str, int] = defaultdict(int)
    found: list[Sighting] = []
    for at, rule in candidates:
        if at < reached[rule]:
            continue
        reached[rule], sighting = sight(path, data, at, rules[rule])
        if sighting is not None:
            found.append(sighting)
            if len(found) == MOST_SIGHTINGS:
                break
    ranks = {one.rule: rules[one.rule].rank for one in found}
    return most_specific(found, ranks) if found else [], len(found) < MOST_SIGHTINGS

"""The secrets detector: credentials that stand in a text.

Matching asks one engine for all rules where they may begin, tries each rule's own pattern there, doubts
what it captures, settles overlaps, and makes findings that never hold the value.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec.structs import replace

from vedette.detectors.interface import Canary, FileDetector, Setup, UnfinishedError
from vedette.detectors.secrets import doubts
from vedette.detectors.secrets.candidates import MAX_REACH, Candidate
from vedette.detectors.secrets.examples import example
from vedette.detectors.secrets.gates import ANYWHERE, EXPRESSIONS
from vedette.detectors.secrets.identity import portable, subject
from vedette.detectors.secrets.matching import matcher
from vedette.detectors.secrets.pairs import Mate, mates
from vedette.detectors.secrets.places import PlaceClass, classes, is_program, place_class
from vedette.detectors.secrets.redaction import Cursor, Redactor, shown
from vedette.detectors.secrets.rulebook import Definition, Definitions, Openings, Shape
from vedette.detectors.secrets.sightings import Sighting, attempted, collect, is_doubted, named
from vedette.detectors.secrets.whole import Files
from vedette.languages.text import decode
from vedette.model.facts import Text, character_at
from vedette.model.finding import Excerpt, Finding, Place
from vedette.model.rule import Confidence, Persona, Rule
from vedette.model.verification import Credential

# Findings listed one by one for each rule and text; the last one says how many more there are.
MAX_PER_RULE = 200
# Planted when no rule is switched on, so that the canary is missed and the run void.
_ORPHAN = "«ghp_<b62:30><crc62>»"
_CANARY_TRIES = 50
# Bytes on either side of a value in which its other half is looked for.
_NEARBY = 2048
# Places where patterns may begin are held for one window of a large text at a time.
_WINDOW = 4 * 1024 * 1024
# In a longer text something begins nearly always, and matches may be long: it is gone through once only.
_MOST_SIFTED = 64 * 1024


def create(setup: Setup) -> FileDetector:
    """Make the detector.

    Args:
        setup: rules, their definitions, the identity key and the cache folder.

    Raises:
        msgspec.ValidationError: a definition lacks what this kind of rule needs.
    """
    return SecretsDetector(setup)


class SecretsDetector:
    """Finds credentials; one for each worker, not to be shared between threads."""

    def __init__(self, setup: Setup) -> None:
        self._rules = setup.rules
        self._key = setup.identity_key
        self._definitions = Definitions({rule: setup.definitions[rule] for rule in setup.rules})
        self._files = Files(self._definitions.entries)
        self._matcher = matcher(
            Openings(self._definitions),
            setup.cache_dir,
            setup.cache_key,
            EXPRESSIONS,
            self._definitions.origin if setup.cache_dir else b"",
        )
        self._sifted: dict[int, tuple[Text, list[Candidate]]] = {}
        self._further = matcher({}, setup.cache_dir, setup.cache_key, ANYWHERE if setup.rules else {})

    def applies(self, path: str) -> bool:  # noqa: ARG002 - a secret may stand in any text
        """Every text."""
        return True

    def path_class(self, path: str) -> str:
        """Whether values are in use there, whether they stand without quotes, and rules for such files."""
        return ",".join((classes(path), *self._files.rules(path)))

    def sift(self, texts: Sequence[Text]) -> list[bool]:
        """Whether each text has a place at which some rule's pattern, or an encoding, begins."""
        self._sifted = {}
        return [self._may_hold(text) for text in texts]

    def _may_hold(self, text: Text) -> bool:
        data = text.data
        if len(data) > _MOST_SIFTED or self._files.rules(text.path):
            return True
        likely = attempted(self._at_once(data, program=is_program(text.path)), data, self._definitions)
        if likely:
            self._sifted[id(text)] = text, likely
        return bool(likely)

    def inspect(self, text: Text) -> Iterator[Finding]:
        """Every credential of the text, in order of place, redacted.

        Time is linear in the length of the text. Of one rule at most `MAX_PER_RULE` findings are listed; the
        last of them says how many more there are.
        """
        sightings, unread = self._seen(text)
        yield from self._findings(text, sightings)
        if unread:
            raise UnfinishedError("too-dense", unread)

    def values(self, text: Text, wanted: Collection[tuple[str, str]]) -> Iterator[Credential]:
        """The values themselves, for who has to show them to their provider; nothing else may hold them.

        Args:
            text: in which they were found.
            wanted: (rule, `Finding.subject`) of each.

        Yields:
            Each of them that still stands there, once, with the text around it.
        """
        left = set(wanted)
        for one in self._seen(text)[0]:
            key = (one.rule, self._subject(one, text.path))
            if key in left:
                left.discard(key)
                nearby = text.data[max(0, one.start - _NEARBY) : one.end + _NEARBY]
                yield Credential(rule=key[0], subject=key[1], secret=one.value, nearby=nearby)

    def _seen(self, text: Text) -> tuple[list[Sighting], str]:
        """What is believed in a text, and a sentence on what was not looked at."""
        candidates: Iterable[Candidate]
        sifted, candidates = self._sifted.get(id(text), (None, []))
        if sifted is not text:
            candidates = self._candidates(text.data, program=is_program(text.path))
        if self._files.rules(text.path):
            candidates = sorted({*candidates, *self._files.candidates(text.path, text.data)})
        return collect(text, candidates, self._definitions, self._candidates) if candidates else ([], "")

    def _subject(self, one: Sighting, path: str) -> str:
        return subject(one, path, self._key, guessable=self._definitions[one.rule].guessable)

    def _candidates(self, data: bytes, *, program: bool = False) -> Iterable[Candidate]:
        """Candidates of a text; `program` for one in which encoded values stand in quotes."""
        if len(data) > _WINDOW:
            return self._windows(data, program=program)
        return self._at_once(data, program=program)

    def _at_once(self, data: bytes, *, program: bool) -> list[Candidate]:
        found = self._matcher.candidates(data)
        further = () if program else self._further.candidates(data)
        return sorted({*found, *further}) if further else found

    def _windows(self, data: bytes, *, program: bool) -> Iterator[Candidate]:
        """Candidates of a large text by windows, which overlap as far as any beginning reaches."""
        for start in range(0, len(data), _WINDOW):
            left = max(0, start - MAX_REACH)
            end = start + _WINDOW
            for at, rule in self._at_once(data[left : end + MAX_REACH], program=program):
                if start <= left + at < end:
                    yield left + at, rule

    def _findings(self, text: Text, sightings: list[Sighting]) -> Iterator[Finding]:
        if not sightings:
            return
        redactor = Redactor(text, sightings, self._definitions)
        pairs = mates(
            text.data,
            [(one.rule, one.start, one.end, one.persona is None) for one in sightings],
            lambda rule: self._definitions[rule].pair,
        )
        within = {mate.index for mate in pairs.values()}
        totals = Counter(one.rule for index, one in enumerate(sightings) if index not in within)
        seen: Counter[str] = Counter()
        cursor = Cursor(text)
        for index, one in enumerate(sightings):
            if index in within:
                continue
            seen[one.rule] += 1
            if seen[one.rule] <= MAX_PER_RULE:
                more = totals[one.rule] - MAX_PER_RULE if seen[one.rule] == MAX_PER_RULE else 0
                start = character_at(text.data, one.start, after=False)
                end = character_at(text.data, one.end, after=True)
                place = Place(text.path, cursor.position(start), cursor.position(end))
                known = named(one, text.data)
                known = replace(known, name=redactor.name(known.name))
                if index in pairs:
                    known = replace(known, beside=self._half(pairs[index], text.data, sightings))
                yield self._finding(text, known, place, redactor.excerpt(index, place.start), more)

    def _half(self, mate: Mate, data: bytes, sightings: list[Sighting]) -> str:
        """The other half of a value in words, redacted."""
        if mate.index < 0:
            return f"{mate.half}, of {mate.end - mate.start} characters"
        one = sightings[mate.index]
        return f"{mate.half} {shown(one, data, self._definitions[one.rule])}"

    def canary(self) -> Canary:
        """A random credential of a random rule whose format alone decides, decoded like a file.

        A value that only its name makes a credential is doubted in more ways, which a random one may meet.
        """
        chance = random.SystemRandom()
        exact = [
            rule
            for rule, entry in self._definitions.entries.items()
            if entry.get("shape", Shape.token) == Shape.token
            and not any(entry.get(field) for field in ("mixed", "decoded", "names", "files"))
        ]
        orphan = Definition(id="", pattern="", bad=(_ORPHAN,))
        chosen = self._definitions[chance.choice(exact)] if exact else orphan
        for _ in range(_CANARY_TRIES):
            content, value = example(chance.choice(chosen.bad), chance)
            if not is_doubted(value.encode(), chosen):
                break
        path = f"{chance.getrandbits(64):016x}.txt"
        text = decode(path, content.encode())
        if text is None:
            raise AssertionError("a canary is always a text")
        sighting = Sighting(chosen.id, 0, 0, value.encode())
        return Canary(text, subject(sighting, path, self._key, guessable=False))

    def _finding(self, text: Text, one: Sighting, place: Place, excerpt: Excerpt, more: int) -> Finding:
        rule, definition = self._rules[one.rule], self._definitions[one.rule]
        return Finding(
            rule=rule.id,
            kind=rule.kind,
            family=rule.family or rule.id,
            place=place,
            severity=rule.severity,
            confidence=_confidence(rule, one, text.path),
            persona=_persona(rule, definition, one, text.path),
            message=_message(rule, one, more, binary=definition.binary),
            symbol=one.name,
            subject=self._subject(one, text.path),
            single=_is_single(definition, one, keyed=bool(self._key)),
            portable=portable(one, definition),
            evidence=shown(one, text.data, definition),
            excerpt=excerpt,
        )


def _confidence(rule: Rule, one: Sighting, path: str) -> Confidence:
    """The rule's, no higher than the value allows, and a step lower where values are seldom in use."""
    rank = min(rule.confidence.rank, (one.doubt or Confidence.high).rank)
    if not one.proven and place_class(path) is not PlaceClass.production:
        rank = max(rank - 1, 0)
    return tuple(Confidence)[rank]


def _is_single(definition: Definition, one: Sighting, *, keyed: bool) -> bool:
    """Whether equal values are one credential; what people choose, they choose for several things."""
    if not definition.guessable:
        return True
    return keyed and not definition.decoded and doubts.is_random(one.value)


def _persona(rule: Rule, definition: Definition, one: Sighting, path: str) -> Persona:
    # The path of what was decoded is not known to those who judged it.
    guessed = bool(one.how) and definition.shape in {Shape.assignment, Shape.password}
    if guessed and place_class(path) is not PlaceClass.production:
        return Persona.auditor
    return one.persona or rule.persona


def _message(rule: Rule, one: Sighting, more: int, *, binary: bool) -> str:
    what = f"{rule.title} given to {one.name}" if one.name else f"{rule.title} in plain text"
    what = rule.title if binary else what
    what = f"{what}: {one.why}" if one.why else what
    what = f"{what}, with its {one.beside}" if one.beside else what
    return f"{what}; {more} more of the same rule follow in this file." if more else f"{what}."

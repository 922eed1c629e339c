"""Features: what is true of a candidate, in words that weights are given to.

Each is true or false, cheap to ask, and says nothing of the value that could give it away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from vedette.detectors.secrets import doubts
from vedette.detectors.secrets.places import PlaceClass, place_class
from vedette.detectors.secrets.scoring import words

LAST = ("in-comment", "talk-of-examples", "in-assertion", "beside-user-or-host", "in-test", "in-generated")
_LINE = 160
_BESIDE = 200


class Near(Struct, frozen=True):
    """What is around a value, read when it is asked for: most guesses are settled without.

    Attributes:
        path: where the text comes from.
        data: the text.
        start: byte offset of the value.
        upto: byte offset up to which its line counts.
        before, after: byte offsets before and from which the text counts; both 0 for none of it.
    """

    path: str
    data: bytes
    start: int
    upto: int
    before: int = 0
    after: int = 0

    @property
    def place(self) -> PlaceClass:
        """The class of the path."""
        return place_class(self.path)

    @property
    def line(self) -> bytes:
        """The line up to the value, at most some hundred bytes of it."""
        first = max(self.start - _LINE, 0)
        return self.data[max(self.data.rfind(b"\n", first, self.start) + 1, first) : self.upto]

    @property
    def around(self) -> bytes:
        """Some hundred bytes before and after it."""
        if not self.after:
            return b""
        before = self.data[max(self.before - _BESIDE, 0) : self.before]
        return before + b"\n" + self.data[self.after : self.after + _BESIDE]


class Guess(Struct, frozen=True):
    """A value, and how it is given.

    Attributes:
        name: variable, key, element or option that it is given to.
        value: the value.
        given: how it is given: `assigned`, `compared`, `passed` (next argument), `called` (only argument),
            `spaced`, `element`, `listed` (name and value side by side), `option`, `query` or `url`.
        quoted: whether it stands in quotes.
        settings: whether the file holds settings.
        user: user name that stands beside it; b"" for none.
        trial: whether it is for this machine or a name reserved for examples.
    """

    name: str
    value: bytes
    given: str = "assigned"
    quoted: bool = True
    settings: bool = False
    user: bytes = b""
    trial: bool = False


_NAMES = (
    ("name-password", re.compile(r"pass|pwd|kennwort", re.IGNORECASE)),
    ("name-secret", re.compile(r"secret", re.IGNORECASE)),
    ("name-token", re.compile(r"token", re.IGNORECASE)),
    ("name-key", re.compile(r"key", re.IGNORECASE)),
)
_KEYS = frozenset(("name-secret", "name-token", "name-key"))
_TRIAL = re.compile(r"test|fake|dummy|mock|example|sample|wrong|invalid|stub|bogus", re.IGNORECASE)
# These are looked for in small letters and begin with a letter each, so that the engine of `re` skips places.
_TRIAL_VALUE = re.compile(
    rb"test|fake|dummy|mock|exampl|sampl|wrong|invalid|placeholder|stub|bogus|chang|your|foo|bar|any"
)
_SIBLING = re.compile(
    rb"(?:user|login|email|mail|host|database|url|client.?id|access.?key|uid)[\w.-]{0,12}\\?[\"']?\s?(?:[=:,(>]|=>)"
)
_TALK = re.compile(rb"example|e\.g\.|placeholder|such as|replace|todo")
_COMMENT = re.compile(rb"^\s*(?:#|//|/?\*|;|--|<!--|rem\b)", re.IGNORECASE)
_ASSERTION = re.compile(rb"assert|expect|should|equals|verify\(|contains|replace|matches")
_IDENTIFIER = re.compile(rb"[A-Za-z_$][A-Za-z_$]*(?:[-_.:/][A-Za-z_$]+)*")
_WORD_AND_COUNT = re.compile(rb"[A-Za-z][a-z]{2,14}[-_@.!#]?\d{1,8}[!@#$.]?")
_RUN = re.compile(rb"1234|4321|abcd|qwer|asdf|zxcv|qaz|1q2w|0000|1111|9876", re.IGNORECASE)
_LEET = re.compile(rb"(?<=[a-z])[0134@$57!](?=[a-z])", re.IGNORECASE)
_DIGITS = b"0123456789"
_HEX = re.compile(rb"(?:[0-9a-f]+|[0-9A-F]+)")
_SHAPED = re.compile(rb"[\s(){}<>;,|]|^[/.~]|/[a-z]+/|::|->|\$\{|https?:", re.IGNORECASE)
# Bits a pair of letters.
_ODD, _MIXED = 5.2, 4.4
_DIGESTS = frozenset((32, 40, 56, 64, 96, 128))
_SIZES = (
    (6, "length-under-6"),
    (8, "length-6-7"),
    (12, "length-8-11"),
    (20, "length-12-19"),
    (65, "length-20-64"),
)


def features(guess: Guess, near: Near) -> list[str]:
    """The names of the features that a guess has.

    Args:
        guess: the candidate.
        near: what is around it.
    """
    return [*first_features(guess), *last_features(guess, near)]


@lru_cache(maxsize=1024)
def first_features(guess: Guess) -> tuple[str, ...]:
    """Those that are cheap: of the name, the value and how it is given.

    In tests the same few names and values stand everywhere.
    """
    made, *own = _of_itself(guess.value)
    return ("base", *_of_name(guess, made=bool(made)), *own, *_of_way(guess))


def last_features(guess: Guess, near: Near) -> list[str]:
    """Those of `LAST`: of the text around, which is long, and of its path."""
    line = near.line
    lower = line.lower()
    beside = guess.user or _SIBLING.search(near.around.lower())
    place = near.place
    there = (
        is_comment(line),
        _TALK.search(lower),
        _ASSERTION.search(lower),
        beside,
        place is PlaceClass.test,
        place is PlaceClass.generated,
    )
    return [feature for feature, found in zip(LAST, there, strict=True) if found]


def is_comment(line: bytes) -> bool:
    """Whether a line begins as a comment does in one of the usual languages."""
    return bool(_COMMENT.match(line))


@lru_cache(maxsize=1024)
def _of_itself(value: bytes) -> tuple[str, ...]:
    """Whether a machine made a value ("" for no), and its features."""
    made = doubts.is_random(value)
    return ("made" if made else "", *_of_value(value, made=made), *_of_letters(value))


def _of_name(guess: Guess, *, made: bool) -> Iterator[str]:
    name, trial, letters = _words_of(guess.name)
    yield name
    if name in _KEYS and not made:
        yield "key-not-by-machine"
    if trial:
        yield "name-of-trial"
    value = guess.value.lower()
    if len(value) > 3 and value in letters:  # noqa: PLR2004 - a word
        yield "value-in-name"
    if guess.user and value == guess.user.lower():
        yield "value-is-user"
    if name == "name-password" and len(value) in _DIGESTS and _HEX.fullmatch(guess.value):
        yield "digest-as-password"


@lru_cache(maxsize=256)
def _words_of(name: str) -> tuple[str, bool, bytes]:
    """A name's first feature, whether it is that of a trial, and its small letters and digits."""
    feature = next((feature for feature, test in _NAMES if test.search(name)), "name-other")
    return feature, _TRIAL.search(name) is not None, re.sub(r"[^a-z0-9]", "", name.lower()).encode()


def _of_value(value: bytes, *, made: bool) -> Iterator[str]:
    size = len(value)
    yield next((feature for limit, feature in _SIZES if size < limit), "length-65-up")
    digits = size - len(value.translate(None, _DIGITS))
    if digits == size:
        yield "all-digits"
    elif digits:
        yield "digits"
    if value.lower() != value != value.upper():
        yield "both-cases"
    if not value.translate(None, b"-_.:/+=").isalnum():
        yield "signs"
    if made:
        yield "made-by-machine"
    if _HEX.fullmatch(value) and digits != size:
        yield "hex"
    if _RUN.search(value):
        yield "keyboard-run"
    if _LEET.search(value):
        yield "letters-replaced"
    if _WORD_AND_COUNT.fullmatch(value):
        yield "word-and-count"
    if not digits and _IDENTIFIER.fullmatch(value):
        yield "identifier"
    if _SHAPED.search(value):
        yield "prose-or-code"


def _of_letters(value: bytes) -> Iterator[str]:
    share = words.stock_share(value)
    if share >= 0.99:  # noqa: PLR2004 - all of its letters
        yield "stock-words-only"
    elif share >= 0.5:  # noqa: PLR2004 - most of its letters
        yield "stock-words-mostly"
    if _TRIAL_VALUE.search(value.lower()):
        yield "value-of-trial"
    if words.is_common(value):
        yield "common-password"
    odd = words.oddness(value)
    if odd is None:
        yield "letters-few"
    else:
        yield "letters-odd" if odd > _ODD else "letters-mixed" if odd > _MIXED else "letters-plain"


def _of_way(guess: Guess) -> Iterator[str]:
    yield f"given-{guess.given}"
    if not guess.quoted:
        yield "bare"
    if guess.settings:
        yield "in-settings"
    if guess.trial:
        yield "for-trial-host"

"""What a catalogue says of texts by their characters."""

from __future__ import annotations

from msgspec import Struct


class Alphabet(Struct, frozen=True, forbid_unknown_fields=True):
    """Texts that are harmless by what they are made of, for those who look at them with a regular expression.

    All that is said must hold.

    Attributes:
        kinds: of sinks.
        admits: regular expression of one character: the text has no other.
        starts: regular expression of how it begins, in which `a` stands for any letter or digit.
        refuses: what the regular expression must not be found in, if it looks from the beginning on.
        written: regular expression that the regular expression, as it is written, must fit.
    """

    kinds: list[str]
    admits: str = ""
    starts: str = ""
    refuses: list[str] = []
    written: str = ""

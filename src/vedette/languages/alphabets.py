"""What a catalogue says of texts by their characters."""

from __future__ import annotations

from msgspec import Struct


class Alphabet(Struct, frozen=True, forbid_unknown_fields=True):
    """Texts that are harmless by what they are made of, for those who look at them with a regular expression.

    Attributes:
        kinds: of sinks.
        admits: regular expression of one character: the text has no other.
        starts: regular expression of how it begins, in which `a` stands for any letter or digit.
    """

    kinds: list[str]
    admits: str = ""
    starts: str = ""

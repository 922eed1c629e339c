"""The sockets of the room: what a detector is, and what a canary is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from msgspec import Struct

from vedette.model.facts import Text
from vedette.model.finding import Finding
from vedette.model.rule import Rule


class Canary(Struct, frozen=True):
    """A weakness planted by the detector itself, new and random in every run.

    Attributes:
        text: the text to inspect; it takes the same way as a file of the tree.
        token: the `Finding.subject` by which the canary is recognised, never its path or content.
    """

    text: Text
    token: str


class UnfinishedError(Exception):
    """Raised by `inspect` after what it found: the rest of the text was not judged.

    Attributes:
        reason: kebab-case code, for a skip.
        detail: a sentence; quotes nothing of the text.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class Setup(Struct, frozen=True, kw_only=True):
    """What a detector is given when it is made, the same in every worker.

    Attributes:
        rules: the rules of this kind that are switched on, by id, severity already as configured.
        definitions: for the same ids the whole rule entry as its data file has it (pattern, …).
        identity_key: key for hashes of secret values; b"" when there is none, in which case values of
            little entropy are identified by name and place.
        cache_dir: the user's cache folder for compiled databases; "" for no cache.
        cache_key: seals what is kept there; b"" for none, and then nothing is kept.
    """

    rules: Mapping[str, Rule]
    definitions: Mapping[str, Mapping[str, object]]
    identity_key: bytes = b""
    cache_dir: str = ""
    cache_key: bytes = b""


class FileDetector(Protocol):
    """Judges one text by itself. `detector.py` of its folder has `create(setup: Setup) -> FileDetector`."""

    def applies(self, path: str) -> bool:
        """The cheap question, before the text is read: does this kind look at such a path?"""
        ...

    def path_class(self, path: str) -> str:
        """All that `inspect` goes by of a path, in a few words.

        Two texts of equal content whose paths have the same class have the same findings but for the path
        in their places: a file that was moved need not be examined again.
        """
        ...

    def inspect(self, text: Text) -> Iterable[Finding]:
        """Every weakness of the text, in order of place, secrets redacted.

        Time is linear in the length of the text, and memory does not grow with what is found in it; nothing
        of the text is executed.

        Raises:
            UnfinishedError: after what was found, when a bound was reached.
        """
        ...

    def canary(self) -> Canary:
        """A new random canary."""
        ...

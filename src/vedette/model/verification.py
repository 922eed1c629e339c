"""Verification: whether the provider of a credential says that it works."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Protocol

from msgspec import Struct


class Verified(StrEnum):
    """What the provider said. `unknown` is whatever is no clear answer, silence included."""

    live = "live"
    dead = "dead"
    unknown = "unknown"


class Credential(Struct, frozen=True, kw_only=True):
    """A value as its provider has to see it. It lives in memory: never written, logged or sent elsewhere.

    Attributes:
        rule: id of the rule that found it.
        subject: the `Finding.subject` by which it is known.
        secret: the value.
        nearby: the text around it, in which another half may stand.
    """

    rule: str
    subject: str
    secret: bytes
    nearby: bytes = b""

    def __repr__(self) -> str:
        """Without the value: whatever prints a struct by mistake prints this."""
        return f"Credential({self.rule})"


class Asked(Struct, frozen=True, kw_only=True):
    """What came of asking about one credential.

    Attributes:
        subject: as in `Credential`.
        verified: what it came to.
        requests: that were made so far in this run, for all credentials.
    """

    subject: str
    verified: Verified
    requests: int


class Verification(Struct, frozen=True, kw_only=True):
    """What a run verified, in numbers.

    Attributes:
        credentials: values that a provider could be asked about; each is asked about once.
        live, dead, unknown: what came of them.
        left: how many of the unknown were not asked about, because the run's bounds were reached.
        requests: that were made.
        reached: whether any provider answered at all.
    """

    credentials: int = 0
    live: int = 0
    dead: int = 0
    unknown: int = 0
    left: int = 0
    requests: int = 0
    reached: bool = False


class Verifier(Protocol):
    """Asks providers.

    Attributes:
        rules: ids of the rules whose values it can ask about.
        most: credentials that it asks about in one run.
        reached: whether any provider answered so far.
    """

    rules: frozenset[str]
    most: int
    reached: bool

    def verify(self, credentials: Sequence[Credential]) -> Iterator[Asked]:
        """Asks about each once, in this order, within bounds of time and number; it raises nothing.

        Yields:
            An answer for each credential that was asked about; none for those past a bound.
        """
        ...

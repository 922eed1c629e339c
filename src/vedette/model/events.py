"""Events: what both runs yield, and terminal, editor, server and dashboard listen to."""

from __future__ import annotations

from msgspec import Struct

from vedette.model.coverage import Skip
from vedette.model.finding import Finding
from vedette.model.rule import Rule
from vedette.model.verdict import Record, Run


class Started(Struct, frozen=True, tag="started"):
    """The run knows what it is asked for; `rules` are those that users added."""

    run: Run
    asked: int
    notes: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()


class Examined(Struct, frozen=True, tag="examined"):
    """A batch of texts was examined by every detector that applies."""

    paths: tuple[str, ...]


class Skipped(Struct, frozen=True, tag="skipped"):
    """Something was not examined."""

    skip: Skip


class Found(Struct, frozen=True, tag="finding"):
    """A detector reported something; what becomes of it is in the verdict."""

    finding: Finding


class Verifying(Struct, frozen=True, tag="verifying"):
    """Providers are being asked about credentials: how many of how many, with how many requests so far."""

    asked: int
    total: int
    requests: int


class Judged(Struct, frozen=True, tag="verdict"):
    """The run is over: its whole record."""

    record: Record


Event = Started | Examined | Skipped | Found | Verifying | Judged

"""Reads the document that the json format writes; it may have come from anywhere and is hostile."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from vedette.feedback.document import SCHEMA
from vedette.model.coverage import Completeness
from vedette.model.errors import UsageError
from vedette.model.rule import Rule
from vedette.model.verdict import Decision, Record


class Document(Struct, frozen=True):
    """A record, and the rules that its findings are instances of."""

    record: Record
    rules: Mapping[str, Rule]


class _Outer(Struct):
    schema: str
    rules: dict[str, Rule]


def read(data: bytes, name: str) -> Document:
    """Read a document.

    Args:
        data: one JSON document.
        name: of the file, for messages.

    Raises:
        UsageError: it is no such document.
    """
    try:
        outer = msgspec.json.decode(data, type=_Outer)
        if outer.schema != SCHEMA:
            raise UsageError(f"{name} is no {SCHEMA}", help="write it with the same version of vedette")
        record = msgspec.json.decode(data, type=Record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # What the decoder says may quote the file.
        raise UsageError(
            f"{name} is no record of a run", help="`vedette scan --record FILE` writes one"
        ) from None
    return Document(record, outer.rules)


def says_something(record: Record) -> bool:
    """Whether the run has something to say to whoever made the change.

    That is what stops it, what it brings in, what it mends, or that not everything was examined.
    """
    verdict = record.verdict
    return bool(
        verdict.decision is Decision.blocked
        or verdict.completeness is not Completeness.complete
        or record.mended
        or any(item.tracked.introduced for item in verdict.judgements)
    )

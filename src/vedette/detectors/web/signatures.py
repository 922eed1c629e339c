"""Marks of tools and exploits: facts that stand as data beside their rules, not in code."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from msgspec import Struct, convert

_RULES = Path(__file__).resolve().parent / "rules"


class Signature(Struct, frozen=True, kw_only=True):
    """One known mark.

    Attributes:
        rule: id of the rule that it stands beside.
        of: the product attacked, or the tool.
        has: literals in lower case that must all be there.
        key: a segment of the path, in lower case, by which it is looked up; "" when it may stand anywhere.
        cve: the number of the weakness; "" when it has none.
        target: it goes by the query too, not by the path alone.
        ends: the key is the last segment.
    """

    rule: str
    of: str
    has: tuple[str, ...] = ()
    key: str = ""
    cve: str = ""
    target: bool = False
    ends: bool = False

    @property
    def literals(self) -> tuple[bytes, ...]:
        """`has` as bytes."""
        return tuple(text.encode() for text in self.has)


@cache
def signatures(name: str) -> tuple[Signature, ...]:
    """The marks that a rules file has, `known` of its rules, in its order.

    Args:
        name: of the file, without `.toml`.
    """
    entries = tomllib.loads((_RULES / f"{name}.toml").read_text(encoding="utf-8"))["rule"]
    return tuple(
        convert({"rule": entry["id"], **known}, Signature)
        for entry in entries
        for known in entry.get("known", ())
    )

"""Licences: what is asked of whoever uses what others wrote."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct


class Family(StrEnum):
    """What a licence asks for, in the order of how much."""

    permissive = "permissive"
    weak = "weak-copyleft"
    strong = "strong-copyleft"
    network = "network-copyleft"
    proprietary = "proprietary"
    unknown = "unknown"


class Ships(StrEnum):
    """How a service reaches those who use it."""

    server = "server"
    binary = "binary"
    linked = "library"


class Term(Struct, frozen=True, tag=True):
    """One licence.

    Attributes:
        id: of SPDX's list, or a `LicenseRef-…`; a text that is neither as it was given, its family unknown.
        later: a later version may be chosen.
        exception: of SPDX's list; "".
        family: with the exception taken into account.
    """

    id: str
    later: bool = False
    exception: str = ""
    family: Family = Family.unknown

    def words(self) -> str:
        """As SPDX writes it."""
        plus = "+" if self.later and not self.id.endswith("-or-later") else ""
        return f"{self.id}{plus} WITH {self.exception}" if self.exception else f"{self.id}{plus}"


class Every(Struct, frozen=True, tag=True):
    """All of them hold at once (`AND`)."""

    parts: tuple[Term | Every | Choice, ...]

    def words(self) -> str:
        """As SPDX writes it."""
        return " AND ".join(
            f"({one.words()})" if isinstance(one, Choice) else one.words() for one in self.parts
        )


class Choice(Struct, frozen=True, tag=True):
    """Whoever uses it chooses one of them (`OR`)."""

    parts: tuple[Term | Every | Choice, ...]

    def words(self) -> str:
        """As SPDX writes it."""
        return " OR ".join(
            f"({one.words()})" if isinstance(one, Every) else one.words() for one in self.parts
        )


Expression: TypeAlias = Term | Every | Choice


def terms(expression: Expression) -> tuple[Term, ...]:
    """All licences of an expression, from left to right."""
    if isinstance(expression, Term):
        return (expression,)
    return tuple(term for part in expression.parts for term in terms(part))

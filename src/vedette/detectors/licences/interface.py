"""What the detector of licences asks of whoever knows the policy."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from msgspec import Struct

from vedette.model.licence import Expression, Ships, Term
from vedette.model.package import Package


class Ruled(Struct, frozen=True, kw_only=True):
    """What the policy says of a licence in one file.

    Attributes:
        outcome: `ok`, `deny` or `unknown`, which is no pass.
        words: why, a clause.
        term: the licence that decided; None where nobody knows it.
        ships: how what uses it reaches people.
        service: which service uses it; "" for what belongs to none.
        stops: somebody wrote down that no change may bring it in.
    """

    outcome: str
    words: str
    term: Term | None = None
    ships: Ships = Ships.server
    service: str = ""
    stops: bool = False


class Said(Struct, frozen=True):
    """A licence that somebody found out by hand, and who, ready for people."""

    licence: Expression
    words: str


class Rulings(Protocol):
    """The policy of licences."""

    @property
    def configured(self) -> bool:
        """Somebody wrote a policy; without one it is judged as a server by what is usual."""
        ...

    def ruled(self, licence: Expression | None, path: str) -> Ruled:
        """What is said of a licence in a file; of several services that have the file, the strictest.

        Args:
            licence: of the package; None where nobody knows it.
            path: of the file that settles the package.
        """
        ...

    def said(self, package: Package) -> Said | None:
        """What somebody says by hand of the licence of a package; None where nobody does."""
        ...

    def planted(self, licence: Expression | None) -> Ruled:
        """What is said of a canary, by a policy that denies all there is."""
        ...


@runtime_checkable
class Licensed(Protocol):
    """A detector that judges by a policy of licences; it has `licences` among its `needs`."""

    def give_policy(self, rulings: Rulings) -> None:
        """Takes the policy; in the process that judges, before it does."""
        ...

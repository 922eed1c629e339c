"""An override: somebody lets a run pass that the gate would have stopped, and answers for it."""

from __future__ import annotations

from msgspec import Struct


class Override(Struct, frozen=True, kw_only=True):
    """Who lets emergencies pass, why and until when.

    Attributes:
        reason: as it was given.
        who: who answers for it: a login name, never an address; "" when the name was erased.
        until: the last day (YYYY-MM-DD) on which what it let pass does not stop again.
        earlier: it was given in an earlier run, and the ledger remembers it.
        findings: ids of what it lets pass.
    """

    reason: str
    who: str
    until: str
    earlier: bool = False
    findings: tuple[str, ...] = ()

    def words(self) -> str:
        """One clause for people."""
        who = f" by {self.who}" if self.who else " in an earlier run" if self.earlier else ""
        return f"overridden{who} until {self.until}: {self.reason}"

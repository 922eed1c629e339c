"""Waivers: findings that somebody answers for leaving as they are, until a date."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Acceptance(Struct, frozen=True, kw_only=True):
    """Why a finding is accepted.

    Attributes:
        how: `waiver` of the waivers file, `ignore` in the source, `foreign`: another tool's marker there, or
            `vex`: a statement of somebody who is believed.
        reason: as it was given; for a foreign marker its name.
        until: the last day (YYYY-MM-DD) on which it counts; "" for no end.
        by: who accepted it; "" when that is not on record here.
        approved_by: the second person; "" for none.
    """

    how: str
    reason: str
    until: str = ""
    by: str = ""
    approved_by: str = ""

    def words(self) -> str:
        """One sentence for people."""
        if self.how == "foreign":
            return f"accepted by a foreign marker: {self.reason}"
        if self.how == "vex":
            return f"closed by a statement of {self.by} until {self.until}: {self.reason}"
        who = f" by {self.by}" if self.by else ""
        second = f", approved by {self.approved_by}" if self.approved_by else ""
        until = f" until {self.until}" if self.until else ""
        where = " in the source" if self.how == "ignore" else ""
        return f"accepted{where}{who}{second}{until}: {self.reason}"


class Waiver(Struct, frozen=True, kw_only=True):
    """One entry of `.vedette/waivers.toml`.

    Attributes:
        finding: the ledger's name for the finding when it was accepted.
        identity: of the finding, the same on every machine; see `policy.waivers.identity`.
        rule: its rule.
        path: where it stood: decides only where the identity cannot.
        places: how many alike stood at that path.
        reason: why it may stay.
        until: the last day (YYYY-MM-DD) on which the waiver counts.
        by: who accepted it.
        approved_by: the second person; "" for none.
        line: of the entry in the file, from 1.
        fault: what is wrong with the entry, so that it has no effect; "" for nothing.
        source: the file, of a statement (VEX) that is heard like a waiver; "" for the waivers file.
    """

    finding: str = ""
    identity: str = ""
    rule: str = ""
    path: str = ""
    places: int = 1
    reason: str = ""
    until: str = ""
    by: str = ""
    approved_by: str = ""
    line: int = 0
    fault: str = ""
    source: str = ""


class Effect(StrEnum):
    """What a waiver does in a run; only an active one accepts anything."""

    active = "active"
    waiting = "waiting"
    pending = "not-in-base"
    expired = "expired"
    broad = "over-broad"
    unused = "unused"
    unseen = "not-looked-for"
    unknown = "unknown-finding"
    elsewhere = "other-product"
    faulty = "faulty"


class WaiverEffect(Struct, frozen=True, kw_only=True):
    """A waiver and what it did.

    Attributes:
        waiver: as the file has it.
        effect: in one word.
        detail: what to know or do about that, one sentence; "" for nothing.
        findings: ids of the findings that it is about.
    """

    waiver: Waiver
    effect: Effect
    detail: str = ""
    findings: tuple[str, ...] = ()

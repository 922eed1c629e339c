"""Examples of a policy: a finding in a few words, and what the policy should do with it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from vedette.model.finding import State
from vedette.model.rule import Confidence, Severity
from vedette.model.verification import Verified


class Expected(StrEnum):
    """What a policy should do with a finding."""

    stop = "stop"
    track = "track"
    accept = "accept"


class Example(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One example, `[[policy.test]]`.

    Attributes:
        name: what it shows, for people.
        expect: what the policy should do.
        rule, kind, severity, confidence: of the finding.
        path: where it is; "" for a made-up place, in the service if one is named.
        service: name of the service that the path must belong to; "" for whichever.
        introduced: the change under judgement brings it in.
        exploited: it is being exploited now.
        verified: what its provider says of the credential; None when nobody asked.
        state: how the ledger has it.
        due: days from today by which it should be due; None not to look.
        owner: who should own it; None not to look.
    """

    name: str
    expect: Expected
    rule: str = "example-rule"
    kind: str = "secrets"
    severity: Severity = Severity.high
    confidence: Confidence = Confidence.high
    path: str = ""
    service: str = ""
    introduced: bool = True
    exploited: bool = False
    verified: Verified | None = None
    state: State = State.open
    due: int | None = None
    owner: str | None = None

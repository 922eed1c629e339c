"""Alerts: detections grouped into what one attacker, or one fault, is about."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from vedette.model.rule import Confidence, Severity
from vedette.model.traffic import Detection


class AlertState(StrEnum):
    """The one word that says how an alert stands."""

    open = "open"
    muted = "muted"
    closed = "closed"


class Target(Struct, frozen=True, kw_only=True):
    """What was attacked, and the code behind it.

    Attributes:
        service, environment, version, commit: of the deployment that the host and path resolve to; "" when
            there is no match.
        method, route: the route of the inventory; "" when none answers, and `path` says what was asked.
        path: as asked, without its query, bounded.
        file, line, function: the handler; "" and 0 when not known.
        owner: who owns the handler, else the service.
        findings: ids of open findings of the same weakness on that route.
        count: detections.
    """

    path: str
    method: str = ""
    route: str = ""
    service: str = ""
    environment: str = ""
    version: str = ""
    commit: str = ""
    file: str = ""
    line: int = 0
    function: str = ""
    owner: str = ""
    findings: tuple[str, ...] = ()
    count: int = 1


class Alert(Struct, frozen=True, kw_only=True):
    """One incident: an attacker's campaign, a brute force, a rate out of bounds, a silent source.

    Attributes:
        number: from 1, for people; 0 until the ledger has it.
        key: what groups detections into it; opaque.
        title: a few words.
        rules: ids of the rules that fired, the gravest first.
        weaknesses: in the same order, each once.
        first, last: of its detections, UTC, ISO 8601 to the second.
        count: detections.
        attackers: clients, bounded; `more_attackers` are not listed.
        samples: the gravest detections, bounded.
        targets: what was attacked, most often first, bounded; `more_targets` are not listed.
        success: hints that it succeeded.
        owner: who is told.
        muted_until: UTC date and time; "" when not muted.
        closed_by, closed_why: how it ended; "" while it goes on.
    """

    key: str
    title: str
    severity: Severity
    confidence: Confidence
    first: str
    last: str
    number: int = 0
    state: AlertState = AlertState.open
    rules: tuple[str, ...] = ()
    weaknesses: tuple[str, ...] = ()
    count: int = 1
    attackers: tuple[str, ...] = ()
    more_attackers: int = 0
    samples: tuple[Detection, ...] = ()
    targets: tuple[Target, ...] = ()
    more_targets: int = 0
    success: tuple[str, ...] = ()
    owner: str = ""
    muted_until: str = ""
    closed_by: str = ""
    closed_why: str = ""

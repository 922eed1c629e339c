"""A small world for the ledger's tests: findings, runs and records made with little ink."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from vedette.ledger.identity import with_fingerprints
from vedette.ledger.interface import Ledger, Seen
from vedette.model.coverage import Completeness, Coverage, KindCoverage, Skip, SkipClass
from vedette.model.facts import Position
from vedette.model.finding import Finding, Place, State, Tracked
from vedette.model.rule import Confidence, Severity
from vedette.model.verdict import Checkpoint, Decision, Disposition, Judgement, Record, Run, Verdict


def finding(path: str = "a.py", line: int = 1, **changes: Any) -> Finding:
    values: dict[str, Any] = {
        "rule": "example-rule",
        "kind": "secrets",
        "message": "something is wrong here",
        "severity": Severity.high,
        "confidence": Confidence.high,
        "subject": "subject",
        "symbol": "symbol",
    }
    revision = str(changes.pop("revision", ""))
    place = Place(path, Position(line, 1), Position(line, 9), revision)
    return Finding(place=place, **(values | changes))


def run(number: int = 1, project: str = "shop", **changes: Any) -> Run:
    values: dict[str, Any] = {
        "id": uuid.uuid4().hex,
        "project": project,
        "started": f"2026-11-{number // 24 + 1:02}T{number % 24:02}:00:00Z",
        "scope": "scope",
    }
    return Run(**(values | changes))


def seen(*paths: str, **changes: Any) -> Seen:
    values: dict[str, Any] = {
        "kinds": frozenset({"secrets"}),
        "examined": {path: f"blob-{path}" for path in paths},
        "present": frozenset(paths),
        "complete": True,
    }
    return Seen(**(values | changes))


def record(
    of: Run,
    tracked: list[Tracked],
    completeness: Completeness = Completeness.complete,
    accepted: tuple[str, ...] = (),
) -> Record:
    judgements = tuple(
        Judgement(
            tracked=item,
            disposition=Disposition.accepted if item.id in accepted else Disposition.tracked,
            reason="because",
        )
        for item in tracked
    )
    coverage = Coverage(
        asked=2,
        examined=1,
        skips=(Skip(path="x.bin", cls=SkipClass.not_applicable, reason="binary"),),
        asked_kinds=("secrets",),
        kinds=(KindCoverage(kind="secrets", examined=1, canaries_planted=1, canaries_found=1),),
    )
    verdict = Verdict(decision=Decision.passed, completeness=completeness, judgements=judgements)
    return Record(run=of, coverage=coverage, verdict=verdict)


def scan(
    ledger: Ledger,
    number: int,
    findings: list[Finding],
    looked: Seen,
    **options: Any,
) -> list[Tracked]:
    return scanned(ledger, number, findings, looked, **options)[0]


def scanned(
    ledger: Ledger,
    number: int,
    findings: list[Finding],
    looked: Seen,
    **options: Any,
) -> tuple[list[Tracked], Checkpoint]:
    introduced = options.pop("introduced", frozenset())
    accepted = options.pop("accepted", ())
    stock = {name: options.pop(name, ()) for name in ("inventories", "packages")}
    completeness = Completeness.complete if looked.complete else Completeness.partial
    of = run(number, **options)
    with ledger.session(of) as session:
        tracked = session.match(with_fingerprints(findings), looked, introduced)
        told = replace(record(of, tracked, completeness, accepted), **stock)
        checkpoint = session.commit(told)
    return tracked, checkpoint


def states(ledger: Ledger, project: str | None = "shop") -> dict[str, State]:
    return {item.id: item.state for item in ledger.findings(project)}


def place_of(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ledger.db"

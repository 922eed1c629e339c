"""Costs of runs that are not remembered: what a hook made somebody wait is part of what security costs.

A hook's run judges what is no state of the project yet, so the ledger holds none of its findings. One line of
cost is kept beside the ledger: when, how long, stopped or not, and by which rules. No path, no name.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from msgspec import Struct

from vedette.ledger.interface import RunSummary
from vedette.model.verdict import Record, Run

_NAME = "passing.jsonl"
# A hundred thousand runs; then the older half makes room.
_LARGEST = 32 * 1024 * 1024
_LONGEST_LINE = 64 * 1024


class _Line(Struct, frozen=True):
    started: str
    project: str
    stage: str
    seconds: float
    cpu_seconds: float
    decision: str
    completeness: str
    rules: tuple[str, ...]


def note(ledger: Path, record: Record) -> None:
    """Append the cost of a run; a cost that can't be kept is no reason to fail.

    Args:
        ledger: path of the ledger that the file stands beside.
        record: of the run.
    """
    run, verdict = record.run, record.verdict
    rules = tuple(dict.fromkeys(item.tracked.finding.rule for item in verdict.emergencies))
    line = msgspec.json.encode(
        _Line(
            started=run.started,
            project=run.project,
            stage=run.stage,
            seconds=run.seconds,
            cpu_seconds=run.cpu_seconds,
            decision=verdict.decision.value,
            completeness=verdict.completeness.value,
            rules=rules[:20],
        )
    )
    path = ledger.with_name(_NAME)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError:
        return
    try:
        full = os.fstat(handle).st_size > _LARGEST
        os.write(handle, line + b"\n")
    except OSError:
        return
    finally:
        os.close(handle)
    if full:
        _make_room(path)


def read(ledger: Path, project: str | None) -> list[RunSummary]:
    """What was noted, oldest first; lines that cannot be read are passed over, they are cost and no evidence.

    `stopped_by` holds rule ids, since these runs' findings have no life in the ledger.
    """
    try:
        data = ledger.with_name(_NAME).read_bytes()
    except OSError:
        return []
    summaries = []
    for line in data.splitlines():
        try:
            noted = msgspec.json.decode(line[:_LONGEST_LINE], type=_Line)
        except msgspec.DecodeError:
            continue
        if project in (None, noted.project):
            summaries.append(_summary(noted))
    return summaries


def _summary(noted: _Line) -> RunSummary:
    run = Run(
        id="",
        project=noted.project,
        started=noted.started,
        stage=noted.stage,
        seconds=noted.seconds,
        cpu_seconds=noted.cpu_seconds,
    )
    return RunSummary(
        run=run,
        decision=noted.decision,
        completeness=noted.completeness,
        asked=0,
        examined=0,
        new=0,
        fixed=0,
        open=0,
        stopped_by=noted.rules,
    )


def _make_room(path: Path) -> None:
    try:
        data = path.read_bytes()
        half = data.find(b"\n", len(data) // 2) + 1
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        temporary.write_bytes(data[half:])
        temporary.chmod(0o600)
        temporary.replace(path)
    except OSError:
        return

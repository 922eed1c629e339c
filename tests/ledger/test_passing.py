"""Costs of runs that are not remembered."""

import os
import stat

import pytest

from vedette.ledger import passing
from vedette.model.coverage import Completeness, Coverage
from vedette.model.verdict import Decision, Record, Run, Verdict


def record(project="p", seconds=0.2):
    run = Run(id="r", project=project, started="2026-11-22T10:00:00+00:00", stage="hook", seconds=seconds)
    verdict = Verdict(decision=Decision.passed, completeness=Completeness.complete)
    return Record(run=run, coverage=Coverage(asked=1, examined=1), verdict=verdict)


def test_what_is_noted_is_read_back_by_project(tmp_path):
    ledger = tmp_path / "new" / "ledger.db"
    passing.note(ledger, record())
    passing.note(ledger, record("q", 3.0))
    assert [item.run.seconds for item in passing.read(ledger, None)] == [0.2, 3.0]
    assert [item.run.project for item in passing.read(ledger, "q")] == ["q"]
    assert stat.S_IMODE((ledger.parent / "passing.jsonl").stat().st_mode) == 0o600


def test_a_broken_line_costs_only_itself(tmp_path):
    ledger = tmp_path / "ledger.db"
    passing.note(ledger, record())
    with (tmp_path / "passing.jsonl").open("ab") as file:
        file.write(b'{"half\n\xff\xfe\n')
    passing.note(ledger, record())
    assert len(passing.read(ledger, None)) == 2


def test_a_cost_that_cannot_be_kept_is_no_failure(tmp_path):
    (tmp_path / "passing.jsonl").mkdir()
    passing.note(tmp_path / "ledger.db", record())
    assert passing.read(tmp_path / "ledger.db", None) == []


def test_nothing_is_written_through_a_link(tmp_path):
    target = tmp_path / "victim"
    target.write_text("kept")
    (tmp_path / "passing.jsonl").symlink_to(target)
    passing.note(tmp_path / "ledger.db", record())
    assert target.read_text() == "kept"


@pytest.mark.skipif(os.name != "posix", reason="no file modes")
def test_the_file_stays_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(passing, "_LARGEST", 2000)
    for number in range(100):
        passing.note(tmp_path / "ledger.db", record(seconds=float(number)))
    kept = passing.read(tmp_path / "ledger.db", None)
    assert (tmp_path / "passing.jsonl").stat().st_size < 3000
    assert kept[-1].run.seconds == 99.0

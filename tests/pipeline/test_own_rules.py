"""Catalogues and rules of a project count from the base of a change, and what they add is found."""

import pytest

from repository_world import commit
from vedette.model.errors import UsageError
from vedette.model.events import Judged, Started
from vedette.pipeline import Request, scan

APP = """from flask import request
from acme import bank, db

def pay():
    bank.transfer(request.args["account"])
    db.run("select " + db.quoted(request.args["name"]))
"""
SINKS = """[[sink]]
kind = "payout"
names = ["acme.bank.transfer"]

[[sink]]
kind = "sql"
names = ["acme.db.run"]

[[rule]]
id = "our-payout"
weakness = "payout"
title = "Untrusted data decides where money goes"
why = "They are paid."
fix = "Look it up."
severity = "high"
sources = ["web"]
"""
SANITIZER = """
[[sanitizer]]
names = ["acme.db.quoted"]
kinds = ["sql"]
"""


def run(folder, **request):
    events = list(scan(Request(path=folder, **request)))
    started = next(event for event in events if isinstance(event, Started))
    record = next(event for event in events if isinstance(event, Judged)).record
    return started, record


def found(record, kind="code"):
    rules = [item.tracked.finding.rule for item in record.verdict.judgements]
    kinds = [item.tracked.finding.kind for item in record.verdict.judgements]
    return sorted(rule for rule, one in zip(rules, kinds, strict=True) if one == kind)


@pytest.fixture
def merged(repo):
    """A project whose catalogue is merged."""
    commit(repo, {"app.py": "", ".vedette/acme.toml": SINKS})
    commit(repo, {"app.py": APP})
    return repo


def test_what_is_merged_counts(merged):
    started, record = run(merged)
    assert found(record) == ["code-sql-injection", "our-payout"]
    assert [rule.id for rule in started.rules] == ["our-payout"]
    assert found(record, "policy") == []


def test_a_sanitizer_does_not_silence_in_the_change_that_adds_it(merged):
    commit(merged, {".vedette/acme.toml": SINKS + SANITIZER})
    started, record = run(merged)
    assert "code-sql-injection" in found(record)
    assert found(record, "policy") == ["policy-changed"]
    assert any("once they are merged" in note for note in started.notes)
    commit(merged, {"other.txt": "the next change"})
    assert found(run(merged)[1]) == ["our-payout"]


@pytest.mark.parametrize("name", [".vedette/acme.toml", ".vedette/more.toml"])
def test_neither_does_one_that_nobody_committed(merged, name):
    text = SINKS + SANITIZER if name.endswith("acme.toml") else SANITIZER
    (merged / name).write_text(text)
    record = run(merged)[1]
    assert "code-sql-injection" in found(record)
    assert found(record, "policy") == ["policy-changed"]


def test_a_catalogue_that_is_removed_counts_for_that_change(merged):
    (merged / ".vedette/acme.toml").unlink()
    record = run(merged)[1]
    assert found(record) == ["code-sql-injection", "our-payout"]
    assert found(record, "policy") == ["policy-changed"]
    # Also where only a part is asked for.
    assert found(run(merged / "app.py")[1], "policy") == ["policy-changed"]


def test_a_hook_judges_by_the_commit(merged):
    (merged / ".vedette/acme.toml").write_text(SINKS + SANITIZER)
    (merged / "app.py").write_text(APP + "\n")
    import subprocess

    subprocess.run(("git", "add", "-A"), cwd=merged, check=True)
    record = run(merged, staged=True)[1]
    assert found(record) == ["code-sql-injection", "our-payout"]
    assert found(record, "policy") == ["policy-changed"]


def test_the_users_own_are_always_believed(merged):
    record = run(merged, catalogues=(("own.toml", SANITIZER.encode()),))[1]
    assert found(record) == ["our-payout"]


def test_what_was_kept_is_not_believed_under_another_catalogue(merged):
    assert found(run(merged)[1]) == found(run(merged)[1])
    assert found(run(merged, catalogues=(("own.toml", SANITIZER.encode()),))[1]) == ["our-payout"]
    assert found(run(merged)[1]) == ["code-sql-injection", "our-payout"]


def test_a_mistake_is_told_to_whoever_makes_it(merged):
    (merged / ".vedette/acme.toml").write_text("[[snik]]\n")
    with pytest.raises(UsageError, match="snik"):
        run(merged)


def test_a_mistake_at_the_base_stops_nobody(repo):
    commit(repo, {".vedette/acme.toml": "[[snik]]\n", "app.py": ""})
    commit(repo, {".vedette/acme.toml": SINKS, "app.py": APP})
    started, record = run(repo)
    assert any("at the base is broken" in note for note in started.notes)
    assert found(record) == []


def test_a_link_in_the_tree_is_not_followed(merged, tmp_path):
    (tmp_path / "elsewhere.toml").write_text(SANITIZER)
    (merged / ".vedette/link.toml").symlink_to(tmp_path / "elsewhere.toml")
    assert "code-sql-injection" in found(run(merged)[1])


def test_settings_know_the_rules(merged):
    commit(merged, {"vedette.toml": '[rules.our-payout]\nenabled = false\nreason = "no"\n'})
    commit(merged, {"other.txt": ""})
    assert found(run(merged)[1]) == ["code-sql-injection"]

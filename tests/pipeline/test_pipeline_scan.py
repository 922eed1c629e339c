"""The whole run over real trees: what it says when part of its proof is gone, and what a change brings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

import vedette.work.plan as plan_module
from repository_world import commit, git, key, leak, run
from vedette import index
from vedette.model.coverage import Completeness
from vedette.model.errors import NothingToExamineError, UsageError
from vedette.model.events import Examined, Judged, Skipped
from vedette.model.finding import State
from vedette.model.verdict import Decision, Disposition
from vedette.pipeline import Request, import_report, scan
from vedette.policy.gate import exit_code
from vedette.settings.interface import ScanSettings
from vedette.sources.reports.sarif import read
from vedette.work.interface import Proof


def test_a_secret_that_the_change_brings_in_stops_the_line(repo):
    commit(repo, {"a.py": "x = 1\n"})
    commit(repo, {"b.py": leak(key())})
    record = run(repo)
    assert record.verdict.decision is Decision.blocked
    assert [item.tracked.finding.place.path for item in record.verdict.emergencies] == ["b.py"]
    assert exit_code(record.verdict) == 1


def test_an_old_secret_is_tracked_and_a_moved_one_is_not_new(repo):
    value = key()
    commit(repo, {"a.py": leak(value), "z.py": "y = 1\n" * 30})
    commit(repo, {"z.py": "y = 2\n" * 30})
    assert run(repo).verdict.decision is Decision.passed
    commit(repo, {"a.py": "# moved down\n\n\n" + leak(value)})
    assert run(repo).verdict.decision is Decision.passed
    git(repo, "mv", "a.py", "c.py")
    git(repo, "commit", "-q", "-m", "rename")
    assert run(repo).verdict.decision is Decision.passed
    Path(repo, "c.py").write_text(leak(value) + leak(key()))
    record = run(repo)
    assert len(record.verdict.emergencies) == 1
    assert record.verdict.emergencies[0].tracked.finding.place.start.line == 2


def test_a_finding_keeps_its_life_and_closes_only_when_it_is_gone(repo):
    value = key()
    commit(repo, {"a.py": leak(value)})
    first = run(repo).verdict.judgements[0].tracked
    commit(repo, {"a.py": "\n\n" + leak(value)})
    second = run(repo).verdict.judgements[0].tracked
    assert (second.id, second.first_seen) == (first.id, first.first_seen)
    commit(repo, {"a.py": "x = 1\n"})
    assert run(repo).verdict.judgements == ()
    commit(repo, {"a.py": leak(value)})
    third = run(repo).verdict.judgements[0].tracked
    assert (third.id, third.reopened, third.state) == (first.id, True, State.open)


def test_a_part_of_the_project_closes_nothing_elsewhere(repo):
    commit(repo, {"docs/a.py": leak(key()), "src/b.py": "x = 1\n"})
    found = run(repo).verdict.judgements[0].tracked
    run(repo / "src")
    again = run(repo).verdict.judgements[0].tracked
    assert (again.id, again.reopened) == (found.id, False)


def test_asked_is_examined_and_skipped(repo):
    commit(
        repo, {"a.py": "x = 1\n", "vedette.toml": '[[scan.exclude]]\npath = "old/"\nreason = "archived"\n'}
    )
    commit(repo, {"old/b.py": leak(key())})
    Path(repo, "c.bin").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    Path(repo, "d.py").symlink_to("a.py")
    os.mkfifo(repo / "e")
    coverage = run(repo).coverage
    told = {skip.path: (skip.cls.value, skip.reason) for skip in coverage.skips}
    assert told["old/b.py"] == ("declared", "excluded")
    assert told["c.bin"] == ("not-applicable", "binary")
    assert told["d.py"] == ("not-applicable", "link")
    assert coverage.asked == coverage.examined + len(coverage.skips)
    assert [(kind.canaries_planted, kind.canaries_found) for kind in coverage.kinds] == [(2, 2), (1, 1)]


def test_a_file_that_cannot_be_read_makes_it_partial_and_owned(repo):
    commit(
        repo, {"a.py": "x = 1\n", "big.txt": "y" * 5000, "vedette.toml": "[scan]\nmax_file_bytes = 4000\n"}
    )
    commit(repo, {"b.py": "x = 2\n"})
    record = run(repo)
    assert record.verdict.completeness is Completeness.partial
    assert exit_code(record.verdict) == 0
    (gap,) = record.verdict.judgements
    assert (gap.tracked.finding.rule, gap.disposition) == ("coverage-gap", Disposition.tracked)
    assert gap.tracked.due


def test_a_spent_budget_makes_it_partial_with_one_item_for_what_is_left(repo):
    commit(repo, {f"f{i}.py": f"x = {i}\n" for i in range(30)})
    record = run(repo, command_line={"gate.budget": 0.000001})
    assert record.verdict.completeness is not Completeness.complete
    assert record.coverage.truncated
    assert record.coverage.asked == record.coverage.examined + len(record.coverage.skips)
    assert [item.tracked.finding.rule for item in record.verdict.judgements] == ["coverage-gap"]
    assert exit_code(run(repo, command_line={"gate.budget": "10m"}).verdict) == 0


def test_a_partial_run_closes_nothing(repo):
    commit(repo, {"a.py": leak(key())})
    found = run(repo).verdict.judgements[0].tracked
    commit(repo, {"a.py": "x\n", "big.txt": "y" * 5000})
    run(repo, command_line={"scan.max_file_bytes": 4000})
    commit(repo, {"a.py": "x\n", "big.txt": "small"})
    Path(repo, "a.py").write_text("x\n")
    record = run(repo, command_line={"scan.max_file_bytes": 4000})
    assert record.verdict.completeness is Completeness.complete
    assert found.id not in {item.tracked.id for item in record.verdict.judgements}


def test_what_the_change_mended_is_told(repo):
    value, other = key(), key()
    commit(repo, {"a.py": leak(value), "b.py": leak(other), "c.py": leak(key())})
    first = run(repo)
    git(repo, "mv", "b.py", "moved.py")
    commit(repo, {"a.py": "x = 1\n"})
    record = run(repo)
    assert [item.finding.place.path for item in record.mended] == ["a.py"]
    known = {item.tracked.finding.place.path: item.tracked.id for item in first.verdict.judgements}
    assert record.mended[0].id == known["a.py"]
    fresh = run(repo, ledger_path="none")
    assert [item.finding.place.path for item in fresh.mended] == ["a.py"]
    commit(repo, {"d.py": "x = 1\n"})
    assert run(repo).mended == ()


def test_a_partial_run_mends_nothing(repo):
    commit(repo, {"a.py": leak(key()), "big.txt": "y" * 5000})
    commit(repo, {"a.py": "x = 1\n"})
    assert len(run(repo).mended) == 1
    partial = run(repo, command_line={"scan.max_file_bytes": 4000})
    assert partial.verdict.completeness is Completeness.partial
    assert partial.mended == ()


def test_a_missed_canary_makes_it_void(repo, monkeypatch):
    commit(repo, {"a.py": "x = 1\n"})
    monkeypatch.setattr("vedette.work.examiner.Examiner.prove", lambda _self: Proof(found={"secrets": False}))
    record = run(repo)
    assert record.verdict.completeness is Completeness.void
    assert exit_code(record.verdict) == 3


def test_a_detector_whose_rules_are_gone_misses_its_canary(repo, monkeypatch):
    commit(repo, {"a.py": "x = 1\n"})
    real = plan_module.Plan.assignment

    def emptied(self, *arguments, **named):
        assignment = real(self, *arguments, **named)
        module, setup = assignment.kinds["secrets"]
        kinds = {"secrets": (module, replace(setup, rules={}, definitions={}))}
        return replace(assignment, kinds=kinds)

    monkeypatch.setattr(plan_module.Plan, "assignment", emptied)
    assert run(repo).verdict.completeness is Completeness.void


def test_a_detector_kind_that_does_not_run_makes_it_void(repo, monkeypatch):
    commit(repo, {"a.py": "x = 1\n"})
    real = plan_module.Plan.assignment
    monkeypatch.setattr(
        plan_module.Plan, "assignment", lambda *given, **named: replace(real(*given, **named), kinds={})
    )
    assert run(repo).verdict.completeness is Completeness.void


def test_the_policy_is_that_of_the_base_and_its_change_is_a_finding(repo):
    commit(repo, {"a.py": "x = 1\n"})
    loosened = '[[emergency]]\nname = "never"\nkinds = ["secrets"]\nrules = ["no-such-*"]\n'
    commit(repo, {"vedette.toml": loosened, "b.py": leak(key())})
    record = run(repo)
    assert record.verdict.decision is Decision.blocked
    assert "policy-changed" in {item.tracked.finding.rule for item in record.verdict.judgements}
    commit(repo, {"c.py": leak(key())})
    assert run(repo).verdict.decision is Decision.passed


STRICT = '[tool.vedette]\n[[tool.vedette.emergency]]\nname = "any"\nseverity = "low"\nconfidence = "low"\n'


@pytest.mark.parametrize(
    ("files", "inside"),
    [
        ({"vedette.toml": ""}, ""),
        ({"vedette.toml": "emergency = []\n", "pyproject.toml": None}, ""),
        ({"pyproject.toml": '[project]\nname = "x"\n'}, ""),
        ({"pyproject.toml": "[[["}, ""),
        ({"sub/vedette.toml": "emergency = []\n"}, "sub"),
    ],
)
def test_a_change_does_not_choose_the_file_that_the_policy_is_read_from(repo, files, inside):
    commit(repo, {"sub/a.py": "x = 1\n", "pyproject.toml": STRICT})
    for name, content in files.items():
        if content is None:
            (repo / name).unlink()
    commit(repo, {name: content for name, content in files.items() if content is not None})
    (repo / "sub/a.py").write_text('password = "' + "vK7-qZ" + 'p29Lw"\n')
    record = run(repo / inside)
    rules = {item.tracked.finding.rule for item in record.verdict.judgements}
    assert record.verdict.decision is Decision.blocked
    assert "policy-changed" in rules


def test_a_folder_has_nothing_to_be_judged_since(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(UsageError, match="no history"):
        list(scan(Request(path=tmp_path, since="main")))


def test_settings_behind_a_link_are_not_read_and_that_is_said(repo):
    commit(repo, {"a.py": "x = 1\n", "real.toml": "emergency = []\n"})
    (repo / "vedette.toml").symlink_to("real.toml")
    (repo / "b.py").write_text(leak(key()))
    events = list(scan(Request(path=repo)))
    assert any("vedette.toml was not read" in note for note in events[0].notes)
    assert events[-1].record.verdict.decision is Decision.blocked


def _too_large(path):
    with path.open("wb") as file:
        file.truncate(ScanSettings().max_file_bytes + 1)


@pytest.mark.parametrize(
    "make",
    [os.mkfifo, Path.mkdir, _too_large],
    ids=["pipe", "folder", "large"],
)
def test_settings_that_are_no_file_or_too_large_are_not_read_and_that_is_said(repo, make):
    commit(repo, {"a.py": "x = 1\n"})
    make(repo / "vedette.toml")
    notes = next(iter(scan(Request(path=repo)))).notes
    assert any("vedette.toml was not read" in note for note in notes)


def test_settings_that_are_not_there_are_no_word(repo, tmp_path):
    commit(repo, {"a.py": "x = 1\n"})
    git(repo, "archive", "-o", str(tmp_path / "a.tar"), "HEAD")
    for path in (repo, tmp_path / "a.tar"):
        assert not [note for note in next(iter(scan(Request(path=path)))).notes if "not read" in note]


def test_what_else_stands_in_a_pyproject_is_no_policy(repo):
    commit(repo, {"pyproject.toml": STRICT})
    commit(repo, {"pyproject.toml": '[project]\nname = "x"\n' + STRICT})
    assert not run(repo).verdict.judgements


def test_a_change_can_mend_a_broken_policy(repo):
    commit(repo, {"a.py": "x = 1\n", "vedette.toml": "[[[\n"})
    commit(repo, {"vedette.toml": '[project]\nid = "shop"\n'})
    events = list(scan(Request(path=repo)))
    assert any("broken" in note for note in events[0].notes)
    assert isinstance(events[-1], Judged)


def test_a_shallow_clone_says_that_it_does_not_know_what_the_change_introduced(repo, tmp_path):
    commit(repo, {"a.py": "x = 1\n"})
    commit(repo, {"b.py": leak(key())})
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", f"file://{repo}", str(tmp_path / "shallow")],
        check=True,
        capture_output=True,
    )
    record = run(tmp_path / "shallow")
    assert record.verdict.completeness is Completeness.partial
    assert record.verdict.decision is Decision.passed
    assert any("introduced" in reason for reason in record.verdict.reasons)


def test_a_folder_without_history_is_judged_as_a_whole(tmp_path):
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "a.py").write_text(leak(key()))
    assert run(folder).verdict.decision is Decision.blocked
    assert run(folder).verdict.decision is Decision.blocked


def test_nothing_to_examine_is_an_error(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingToExamineError):
        run(tmp_path / "empty")


def test_no_secret_leaves_the_run(repo, tmp_path):
    values = [key() for _ in range(3)]
    commit(repo, {"a.py": "".join(leak(value) for value in values)})
    events = list(scan(Request(path=repo)))
    told = repr(events).encode()
    kept = b"".join(
        path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and repo not in path.parents
    )
    for value in values:
        assert value.encode() not in told
        assert value.encode() not in kept
        assert value[-12:].encode() not in told + kept


def test_events_account_for_every_path(repo):
    commit(repo, {f"f{i}.py": f"x = {i}\n" for i in range(20)})
    events = list(scan(Request(path=repo)))
    examined = [path for event in events if isinstance(event, Examined) for path in event.paths]
    skipped = [event.skip.path for event in events if isinstance(event, Skipped)]
    assert sorted(examined + skipped) == sorted(f"f{i}.py" for i in range(20))
    assert events[0].asked == 20


def report(*lines):
    results = [
        {
            "ruleId": "T1",
            "level": "error",
            "message": {"text": f"bad thing {line}"},
            "locations": [
                {"physicalLocation": {"artifactLocation": {"uri": "a.py"}, "region": {"startLine": line}}}
            ],
        }
        for line in lines
    ]
    run_ = {"tool": {"driver": {"name": "Other", "version": "2"}}, "results": results}
    import json

    return read(json.dumps({"version": "2.1.0", "runs": [run_]}).encode(), "")


def test_another_tools_findings_live_as_ours_do(repo):
    commit(repo, {"a.py": "x = 1\n" * 9})
    request = Request(path=repo)
    (*_, first) = import_report(request, report(2, 5))
    assert len(first.record.verdict.judgements) == 2
    (*_, second) = import_report(request, report(5))
    (item,) = second.record.verdict.judgements
    assert item.tracked.id in {each.tracked.id for each in first.record.verdict.judgements}
    run(repo)  # a scan of ours says nothing about another tool's findings
    (*_, third) = import_report(request, report(2, 5))
    assert sorted(each.tracked.reopened for each in third.record.verdict.judgements) == [False, True]


def test_an_imported_finding_may_stop_the_line_when_policy_says_so(repo):
    policy = '[[emergency]]\nname = "other"\nkinds = ["import:*"]\nconfidence = "low"\n'
    commit(repo, {"a.py": "x = 1\n" * 9, "vedette.toml": policy})
    commit(repo, {"a.py": "x = 2\n" * 9})
    (*_, plain) = import_report(Request(path=repo), report(2))
    assert plain.record.verdict.decision is Decision.blocked
    (*_, known) = import_report(Request(path=repo), report(2), report(2))
    assert known.record.verdict.decision is Decision.passed


def test_every_kind_has_rules():
    assert set(index.load()["kinds"]) == {"code", "licences", "packages", "secrets"}


def test_one_text_uses_compiled_patterns_wherever_the_cache_lies(tmp_path):
    pytest.importorskip("hyperscan", reason="no compiled patterns without it")
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    subprocess.run(
        [sys.executable, "-P", "-m", "vedette", "scan", "--stdin", "--name", "a.py"],
        cwd=tmp_path,
        env=environment,
        input=b"x = 1\n",
        check=True,
        capture_output=True,
    )
    assert list((tmp_path / "cache").rglob("*.hsdb"))

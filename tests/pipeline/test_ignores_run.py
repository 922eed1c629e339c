"""Ignores on real repositories: in effect once in the base, each with its reason, warm as cold."""

import json
from pathlib import Path

import pytest

from repository_world import commit, day, git, key, leak, only, run, secrets_of
from vedette.apps.cli.main import run as cli
from vedette.model.finding import State
from vedette.model.verdict import Decision, Disposition
from vedette.work.examiner import Examiner

IGNORE = "vedette" + ": ignore"
RULE = "secret-stripe-secret-key"
GOOD = f'# {IGNORE}[{RULE}] reason="a test account"'


def told(record, rule):
    return [
        (item.tracked.finding.place.path, item.tracked.finding.place.start.line)
        for item in record.verdict.judgements
        if item.tracked.finding.rule == rule
    ]


@pytest.mark.parametrize("text", [leak(key(), GOOD), f"{GOOD}\n{leak(key())}"], ids=["beside", "above"])
def test_an_ignore_of_the_base_accepts_its_finding(repo, text):
    commit(repo, {"a.py": text})
    commit(repo, {"b.py": "x = 1\n"})
    item = only(run(repo))
    assert (item.disposition, item.tracked.state) == (Disposition.accepted, State.accepted)
    assert item.reason == "accepted in the source: a test account"
    assert item.acceptance.how == "ignore"


def test_an_ignore_for_another_rule_or_line_accepts_nothing(repo):
    commit(
        repo,
        {"a.py": leak(key(), GOOD.replace(RULE, "secret-github-pat")), "b.py": f"{GOOD}\n\n{leak(key())}"},
    )
    record = run(repo)
    assert {item.disposition for item in secrets_of(record)} == {Disposition.emergency}
    assert told(record, "ignore-unused") == [("a.py", 1), ("b.py", 1)]


def test_a_change_cannot_ignore_what_it_brings_in(repo):
    commit(repo, {"a.py": "x = 1\n"})
    commit(repo, {"a.py": "x = 1\n" + leak(key(), GOOD)})
    record = run(repo)
    assert record.verdict.decision is Decision.blocked
    assert told(record, "ignore-added") == [("a.py", 2)]
    assert "counts once that is in the base" in only(record).lapsed
    # Once it is in the base it is nobody's change any more.
    commit(repo, {"b.py": "x = 1\n"})
    record = run(repo)
    assert only(record).disposition is Disposition.accepted
    assert told(record, "ignore-added") == []


def test_a_change_cannot_ignore_what_was_there_before(repo):
    value = key()
    commit(repo, {"a.py": leak(value)})
    commit(repo, {"a.py": leak(value, GOOD)})
    record = run(repo)
    assert only(record).disposition is Disposition.tracked
    assert told(record, "ignore-added") == [("a.py", 1)]


def test_an_ignore_copied_or_moved_to_another_secret_accepts_nothing(repo):
    one, other = key(), key()
    commit(repo, {"a.py": leak(one, GOOD) + leak(other)})
    # Copied to one that was there, moved to one that is new.
    commit(repo, {"a.py": leak(one, GOOD) + leak(other, GOOD)})
    record = run(repo)
    assert sorted(item.disposition.value for item in secrets_of(record)) == ["accepted", "tracked"]
    assert len(told(record, "ignore-added")) == 1
    commit(repo, {"a.py": leak(one) + leak(other) + leak(key(), GOOD)})
    record = run(repo, since="HEAD~2")
    assert record.verdict.decision is Decision.blocked


def test_a_value_swapped_under_an_ignore_stops_the_line(repo):
    commit(repo, {"a.py": leak(key(), GOOD)})
    commit(repo, {"a.py": leak(key(), GOOD)})
    assert run(repo).verdict.decision is Decision.blocked


def test_an_ignore_lives_through_edits_and_renames(repo):
    value = key()
    filler = "y = 1\n" * 30
    commit(repo, {"a.py": filler + leak(value, GOOD)})
    commit(repo, {"a.py": "z = 1\n" + filler + leak(value, GOOD)})
    assert only(run(repo)).disposition is Disposition.accepted
    git(repo, "mv", "a.py", "b.py")
    commit(repo, {"b.py": "z = 2\n" + filler + leak(value, GOOD)})
    record = run(repo)
    assert only(record).disposition is Disposition.accepted
    assert told(record, "ignore-added") == []
    # Another reason, or another end, is another ignore.
    commit(repo, {"b.py": filler + leak(value, GOOD.replace("a test", "any"))})
    assert only(run(repo)).disposition is Disposition.tracked


def test_an_expired_ignore_opens_its_finding_again_and_says_so(repo):
    commit(repo, {"a.py": leak(key(), f"{GOOD} until={day(0)}")})
    assert only(run(repo)).disposition is Disposition.accepted
    text = Path(repo, "a.py").read_text().replace(day(0), day(-1))
    commit(repo, {"a.py": text})
    commit(repo, {"b.py": "x = 1\n"})
    item = only(run(repo))
    assert (item.disposition, item.tracked.state) == (Disposition.tracked, State.open)
    assert item.lapsed == f"its ignore ended on {day(-1)}"


def test_a_bare_or_misspelt_one_is_told_and_accepts_nothing(repo):
    commit(
        repo,
        {
            "bare.py": leak(key(), f"# {IGNORE}"),
            "rule.py": leak(key(), f"# {IGNORE}[{RULE}]"),
            "typo.py": leak(key(), GOOD.replace("stripe-secret", "strip-secret")),
        },
    )
    record = run(repo)
    assert all(item.disposition is Disposition.emergency for item in secrets_of(record))
    assert told(record, "ignore-faulty") == [("bare.py", 1), ("rule.py", 1), ("typo.py", 1)]
    messages = [item.tracked.finding.message for item in record.verdict.judgements]
    assert any(f'did you mean "{RULE}"?' in message for message in messages)
    # In files that no change touches they are nobody's change.
    commit(repo, {"b.py": "x = 1\n"})
    after = [item.tracked for item in run(repo).verdict.judgements if item.tracked.finding.kind == "policy"]
    assert [item.introduced for item in after] == [False, False, False]


def test_an_unused_one_is_told_only_if_its_rule_was_examined(repo):
    commit(repo, {"a.py": f"{GOOD}\nx = 1\n"})
    commit(repo, {"b.py": "x = 1\n"})
    first = run(repo)
    assert told(first, "ignore-unused") == [("a.py", 1)]
    (item,) = [one for one in first.verdict.judgements if one.tracked.finding.rule == "ignore-unused"]
    assert not item.tracked.introduced
    commit(repo, {"vedette.toml": f'[rules."{RULE}"]\nenabled = false\n'})
    commit(repo, {"c.py": "x = 1\n"})
    assert told(run(repo), "ignore-unused") == []


def test_a_finding_about_an_ignore_is_mended_with_it(repo):
    commit(repo, {"a.py": f"{GOOD}\nx = 1\n"})
    run(repo)
    commit(repo, {"a.py": "x = 1\n"})
    assert [item.finding.rule for item in run(repo).mended] == ["ignore-unused"]


def test_a_warm_run_says_the_same_and_reads_nothing(repo, monkeypatch):
    commit(repo, {"a.py": leak(key(), GOOD), "c.py": f"{GOOD}\nx = 1\n", "d.py": leak(key(), "# nosec")})
    git(repo, "update-index", "-q", "--refresh")
    cold = run(repo)

    def examine(_self, entry):
        raise AssertionError(f"{entry.path} was examined again")

    monkeypatch.setattr(Examiner, "_open", examine)
    warm = run(repo)
    assert warm.coverage.cached == warm.coverage.examined

    def shown(record):
        return [(i.tracked.id, i.disposition, i.reason, i.acceptance) for i in record.verdict.judgements]

    assert shown(warm) == shown(cold)
    assert [item.disposition for item in secrets_of(warm)] == [Disposition.accepted] * 2


def test_the_same_content_at_a_path_of_another_language_is_read_anew(repo):
    text = leak(key(), GOOD)
    commit(repo, {"a.py": text})
    assert only(run(repo)).disposition is Disposition.accepted
    git(repo, "mv", "a.py", "a.json")
    git(repo, "commit", "-q", "-m", "m")
    assert only(run(repo)).disposition is not Disposition.accepted


def test_workers_send_markers_too(repo):
    commit(repo, {f"f{number}.py": f"x = {number}\n" for number in range(300)})
    commit(repo, {"a.py": f"{GOOD}\nx = 1\n", "b.py": leak(key(), GOOD)})
    commit(repo, {"c.py": "x = 1\n"})
    record = run(repo, command_line={"scan.jobs": 2}, no_cache=True)
    assert only(record).disposition is Disposition.accepted
    assert told(record, "ignore-unused") == [("a.py", 1)]


def test_a_foreign_marker_counts_and_is_shown_as_such(repo):
    commit(repo, {"a.py": leak(key(), "# nosec")})
    commit(repo, {"b.py": "x = 1\n"})
    item = only(run(repo))
    assert item.disposition is Disposition.accepted
    assert item.reason == "accepted by a foreign marker: nosec"
    commit(repo, {"vedette.toml": "[ignores]\nforeign = false\n"})
    commit(repo, {"b.py": "x = 2\n"})
    assert only(run(repo)).disposition is Disposition.tracked


def test_a_new_foreign_marker_counts_no_sooner_than_one_of_ours(repo):
    value = key()
    commit(repo, {"a.py": leak(value)})
    commit(repo, {"a.py": leak(value, "# gitleaks:allow"), "b.py": leak(key(), "# gitleaks:allow")})
    record = run(repo)
    assert record.verdict.decision is Decision.blocked
    assert told(record, "ignore-added") == [("a.py", 1), ("b.py", 1)]


def test_the_policy_may_keep_the_worst_out_of_comments(repo):
    commit(repo, {"a.py": leak(key(), GOOD), "vedette.toml": '[ignores]\nseverity = "high"\n'})
    item = only(run(repo))
    assert item.disposition is Disposition.emergency
    assert "needs a waiver" in item.lapsed


def test_a_credential_at_two_places_is_accepted_only_at_both(repo):
    value = key()
    commit(repo, {"a.py": leak(value, GOOD), "b.py": leak(value)})
    commit(repo, {"c.py": "x = 1\n"})
    assert [item.disposition for item in secrets_of(run(repo))] != [Disposition.accepted]
    commit(repo, {"b.py": leak(value, GOOD)})
    commit(repo, {"c.py": "x = 2\n"})
    assert {item.disposition for item in secrets_of(run(repo))} == {Disposition.accepted}


def test_without_history_what_stands_there_counts(tmp_path):
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "a.py").write_text(leak(key(), GOOD))
    assert only(run(folder)).disposition is Disposition.accepted


def test_sarif_says_where_it_was_accepted(repo, tmp_path, monkeypatch, capfd):
    commit(repo, {"a.py": leak(key(), GOOD)})
    commit(repo, {"b.py": "x = 1\n"})
    monkeypatch.chdir(repo)
    assert cli(["scan", "--format", f"sarif={tmp_path / 'out.sarif'}"]) == 0
    capfd.readouterr()
    (result,) = json.loads((tmp_path / "out.sarif").read_bytes())["runs"][0]["results"]
    assert [one["kind"] for one in result["suppressions"]] == ["inSource"]
    assert "a test account" in result["suppressions"][0]["justification"]

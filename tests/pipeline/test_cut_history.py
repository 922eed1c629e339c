"""Where history is cut, the policy is that of the branch the change goes to, not the change's own."""

import pytest

from repository_world import commit, day, git, key, leak
from vedette.model.events import Judged
from vedette.pipeline import Request, scan

STRICT = '[gate]\non_partial = "stop"\n'


def told(folder, **asked):
    events = list(scan(Request(path=folder, **asked)))
    return events[0].notes, next(event.record for event in events if isinstance(event, Judged))


@pytest.fixture
def cut(repo, tmp_path):
    """Makes a clone of the branch `feature` and of `main`, each of one commit."""

    def clone():
        folder = tmp_path / "cut"
        git(repo, "checkout", "-q", "main")
        git(tmp_path, "clone", "-q", "--depth", "1", "--branch", "feature", f"file://{repo}", str(folder))
        git(folder, "fetch", "-q", "--depth", "1", "origin", "main:refs/remotes/origin/main")
        return folder

    return clone


def test_a_branch_does_not_take_its_policy_away(repo, cut):
    commit(repo, {"vedette.toml": STRICT, "a.py": "x = 1\n"})
    git(repo, "checkout", "-q", "-b", "feature")
    git(repo, "rm", "-q", "vedette.toml")
    commit(repo, {"b.py": "y = 1\n"})
    notes, record = told(folder := cut())
    assert record.verdict.stop_on_partial
    assert any("are those of origin/main" in note for note in notes)
    assert record.run.base == ""
    assert told(folder, since="origin/main")[1].verdict.stop_on_partial


def test_a_branch_that_is_cut_has_its_policy_where_nothing_else_is_there(repo, tmp_path):
    commit(repo, {"vedette.toml": STRICT, "a.py": "x = 1\n"})
    commit(repo, {"b.py": "y = 1\n"})
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repo}", "only")
    assert told(tmp_path / "only")[1].verdict.stop_on_partial


def test_ignores_of_the_branch_do_not_count_and_those_of_main_do(repo, cut):
    def mark(reason):
        # In two parts, so that it is no ignore of this file.
        return "# vedette: " + f'ignore[secret-stripe-secret-key] reason="{reason}" until={day(20)}'

    commit(repo, {"old.py": leak(comment=mark("a test key"))})
    git(repo, "checkout", "-q", "-b", "feature")
    commit(repo, {"new.py": leak(key(), comment=mark("let me pass"))})
    _, record = told(cut())
    accepted = {
        item.tracked.finding.place.path: item.acceptance is not None for item in record.verdict.judgements
    }
    assert accepted.get("new.py") is False
    assert accepted.get("old.py") is True

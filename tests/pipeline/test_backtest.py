"""A policy replayed over lines made for it: what it stops, for whom, what became of it, what it costs."""

import os
import secrets
import string
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vedette.feedback import backtest as shown
from vedette.feedback.paper import Paper
from vedette.model.backtest import Fate
from vedette.model.coverage import Completeness
from vedette.model.errors import NothingToExamineError, UsageError
from vedette.pipeline.backtest import backtest
from vedette.settings.merge import TreeFile
from vedette.work.plan import Request
from vedette.work.replay import Replay

DAY = 86_400
START = 1_700_000_000


def key():
    """A Stripe live key's shape, new each time: none stands in this repository."""
    alphabet = string.ascii_letters + string.digits
    return "sk_" + "live_" + "".join(secrets.choice(alphabet) for _ in range(32))


def leak(value):
    return f'stripe.api_key = "{value}"\n'


@pytest.fixture(autouse=True)
def _places(tmp_path, monkeypatch):
    for name in ("STATE", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))


class Line:
    """A repository whose commits are made on given days by given people."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments, day=0, who="Ada"):
        when = f"{START + day * DAY} +0000"
        env = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        for role in ("AUTHOR", "COMMITTER"):
            env |= {
                f"GIT_{role}_NAME": who,
                f"GIT_{role}_EMAIL": f"{who.lower()}@example.org",
                f"GIT_{role}_DATE": when,
            }
        done = subprocess.run(
            ["git", "-C", str(self.folder), *arguments], check=True, env=env, capture_output=True, text=True
        )
        return done.stdout.strip()

    def commit(self, files, day, who="Ada", message="m"):
        for name, content in files.items():
            path = self.folder / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, day=day, who=who)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def line(tmp_path):
    made = Line(tmp_path / "repo")
    made.commit({"README": "hello\n"}, 0)
    return made


def replay(folder, **asked):
    request = Request(path=Path(folder), ledger_path="none", no_cache=asked.pop("no_cache", True))
    return backtest(Replay(request=request, **asked))


def told(result):
    return shown.text(Paper(100, colour=False), result).decode()


def test_a_key_that_landed_would_have_been_stopped_and_its_end_is_told(line):
    landed = line.commit({"pay.py": leak(key())}, 1, who="Grace")
    mended = line.commit({"pay.py": "api_key = environ['KEY']\n"}, 4)
    line.commit({"README": "more\n"}, 40)
    result = replay(line.folder)
    (stopped,) = result.stopped
    (stop,) = stopped.stops
    assert (result.changes, stopped.commit, stopped.names) == (4, landed, ("Grace",))
    assert (stop.fate, stop.days, stop.mended_by) == (Fate.gone_soon, 3, mended)
    assert shown.rate(result) == 1.0
    assert result.completeness is Completeness.complete
    assert "1 of 4 changes would have been stopped (25.0 %)" in told(result)
    assert "gone after 3 days" in told(result)


def test_what_was_there_before_the_line_stops_nothing(line):
    old = key()
    line.commit({"pay.py": leak(old)}, 1)
    line.commit({"pay.py": "# moved down\n" + leak(old)}, 2)
    line.git("mv", "pay.py", "billing.py")
    line.commit({}, 3)
    assert replay(line.folder, last=2).stopped == ()


def test_late_standing_and_young_are_told_apart(line):
    line.commit({"late.py": leak(key())}, 1)
    line.commit({"stands.py": leak(key())}, 2)
    line.commit({"late.py": None}, 50)
    line.commit({"young.py": leak(key())}, 55)
    result = replay(line.folder)
    fates = {stop.finding.place.path: stop.fate for stop in result.stops}
    assert fates == {"late.py": Fate.gone_late, "stands.py": Fate.stands, "young.py": Fate.young}
    assert shown.rate(result) == 0.0
    assert {stop.fate for stop in replay(line.folder, within=60).stops} == {Fate.gone_soon, Fate.young}


def test_a_merge_is_one_change_and_names_those_whose_commits_it_brings(line):
    line.git("checkout", "-q", "-b", "work")
    line.commit({"pay.py": leak(key())}, 1, who="Grace")
    line.commit({"other.py": "x = 1\n"}, 2, who="Edsger")
    line.git("checkout", "-q", "main")
    line.git("merge", "-q", "--no-ff", "-m", "Merge work", "work", day=3, who="Ada")
    result = replay(line.folder, last=1)
    (stopped,) = result.stopped
    assert (result.changes, result.merges) == (1, 1)
    assert stopped.names == ("Grace", "Edsger")
    assert stopped.title == "Merge work"


def test_what_only_passed_through_the_commits_of_a_merge_is_told_as_that(line):
    line.git("checkout", "-q", "-b", "work")
    line.commit({"pay.py": leak(key())}, 1, who="Grace")
    line.commit({"pay.py": "api_key = None\n"}, 2, who="Grace")
    line.git("checkout", "-q", "main")
    line.git("merge", "-q", "--no-ff", "-m", "Merge work", "work", day=3)
    (stop,) = replay(line.folder, last=1).stops
    assert stop.fate is Fate.passing
    assert stop.finding.place.revision


def test_a_mailmap_names_people_and_no_address_is_shown(line):
    line.commit({".mailmap": "Grace Hopper <g@example.org> <grace@example.org>\n"}, 0)
    line.commit({"pay.py": leak(key())}, 1, who="grace")
    result = replay(line.folder)
    assert result.stopped[0].names == ("Grace Hopper",)
    assert b"example.org" not in shown.json(result)


def test_a_bare_repository_is_replayed_and_its_own_policy_counts(line, tmp_path):
    line.commit({"pay.py": leak(key())}, 1)
    bare = tmp_path / "bare.git"
    line.git("clone", "-q", "--bare", str(line.folder), str(bare))
    assert len(replay(bare).stopped) == 1
    line.commit({"vedette.toml": "emergency = []\n"}, 2)
    line.git("push", "-q", str(bare), "main")
    result = replay(bare)
    assert (result.stopped, result.introduced, result.policy) == ((), 1, "vedette.toml")


def test_a_policy_can_be_tried_before_it_is_turned_on(line):
    line.commit({"vedette.toml": "emergency = []\n", "pay.py": leak(key())}, 1)
    trial = TreeFile(
        b'[[emergency]]\nname = "any secret"\nkinds = ["secrets"]\nseverity = "low"\n', "trial.toml"
    )
    assert replay(line.folder).stopped == ()
    (stopped,) = replay(line.folder, policy=trial).stopped
    assert stopped.stops[0].reason == "introduced by this change: any secret"


def test_a_work_tree_is_not_looked_at(line):
    line.commit({"pay.py": leak(key())}, 1)
    (line.folder / "pay.py").write_text("clean\n")
    (line.folder / "new.py").write_text(leak(key()))
    assert [stop.finding.place.path for stop in replay(line.folder).stops] == ["pay.py"]


def test_each_version_is_examined_once_and_remembered(line):
    for day in range(1, 20):
        line.commit({"a.py": f"a = {day}\n"}, day)
    first = replay(line.folder, no_cache=False)
    again = replay(line.folder, no_cache=False)
    assert (first.versions, first.cached) == (20, 0)
    assert (again.versions, again.cached) == (20, 20)


def test_the_same_key_that_comes_back_is_a_second_stop(line):
    value = key()
    line.commit({"pay.py": leak(value)}, 1)
    line.commit({"pay.py": "none\n"}, 2)
    line.commit({"pay.py": leak(value)}, 30)
    line.commit({"pay.py": "none\n"}, 60)
    line.commit({"README": "x\n"}, 90)
    stops = replay(line.folder).stops
    assert [stop.days for stop in stops] == [1, 30]
    assert stops[0].id == stops[1].id


def test_a_missing_blob_makes_it_partial_and_is_said(line):
    line.commit({"a.py": "a = 1\n"}, 1)
    blob = line.git("rev-parse", "HEAD:a.py")
    (line.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    result = replay(line.folder)
    assert result.completeness is Completeness.partial
    assert result.unexamined == 1
    assert told(result).startswith("BACKTEST, PARTIAL")


def test_hostile_titles_and_names_are_harmless(line):
    title = "::error::\x1b[31m|<script>"
    line.commit({"pay.py": leak(key())}, 1, who="E\u202ev|il", message=title)
    result = replay(line.folder)
    for out in (told(result), shown.markdown(result).decode()):
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "<script>" not in shown.markdown(result).decode()
    assert b"\x1b" not in shown.json(result)


def test_no_secret_leaves_by_any_format(line):
    value = key()
    line.commit({"pay.py": leak(value)}, 1)
    result = replay(line.folder)
    for out in (told(result).encode(), shown.markdown(result), shown.json(result)):
        assert value.encode() not in out


def test_a_shallow_clone_ends_the_line_and_says_so(line, tmp_path):
    line.commit({"pay.py": leak(key())}, 1)
    line.commit({"README": "x\n"}, 2)
    shallow = tmp_path / "shallow"
    line.git("clone", "-q", "--depth", "2", f"file://{line.folder}", str(shallow))
    result = replay(shallow)
    assert (result.changes, result.stopped) == (1, ())
    assert any("git fetch --unshallow" in note for note in result.notes)


def test_times_are_those_of_the_commits(line):
    line.commit({"pay.py": leak(key())}, 1)
    expected = datetime.fromtimestamp(START + DAY, UTC).isoformat(timespec="seconds")
    assert replay(line.folder).stopped[0].time == expected


def test_what_is_no_repository_is_refused(tmp_path):
    (tmp_path / "plain").mkdir()
    with pytest.raises(UsageError, match="no history"):
        replay(tmp_path / "plain")
    with pytest.raises(NothingToExamineError):
        replay(tmp_path / "absent")


def test_a_repository_without_a_commit_is_refused(tmp_path):
    empty = Line(tmp_path / "empty")
    with pytest.raises(UsageError, match="no commit yet"):
        replay(empty.folder)


def test_what_stands_elsewhere_since_long_is_not_brought_in_by_a_copy(line):
    value = key()
    line.commit({"pay.py": leak(value)}, 1)
    line.commit({"README": "x\n"}, 2)
    line.commit({"copy.py": leak(value)}, 3)
    line.commit({"other.py": leak(key())}, 4)
    assert [stop.finding.place.path for stop in replay(line.folder, last=3).stops] == ["other.py"]


def test_a_comment_that_was_there_before_accepts_and_one_that_comes_along_does_not(line):
    marked = leak(key()).rstrip() + "  # gitleaks:allow\n"
    line.commit({"new.py": marked}, 1)
    line.commit({"old.py": "# gitleaks:allow\n"}, 2)
    stops = replay(line.folder).stops
    assert [stop.finding.place.path for stop in stops] == ["new.py"]


def test_what_the_policy_waives_today_would_not_have_been_stopped(line):
    line.commit({"pay.py": leak(key())}, 1)
    assert len(replay(line.folder).stopped) == 1
    line.commit({".vedette/waivers.toml": "broken = [\n"}, 2)
    with pytest.raises(UsageError, match=r"waivers\.toml"):
        replay(line.folder)

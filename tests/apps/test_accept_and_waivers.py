"""Waivers on real repositories: in effect once in the base, on every machine, until they end."""

import json
import os
import secrets
import string
from pathlib import Path

import pytest

from repository_world import commit, day, git, key, leak, machine, new_repository, only, run, secrets_of
from vedette.apps.cli.main import run as cli
from vedette.model.finding import State
from vedette.model.verdict import Decision, Disposition
from vedette.settings.waivers import read_waivers

FILE = ".vedette/waivers.toml"
ALPHABET = string.ascii_letters + string.digits


def token():
    """A key of a rule that is not critical."""
    return "AI" + "za" + "".join(secrets.choice(ALPHABET) for _ in range(35))


@pytest.fixture(autouse=True)
def _machine(tmp_path, monkeypatch):
    machine(tmp_path / "laptop", monkeypatch)
    for name in list(os.environ):
        if name.startswith("VEDETTE_"):
            monkeypatch.delenv(name)


@pytest.fixture
def repo(tmp_path, monkeypatch):
    folder = new_repository(tmp_path / "repo")
    monkeypatch.chdir(folder)
    return folder


def accept(item, *more, reason="test account without rights", until=None, by="jane@example.org"):
    name = item.tracked.id
    return cli(["accept", name, "--reason", reason, "--until", until or day(30), "--by", by, *more])


def approve(item, by="joe@example.org"):
    return cli(["accept", item.tracked.id, "--approve", "--by", by])


def effects(record):
    return [one.effect.value for one in record.waivers]


@pytest.fixture
def accepted(repo):
    """A repository whose one secret is accepted, the waiver in the base."""
    value = key()
    commit(repo, {"pay.py": leak(value)})
    item = only(run(repo))
    assert accept(item) == 0
    assert approve(item) == 0
    commit(repo, {})
    commit(repo, {"other.py": "x = 1\n"})
    return value, item


def test_a_waiver_counts_once_it_is_in_the_base(repo):
    commit(repo, {"pay.py": leak(token())})
    item = only(run(repo))
    assert accept(item) == 0
    assert effects(run(repo)) == ["active"]  # a first commit has no base: what stands there counts
    commit(repo, {})
    fresh = run(repo)
    assert effects(fresh) == ["not-in-base"]
    assert only(fresh).disposition is Disposition.tracked
    assert "counts once it is in the base" in only(fresh).lapsed
    assert "policy-changed" in [one.tracked.finding.rule for one in fresh.verdict.judgements]
    commit(repo, {"x.py": "x = 1\n"})
    merged = run(repo)
    assert effects(merged) == ["active"]
    assert only(merged).disposition is Disposition.accepted
    assert only(merged).acceptance.by == "jane@example.org"
    assert only(merged).tracked.state is State.accepted
    assert "policy-changed" not in [one.tracked.finding.rule for one in merged.verdict.judgements]


def test_a_change_cannot_waive_what_it_brings_in(repo):
    commit(repo, {"a.py": "x = 1\n"})
    git(repo, "checkout", "-q", "-b", "feature")
    commit(repo, {"pay.py": leak(key())})
    item = only(run(repo))
    assert accept(item) == approve(item) == 0
    commit(repo, {})
    assert run(repo).verdict.decision is Decision.blocked
    # Merged by itself first, it lets the rest pass.
    waiver = Path(FILE).read_text()
    git(repo, "checkout", "-q", "main")
    commit(repo, {FILE: waiver})
    git(repo, "checkout", "-q", "feature")
    git(repo, "merge", "-q", "-m", "m", "main")
    record = run(repo)
    assert record.verdict.decision is Decision.passed
    assert only(record).disposition is Disposition.accepted


@pytest.mark.usefixtures("accepted")
def test_a_waiver_holds_on_a_machine_with_another_key_and_on_one_without(repo, tmp_path, monkeypatch):
    here = only(run(repo))
    machine(tmp_path / "ci", monkeypatch)
    there = only(run(repo))
    assert there.tracked.finding.fingerprint != here.tracked.finding.fingerprint
    assert there.tracked.id == here.tracked.id  # so that what CI names can be accepted on a laptop
    assert there.disposition is Disposition.accepted
    assert only(run(repo, ledger_path="none")).disposition is Disposition.accepted
    monkeypatch.setenv("VEDETTE_IDENTITY_KEY", "something else")
    assert only(run(repo)).disposition is Disposition.accepted


def test_a_guessable_value_is_never_in_the_file_in_a_form_to_be_guessed(repo, tmp_path, monkeypatch):
    value = "blue" + "Horse7" + "!x"
    commit(repo, {"app.env": f"DB_PASSWORD={value}\n"})
    item = only(run(repo))
    assert item.tracked.finding.portable == "name:db_password"
    assert accept(item) == 0
    commit(repo, {})
    text = Path(FILE).read_text()
    (waiver,) = read_waivers(text.encode())
    assert item.tracked.finding.subject not in text
    assert item.tracked.finding.fingerprint not in text
    commit(repo, {"x.py": "x = 1\n"})
    machine(tmp_path / "ci", monkeypatch)
    assert only(run(repo)).disposition is Disposition.accepted
    # Another value under the name, the same name elsewhere, or once more in the file, is another thing.
    commit(repo, {"app.env": f"DB_PASSWORD=Other{value}\n"})
    assert only(run(repo)).disposition is not Disposition.accepted
    commit(repo, {"app.env": f"DB_PASSWORD={value}\n"})
    commit(repo, {"x.py": "x = 2\n"})
    commit(repo, {"prod.env": f"DB_PASSWORD={value}2\n"})
    told = {one.tracked.finding.place.path: one.disposition for one in secrets_of(run(repo))}
    assert told["app.env"] is Disposition.accepted
    assert told["prod.env"] is not Disposition.accepted
    commit(repo, {"app.env": f"DB_PASSWORD={value}\nX=1\nDB_PASSWORD=Other{value}\n"})
    assert "over-broad" in effects(run(repo))
    assert waiver.places == 1


def test_a_moved_and_a_renamed_file_keep_their_waiver(accepted, repo, tmp_path, monkeypatch):
    value, _ = accepted
    commit(repo, {"pay.py": "# moved down\n\n" + leak(value)})
    assert only(run(repo)).disposition is Disposition.accepted
    git(repo, "mv", "pay.py", "billing.py")
    commit(repo, {})
    assert only(run(repo)).disposition is Disposition.accepted
    commit(repo, {"x.py": "x = 2\n"})
    machine(tmp_path / "ci", monkeypatch)
    record = run(repo)
    assert (only(record).disposition, effects(record)) == (Disposition.accepted, ["active"])


def test_a_guessable_value_keeps_its_waiver_through_a_rename(repo, tmp_path, monkeypatch):
    commit(repo, {"app.env": "A=1\nB=2\nC=3\nDB_PASSWORD=" + "blue" + "Horse7!x\n"})
    assert accept(only(run(repo))) == 0
    commit(repo, {})
    commit(repo, {"x.py": "x = 1\n"})
    git(repo, "mv", "app.env", "shop.env")
    commit(repo, {})
    machine(tmp_path / "ci", monkeypatch)
    assert only(run(repo)).disposition is Disposition.accepted
    commit(repo, {"x.py": "x = 2\n"})
    assert only(run(repo)).disposition is Disposition.accepted


@pytest.mark.usefixtures("accepted")
def test_another_value_is_not_accepted(repo):
    commit(repo, {"pay.py": leak(key())})
    record = run(repo)
    assert record.verdict.decision is Decision.blocked
    assert effects(record) == ["unused"]


def test_the_same_credential_in_too_many_places_is_no_longer_covered(accepted, repo):
    value, _ = accepted
    commit(repo, {"vedette.toml": "[waivers]\nmost_places = 2\n"})
    commit(repo, {f"copy{number}.py": leak(value) for number in range(3)})
    record = run(repo)
    assert effects(record) == ["over-broad"]
    assert all(one.disposition is not Disposition.accepted for one in secrets_of(record))


def test_a_critical_one_waits_for_a_second_person(repo, capsys):
    commit(repo, {"pay.py": leak(key())})
    item = only(run(repo))
    assert accept(item) == 0
    assert "--approve" in capsys.readouterr().out
    assert approve(item, by=" Jane@Example.org") == 2
    assert "cannot stand for it twice" in capsys.readouterr().err
    commit(repo, {})
    commit(repo, {"x.py": "x = 1\n"})
    record = run(repo)
    assert effects(record) == ["waiting"]
    assert only(record).disposition is Disposition.tracked
    assert only(record).lapsed == "its waiver waits for a second person"
    assert approve(item) == 0
    assert approve(item) == 2
    commit(repo, {})
    commit(repo, {"x.py": "x = 2\n"})
    record = run(repo)
    assert effects(record) == ["active"]
    assert only(record).acceptance.approved_by == "joe@example.org"


@pytest.mark.usefixtures("accepted")
def test_an_expired_waiver_opens_its_finding_again_and_says_so(repo, capfd):
    first = only(run(repo))
    assert first.tracked.state is State.accepted
    text = Path(FILE).read_text()
    over = day(-1)
    commit(repo, {FILE: text.replace(f"until = {day(30)}", f"until = {over}")})
    commit(repo, {"x.py": "x = 1\n"})
    record = run(repo)
    item = only(record)
    assert effects(record) == ["expired"]
    assert (item.disposition, item.tracked.state) == (Disposition.tracked, State.open)
    assert item.tracked.id == first.tracked.id
    assert item.lapsed == f"its waiver ended on {over}"
    capfd.readouterr()
    assert cli(["explain", item.tracked.id]) == 0
    out = capfd.readouterr().out
    assert "accepted by jane@example.org, approved by joe@example.org" in out
    assert f"re-opened: its waiver ended on {over}" in out
    assert cli(["scan"]) == 0
    assert f"its waiver ended on {over}" in capfd.readouterr().out


@pytest.mark.usefixtures("accepted")
def test_a_waiver_that_is_taken_out_opens_its_finding_again(repo):
    assert only(run(repo)).disposition is Disposition.accepted
    Path(FILE).unlink()
    commit(repo, {})
    assert only(run(repo)).disposition is Disposition.accepted  # judged by the base
    commit(repo, {"x.py": "x = 1\n"})
    item = only(run(repo))
    assert (item.tracked.state, item.lapsed) == (State.open, "nothing accepts it any more")


def test_the_last_day_counts(repo):
    commit(repo, {"pay.py": leak(token())})
    assert accept(only(run(repo)), until=day(0)) == 0
    assert only(run(repo)).disposition is Disposition.accepted


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "needs --reason and --until"),
        (["--reason", "x"], "needs --reason and --until"),
        (["--reason", " ", "--until", day(3)], "--reason is empty"),
        (["--reason", "a\nb", "--until", day(3)], "not on one line"),
        (["--reason", "x", "--until", "soon"], "no date"),
        (["--reason", "x", "--until", day(-1)], "is over"),
        (["--reason", "x", "--until", day(181)], "the policy allows 180"),
        (["--reason", "x", "--until", day(3), "--by", " "], "--by gives no name"),
        (["--approve", "--reason", "x"], "takes neither"),
        (["--approve"], "no waiver of"),
    ],
)
def test_what_accept_refuses(repo, capsys, arguments, said):
    commit(repo, {"pay.py": leak(token())})
    item = only(run(repo))
    assert cli(["accept", item.tracked.id, *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not Path(FILE).exists()


def test_the_policy_bounds_how_long_a_waiver_may_last(repo, capsys):
    commit(repo, {"pay.py": leak(token()), "vedette.toml": "[waivers]\nmax_days = 10\n"})
    item = only(run(repo))
    assert accept(item, until=day(11)) == 2
    assert "allows 10" in capsys.readouterr().err
    assert accept(item, until=day(10)) == 0
    # Written by hand, it has no effect either.
    text = Path(FILE).read_text().replace(day(10), day(400))
    Path(FILE).write_text(text)
    assert effects(run(repo)) == ["over-broad"]


def test_accepting_twice_and_the_unknown_and_the_fixed(repo, capsys):
    commit(repo, {"pay.py": leak(token())})
    item = only(run(repo))
    assert accept(item) == 0
    assert accept(item) == 2
    assert "is accepted until" in capsys.readouterr().err
    assert accept(item, until=day(60)) == 0
    assert cli(["accept", "VD-00000000", "--reason", "x", "--until", day(3)]) == 2
    assert "no finding is called" in capsys.readouterr().err
    commit(repo, {"pay.py": "x = 1\n"})
    commit(repo, {"vedette.toml": ""})
    run(repo)


def test_the_file_keeps_its_text_and_is_written_through_no_link(repo, tmp_path, capsys):
    commit(repo, {"pay.py": leak(token()), "more.py": leak(token())})
    first, second = secrets_of(run(repo))
    before = "# ours, with care\r\n\r\n# end without a line end"
    Path(".vedette").mkdir()
    Path(FILE).write_bytes(before.encode())
    assert accept(first) == 0
    assert Path(FILE).read_bytes().startswith(before.encode() + b"\r\n")
    one = Path(FILE).read_bytes()
    assert accept(second, reason='she said "never" \\o/ \u202e') == 2  # not printable
    assert accept(second, reason='she said "never" \\o/') == 0
    assert Path(FILE).read_bytes().startswith(one)
    assert [waiver.reason for waiver in read_waivers(Path(FILE).read_bytes())][1] == 'she said "never" \\o/'
    outside = tmp_path / "outside.toml"
    outside.write_text("")
    Path(FILE).unlink()
    Path(FILE).symlink_to(outside)
    capsys.readouterr()
    assert accept(first) == 2
    assert outside.read_text() == ""
    Path(FILE).unlink()
    Path(".vedette").rmdir()
    Path(".vedette").symlink_to(tmp_path)
    assert accept(first) == 2
    assert not (tmp_path / "waivers.toml").exists()


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_a_file_that_is_none_is_told_and_waited_for_by_nobody(repo, capfd, make):
    commit(repo, {"pay.py": leak(token())})
    item = only(run(repo))
    Path(".vedette").mkdir()
    make(FILE)
    assert accept(item) == 2
    assert "make it a regular file" in capfd.readouterr().err
    assert cli(["waivers"]) == 0
    assert f"note: {FILE} was not read, and no waiver of it counts" in capfd.readouterr().err


@pytest.mark.usefixtures("accepted")
def test_the_file_itself_scans_clean(repo):
    assert [item.tracked.finding.place.path for item in secrets_of(run(repo))] == ["pay.py"]


@pytest.mark.usefixtures("accepted")
def test_the_list_says_what_each_does(repo, capfd):
    text = Path(FILE).read_text()
    extra = f"""
[[waiver]]
rule = "secret-*"
path = "tests/**"
reason = "all of it"
until = {day(9)}
by = "jane"

[[waiver]]
finding = "VD-0BVI0VS0"
rule = "secret-stripe-secret-key"
path = "pay.py"
identity = "w1-00000000000000000000000000000000"
reason = "never was"
until = {day(9)}
by = "jane"

[[waiver]]
finding = "VD-0BVI0VS1"
rule = "secret-stripe-secret-key"
identity = "w1-00000000000000000000000000000001"
until = {day(9)}
by = "jane"
"""
    commit(repo, {FILE: text + extra})
    commit(repo, {"x.py": "x = 1\n"})
    capfd.readouterr()
    assert cli(["waivers", "--format", "json"]) == 0
    listed = json.loads(capfd.readouterr().out)
    assert [one["effect"] for one in listed] == ["active", "over-broad", "unknown-finding", "faulty"]
    assert cli(["waivers"]) == 0
    out = capfd.readouterr().out
    assert "4 waivers: 1 active, 1 over-broad, 1 unknown-finding, 1 faulty" in out
    assert "1 finding is accepted: 1 by a waiver" in out
    assert "it lacks reason" in out


@pytest.mark.usefixtures("accepted")
def test_a_broken_file_is_a_mistake_of_the_change_and_not_of_the_next_one(repo, capsys):
    Path(FILE).write_text("[[waiver]\n")
    assert cli(["scan"]) == 2
    assert "not valid TOML" in capsys.readouterr().err
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "-m", "m")
    commit(repo, {FILE: ""})
    assert effects(run(repo)) == []


def test_a_waiver_covers_what_a_commit_let_out_and_took_back(accepted, repo):
    value, _ = accepted
    git(repo, "checkout", "-q", "-b", "feature")
    commit(repo, {"again.py": leak(value)})
    commit(repo, {"again.py": "x = 1\n"})
    assert run(repo).verdict.decision is Decision.passed


@pytest.mark.usefixtures("accepted")
def test_sarif_and_text_show_what_is_accepted(tmp_path, capfd):
    assert cli(["scan", "--format", "text", "--format", f"sarif={tmp_path / 'out.sarif'}"]) == 0
    out = capfd.readouterr().out
    assert "1 accepted" in out.splitlines()[0]
    assert "--auditor lists them" in out
    assert "pay.py" not in out
    (result,) = json.loads((tmp_path / "out.sarif").read_bytes())["runs"][0]["results"]
    (suppression,) = result["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert "test account without rights" in suppression["justification"]
    assert cli(["scan", "--auditor"]) == 0
    assert "pay.py" in capfd.readouterr().out


def test_a_staged_change_is_judged_with_the_waivers_of_head(accepted, repo):
    value, _ = accepted
    Path("more.py").write_text(leak(value))
    git(repo, "add", "-A")
    assert run(repo, staged=True).verdict.decision is Decision.passed
    Path("more.py").write_text(leak(key()))
    git(repo, "add", "-A")
    assert run(repo, staged=True).verdict.decision is Decision.blocked

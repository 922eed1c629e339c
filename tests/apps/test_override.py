"""An override from the command line: what it lets pass, who is named, what is said and remembered."""

import datetime as dt
import json
import re
import secrets
import string
import subprocess
import sys

import pytest

from vedette.ledger.store import open_ledger

REASON = "the shop is down, issue 17"


def key():
    """A Stripe live key's shape, new each time: none stands in this repository."""
    alphabet = string.ascii_letters + string.digits
    return "sk_" + "live_" + "".join(secrets.choice(alphabet) for _ in range(32))


def git(world, *arguments):
    names = {
        f"GIT_{role}_{what}": "a@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    subprocess.run(
        ["git", *arguments], cwd=world.here, env=world.env | names, check=True, capture_output=True
    )


@pytest.fixture
def repo(world):
    """A repository whose branch brings in a credential."""
    git(world, "init", "-q", "-b", "main")
    return world


def change(world, files, policy=""):
    (world.here / "README").write_text("hello\n")
    (world.here / "vedette.toml").write_text(policy)
    git(world, "add", "-A")
    git(world, "commit", "-q", "-m", "base")
    git(world, "checkout", "-q", "-b", "work")
    for name, text in files.items():
        (world.here / name).write_text(text)
    git(world, "add", "-A")
    git(world, "commit", "-q", "-m", "change")


def scan(world, *arguments, **env):
    return world.run("scan", *arguments, env={"VEDETTE_ACTOR": "ada", **env})


def first(done):
    return done.stdout.partition("\n")[0]


def leak(value=None):
    return f'stripe.api_key = "{value or key()}"\n'


def test_what_stops_is_let_pass_and_the_first_line_says_who_why_and_until(repo):
    change(repo, {"pay.py": leak()})
    assert scan(repo, "--ledger", "none").returncode == 1
    done = scan(repo, "--ledger", "none", "--override", REASON)
    until = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=7)).isoformat()
    assert done.returncode == 0, done.stderr
    assert first(done).startswith(
        f"OVERRIDDEN: overridden by ada until {until}: {REASON}; 1 emergency let pass"
    )
    assert f"due {until}" in done.stdout


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("text", r"^OVERRIDDEN: .*ada"),
        ("markdown", r"vedette: OVERRIDDEN[\s\S]*ada[\s\S]*Overridden: would stop this change: 1"),
        ("html", r"<h1>OVERRIDDEN</h1>[\s\S]*ada[\s\S]*Overridden: would stop this change"),
        ("junit", r"OVERRIDDEN[\s\S]*ada"),
        ("github", r"::warning title=vedette::OVERRIDDEN.*ada"),
        ("github-summary", r"vedette: OVERRIDDEN[\s\S]*ada"),
        ("csv", r"OVERRIDDEN"),
        ("gitlab-secrets", r"OVERRIDDEN"),
    ],
)
def test_every_output_says_so(repo, name, pattern):
    change(repo, {"pay.py": leak()})
    done = scan(repo, "--ledger", "none", "--override", REASON, "--format", name)
    assert done.returncode == 0
    assert re.search(pattern, done.stdout, re.MULTILINE), done.stdout[:2000]


def test_records_hold_it_as_data(repo):
    change(repo, {"pay.py": leak()})
    until = dt.datetime.now(dt.UTC).date().isoformat()
    options = ("--override", REASON, "--override-until", until)
    done = scan(repo, "--ledger", "none", *options, "--format", "json", "--format", "sarif=out.sarif")
    verdict = json.loads(done.stdout)["verdict"]
    (judged,) = verdict["judgements"]
    told = verdict["override"]
    assert verdict["decision"] == "overridden"
    assert (told["who"], told["reason"], told["until"]) == ("ada", REASON, until)
    assert told["findings"] == [judged["tracked"]["id"]]
    assert (judged["disposition"], judged["tracked"]["due"]) == ("overridden", until)
    run = json.loads((repo.here / "out.sarif").read_text())["runs"][0]
    sarif = run["invocations"][0]["properties"]["override"]
    assert (sarif["who"], sarif["reason"], sarif["until"]) == ("ada", REASON, until)
    assert run["results"][0]["properties"]["disposition"] == "overridden"


def test_the_ledger_remembers_it_and_another_emergency_stops(repo):
    change(repo, {"pay.py": leak()})
    ledger = str(repo.here.parent / "ledger.db")
    assert scan(repo, "--ledger", ledger, "--override", REASON).returncode == 0
    again = scan(repo, "--ledger", ledger)
    assert again.returncode == 0
    assert first(again).startswith("OVERRIDDEN: overridden by ada until")
    (repo.here / "other.py").write_text(leak())
    third = scan(repo, "--ledger", ledger, "--format", "json")
    assert third.returncode == 1
    kinds = [item["disposition"] for item in json.loads(third.stdout)["verdict"]["judgements"]]
    assert kinds == ["emergency", "overridden"]
    assert repo.run("ledger", "verify", "--ledger", ledger).returncode == 0
    name = json.loads(third.stdout)["verdict"]["judgements"][1]["tracked"]["id"]
    life = repo.run("explain", name, "--ledger", ledger).stdout
    assert "overridden until" in life
    assert REASON in life


def test_it_ends_with_its_last_day(repo):
    change(repo, {"pay.py": leak()})
    ledger = repo.here.parent / "ledger.db"
    assert scan(repo, "--ledger", str(ledger), "--override", REASON).returncode == 0
    later = (
        "import datetime as d, os, sys\n"
        "import vedette.pipeline.conclusion as c\n"
        "class Late(d.datetime):\n"
        "    @classmethod\n"
        "    def now(cls, tz=None):\n"
        "        return d.datetime.now(tz) + d.timedelta(days=int(os.environ['LATER']))\n"
        "c.datetime = Late\n"
        "from vedette.apps.cli.main import run\n"
        "sys.exit(run(sys.argv[1:]))\n"
    )

    def after(days):
        return subprocess.run(
            [sys.executable, "-c", later, "scan", "--ledger", str(ledger)],
            cwd=repo.here,
            env=repo.env | {"LATER": str(days)},
            capture_output=True,
            text=True,
            check=False,
        )

    assert after(7).returncode == 0
    ended = after(8)
    assert ended.returncode == 1
    assert first(ended).startswith("BLOCKED")


def test_a_policy_of_the_base_forbids_it(repo):
    change(repo, {"pay.py": leak(), "vedette.toml": ""}, policy="[gate]\noverride = false\n")
    done = scan(repo, "--ledger", "none", "--override", REASON)
    assert done.returncode == 2
    assert "the policy allows no override" in done.stderr


def test_it_is_bounded_and_needs_its_parts(repo):
    change(repo, {"pay.py": leak()})
    for arguments, message in (
        (("--override", REASON, "--override-until", "2099-01-01"), "more than 7 days away"),
        (("--override", REASON, "--override-until", "tomorrow"), "is no date"),
        (("--override", " "), "needs a reason"),
        (("--override-until", "2099-01-01"), "--override-until needs --override"),
        (("--override", REASON, "--history"), "takes neither"),
    ):
        done = scan(repo, "--ledger", "none", *arguments)
        assert done.returncode == 2, arguments
        assert message in done.stderr


def test_who_is_named_by_ci_when_nobody_says_so(repo):
    change(repo, {"pay.py": leak()})
    for env, who in (
        ({"GITHUB_ACTOR": "octo", "GITLAB_USER_LOGIN": "tanuki"}, "octo"),
        ({"GITLAB_USER_LOGIN": "tanuki"}, "tanuki"),
        ({"VEDETTE_ACTOR": "ada@example.org"}, "ada"),
    ):
        clean = {"VEDETTE_ACTOR": "", "GITHUB_ACTOR": "", "GITLAB_USER_LOGIN": "", **env}
        done = scan(repo, "--ledger", "none", "--override", REASON, **clean)
        assert f"overridden by {who} until" in first(done)


def test_a_staged_commit_is_let_pass_too(repo):
    change(repo, {"a.py": "a = 1\n"})
    (repo.here / "pay.py").write_text(leak())
    git(repo, "add", "-A")
    assert scan(repo, "--staged").returncode == 1
    assert scan(repo, "--staged", "--override", REASON).returncode == 0


def test_with_nothing_to_override_it_is_a_plain_pass(repo):
    change(repo, {"a.py": "a = 1\n"})
    done = scan(repo, "--ledger", "none", "--override", REASON)
    assert (done.returncode, first(done).partition(":")[0]) == (0, "PASSED")


def test_a_name_can_be_erased_and_the_override_holds(repo):
    change(repo, {"pay.py": leak()})
    path = repo.here.parent / "ledger.db"
    assert scan(repo, "--ledger", str(path), "--override", REASON).returncode == 0
    ledger = open_ledger(path)
    try:
        (deed,) = ledger.deeds(None, 10)
        assert (deed.what, deed.who, deed.reason) == ("override", "ada", REASON)
        assert ledger.forget("ada") == 1
        assert ledger.verify() == []
    finally:
        ledger.close()
    again = scan(repo, "--ledger", str(path))
    assert again.returncode == 0
    assert first(again).startswith("OVERRIDDEN: overridden in an earlier run until")

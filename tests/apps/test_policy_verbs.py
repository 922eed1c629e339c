"""`vedette policy` and `vedette backtest` from the command line."""

import json
import secrets
import string
import subprocess

import pytest

POLICY = """
[[service]]
name = "payments"
paths = ["src/pay/"]
owners = ["@shop/pay"]
criticality = "critical"
exposure = "internet"
[[policy.test]]
name = "a key in the payment service"
expect = "stop"
service = "payments"
due = 7
owner = "@shop/pay"
"""
FAILING = POLICY + '[[policy.test]]\nname = "an old one"\nexpect = "stop"\nintroduced = false\n'


def git(world, *arguments):
    names = {f"GIT_{role}_{what}": "Ada" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(
        ["git", *arguments], cwd=world.here, env=world.env | names, check=True, capture_output=True
    )


@pytest.fixture
def repo(world):
    """A repository with two changes, the second of which brings in a credential."""
    git(world, "init", "-q", "-b", "main")
    alphabet = string.ascii_letters + string.digits
    value = "sk_" + "live_" + "".join(secrets.choice(alphabet) for _ in range(32))
    for name, text in (("README", "hello\n"), ("pay.py", f'stripe.api_key = "{value}"\n')):
        (world.here / name).write_text(text)
        git(world, "add", "-A")
        git(world, "commit", "-q", "-m", name)
    return world


def test_without_examples_those_of_the_default_policy_are_run(world):
    done = world.run("policy", "test")
    assert done.returncode == 0
    assert "passed: 10 examples, by the default policy" in done.stdout
    assert "there is no [[policy.test]]" in done.stderr


def test_examples_of_the_settings_are_run_and_a_failure_says_what_and_why(world):
    (world.here / "vedette.toml").write_text(POLICY)
    done = world.run("policy", "test")
    assert done.returncode == 0
    assert "passed: 1 example, by vedette.toml" in done.stdout
    (world.here / "trial.toml").write_text(FAILING)
    failed = world.run("policy", "test", "--policy", "trial.toml")
    assert failed.returncode == 1
    assert "FAILED: 1 of 2 examples, by trial.toml" in failed.stdout
    assert "expected stop, got track" in failed.stdout
    assert "it was there before this change" in failed.stdout


def test_an_example_with_a_slip_is_refused_with_its_line(world):
    (world.here / "vedette.toml").write_text('[[policy.test]]\nname = "n"\nexpect = "stopp"\n')
    done = world.run("policy", "test")
    assert done.returncode == 2
    assert "vedette.toml:1" in done.stderr
    assert 'did you mean "stop"' in done.stderr


@pytest.mark.parametrize(
    "value", ["{ internet = 0 }", "{ internet = 11 }", "{ moon = 1 }", "3", "{ internet = true }"]
)
def test_a_factor_that_is_none_is_refused(world, value):
    (world.here / "vedette.toml").write_text(f"[due]\nby_exposure = {value}\n")
    done = world.run("policy", "show")
    assert done.returncode == 2
    assert "must be a table of factors" in done.stderr


def test_the_policy_is_said_in_plain_words(world):
    (world.here / "vedette.toml").write_text(POLICY + "[gate]\noverride = false\n")
    done = world.run("policy", "show")
    assert done.returncode == 0
    for words in ("a usable credential enters", "@shop/pay: `src/pay/`", "high 7", "nobody may override"):
        assert words in done.stdout


def test_a_trial_that_is_not_there_is_refused(world):
    for verb in (("policy", "test"), ("policy", "show"), ("backtest",)):
        done = world.run(*verb, "--policy", "absent.toml")
        assert done.returncode == 2
        assert "absent.toml cannot be read" in done.stderr


def test_a_backtest_of_no_change_proves_nothing(repo):
    git(repo, "clone", "-q", "--depth", "1", f"file://{repo.here}", "shallow")
    done = repo.run("backtest", "shallow")
    assert done.returncode == 3
    assert "git fetch --unshallow" in " ".join(done.stdout.split())


def test_other_days_are_no_failure_of_the_default_examples(world):
    (world.here / "vedette.toml").write_text("[due]\nhigh = 5\n")
    assert world.run("policy", "test").returncode == 0
    (world.here / "vedette.toml").write_text("emergency = []\n")
    assert world.run("policy", "test").returncode == 1


def test_a_backtest_exits_0_and_writes_its_formats(repo):
    done = repo.run(
        "backtest", "--format", "text", "--format", "json=out.json", "--format", "markdown=out.md"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("BACKTEST: 1 of 2 changes would have been stopped (50.0 %)")
    assert done.stderr == ""
    told = json.loads((repo.here / "out.json").read_text())
    assert (told["schema"], told["fates"]["young"], told["rate"]) == ("vedette-backtest/1", 1, None)
    assert told["stopped"][0]["names"] == ["Ada"]
    assert "| `" in (repo.here / "out.md").read_text()


def test_a_backtest_by_a_policy_on_trial(repo):
    (repo.here / "trial.toml").write_text("emergency = []\n")
    done = repo.run("backtest", "--policy", "trial.toml")
    assert done.stdout.startswith("BACKTEST: 0 of 2 changes")
    assert "by trial.toml" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--format", "jsn"), 'did you mean "json"'),
        (("--format", "json="), "names no file"),
        (("--format", "json", "--format", "text"), "two reports go to standard output"),
        (("--last", "0"), "--last"),
        (("absent",), "does not exist"),
    ],
)
def test_what_a_backtest_refuses(repo, arguments, message):
    done = repo.run("backtest", *arguments)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_report_is_not_written_through_a_link(repo):
    (repo.here / "link.json").symlink_to(repo.home / "target")
    done = repo.run("backtest", "--format", "json=link.json")
    assert done.returncode == 2
    assert not (repo.home / "target").exists()

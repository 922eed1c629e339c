"""The verbs that give no verdict, and what starting costs."""

import json
import subprocess
import sys
import tomllib

import pytest

from vedette import __version__
from vedette.apps.cli.verbs import init
from vedette.settings.layer import parse


def modules_of(world, *arguments):
    """What a call imports."""
    code = (
        "import sys\nfrom vedette.__main__ import main\n"
        "try:\n    main()\nfinally:\n    sys.stderr.write('\\n'.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=world.here,
        env=world.env,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, set(done.stderr.split())


def test_the_version_costs_next_to_nothing(world):
    said, modules = modules_of(world, "--version")
    assert said == f"vedette {__version__}\n"
    ours = {name for name in modules if name.split(".")[0] == "vedette"}
    assert ours == {"vedette", "vedette.__main__"}
    assert not modules & {
        "click",
        "msgspec",
        "hyperscan",
        "rich",
        "json",
        "pathlib",
        "platformdirs",
        "sqlite3",
    }


def test_help_imports_no_verb_and_no_detector(world):
    said, modules = modules_of(world, "--help")
    assert "scan " in said
    assert not [name for name in modules if name.startswith("vedette.apps.cli.verbs.")]
    assert not [
        name for name in modules if name.startswith(("vedette.detectors", "vedette.pipeline", "rich"))
    ]


def test_help_of_a_verb_does_not_import_the_pipeline(world):
    said, modules = modules_of(world, "scan", "--help")
    assert "--exit-zero" in said
    assert "vedette.pipeline" not in modules


def test_init_writes_a_file_that_changes_nothing_and_never_overwrites(world):
    done = world.run("init")
    assert done.returncode == 0
    assert "wrote vedette.toml" in done.stdout
    assert "vedette scan" in done.stdout
    path = world.here / "vedette.toml"
    layer = parse(path.read_bytes(), "vedette.toml", from_tree=True)
    assert not layer.values
    path.write_text("# mine")
    done = world.run("init")
    assert done.returncode == 0
    assert "vedette.toml is there already and was left as it is" in done.stdout
    assert path.read_text() == "# mine"


def test_the_examples_in_the_template_are_valid():
    lines = init._TEMPLATE.split("\n")
    live = "\n".join(
        line.removeprefix("# ") if not line.startswith(("# What", "# When")) else line for line in lines
    )
    assert "exclude" in tomllib.loads(live)["scan"]
    layer = parse(live.encode(), "vedette.toml", from_tree=True)
    assert {"scan.skip", "scan.exclude", "emergency", "owners", "service", "due.high"} <= set(layer.values)


@pytest.mark.parametrize("target", ["there", "nowhere"])
def test_init_leaves_a_link_alone(world, target):
    (world.home / "there").write_text("mine")
    (world.here / "vedette.toml").symlink_to(world.home / target)
    assert "left as it is" in world.run("init").stdout
    assert (world.home / "there").read_text() == "mine"
    assert not (world.home / "nowhere").exists()


def test_init_sees_a_configuration_in_pyproject(world):
    (world.here / "pyproject.toml").write_text("[tool.vedette.scan]\njobs = 1\n")
    assert "pyproject.toml is there already" in world.run("init").stdout
    assert not (world.here / "vedette.toml").exists()


def test_config_show_says_where_each_value_comes_from(world):
    (world.here / ".git").mkdir()
    (world.here / "sub").mkdir()
    (world.here / "pyproject.toml").write_text("[tool.vedette.gate]\ngap_days = 3\n")
    user = world.home / ".config" / "vedette" / "config.toml"
    user.parent.mkdir(parents=True)
    user.write_text("[scan]\njobs = 5\n[rules.coverage-gap]\nseverity = 'low'\n")
    done = world.run("config", "show", "--origin", "sub", env={"VEDETTE_ONLY": "secrets"})
    assert done.returncode == 0, done.stderr
    lines = done.stdout.split("\n")
    assert "gate.gap_days = 3  # pyproject.toml:2" in lines
    assert f"scan.jobs = 5  # {user}:2" in lines
    assert 'scan.only = ["secrets"]  # VEDETTE_ONLY' in lines
    assert "due.high = 30  # default" in lines
    assert f'rules.coverage-gap.severity = "low"  # {user}:4' in lines


def test_a_ledger_in_the_tree_is_refused_with_where_it_may_stand(world):
    (world.here / "vedette.toml").write_text("[ledger]\npath = 'x'\n")
    done = world.run("config", "show")
    assert done.returncode == 2
    assert 'vedette.toml:1: "ledger" may not stand in a scanned tree' in done.stderr


def test_rules_as_json_are_all_rules(world):
    rules = json.loads(world.run("rules", "--format", "json").stdout)
    assert {"coverage-gap", "policy-changed"} <= {rule["id"] for rule in rules}
    only = json.loads(world.run("rules", "--format", "json", "--kind", "policy").stdout)
    assert {rule["kind"] for rule in only} == {"policy"}


def test_explain_a_rule(world):
    said = world.run("explain", "coverage-gap").stdout
    assert said.startswith("coverage-gap: ")
    assert "why: " in said
    assert "fix: " in said
    assert "CWE-1059" in said


def test_doctor_checks_and_fails_on_what_is_broken(world):
    done = world.run("doctor")
    assert done.returncode == 0, done.stdout
    assert "ok    git: " in done.stdout
    assert "0 failed" in done.stdout
    state = world.home / ".local" / "state" / "vedette"
    state.mkdir(parents=True, mode=0o700)
    (state / "ledger.db").write_text("no database")
    done = world.run("doctor")
    assert done.returncode == 3
    assert "fail  ledger: " in done.stdout


def test_verify_needs_a_ledger_and_makes_none(world):
    assert world.run("ledger", "verify").returncode == 2
    assert not list(world.home.rglob("ledger.db"))

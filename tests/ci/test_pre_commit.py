"""The manifest for pre-commit, and what docs/ci.md says of the ways in: its commands, really run."""

import re
import shlex

import pytest
from ci_world import ROOT, World, read_yaml, secret

from vedette.apps.cli.hook import LINE

(HOOK,) = read_yaml(ROOT / ".pre-commit-hooks.yaml")
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKED, PASSED = 1, 0


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    made.write("new.py", "nothing\n")
    made.clone()
    made.vedette(made.bin / "vedette")
    return made


def test_the_entry_judges_what_is_staged(world):
    assert (HOOK["id"], HOOK["language"], HOOK["pass_filenames"]) == ("vedette", "python", "false")
    assert HOOK["always_run"] == HOOK["require_serial"] == "true"
    run = ["sh", "-e", "-c", HOOK["entry"]]
    assert world.run(run[:-1], run[-1], {}).returncode == PASSED
    (world.checkout / "more.py").write_text(secret(4))
    assert world.run(run[:-1], run[-1], {}).returncode == PASSED
    world.git(world.checkout, "add", "more.py")
    assert world.run(run[:-1], run[-1], {}).returncode == BLOCKED


def test_the_page_shows_the_line_and_the_names_of_what_is_there():
    assert f"      {LINE}\n" in PAGE
    assert f"- id: {HOOK['id']}" in PAGE
    assert set(re.findall(r"steps\.vedette\.outputs\.(\w+)", PAGE)) <= set(
        read_yaml(ROOT / "action.yml")["outputs"]
    )
    job = read_yaml(ROOT / "ci" / "gitlab" / "vedette.yml")["vedette"]
    assert set(re.findall(r"GATE_\w+", PAGE)) == {
        name for name in job["variables"] if name.startswith("GATE_")
    }


def test_the_command_for_any_other_ci_works_as_it_stands(world):
    (command,) = re.findall(r"^    (vedette scan --since .*)$", PAGE, re.MULTILINE)
    out = world.folder / "out"
    out.mkdir()
    command = command.replace("OUT/", f"{shlex.quote(str(out))}/")
    assert world.run(["sh", "-e", "-c"], command, {"CI": "true"}).returncode == PASSED
    assert sorted(path.name for path in out.iterdir()) == ["vedette.record.json", "vedette.sarif"]
    world.write("new.py", secret(4))
    world.clone()
    assert world.run(["sh", "-e", "-c"], command, {"CI": "true"}).returncode == BLOCKED
